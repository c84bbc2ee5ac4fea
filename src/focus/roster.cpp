#include "focus/roster.h"

#include <algorithm>
#include <utility>

namespace isfocus::focus {
namespace {

bool is_gone(const EndpointInfo& endpoint) {
    return endpoint.status == EndpointStatus::disconnected;
}

/// Tells nothing of the endpoint but which leg it is.
std::string opaque_entity(LegId leg) {
    return "sip:leg" + std::to_string(leg.value) + "@anonymous.invalid";
}

bool sees_through(const Roster::Mask& mask, View view) {
    return view == View::administrator || (view == View::host && mask.host_sees_through);
}

void hide(EndpointInfo& endpoint, LegId leg) {
    endpoint.entity = opaque_entity(leg);
    if (endpoint.referred) endpoint.referred->by.clear();
    if (endpoint.joining_info) endpoint.joining_info->by.clear();
}

}  // namespace

bool Roster::Member::connected() const {
    return !endpoints.empty() && !is_gone(endpoints.front().second);
}

void Roster::connect(Arrival arrival) {
    auto known = by_key_.find(arrival.key);
    if (known != by_key_.end() && !members_.at(known->second).connected()) {
        // A user who comes back is a new appearance: UEs do not revive a disconnected entry (UEQ-09).
        erase(known->second);
        known = by_key_.end();
    }
    if (known == by_key_.end()) {
        known = by_key_.emplace(arrival.key, ++last_place_).first;
        Member& member = members_[last_place_];
        member.key = arrival.key;
        member.entity = std::move(arrival.entity);
        member.display_text = std::move(arrival.display_text);
        member.mask = std::move(arrival.mask);
        ++connected_users_;
    }
    const Place place = known->second;
    auto& endpoints = members_.at(place).endpoints;
    const bool is_taken = std::any_of(endpoints.begin(), endpoints.end(),
                                      [&](const auto& one) { return one.second.entity == arrival.endpoint.entity; });
    if (is_taken) arrival.endpoint.entity = opaque_entity(arrival.leg);
    const auto first_gone = std::find_if(endpoints.begin(), endpoints.end(), [](auto& e) { return is_gone(e.second); });
    endpoints.emplace(first_gone, arrival.leg, std::move(arrival.endpoint));
    by_leg_[arrival.leg] = place;
    touch(place);
}

void Roster::update_media(LegId leg, EndpointStatus status, std::vector<EndpointMedia> media) {
    Place place = 0;
    std::size_t index = 0;
    Member* member = member_of(leg, place, index);
    if (!member) return;
    auto& endpoint = member->endpoints[index].second;
    if (endpoint.status == status && endpoint.media == media) return;
    endpoint.status = status;
    endpoint.media = std::move(media);
    touch(place);
}

void Roster::disconnect(LegId leg, DisconnectionMethod how, Execution info) {
    Place place = 0;
    std::size_t index = 0;
    Member* member = member_of(leg, place, index);
    if (!member) return;
    auto& endpoints = member->endpoints;
    auto& endpoint = endpoints[index].second;
    endpoint.status = EndpointStatus::disconnected;
    endpoint.disconnection_method = how;
    endpoint.disconnection_info = std::move(info);
    endpoint.media.clear();
    const auto at = endpoints.begin() + static_cast<std::ptrdiff_t>(index);
    std::rotate(at, at + 1, endpoints.end());
    by_leg_.erase(leg);
    with_departed_.insert(place);
    if (!member->connected()) --connected_users_;
    touch(place);
}

void Roster::appoint(const std::string& key) {
    if (key == host_) return;
    for (const auto& one : {std::exchange(host_, key), key})
        if (const auto it = by_key_.find(one); it != by_key_.end()) touch(it->second);
}

void Roster::forget(std::uint64_t told) {
    for (auto it = with_departed_.begin(); it != with_departed_.end();) {
        const Place place = *it;
        Member& member = members_.at(place);
        if (member.change > told) {
            ++it;
            continue;
        }
        it = with_departed_.erase(it);
        std::erase_if(member.endpoints, [](const auto& one) { return is_gone(one.second); });
        if (member.endpoints.empty()) erase(place);
    }
}

std::vector<UserInfo> Roster::connected_users(View view) const {
    std::vector<UserInfo> users;
    users.reserve(connected_users_);
    for (const auto& [place, member] : members_)
        if (member.connected()) users.push_back(tell(member, false, view));
    return users;
}

std::vector<UserInfo> Roster::changed_since(std::uint64_t change, View view) const {
    std::vector<Place> places;
    for (auto it = by_change_.upper_bound(change); it != by_change_.end(); ++it) places.push_back(it->second);
    std::sort(places.begin(), places.end());
    std::vector<UserInfo> users;
    users.reserve(places.size());
    for (const Place place : places) users.push_back(tell(members_.at(place), true, view));
    return users;
}

void Roster::touch(Place place) {
    Member& member = members_.at(place);
    by_change_.erase(member.change);
    member.change = ++last_change_;
    by_change_[member.change] = place;
}

void Roster::erase(Place place) {
    const auto it = members_.find(place);
    by_change_.erase(it->second.change);
    with_departed_.erase(place);
    by_key_.erase(it->second.key);
    members_.erase(it);
}

Roster::Member* Roster::member_of(LegId leg, Place& place, std::size_t& index) {
    const auto it = by_leg_.find(leg);
    if (it == by_leg_.end()) return nullptr;
    place = it->second;
    Member& member = members_.at(place);
    const auto& endpoints = member.endpoints;
    const auto found = std::find_if(endpoints.begin(), endpoints.end(), [&](const auto& e) { return e.first == leg; });
    index = static_cast<std::size_t>(found - endpoints.begin());
    return &member;
}

UserInfo Roster::tell(const Member& member, bool with_departed, View view) const {
    const bool is_hidden = member.mask && !sees_through(*member.mask, view);
    UserInfo user;
    user.entity = is_hidden ? member.mask->entity : member.entity;
    user.display_text = is_hidden ? member.mask->display_text : member.display_text;
    user.is_host = !is_hidden && !host_.empty() && member.key == host_;
    for (const auto& [leg, endpoint] : member.endpoints) {
        if (!with_departed && is_gone(endpoint)) continue;
        user.endpoints.push_back(endpoint);
        if (is_hidden) hide(user.endpoints.back(), leg);
    }
    return user;
}

}  // namespace isfocus::focus
