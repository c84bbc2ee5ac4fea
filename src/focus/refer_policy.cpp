#include "focus/refer_policy.h"

#include <algorithm>

#include "focus/participants.h"

namespace isfocus::focus {
namespace {

using Place = PlacedTarget::Place;

/// RFC 3323 4.1.1.3.
constexpr const char* kAnonymousHost = "anonymous.invalid";

bool is_host(const Identity& user, const Conference& conference) {
    return same_user(user, conference.host);
}

bool was_invited(const Identity& user, const Conference& conference) {
    return conference.invited.contains(address_of_record(user.uri)) ||
           (user.alias && conference.invited.contains(address_of_record(*user.alias)));
}

/// `sip:*@host` stands for every user of the host.
bool covers(const Uri& pattern, const Uri& uri) {
    if (pattern.user != "*") return address_of_record(pattern) == address_of_record(uri);
    Uri of_host = uri;
    of_host.user = "*";
    of_host.remove_parameter("user");
    return uri.scheme != Uri::Scheme::tel && address_of_record(pattern) == address_of_record(of_host);
}

/// What is wrong with a target whoever asks (REF-09, REF-15).
std::optional<Rejection> refuse_target(const PlacedTarget& placed) {
    if (placed.target.method == ReferMethod::other)
        return Rejection{403, "Method Not Offered", "Refer-To asks for another method than INVITE or BYE"};
    const bool is_removal = placed.target.method == ReferMethod::bye;
    if (placed.place == Place::ours || (placed.place == Place::this_conference && !is_removal))
        return Rejection{403, "Target Is This Focus", "Refer-To names a URI of this focus"};
    return std::nullopt;
}

std::optional<Rejection> refuse_removal(const PlacedTarget& placed, const Identity& who, bool is_privileged,
                                        const Conference& conference) {
    const bool is_self = placed.place == Place::user && is_known_as(who, placed.target.uri);
    if (!is_privileged && !is_self) return Rejection{403, "Forbidden", "only the host may remove others"};
    if (placed.place == Place::this_conference) return std::nullopt;
    const FoundParticipant found = find_participant(placed.target.uri, conference);
    if (found.is_ambiguous) return Rejection{400, "Ambiguous Participant", "several participants have that user part"};
    if (found.legs.empty()) return Rejection{404, "Not In Conference", "nobody of that URI takes part"};
    return std::nullopt;
}

}  // namespace

bool is_known_as(const Identity& who, const Uri& uri) {
    const std::string key = address_of_record(uri);
    return address_of_record(who.uri) == key || (who.alias && address_of_record(*who.alias) == key);
}

bool same_user(const Identity& a, const Identity& b) {
    return is_known_as(a, b.uri) || (b.alias && is_known_as(a, *b.alias));
}

bool is_denied(const Uri& uri, const Settings& settings) {
    return std::any_of(settings.denied.begin(), settings.denied.end(),
                       [&](const Uri& pattern) { return covers(pattern, uri); });
}

bool is_denied(const Identity& user, const Settings& settings) {
    return is_denied(user.uri, settings) || (user.alias && is_denied(*user.alias, settings));
}

bool is_operator(const Identity& user, const Settings& settings) {
    return std::any_of(settings.operators.begin(), settings.operators.end(),
                       [&](const Uri& one) { return is_known_as(user, one); });
}

Identity anonymous_user(const std::string& nonce) {
    Identity who;
    who.uri.user = "anonymous-" + nonce;
    who.uri.host = kAnonymousHost;
    who.is_private = true;
    return who;
}

bool is_anonymous(const Identity& user) {
    return user.uri.host == kAnonymousHost;
}

Result<Identity> identify(const Referrer& referrer) {
    if (referrer.dialog_peer) {
        if (referrer.asserted && !same_user(*referrer.asserted, *referrer.dialog_peer))
            return Rejection{403, "Forbidden", "asserted identity is not that of the dialog"};
        return *referrer.dialog_peer;
    }
    if (!referrer.asserted) return Rejection{403, "Forbidden", "nobody vouches for the referrer"};
    return *referrer.asserted;
}

Result<Identity> authorize_refer(const Referrer& referrer, const std::vector<PlacedTarget>& targets,
                                 const Conference& conference, const Settings& settings) {
    for (const auto& placed : targets)
        if (auto why = refuse_target(placed)) return *why;
    auto who = identify(referrer);
    if (!who) return who;
    if (is_anonymous(*who)) return Rejection{403, "Forbidden", "nobody vouches for the referrer"};
    if (!referrer.leg_is_up) return Rejection{403, "Forbidden", "REFER before the referrer's own leg was answered"};
    if (settings.refer_token_required && !referrer.has_token)
        return Rejection{429, "Provide Referrer Identity", "Referred-By without a token"};
    const bool is_privileged = is_host(*who, conference) || is_operator(*who, settings);
    const bool may_invite = is_privileged || (settings.participants_may_invite && is_connected(*who, conference));
    unsigned seats = conference.seats;
    for (const auto& placed : targets) {
        if (placed.target.method == ReferMethod::bye) {
            if (auto why = refuse_removal(placed, *who, is_privileged, conference)) return *why;
            continue;
        }
        if (!may_invite) return Rejection{403, "Forbidden", "neither the host nor a participant who may invite"};
        if (is_denied(placed.target.uri, settings)) return Rejection{403, "Target Denied", "on the list of the denied"};
        // Who is there already is called again only to replace another call, and then needs a seat of its own (REF-16).
        if (!placed.target.replaces && conference.legs_by_user.contains(address_of_record(placed.target.uri))) continue;
        if (conference.is_locked) return Rejection{403, "Conference Locked", "nobody new comes in any more"};
        if (++seats > settings.max_participants) return Rejection{403, "Conference Full", "all seats are taken"};
    }
    return who;
}

std::optional<Rejection> refuse_join(const std::optional<Identity>& caller, bool replaces, const Conference& conference,
                                     const Settings& settings) {
    if (!caller && !settings.anonymous_may_join) return Rejection{403, "Forbidden", "nobody vouches for the caller"};
    if (caller && is_denied(*caller, settings))
        return Rejection{403, "Forbidden", "the caller is on the list of the denied"};
    if (replaces) return std::nullopt;
    const bool is_privileged = caller && (is_host(*caller, conference) || is_operator(*caller, settings));
    const bool known = is_privileged || (caller && was_invited(*caller, conference));
    if (settings.join == Settings::Join::invited && !known)
        return Rejection{403, "Forbidden", "only invited users may dial in"};
    if (conference.is_locked && !is_privileged)
        return Rejection{486, "Conference Locked", "nobody new comes in any more"};
    if (conference.seats >= settings.max_participants) return Rejection{486, "Conference Full", "all seats are taken"};
    return std::nullopt;
}

bool needs_approval(const Identity& caller, const Conference& conference, const Settings& settings) {
    return settings.join == Settings::Join::approval && !is_host(caller, conference) &&
           !was_invited(caller, conference) && !is_operator(caller, settings);
}

std::vector<Header> warning_of(const Rejection& why) {
    if (why.reason == "Conference Full") return {{"Warning", "399 isfocus \"conference full\""}};
    if (why.reason == "Conference Locked") return {{"Warning", "399 isfocus \"conference locked\""}};
    if (why.reason == "Ambiguous Participant") return {{"Warning", "399 isfocus \"several participants match\""}};
    return {};
}

bool may_subscribe(const Identity& subscriber, const Conference& conference, const Settings& settings) {
    return is_host(subscriber, conference) || belongs(subscriber, conference) || is_operator(subscriber, settings);
}

bool may_replace(const InviteRequest& caller, const InviteLeg& leg, const Settings& settings) {
    if (!caller.asserted) return false;
    if (same_user(*caller.asserted, leg.user)) return true;
    return settings.replaces_by_referral && caller.referred_by && is_known_as(leg.user, *caller.referred_by);
}

}  // namespace isfocus::focus
