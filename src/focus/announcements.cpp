#include <algorithm>

#include "focus/participants.h"
#include "focus/state.h"

/// Who hears that somebody has come or gone (mp-h248 2: announcements and tones). Users count, not their endpoints: of
/// a second endpoint, or of one that takes the place of another, nobody hears.
namespace isfocus::focus {
namespace {

bool is_in_by_another_leg(const Identity& user, LegId leg, const Conference& conference) {
    const auto is_other = [&](const auto& one) {
        return one.second != leg && is_up(conference.legs.at(one.second).state);
    };
    const auto keys = keys_of(user);
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
        const auto [first, last] = conference.legs_by_user.equal_range(key);
        return std::any_of(first, last, is_other);
    });
}

bool is_heard_by_anybody(LegId but_for, const Conference& conference) {
    return std::any_of(conference.legs.begin(), conference.legs.end(),
                       [&](const auto& one) { return one.first != but_for && is_up(one.second.state); });
}

}  // namespace

/// To be told before the leg that it replaces is ended.
void Focus::State::announce_arrival(const Conference& conference, const InviteLeg& leg) {
    const auto replaced = conference.legs.find(leg.replaces);
    const bool goes_on = replaced != conference.legs.end() && is_up(replaced->second.state);
    if (!goes_on) ports.mrfp.welcome(leg.id);
    if (!is_in_by_another_leg(leg.user, leg.id, conference) && is_heard_by_anybody(leg.id, conference))
        ports.mrfp.announce(conference.id, Announcement::joined, leg.id);
}

/// Of a conference that ends nobody hears who leaves it.
void Focus::State::announce_departure(const Conference& conference, LegId gone, const Identity& who) {
    const bool goes_on = conference.phase == Conference::Phase::open;
    if (goes_on && !is_connected(who, conference) && is_heard_by_anybody(gone, conference))
        ports.mrfp.announce(conference.id, Announcement::left, gone);
}

}  // namespace isfocus::focus
