#pragma once
#include <dirent.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "isfocus/sip/settings.h"

namespace isfocus::sip {

/// A connection that a peer has made to us, as the kernel sees it.
struct Connection {
    int fd = -1;
    std::string address;    ///< of the peer
    std::uint64_t age = 0;  ///< greater for those that came later
    bool has_spoken = false;
    std::chrono::milliseconds silent{0};  ///< since either side sent anything
};

/// Those that must not stay: over the limits the youngest; those that never said anything; and those that were silent
/// twice as long as the library lets an idle one live, which has kept the half of a message. Pure.
std::vector<int> surplus(std::vector<Connection> connections, const ConnectionLimits& limits);

/// Guards the library, which accepts whatever comes, against peers with too many or dead connections. Those that must
/// not stay are shut down; the library sees their end and closes them in order.
class Connections {
public:
    using Time = std::chrono::steady_clock::time_point;

    Connections();

    /// The ports at which peers connect. What comes over their connections is read in small parts.
    void watch(const ListenAddress& bound);
    /// Looks now and then, more seldom the longer it takes.
    void look(Time now, const ConnectionLimits& limits);

    std::size_t open() const noexcept { return known_.size(); }
    std::uint64_t ended() const noexcept { return ended_; }

private:
    struct CloseDirectory {
        void operator()(DIR* directory) const noexcept { closedir(directory); }
    };
    struct Known {
        std::string address;
        std::uint16_t port = 0;
        std::uint64_t age = 0;
        bool is_ended = false;
    };

    template <class Visit>
    void for_each_descriptor(Visit visit) const;
    int listening_at(const ListenAddress& bound) const;  ///< its descriptor, or -1
    std::vector<Connection> inspect();
    void identify(int fd, std::vector<Connection>& found);

    std::unique_ptr<DIR, CloseDirectory> descriptors_;  ///< opened early: later there may be none left to do so
    std::vector<ListenAddress> bound_;
    std::unordered_map<int, Known> known_;
    std::unordered_map<int, Known> seen_;
    std::uint64_t next_age_ = 1;
    std::uint64_t ended_ = 0;
    Time next_look_{};
};

}  // namespace isfocus::sip
