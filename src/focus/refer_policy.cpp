#include "focus/refer_policy.h"

namespace isfocus::focus {
namespace {

bool has_leg(const Uri& uri, const Conference& conference) {
    return conference.legs_by_user.contains(address_of_record(uri));
}

bool is_host(const Identity& user, const Conference& conference) {
    return same_user(user, conference.host);
}

bool is_participant(const Identity& user, const Conference& conference) {
    return conference.roster.has_user(address_of_record(user.uri)) ||
           (user.alias && conference.roster.has_user(address_of_record(*user.alias)));
}

bool was_invited(const Identity& user, const Conference& conference) {
    return conference.invited.contains(address_of_record(user.uri)) ||
           (user.alias && conference.invited.contains(address_of_record(*user.alias)));
}

}  // namespace

bool is_known_as(const Identity& who, const Uri& uri) {
    const std::string key = address_of_record(uri);
    return address_of_record(who.uri) == key || (who.alias && address_of_record(*who.alias) == key);
}

bool same_user(const Identity& a, const Identity& b) {
    return is_known_as(a, b.uri) || (b.alias && is_known_as(a, *b.alias));
}

std::vector<std::string> keys_of(const Identity& user) {
    std::vector<std::string> keys{address_of_record(user.uri)};
    if (!user.alias) return keys;
    if (auto key = address_of_record(*user.alias); key != keys.front()) keys.push_back(std::move(key));
    return keys;
}

bool takes_part(const Identity& user, const Conference& conference) {
    return has_leg(user.uri, conference) || (user.alias && has_leg(*user.alias, conference));
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

Result<Identity> authorize_refer(const Referrer& referrer, const ReferTarget& target, bool target_is_ours,
                                 const Conference& conference, const Settings& settings) {
    if (target.method != ReferMethod::invite)
        return Rejection{403, "Method Not Offered", "Refer-To asks for another method than INVITE"};
    if (target_is_ours) return Rejection{403, "Target Is This Focus", "Refer-To names a URI of this focus"};
    auto who = identify(referrer);
    if (!who) return who;
    if (!referrer.leg_is_up) return Rejection{403, "Forbidden", "REFER before the referrer's own leg was answered"};
    const bool may =
        is_host(*who, conference) || (settings.participants_may_invite && is_participant(*who, conference));
    if (!may) return Rejection{403, "Forbidden", "neither the host nor a participant who may invite"};
    const bool needs_seat = !has_leg(target.uri, conference);
    if (needs_seat && conference.seats >= settings.max_participants)
        return Rejection{403, "Conference Full", "all seats are taken"};
    return who;
}

std::optional<Rejection> refuse_join(const std::optional<Identity>& caller, const Conference& conference,
                                     const Settings& settings) {
    if (!caller) return Rejection{403, "Forbidden", "nobody vouches for the caller"};
    const bool known = is_host(*caller, conference) || was_invited(*caller, conference);
    if (settings.join == Settings::Join::invited && !known)
        return Rejection{403, "Forbidden", "only invited users may dial in"};
    if (conference.seats >= settings.max_participants) return Rejection{486, "Conference Full", "all seats are taken"};
    return std::nullopt;
}

bool may_subscribe(const Identity& subscriber, const Conference& conference) {
    return is_host(subscriber, conference) || takes_part(subscriber, conference);
}

}  // namespace isfocus::focus
