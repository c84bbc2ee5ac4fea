#pragma once
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>

#include "isfocus/h248/endpoint.h"

namespace isfocus::app {

/// At which of our UDP sockets a peer was heard last: what goes to it leaves from there, for it knows us under that
/// address alone. Bounded, for sources can be forged: of more than kMostRecent those heard of longest ago are
/// forgotten.
class PeerSockets {
public:
    static constexpr std::size_t kMostRecent = 4096;

    void heard(const h248::Endpoint& peer, std::size_t socket) {
        note(peer, socket);
        note(host_of(peer), socket);
    }
    /// Of a port that was never heard: where its host was.
    std::optional<std::size_t> of(const h248::Endpoint& peer) const {
        const auto exact = find(peer);
        return exact ? exact : find(host_of(peer));
    }

private:
    using Table = std::unordered_map<h248::Endpoint, std::size_t>;

    static h248::Endpoint host_of(h248::Endpoint peer) {
        peer.port = 0;
        return peer;
    }
    void note(const h248::Endpoint& peer, std::size_t socket) {
        if (recent_.size() >= kMostRecent) older_ = std::exchange(recent_, {});
        recent_.insert_or_assign(peer, socket);
    }
    std::optional<std::size_t> find(const h248::Endpoint& peer) const {
        for (const auto* table : {&recent_, &older_})
            if (const auto found = table->find(peer); found != table->end()) return found->second;
        return std::nullopt;
    }

    Table recent_;
    Table older_;
};

}  // namespace isfocus::app
