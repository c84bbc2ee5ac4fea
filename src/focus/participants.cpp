#include "focus/participants.h"

#include <algorithm>
#include <set>

namespace isfocus::focus {
namespace {

/// Whether any leg of the user has that property.
template <class Property>
bool has_leg(const Identity& user, const Conference& conference, Property property) {
    for (const auto& key : keys_of(user)) {
        const auto [first, last] = conference.legs_by_user.equal_range(key);
        if (std::any_of(first, last, [&](const auto& one) { return property(conference.legs.at(one.second)); }))
            return true;
    }
    return false;
}

std::vector<LegId> legs_of(const std::string& key, const Conference& conference) {
    std::vector<LegId> legs;
    const auto [first, last] = conference.legs_by_user.equal_range(key);
    for (auto it = first; it != last; ++it) legs.push_back(it->second);
    std::sort(legs.begin(), legs.end());
    return legs;
}

/// The user part as people compare it: a number without its separators, anything else as it is.
std::string user_part(const Uri& uri) {
    if (auto number = telephone_number(uri)) return *number;
    return percent_decode(uri.user).value_or(uri.user);
}

bool has_user_part(const Identity& user, const std::string& part) {
    return user_part(user.uri) == part || (user.alias && user_part(*user.alias) == part);
}

FoundParticipant by_contact(const Uri& uri, const Conference& conference) {
    for (const auto& [key, id] : conference.legs_by_user) {
        const InviteLeg& leg = conference.legs.at(id);
        if (leg.contact && equivalent(*leg.contact, uri)) return {legs_of(keys_of(leg).front(), conference), false};
    }
    return {};
}

FoundParticipant by_user_part(const Uri& uri, const Conference& conference) {
    const std::string wanted = user_part(uri);
    std::set<std::string> users;
    for (const auto& [key, id] : conference.legs_by_user) {
        const InviteLeg& leg = conference.legs.at(id);
        if (has_user_part(leg.user, wanted)) users.insert(keys_of(leg).front());
    }
    if (users.empty()) return {};
    if (users.size() > 1) return {{}, true};
    return {legs_of(*users.begin(), conference), false};
}

}  // namespace

std::vector<std::string> keys_of(const Identity& user) {
    std::vector<std::string> keys{address_of_record(user.uri)};
    if (!user.alias) return keys;
    if (auto key = address_of_record(*user.alias); key != keys.front()) keys.push_back(std::move(key));
    return keys;
}

std::vector<std::string> keys_of(const InviteLeg& leg) {
    auto keys = keys_of(leg.user);
    if (!leg.pseudonym.empty()) keys.push_back(leg.pseudonym);
    return keys;
}

bool takes_part(const Identity& user, const Conference& conference) {
    return has_leg(user, conference, [](const InviteLeg&) { return true; });
}

bool belongs(const Identity& user, const Conference& conference) {
    return has_leg(user, conference, [](const InviteLeg& leg) { return leg.state != LegState::waiting; });
}

bool is_connected(const Identity& user, const Conference& conference) {
    return has_leg(user, conference, [](const InviteLeg& leg) { return is_up(leg.state); });
}

FoundParticipant find_participant(const Uri& uri, const Conference& conference) {
    if (auto legs = legs_of(address_of_record(uri), conference); !legs.empty()) return {std::move(legs), false};
    if (auto found = by_contact(uri, conference); !found.legs.empty()) return found;
    return by_user_part(uri, conference);
}

}  // namespace isfocus::focus
