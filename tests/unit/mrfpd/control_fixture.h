#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "fake_media.h"
#include "h248_address.h"
#include "isfocus/h248/codec.h"
#include "mrfpd/control.h"

namespace isfocus::mrfpd {

using namespace std::chrono_literals;

/// An MGC and a wire on which nothing is lost.
class ControlTest : public testing::Test {
protected:
    struct Sent {
        h248::Endpoint to;
        std::string octets;
    };

    static ControlSettings settings() {
        ControlSettings settings;
        settings.mid = *h248::parse_mid("[127.0.0.2]:2945");
        settings.registration.mgc = test::h248_address("127.0.0.1:2944");
        settings.gateway = {{sdp::Address::Family::ip4, "127.0.0.2"}, 50, 10};
        return settings;
    }

    /// Passes the time in steps to whatever the control wants to be woken for.
    void pass(std::chrono::milliseconds time) {
        const auto end = now + time;
        int wakes = 0;
        for (auto next = control.next_deadline(); next && *next <= end; next = control.next_deadline()) {
            now = std::max(now, *next);
            control.tick(now);
            if (++wakes > 10000) {
                ADD_FAILURE() << "it spins";
                return;
            }
        }
        now = end;
    }

    void receive(const std::string& body, const char* from = "127.0.0.1:2944", const char* mid = "[127.0.0.1]:2944",
                 int version = 2) {
        control.received(test::h248_address(from), "MEGACO/" + std::to_string(version) + " " + mid + "\n" + body, now);
    }

    h248::Message last() const {
        if (sent.empty()) {
            ADD_FAILURE() << "nothing was sent";
            return {};
        }
        return *h248::decode(sent.back().octets);
    }
    h248::TransactionRequest last_request() const {
        const auto message = last();
        const auto* request = std::get_if<h248::TransactionRequest>(&message.transactions.at(0));
        if (!request) ADD_FAILURE() << "not a request: " << sent.back().octets;
        return request ? *request : h248::TransactionRequest{0, {{.commands = {{}}}}};
    }
    h248::TransactionReply last_reply() const {
        const auto message = last();
        const auto* reply = std::get_if<h248::TransactionReply>(&message.transactions.at(0));
        if (!reply) ADD_FAILURE() << "not a reply: " << sent.back().octets;
        return reply ? *reply : h248::TransactionReply{};
    }
    h248::Services last_services() const {
        return last_request().actions.at(0).commands.at(0).services.value_or(h248::Services{});
    }

    void answer_registration(const std::string& services = "Version = 2, Profile = threegmrfp/1") {
        receive("Reply = " + std::to_string(last_request().id) + " { Context = - { ServiceChange = ROOT { Services { " +
                    services + " } } } }",
                "127.0.0.1:2944", "[127.0.0.1]:2944", 1);
    }
    void refuse_registration(int code) {
        receive("Reply = " + std::to_string(last_request().id) + " { Error = " + std::to_string(code) + " { \"no\" } }",
                "127.0.0.1:2944", "[127.0.0.1]:2944", 1);
    }
    void register_now() {
        control.start(now);
        pass(100ms);
        answer_registration();
        ASSERT_EQ(control.registration(), RegistrationState::registered);
    }
    void add(int transaction) {
        receive("Transaction = " + std::to_string(transaction) +
                " { Context = $ { Add = $ { Media { Stream = 1 { Local {\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP 0\n} } }, "
                "Events = 5 { hangterm/thb { timerx = 60 } } } } }");
    }
    std::string heartbeat(int transaction) {
        return "Transaction = " + std::to_string(transaction) + " { Context = - { AuditValue = ROOT { Audit { } } } }";
    }

    Time now{std::chrono::hours{1}};
    FakeMedia media;
    std::vector<Sent> sent;
    std::vector<std::string> looked_for;  ///< names
    Control control{settings(), media,
                    [this](const h248::Endpoint& to, std::string_view octets) {
                        sent.push_back({to, std::string{octets}});
                    },
                    [this](const std::string& name) { looked_for.push_back(name); }, 77};
};

}  // namespace isfocus::mrfpd
