#pragma once
#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <variant>

#include "h248_address.h"
#include "isfocus/h248/codec.h"
#include "isfocus/mrfp/client.h"

namespace isfocus::mrfp {

using namespace std::chrono_literals;

/// The Mp interface by hand: the test plays the MRFP, the focus and the clock around one Client.
class Mp : public testing::Test {
protected:
    struct Datagram {
        h248::Endpoint to;
        std::string octets;
    };

    /// One request of ours: all of them have one transaction with one command.
    struct Request {
        std::uint32_t id = 0;
        std::uint8_t version = 0;
        h248::ContextId context;
        h248::Command command;
        Datagram datagram;
    };

    explicit Mp(Settings settings = two_mrfps()) : settings_(std::move(settings)) {}

    static Settings two_mrfps() {
        Settings settings;
        settings.allowed = {"[127.0.0.1]:2945", "<mrfp2.ims.test>"};
        settings.codecs = {
            {0, "PCMU", 8000, 1, ""}, {8, "PCMA", 8000, 1, ""}, {101, "telephone-event", 8000, 1, "0-15"}};
        return settings;
    }

    // ---- the MRFP ----

    void receive(std::string_view octets, std::string_view from = kAddress) {
        client.received(test::h248_address(from), octets);
    }

    /// `mid` sends one transaction, or whatever else `body` is.
    void receive_from(std::string_view mid, std::string_view body, int version = 2) {
        receive("MEGACO/" + std::to_string(version) + ' ' + std::string{mid} + '\n' + std::string{body});
    }
    void mrfp_sends(std::string_view body, int version = 2) { receive_from(kMid, body, version); }

    void service_change(std::string_view services, std::string_view mid = kMid, int version = 2) {
        receive_from(mid,
                     "Transaction = " + std::to_string(++last_id) +
                         " { Context = - { ServiceChange = ROOT { Services { " + std::string{services} + " } } } }",
                     version);
    }

    void reply(std::uint32_t id, std::string_view actions, std::string_view mid = kMid) {
        receive_from(mid, "Reply = " + std::to_string(id) + " { " + std::string{actions} + " }");
    }

    /// Registers with packages, and leaves nothing of it in the queues.
    void register_mrfp(std::string_view mid = kMid, std::string_view packages = "g-2, nt-1, rtp-1, hangterm-1") {
        service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2", mid);
        next_message();
        const auto audit = next_request();
        reply(audit.id, "Context = - { AuditValue = ROOT { Packages { " + std::string{packages} + " } } }", mid);
        while (!inbox.empty()) take_event();
        ASSERT_TRUE(sent.empty());
    }

    static std::string local(int port = 30000, std::string_view formats = "0 8 101") {
        return "Media { Stream = 1 { Local {\nv=0\nc=IN IP4 127.0.0.2\nm=audio " + std::to_string(port) + " RTP/AVP " +
               std::string{formats} + "\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\n} } }";
    }

    void reply_added(const Request& add, int context = 1, std::string_view termination = "ip/1", int port = 30000,
                     std::string_view formats = "0 8 101") {
        reply(add.id, "Context = " + std::to_string(context) + " { Add = " + std::string{termination} + " { " +
                          local(port, formats) + " } }");
    }
    void reply_modified(const Request& modify) {
        reply(modify.id,
              "Context = " + modify.context.text() + " { Modify = " + modify.command.termination.text + " }");
    }
    void reply_error(const Request& request, int code) {
        static constexpr const char* kNames[] = {"Add", "Modify", "Move", "Subtract", "AuditValue"};
        reply(request.id,
              "Context = " + request.context.text() + " { " + kNames[static_cast<int>(request.command.name)] + " = " +
                  request.command.termination.text + " { Error = " + std::to_string(code) + " { \"x\" } } }");
    }

    // ---- what was sent ----

    Datagram next_datagram() {
        if (sent.empty()) {
            ADD_FAILURE() << "nothing was sent";
            return {};
        }
        auto first = std::move(sent.front());
        sent.pop_front();
        return first;
    }

    h248::Message read(const Datagram& datagram) {
        auto message = h248::decode(datagram.octets);
        EXPECT_TRUE(message) << datagram.octets;
        return message ? *message : h248::Message{};
    }

    h248::Message next_message() { return read(next_datagram()); }

    h248::TransactionReply next_reply() {
        const auto message = next_message();
        const auto* reply =
            message.transactions.empty() ? nullptr : std::get_if<h248::TransactionReply>(&message.transactions.front());
        EXPECT_TRUE(reply);
        return reply ? *reply : h248::TransactionReply{};
    }

    Request next_request() {
        Request request;
        request.datagram = next_datagram();
        const auto message = read(request.datagram);
        if (message.transactions.size() != 1 ||
            !std::holds_alternative<h248::TransactionRequest>(message.transactions.front())) {
            ADD_FAILURE() << "not one request: " << request.datagram.octets;
            return request;
        }
        const auto& transaction = std::get<h248::TransactionRequest>(message.transactions.front());
        EXPECT_EQ(transaction.actions.size(), 1U);
        EXPECT_EQ(transaction.actions.front().commands.size(), 1U);
        request.id = transaction.id;
        request.version = message.version;
        request.context = transaction.actions.front().context;
        request.command = transaction.actions.front().commands.front();
        return request;
    }

    Request expect_request(h248::CommandName name) {
        auto request = next_request();
        EXPECT_EQ(request.command.name, name) << request.datagram.octets;
        return request;
    }
    Request expect_add() { return expect_request(h248::CommandName::add); }
    Request expect_modify() { return expect_request(h248::CommandName::modify); }
    Request expect_subtract(std::string_view termination) {
        auto request = expect_request(h248::CommandName::subtract);
        EXPECT_EQ(request.command.termination.text, termination);
        return request;
    }

    // ---- the focus ----

    static focus::Description ue(
        std::string_view media_lines = "m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n") {
        std::string text = "v=0\r\no=ue 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
        return {text.append(media_lines), {}};
    }

    void reserve(int leg, int conference, std::optional<focus::Description> offer = ue()) {
        client.reserve({LegId{static_cast<std::uint64_t>(leg)}, ConferenceId{static_cast<std::uint64_t>(conference)},
                        std::move(offer), std::to_string(leg)});
    }

    /// A leg that has its media.
    void establish(int leg, int conference, std::string_view termination = "ip/1", int context = 1, int port = 30000) {
        reserve(leg, conference);
        reply_added(expect_add(), context, termination, port, "8 101");
        expect_event<focus::MediaReserved>();
    }

    focus::Event take_event() {
        focus::Event taken;
        if (inbox.empty()) return taken;
        std::deque<focus::Event> all;
        inbox.drain([&](const focus::Event& event) { all.push_back(event); });
        taken = all.front();
        all.pop_front();
        for (auto& event : all) inbox.post(std::move(event));
        return taken;
    }

    template <class T>
    T expect_event() {
        EXPECT_FALSE(inbox.empty());
        if (inbox.empty()) return {};
        const auto event = take_event();
        const auto* wanted = std::get_if<T>(&event);
        EXPECT_TRUE(wanted) << "event " << event.index();
        return wanted ? *wanted : T{};
    }

    void expect_failure(int leg, int status) {
        const auto failed = expect_event<focus::MediaFailed>();
        EXPECT_EQ(failed.leg, LegId{static_cast<std::uint64_t>(leg)});
        EXPECT_EQ(failed.status, status) << failed.detail;
    }

    // ---- the clock ----

    /// Lets time pass, and the client act whenever it wanted to.
    void advance(std::chrono::milliseconds by) {
        const auto end = now + by;
        for (int i = 0; i < 10000; ++i) {
            const auto next = client.next_deadline();
            if (!next || *next > end) break;
            now = std::max(now, *next);
            client.tick();
        }
        now = end;
    }

    static constexpr std::string_view kMid = "[127.0.0.1]:2945";
    static constexpr std::string_view kSecond = "<mrfp2.ims.test>";
    static constexpr std::string_view kAddress = "127.0.0.1:2945";

    Settings settings_;
    Time now{1h};
    focus::Inbox inbox;
    std::deque<Datagram> sent;
    std::uint32_t last_id = 500;
    Client client{settings_, inbox, [this] { return now; },
                  [this](const h248::Endpoint& to, std::string_view octets) {
                      sent.push_back({to, std::string{octets}});
                  },
                  4711};
};

/// MRFPs come and go.
class MrfpAssociation : public Mp {};

/// One has come.
class Orders : public Mp {
protected:
    void SetUp() override { register_mrfp(); }
};

}  // namespace isfocus::mrfp
