#include "torture.h"

#include <algorithm>

#include "wire_test.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// The messages of RFC 4475 and RFC 5118, answered as tests/torture/expected.txt has it. The focus of this test knows
/// no user at all.
class Torture : public WireTest {
protected:
    /// Lets the stack work until `done`, and the focus answer what gets as far as to it.
    template <class Done>
    bool work_until(Done done) {
        return run_until([&] {
            for (; !events.empty(); events.pop_front()) answer(events.front());
            return done();
        });
    }

    void answer(const Event& event) {
        const auto not_found = [this](const auto& request) {
            stack->respond(request.transaction, {.status = 404, .phrase = "Not Found"});
        };
        if (const auto* invite = std::get_if<InviteReceived>(&event))
            not_found(*invite);
        else if (const auto* options = std::get_if<OptionsReceived>(&event))
            not_found(*options);
        else
            ADD_FAILURE() << "event " << event.index();
    }

    /// A request that is answered for sure, and after everything that was sent before.
    std::string probe(std::string_view transport) {
        const auto id = std::to_string(++probes_);
        return sent_by(
            wire("OPTIONS " + std::string(kConference) + " SIP/2.0\nVia: SIP/2.0/UDP probe.test;branch=z9hG4bKprobe" +
                 id + "\nFrom: <sip:probe@ims.test>;tag=1\nTo: <" + kConference + ">\nCall-ID: " + kProbe + id +
                 "\nCSeq: 1 OPTIONS\nMax-Forwards: 70\n"),
            transport);
    }
    static bool is_of_probe(const std::string& message) { return contains(message, kProbe); }

    void expect_nothing_left() {
        work_until([] { return true; });
        const auto counters = stack->counters();
        EXPECT_EQ(counters.dialogs, 0u);
        EXPECT_EQ(counters.server_transactions, 0u);
        EXPECT_EQ(counters.client_transactions, 0u);
    }

    std::string answers_over_udp(const TortureCase& one) {
        torturer.send(sent_by(one.message, "UDP"), port());
        torturer.send(probe("UDP"), port());
        std::vector<std::string> answers;
        bool probe_is_answered = false;
        work_until([&] {
            for (auto& message : torturer.receive()) {
                if (!known_.insert(message).second) continue;
                if (is_of_probe(message))
                    probe_is_answered = true;
                else
                    answers.push_back(std::move(message));
            }
            return probe_is_answered;
        });
        EXPECT_TRUE(probe_is_answered);
        return statuses(answers);
    }

    /// The answer to the probe ends it, or the end of the connection, which a malformed message may cost.
    std::string answers_over_tcp(const TortureCase& one) {
        TortureConnection connection(stack->bound()[1].port);
        connection.send_last(sent_by(one.message, "TCP") + probe("TCP"));
        std::vector<std::string> answers;
        EXPECT_TRUE(work_until([&] {
            const bool is_closed = connection.is_closed();
            answers = connection.responses();
            return std::erase_if(answers, is_of_probe) > 0 || is_closed;
        }));
        return statuses(answers);
    }

    static constexpr const char* kProbe = "is-alive-";
    TorturePeer torturer;

private:
    std::set<std::string> known_;
    int probes_ = 0;
};

TEST(TortureMessages, AllHaveAnExpectedAnswer) {
    std::vector<std::string> expected;
    for (const auto& one : torture_cases()) expected.push_back(one.name);
    auto files = torture_files();
    std::sort(expected.begin(), expected.end());
    std::sort(files.begin(), files.end());
    EXPECT_EQ(files, expected);
    EXPECT_EQ(files.size(), 62u);
}

TEST_F(Torture, IsAnsweredAsExpectedOverUdpAndLeavesNothing) {  // GEN-01, GEN-13
    for (const auto& one : torture_cases()) {
        SCOPED_TRACE(one.name);
        EXPECT_EQ(answers_over_udp(one), one.udp) << one.why;
        expect_nothing_left();
    }
}

TEST_F(Torture, IsAnsweredAsExpectedOverTcpAndLeavesNothing) {  // GEN-01, GEN-16
    for (const auto& one : torture_cases()) {
        SCOPED_TRACE(one.name);
        EXPECT_EQ(answers_over_tcp(one), one.tcp) << one.why;
        expect_nothing_left();
        torturer.send(probe("UDP"), port());
        EXPECT_TRUE(work_until([&] { return !torturer.receive().empty(); }));
    }
}

}  // namespace
}  // namespace isfocus::test
