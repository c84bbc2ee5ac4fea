#include "focus/conference_policy.h"

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

Rejection conference_full(int status) {
    return {status, "Conference Full", "all seats are taken", "conference full"};
}

Rejection conference_locked(int status) {
    return {status, "Conference Locked", "nobody new comes in any more", "conference locked"};
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

bool covers_any(const std::vector<Uri>& patterns, const Uri& uri) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const Uri& one) { return covers(one, uri); });
}

bool names(const std::vector<Uri>& patterns, const Identity& user) {
    return covers_any(patterns, user.uri) || (user.alias && covers_any(patterns, *user.alias));
}

bool is_on(const std::vector<ReferTarget>& list, const Identity& user) {
    return std::any_of(list.begin(), list.end(), [&](const ReferTarget& one) { return is_known_as(user, one.uri); });
}

bool has_standing(const Identity& user, PolicyRule::Standing standing, const PolicyScope& scope) {
    switch (standing) {
        case PolicyRule::Standing::any:
            break;
        case PolicyRule::Standing::invited:
            return was_invited(user, scope.conference);
        case PolicyRule::Standing::on_dial_out_list:
            return is_on(scope.policy.dial_out, user);
        case PolicyRule::Standing::on_refer_list:
            return is_on(scope.policy.refer, user);
        case PolicyRule::Standing::participant:
            return is_connected(user, scope.conference);
    }
    return true;
}

bool holds_now(const PolicyRule& rule, Time now) {
    return (!rule.from || now >= *rule.from) && (!rule.until || now < *rule.until);
}

bool applies(const PolicyRule& rule, const Identity& user, const PolicyScope& scope) {
    return holds_now(rule, scope.now) && (rule.users.empty() || names(rule.users, user)) && !names(rule.except, user) &&
           has_standing(user, rule.standing, scope);
}

/// Blocks users whom it names. That everybody is blocked only says that who may join is told by other rules.
bool blocks_by_name(const PolicyRule& rule, Time now) {
    return rule.join == JoinHandling::block && !rule.users.empty() && holds_now(rule, now);
}

bool is_privileged(const Identity& user, const PolicyScope& scope) {
    return is_host(user, scope.conference) || is_operator(user, scope.settings);
}

bool has_permission(const Identity& user, Permission wanted, const PolicyScope& scope) {
    if (is_privileged(user, scope)) return true;
    return std::any_of(scope.policy.rules.begin(), scope.policy.rules.end(), [&](const PolicyRule& rule) {
        const bool grants = std::find(rule.grants.begin(), rule.grants.end(), wanted) != rule.grants.end();
        return grants && applies(rule, user, scope);
    });
}

/// The best that any rule grants; nothing if none speaks of this user. Whom the focus itself asks to come may come.
std::optional<JoinHandling> join_handling(const Identity& user, const PolicyScope& scope) {
    if (is_privileged(user, scope) || is_on(scope.policy.refer, user)) return JoinHandling::allow;
    std::optional<JoinHandling> best;
    for (const PolicyRule& rule : scope.policy.rules)
        if (rule.join && applies(rule, user, scope)) best = std::max(best.value_or(JoinHandling::block), *rule.join);
    return best;
}

std::optional<Rejection> refuse_removal(const PlacedTarget& placed, const Identity& who, const PolicyScope& scope) {
    const bool is_self = placed.place == Place::user && is_known_as(who, placed.target.uri);
    const bool is_everybody = placed.place == Place::this_conference;  // REM-03
    const bool may = is_everybody ? is_privileged(who, scope) : has_permission(who, Permission::remove, scope);
    if (!may && !is_self) return Rejection{403, "Forbidden", "only the host may remove others"};
    if (is_everybody) return std::nullopt;
    const FoundParticipant found = find_participant(placed.target.uri, scope.conference);
    if (found.is_ambiguous)
        return Rejection{400, "Ambiguous Participant", "several participants have that user part",
                         "several participants match"};
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

ConferencePolicy default_policy(const Settings& settings) {
    using Standing = PolicyRule::Standing;
    ConferencePolicy policy;
    policy.max_participants = settings.max_participants;
    if (settings.join == Settings::Join::open) policy.rules.push_back({.join = JoinHandling::allow});
    if (settings.join == Settings::Join::approval) policy.rules.push_back({.join = JoinHandling::confirm});
    policy.rules.push_back({.standing = Standing::invited, .join = JoinHandling::allow});
    if (settings.participants_may_invite)
        policy.rules.push_back({.standing = Standing::participant, .grants = {Permission::invite}});
    return policy;
}

unsigned seats_of(const PolicyScope& scope) {
    const unsigned most = scope.settings.max_participants;
    return scope.policy.max_participants == 0 ? most : std::min(most, scope.policy.max_participants);
}

bool is_denied(const Uri& uri, const Settings& settings) {
    return covers_any(settings.denied, uri);
}

bool is_denied(const Identity& user, const Settings& settings) {
    return is_denied(user.uri, settings) || (user.alias && is_denied(*user.alias, settings));
}

bool is_blocked(const Uri& uri, const PolicyScope& scope) {
    return is_blocked(Identity{.uri = uri}, scope);
}

bool is_blocked(const Identity& user, const PolicyScope& scope) {
    if (is_denied(user, scope.settings)) return true;
    if (is_privileged(user, scope)) return false;
    return std::any_of(scope.policy.rules.begin(), scope.policy.rules.end(), [&](const PolicyRule& rule) {
        return blocks_by_name(rule, scope.now) && applies(rule, user, scope);
    });
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

std::optional<Rejection> refuse_creation(const std::optional<Identity>& caller, std::size_t guests,
                                         const Settings& settings) {
    if (!caller) return Rejection{403, "Forbidden", "nobody vouches for the caller"};
    if (is_denied(*caller, settings)) return Rejection{403, "Forbidden", "the caller is on the list of the denied"};
    if (guests >= settings.max_participants)
        return Rejection{403, "Forbidden", "the list has more entries than the conference has seats"};
    return std::nullopt;
}

std::vector<Uri> without_consent(const std::vector<ReferTarget>& list, const Settings& settings) {
    std::vector<Uri> missing;
    if (!settings.lists_need_consent) return missing;
    for (const ReferTarget& one : list)
        if (one.method == ReferMethod::invite && !covers_any(settings.consented, one.uri)) missing.push_back(one.uri);
    return missing;
}

Rejection consent_needed() {
    return {470, "Consent Needed", "users on the list have not agreed to be called by lists"};
}

std::vector<Header> permission_missing(const std::vector<Uri>& who) {
    std::string value;
    for (const Uri& one : who) value += (value.empty() ? "<" : ", <") + one.text() + ">";
    return {{"Permission-Missing", value}};
}

Result<Identity> authorize_refer(const Referrer& referrer, const std::vector<PlacedTarget>& targets,
                                 const PolicyScope& scope) {
    for (const auto& placed : targets)
        if (auto why = refuse_target(placed)) return *why;
    auto who = identify(referrer);
    if (!who) return who;
    if (is_anonymous(*who)) return Rejection{403, "Forbidden", "nobody vouches for the referrer"};
    if (!referrer.leg_is_up) return Rejection{403, "Forbidden", "REFER before the referrer's own leg was answered"};
    if (scope.settings.refer_token_required && !referrer.has_token)
        return Rejection{429, "Provide Referrer Identity", "Referred-By without a token"};
    const Conference& conference = scope.conference;
    const bool may_invite = has_permission(*who, Permission::invite, scope);
    unsigned seats = conference.seats;
    for (const auto& placed : targets) {
        if (placed.target.method == ReferMethod::bye) {
            if (auto why = refuse_removal(placed, *who, scope)) return *why;
            continue;
        }
        if (!may_invite) return Rejection{403, "Forbidden", "neither the host nor a participant who may invite"};
        if (is_blocked(placed.target.uri, scope)) return Rejection{403, "Target Denied", "on the list of the denied"};
        // Who is there already is called again only to replace another call, and then needs a seat of its own (REF-16).
        if (!placed.target.replaces && conference.legs_by_user.contains(address_of_record(placed.target.uri))) continue;
        if (conference.is_locked) return conference_locked(403);
        if (++seats > seats_of(scope)) return conference_full(403);
    }
    return who;
}

std::optional<Rejection> refuse_join(const std::optional<Identity>& caller, bool replaces, const PolicyScope& scope) {
    const ConferencePolicy& policy = scope.policy;
    if (!caller && !scope.settings.anonymous_may_join)
        return Rejection{403, "Forbidden", "nobody vouches for the caller"};
    if (caller && is_blocked(*caller, scope))
        return Rejection{403, "Forbidden", "the caller is on the list of the denied"};
    if (replaces) return std::nullopt;
    const Identity who = caller.value_or(anonymous_user({}));
    const auto handling = join_handling(who, scope);
    if (!handling || *handling == JoinHandling::block)
        return Rejection{403, "Forbidden", "no rule lets the caller dial in"};
    if (const auto opens = policy.join_after ? policy.join_after : policy.start; opens && scope.now < *opens)
        return conference_not_open("the caller is too early");
    const bool is_closed = policy.join_before && scope.now >= *policy.join_before;
    if ((scope.conference.is_locked || is_closed) && !is_privileged(who, scope)) return conference_locked(486);
    if (scope.conference.seats >= seats_of(scope)) return conference_full(486);
    return std::nullopt;
}

bool needs_approval(const Identity& caller, const PolicyScope& scope) {
    return join_handling(caller, scope) == JoinHandling::confirm;
}

std::vector<Header> warning_of(const Rejection& why) {
    if (why.warning.empty()) return {};
    return {{"Warning", "399 isfocus \"" + why.warning + '"'}};
}

Rejection conference_not_open(std::string detail) {
    return {403, "Conference Not Open", std::move(detail), "conference not open yet"};
}

bool may_lock(const Identity& user, const PolicyScope& scope) {
    return is_privileged(user, scope);
}

bool may_subscribe(const Identity& subscriber, const PolicyScope& scope) {
    return belongs(subscriber, scope.conference) || has_permission(subscriber, Permission::see, scope);
}

bool may_replace(const InviteRequest& caller, const InviteLeg& leg, const Settings& settings) {
    if (!caller.asserted) return false;
    if (same_user(*caller.asserted, leg.user)) return true;
    return settings.replaces_by_referral && caller.referred_by && is_known_as(leg.user, *caller.referred_by);
}

}  // namespace isfocus::focus
