#pragma once
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <map>
#include <memory>

#include "fake_ue.h"
#include "mrfpd/media/media_engine.h"

namespace isfocus::mrfpd {

/// An engine whose 20 ms pass when the test says so; UEs talk over loopback.
class Engine : public ::testing::Test {
protected:
    struct Leg {
        std::uint16_t rtp_port = 0, rtcp_port = 0;
        std::shared_ptr<MediaCounters> counters = std::make_shared<MediaCounters>();
        test::FakeUe* ue = nullptr;
        int watched = -1;  ///< a copy of the descriptor of its RTP socket

        /// What was sent has arrived, however busy the machine is.
        void wait_for_arrival() const {
            pollfd in{watched, POLLIN, 0};
            poll(&in, 1, 1000);
        }
        void wait_for_what_was_sent() const {
            while (ue->packets.size() < counters->packets_sent && ue->listen(1000) > 0) {
            }
        }
    };

    ~Engine() override {
        for (auto& [id, leg] : legs) close(leg.watched);
    }

    static std::uint16_t port_of(const RtpSocket& socket) {
        sockaddr_storage name{};
        socklen_t size = sizeof name;
        getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&name), &size);
        return h248::from_sockaddr(name)->port;
    }

    void open(std::uint32_t id, test::FakeUe& ue, const std::string& address = test::own_address()) {
        const auto local = *h248::endpoint(address, 0);
        auto rtp = RtpSocket::open(local), rtcp = RtpSocket::open(local);
        ASSERT_TRUE(rtp && rtcp);
        auto& leg = legs[id];
        leg = {port_of(*rtp), port_of(*rtcp), std::make_shared<MediaCounters>(), &ue, dup(rtp->fd())};
        StreamIdentity identity{0xa0000000 + id, 0xffffff00, 65530, {}};
        identity.cname.fill('c');
        engine.open(id, {std::move(*rtp), std::move(*rtcp)}, identity, leg.counters, now);
    }

    void join(std::uint32_t id, test::FakeUe& ue, std::uint32_t context = 1, Mode mode = Mode::sendrecv) {
        open(id, ue);
        engine.apply(id, ue.stream(context, mode), now);
    }

    void advance() {
        now.monotonic += std::chrono::milliseconds{20};
        now.wall += std::chrono::milliseconds{20};
        engine.prepare(now, is_strained);
        engine.send(now);
    }

    /// Everybody talks and listens.
    void run(int ticks) {
        for (int i = 0; i < ticks; ++i) {
            for (auto& [id, leg] : legs) {
                if (leg.ue->amplitude == 0) continue;
                if (leg.ue->talk(leg.rtp_port)) leg.wait_for_arrival();
            }
            advance();
            for (auto& [id, leg] : legs) leg.wait_for_what_was_sent();
        }
    }

    Instant now{std::chrono::seconds{1000}, std::chrono::seconds{1'700'000'000}};
    MediaEngine engine;
    bool is_strained = false;
    std::map<std::uint32_t, Leg> legs;
    test::FakeUe a, b, c;
};

inline void tone(test::FakeUe& ue, double frequency, double amplitude = 8000) {
    ue.frequency = frequency;
    ue.amplitude = amplitude;
}

}  // namespace isfocus::mrfpd
