#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "fake_media.h"
#include "h248_address.h"
#include "isfocus/mrfp/client.h"
#include "mrfpd/control.h"

namespace isfocus {

using namespace std::chrono_literals;

/// Both sides of Mp as they are in the daemons, with a network between them that takes a millisecond, and a clock that
/// runs as fast as it can.
class BothSides : public testing::Test {
protected:
    explicit BothSides(const mrfp::Settings& settings = client_settings(),
                       const mrfpd::ControlSettings& mrfp_settings = control_settings())
        : settings_(settings), mrfp_settings_(mrfp_settings) {}

    static mrfp::Settings client_settings() {
        mrfp::Settings settings;
        settings.allowed = {"[127.0.0.2]:2945"};
        settings.codecs = mrfp::formats_of({"PCMA", "PCMU"});
        return settings;
    }
    static mrfpd::ControlSettings control_settings() {
        mrfpd::ControlSettings settings;
        settings.mid = *h248::parse_mid("[127.0.0.2]:2945");
        settings.registration.mgc = test::h248_address("127.0.0.1:2944");
        settings.gateway = {{sdp::Address::Family::ip4, "127.0.0.2"}, 50, 10};
        return settings;
    }

    void start() {
        control.start(now);
        run_for(2s);
        ASSERT_EQ(control.registration(), mrfpd::RegistrationState::registered);
        ASSERT_TRUE(client.is_available());
    }

    void run_for(std::chrono::milliseconds time) {
        take_events();
        for (const auto end = now + time;;) {
            const auto next = std::min({client.next_deadline().value_or(h248::Time::max()),
                                        control.next_deadline().value_or(h248::Time::max()), first_arrival()});
            if (next > end) {
                now = end;
                return;
            }
            now = std::max(now, next);
            one_step(next);
            take_events();
        }
    }

    void reserve(LegId leg, ConferenceId conference) {
        order(leg, conference);
        run_for(100ms);
    }
    void order(LegId leg, ConferenceId conference) {
        client.reserve({leg, conference,
                        focus::Description{.sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                                                  "t=0 0\r\nm=audio 4000 RTP/AVP 8 0\r\n",
                                           .streams = {{"audio", "", Direction::sendrecv}}},
                        "1"});
    }

    h248::Time now{std::chrono::hours{1}};
    bool is_cut_to_mrfp = false;     ///< what isfocusd sends is lost
    std::size_t longest_to_mgc = 0;  ///< octets, of what isfocus-mrfpd has sent
    int too_large = 0;               ///< answers of its that are error 533
    std::vector<LegId> reserved;
    std::vector<int> failed;  ///< the status of each
    int lost = 0;             ///< times that conferences were

private:
    struct InFlight {
        h248::Time at;
        bool is_for_mrfp = false;
        std::string octets;
    };

    h248::Time first_arrival() const { return in_flight_.empty() ? h248::Time::max() : in_flight_.front().at; }

    void put_in_flight(bool is_for_mrfp, std::string_view octets) {
        if (!is_for_mrfp) longest_to_mgc = std::max(longest_to_mgc, octets.size());
        if (!is_for_mrfp && octets.find("=533") != std::string_view::npos) ++too_large;
        if (!(is_for_mrfp && is_cut_to_mrfp)) in_flight_.push_back({now + 1ms, is_for_mrfp, std::string{octets}});
    }

    void one_step(h248::Time next) {
        if (next == first_arrival()) {
            const auto datagram = in_flight_.front();
            in_flight_.pop_front();
            return datagram.is_for_mrfp ? control.received(test::h248_address("127.0.0.1:2944"), datagram.octets, now)
                                        : client.received(test::h248_address("127.0.0.2:2945"), datagram.octets);
        }
        if (client.next_deadline() && *client.next_deadline() <= now) client.tick();
        control.tick(now);
    }

    void take_events() {
        inbox_.drain([this](const focus::Event& event) {
            if (const auto* done = std::get_if<focus::MediaReserved>(&event)) reserved.push_back(done->leg);
            if (const auto* refused = std::get_if<focus::MediaFailed>(&event)) failed.push_back(refused->status);
            if (std::holds_alternative<focus::MrfpLost>(event)) ++lost;
        });
    }

    mrfp::Settings settings_;
    mrfpd::ControlSettings mrfp_settings_;
    std::deque<InFlight> in_flight_;
    focus::Inbox inbox_;

protected:
    mrfpd::FakeMedia media;
    mrfp::Client client{settings_, inbox_, [this] { return now; },
                        [this](const h248::Endpoint&, std::string_view octets) { put_in_flight(true, octets); }, 1};
    mrfpd::Control control{mrfp_settings_, media,
                           [this](const h248::Endpoint&, std::string_view octets) { put_in_flight(false, octets); },
                           [](const std::string&) {}, 2};
};

}  // namespace isfocus
