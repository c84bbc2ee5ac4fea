#pragma once
#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <deque>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "isfocus/focus/event.h"
#include "isfocus/sip/sofia_stack.h"
#include "peer.h"

namespace isfocus::test {

inline constexpr std::string_view kOffer =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 20000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=label:1\r\n";
inline constexpr std::string_view kAnswer =
    "v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 30000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=sendonly\r\n";
/// A header field for either.
inline constexpr const char* kSdp = "Content-Type: application/sdp\n";
inline constexpr const char* kConference = "sip:conf-1@conf-factory.ims.test";

inline Uri uri(std::string_view text) {
    const auto parsed = parse_uri(text);
    if (!parsed) throw std::runtime_error("not a URI: " + std::string(text));
    return *parsed;
}

/// The stack on loopback with T1 = 40 ms, against a peer that is its trusted next hop.
class WireTest : public testing::Test {
protected:
    void SetUp() override { start(settings()); }

    sip::Settings settings() const {
        sip::Settings out;
        out.listen = {{sip::ListenAddress::Transport::udp, "127.0.0.1", 0},
                      {sip::ListenAddress::Transport::tcp, "127.0.0.1", 0}};
        out.outbound = uri("sip:127.0.0.1:" + std::to_string(peer.port()) + ";lr");
        out.is_trusted = [](std::string_view address) { return address == "127.0.0.1"; };
        out.own_ioi = "home1.test";
        out.preconditions = false;               // what they add to an offer has tests of its own
        out.t1 = std::chrono::milliseconds(40);  // on a busy machine, too, an answer comes before 64 of it
        return out;
    }

    void start(sip::Settings with) {
        stack.reset();
        stack = std::make_unique<sip::SofiaStack>(std::move(with), inbox, dialog_ids);
    }

    std::uint16_t port() const { return stack->bound().front().port; }
    void send(std::string_view text) { peer.send(text, port()); }

    /// Lets the stack work until `done` says so; false when nothing of the kind happens in 15 s.
    template <class Done>
    bool run_until(Done done) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(15);
        while (std::chrono::steady_clock::now() < end) {
            const auto next = stack->step();
            while (auto message = peer.receive())
                if (seen.insert(*message).second || shows_repeats) received.push_back(std::move(*message));
            inbox.drain([this](const focus::Event& event) { events.push_back(event); });
            if (done()) return true;
            pollfd wait[2] = {{stack->epoll_fd(), POLLIN, 0}, {peer.fd(), POLLIN, 0}};
            poll(wait, 2, next ? static_cast<int>(std::min<long>(next->count(), 100)) : 100);
        }
        return false;
    }

    /// The next event, which must be of this kind; the test ends otherwise.
    template <class Kind>
    Kind await() {
        if (!run_until([this] { return !events.empty(); })) throw std::runtime_error("no event came");
        const focus::Event event = events.front();
        events.pop_front();
        if (!std::holds_alternative<Kind>(event))
            throw std::runtime_error("event " + std::to_string(event.index()) + " came instead");
        return std::get<Kind>(event);
    }

    /// The next message that begins so, those before it are passed over (and kept in `passed`).
    std::string expect(std::string_view start) {
        std::string found;
        const bool came = run_until([&] {
            while (found.empty() && !received.empty()) {
                (received.front().starts_with(start) ? found : passed.emplace_back()) = received.front();
                received.pop_front();
            }
            return !found.empty();
        });
        EXPECT_TRUE(came) << "nothing begins with " << start;
        return found;
    }

    bool was_sent(std::string_view start) const {
        for (const auto& one : passed)
            if (one.starts_with(start)) return true;
        return false;
    }

    Peer peer;
    focus::Inbox inbox;
    DialogIds dialog_ids;
    std::unique_ptr<sip::SofiaStack> stack;
    std::deque<focus::Event> events;
    std::deque<std::string> received;
    std::set<std::string> seen;
    /// What the stack sends again, as it does on a busy machine before an answer can come, is passed over unless a test
    /// is about just that.
    bool shows_repeats = false;
    std::vector<std::string> passed;
};

/// A UE that writes its requests by itself.
class Ue {
public:
    explicit Ue(const Peer& peer, std::string call_id = "call-1") : port_(peer.port()), call_id_(std::move(call_id)) {}

    /// A request with a new branch and the next CSeq. `extra` are lines.
    std::string request(std::string_view method, std::string_view request_uri, std::string_view extra = {},
                        std::string_view body = {}) {
        if (method != "ACK" && method != "CANCEL") {
            ++cseq;
            branch = "z9hG4bK-" + call_id_ + "-" + std::to_string(cseq);
        } else if (method == "ACK") {
            branch += "-ack";
        }
        const std::string port = std::to_string(port_);
        return wire(std::string(method) + " " + std::string(request_uri) + " SIP/2.0\n" +
                        "Via: SIP/2.0/UDP 127.0.0.1:" + port + ";branch=" + branch + "\n" +
                        "From: <sip:alice@ims.test>;tag=" + from_tag + "\nTo: " + to +
                        (to_tag.empty() ? "" : ";tag=" + to_tag) + "\nCall-ID: " + call_id_ + "\nCSeq: " +
                        std::to_string(cseq) + " " + std::string(method) + "\nMax-Forwards: 70\n" + std::string(extra),
                    body);
    }

    std::string contact() const { return "Contact: <sip:alice@127.0.0.1:" + std::to_string(port_) + ";x=%41>\n"; }

    std::string invite(std::string_view request_uri = kFactory, std::string_view extra = {}) {
        return request("INVITE", request_uri, contact() + "Content-Type: application/sdp\n" + std::string(extra),
                       kOffer);
    }

    static constexpr const char* kFactory = "sip:mmtel@conf-factory.ims.test";

    std::string to = "<sip:mmtel@conf-factory.ims.test>";
    std::string from_tag = "a1";
    std::string to_tag;
    std::string branch;
    unsigned cseq = 0;

private:
    std::uint16_t port_;
    std::string call_id_;
};

}  // namespace isfocus::test
