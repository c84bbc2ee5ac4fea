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

/// Who is in the conference: users, their endpoints and media, in the order of joining (UEQ-08). Every change has a
/// number, so that a subscriber is told just what it has not heard yet; the cost is that of the change, not of the
/// conference's size.
class Roster {
public:
    /// An endpoint that has joined. `key` names the user whatever form its URI has (address_of_record).
    struct Arrival {
        LegId leg;
        std::string key;
        std::string entity;  ///< of the user, spelled as it will always be (XML-01)
        std::string display_text;
        EndpointInfo endpoint;
    };

    void connect(Arrival arrival);
    /// A new direction or set of media (EVT-30). Of no effect for a leg that is not connected.
    void update_media(LegId leg, EndpointStatus status, std::vector<EndpointMedia> media);
    /// The endpoint stays, as disconnected, until `forget` (EVT-26). Of no effect for a leg that is not connected.
    void disconnect(LegId leg, DisconnectionMethod how, Execution info);
    /// Something beside the users has changed that subscribers are to hear of (EVT-30).
    void count_other_change() { ++last_change_; }
    /// Drops what left at or before change number `told`, when every subscriber has been told up to there.
    void forget(std::uint64_t told);

    unsigned user_count() const noexcept {
        return connected_users_;
    }                                                                ///< with a connected or on-hold endpoint (EVT-29)
    bool has_leg(LegId leg) const { return by_leg_.contains(leg); }  ///< connected or on hold
    bool has_user(const std::string& key) const;
    std::uint64_t last_change() const noexcept { return last_change_; }

    std::vector<UserInfo> connected_users() const;                    ///< for a full document
    std::vector<UserInfo> changed_since(std::uint64_t change) const;  ///< for a partial one

private:
    struct Member {
        std::string key, entity, display_text;
        std::vector<std::pair<LegId, EndpointInfo>> endpoints;  ///< connected before disconnected (EVT-27)
        std::uint64_t change = 0;
        bool connected() const;
    };
    using Place = std::uint64_t;

    void touch(Place place);
    void erase(Place place);
    Member* member_of(LegId leg, Place& place, std::size_t& index);
    static UserInfo tell(const Member& member, bool with_departed);

    std::map<Place, Member> members_;
    std::map<std::uint64_t, Place> by_change_;
    std::set<Place> with_departed_;  ///< members that have a disconnected endpoint to forget
    std::unordered_map<std::string, Place> by_key_;
    std::unordered_map<LegId, Place> by_leg_;
    Place last_place_ = 0;
    std::uint64_t last_change_ = 0;
    unsigned connected_users_ = 0;
};

}  // namespace isfocus::focus
