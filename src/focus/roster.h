#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "isfocus/base/ids.h"
#include "isfocus/focus/conference_info.h"

namespace isfocus::focus {

/// What a subscriber may know of users who asked for privacy (RFC 4575 8.2; XML-03).
enum class View : std::uint8_t { everybody, host, administrator };

/// Who is in the conference: users, their endpoints and media, in the order of joining (UEQ-08). Every change has a
/// number, so that a subscriber is told just what it has not heard yet; the cost is that of the change, not of the
/// conference's size.
class Roster {
public:
    /// What hides a private user, and where it is (XML-02).
    struct Mask {
        std::string entity;
        std::string display_text;
        bool host_sees_through = false;
    };

    /// An endpoint that has joined. `key` names the user whatever form its URI has (address_of_record); a user who
    /// takes part masked and unmasked is two, or the one would tell of the other.
    struct Arrival {
        LegId leg;
        std::string key;
        std::string entity;  ///< of the user, spelled as it will always be (XML-01)
        std::string display_text;
        std::optional<Mask> mask;
        /// Of which no other of the user may have the entity: it then gets one of its own (XML-04).
        EndpointInfo endpoint;
    };

    void connect(Arrival arrival);
    /// Whose role is the host's, by its key; nobody's for "".
    void appoint(const std::string& key);
    /// A new direction or set of media (EVT-30). Of no effect for a leg that is not connected.
    void update_media(LegId leg, EndpointStatus status, std::vector<EndpointMedia> media);
    /// The endpoint stays, as disconnected, until `forget` (EVT-26). Of no effect for a leg that is not connected.
    void disconnect(LegId leg, DisconnectionMethod how, Execution info);
    /// Something beside the users has changed that subscribers are to hear of (EVT-30).
    void count_other_change() { ++last_change_; }
    /// Drops what left at or before change number `told`, when every subscriber has been told up to there.
    void forget(std::uint64_t told);

    /// Users with a connected or on-hold endpoint (EVT-29).
    unsigned user_count() const noexcept { return connected_users_; }
    /// Connected or on hold.
    bool has_leg(LegId leg) const { return by_leg_.contains(leg); }
    std::uint64_t last_change() const noexcept { return last_change_; }

    /// For a full document.
    std::vector<UserInfo> connected_users(View view) const;
    /// For a partial one.
    std::vector<UserInfo> changed_since(std::uint64_t change, View view) const;

private:
    struct Member {
        std::string key, entity, display_text;
        std::optional<Mask> mask;
        std::vector<std::pair<LegId, EndpointInfo>> endpoints;  ///< connected before disconnected (EVT-27)
        std::uint64_t change = 0;
        bool connected() const;
    };
    using Place = std::uint64_t;

    void touch(Place place);
    void erase(Place place);
    Member* member_of(LegId leg, Place& place, std::size_t& index);
    UserInfo tell(const Member& member, bool with_departed, View view) const;

    std::map<Place, Member> members_;
    std::map<std::uint64_t, Place> by_change_;
    std::set<Place> with_departed_;  ///< members that have a disconnected endpoint to forget
    std::unordered_map<std::string, Place> by_key_;
    std::unordered_map<LegId, Place> by_leg_;
    std::string host_;  ///< its key
    Place last_place_ = 0;
    std::uint64_t last_change_ = 0;
    unsigned connected_users_ = 0;
};

}  // namespace isfocus::focus
