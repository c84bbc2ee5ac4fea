#pragma once
#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "h248_address.h"
#include "isfocus/h248/connections.h"

namespace isfocus::h248 {

using namespace std::chrono_literals;

/// An MGC that listens on loopback and an MRFP that connects to it, and what each of them has heard.
class TwoEnds : public testing::Test {
protected:
    explicit TwoEnds(const char* local) : loopback(test::h248_address(local)) {}

    void open(const ConnectionSettings& settings) { open_at(loopback, settings); }

    void open_at(const Endpoint& local, const ConnectionSettings& settings = {}) {
        auto listening = Connections::listen(local, settings);
        auto connecting = Connections::connect_from(local, settings);
        ASSERT_TRUE(listening && connecting);
        mgc.emplace(std::move(*listening));
        mrfp.emplace(std::move(*connecting));
    }

    bool run_until(const std::function<bool()>& done) {
        for (int i = 0; i < 1000 && !done(); ++i) {
            pollfd fds[] = {{mgc->fd(), POLLIN, 0}, {mrfp->fd(), POLLIN, 0}};
            poll(fds, 2, 10);
            mgc->turn(
                now,
                [&](const Endpoint& from, std::string_view octets) {
                    peer = from;
                    at_mgc.emplace_back(octets);
                },
                [&](const Endpoint&) { ++ended_at_mgc; });
            mrfp->turn(
                now, [&](const Endpoint&, std::string_view octets) { at_mrfp.emplace_back(octets); },
                [&](const Endpoint&) { ++ended_at_mrfp; });
        }
        return done();
    }

    const Endpoint loopback;
    Time now{1h};
    std::optional<Connections> mgc, mrfp;
    Endpoint peer;
    std::vector<std::string> at_mgc, at_mrfp;
    int ended_at_mgc = 0, ended_at_mrfp = 0;
};

}  // namespace isfocus::h248
