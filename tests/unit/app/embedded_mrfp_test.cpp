#include "app/embedded_mrfp.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>

#include "isfocus/h248/udp.h"

namespace isfocus::app {
namespace {

using namespace std::chrono_literals;
using S = SupervisionState;

TEST(Supervision, IsDecidedForEveryStateAndEvent) {
    std::string grid;
    for (int state = 0; state <= static_cast<int>(S::adopted); ++state) {
        for (int event = 0; event <= static_cast<int>(SupervisionEvent::stop); ++event) {
            const auto* row = find_row(kSupervision, static_cast<S>(state), static_cast<SupervisionEvent>(event));
            grid += row ? static_cast<char>('a' + static_cast<int>(row->to)) : '.';
        }
        grid += '\n';
    }
    // events: port_free port_taken exited stop
    EXPECT_EQ(grid,
              "bd..\n"    // stopped
              "..ca\n"    // running
              "bd.a\n"    // backing_off
              "bd.a\n");  // adopted
}

TEST(Supervision, BacksOffLongerEachTimeUntilALifeWasHealthy) {
    BackOff back_off;
    EXPECT_EQ(back_off.after_life_of(0ms), 200ms);
    EXPECT_EQ(back_off.after_life_of(0ms), 400ms);
    for (int i = 0; i < 10; ++i) back_off.after_life_of(0ms);
    EXPECT_EQ(back_off.after_life_of(0ms), 5000ms);
    EXPECT_EQ(back_off.after_life_of(10s), 200ms);
}

/// A stand-in that lives until it is told to end.
std::filesystem::path stand_in(const std::string& script) {
    const auto file = std::filesystem::temp_directory_path() / ("isfocus-stand-in-" + std::to_string(getpid()));
    std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
    chmod(file.c_str(), 0700);
    return file;
}

EmbeddedMrfp::Settings settings(const std::string& script) {
    EmbeddedMrfp::Settings some;
    some.mrfp.mid = "[127.0.41.1]:29450";
    some.program = stand_in(script);
    return some;
}

template <class Condition>
bool comes_true(EmbeddedMrfp& mrfp, const Condition& condition) {
    for (int i = 0; i < 500 && !condition(); ++i) {
        mrfp.child_changed(std::chrono::steady_clock::now());
        mrfp.tick(std::chrono::steady_clock::now());
        std::this_thread::sleep_for(10ms);
    }
    return condition();
}

TEST(EmbeddedMrfp, IsStartedAgainWhenItIsKilledAndEndsWhenTold) {
    EmbeddedMrfp mrfp(settings("exec sleep 60"));
    mrfp.start();
    const pid_t first = mrfp.pid();
    ASSERT_GT(first, 0);
    kill(first, SIGKILL);
    EXPECT_TRUE(comes_true(mrfp, [&] { return mrfp.pid() > 0 && mrfp.pid() != first; }));
    const pid_t second = mrfp.pid();
    mrfp.stop();
    EXPECT_EQ(mrfp.state(), S::stopped);
    EXPECT_NE(kill(second, 0), 0);
}

/// What the stand-in writes into its file, once it is there.
std::string told(const std::filesystem::path& file, EmbeddedMrfp& mrfp) {
    std::string line;
    comes_true(mrfp, [&] { return static_cast<bool>(std::getline(std::ifstream(file), line)); });
    std::filesystem::remove(file);
    return line;
}

TEST(EmbeddedMrfp, ThatIgnoresSigtermIsKilled) {
    const auto file = std::filesystem::temp_directory_path() / ("isfocus-deaf-" + std::to_string(getpid()));
    EmbeddedMrfp mrfp(settings("trap '' TERM\necho deaf > " + file.string() + "\nwhile :; do sleep 1; done"));
    mrfp.start();
    const pid_t pid = mrfp.pid();
    ASSERT_EQ(told(file, mrfp), "deaf");
    kill(pid, SIGTERM);
    EXPECT_EQ(mrfp.pid(), pid);
    EXPECT_EQ(kill(pid, 0), 0) << "it does not ignore SIGTERM";
    mrfp.stop();
    EXPECT_NE(kill(pid, 0), 0);
}

TEST(EmbeddedMrfp, IsToldOfUsAndOfItsOwnAddresses) {
    const auto file = std::filesystem::temp_directory_path() / ("isfocus-told-" + std::to_string(getpid()));
    auto some = settings("echo \"$@\" > " + file.string() + "\nexec sleep 60");
    some.mgc = {config::Endpoint::Transport::udp, "0.0.0.0", 2944};
    some.mrfp.media_threads = 3;
    some.mrfp.dtx = true;
    some.mrfp.announcements = "/srv/sounds";
    some.mrfp.profile = "";
    some.mrfp.rtp_dscp = 0;
    some.h248_dscp = 34;
    EmbeddedMrfp mrfp(some);
    mrfp.start();
    EXPECT_EQ(told(file, mrfp),
              "--mgc udp:127.0.41.1:2944 --mid [127.0.41.1]:29450 --rtp-address 127.0.0.1 --rtp-ports 20000-29999 "
              "--media-threads 3 --log-level info --log-format text --rtp-dscp 0 --dscp 34 --dtx --announcements "
              "/srv/sounds --profile none");
    mrfp.stop();
}

TEST(EmbeddedMrfp, IsToldOfOurTimersAndForm) {
    const auto file = std::filesystem::temp_directory_path() / ("isfocus-told-" + std::to_string(getpid()));
    auto some = settings(
        "while [ $# -gt 0 ]; do [ $1 = --form ] && form=$2; [ $1 = --timers ] && timers=$2; shift; done\n"
        "echo $form $timers > " +
        file.string() + "\nexec sleep 60");
    some.form_is_compact = true;
    some.timers.t_max = 7s;
    EmbeddedMrfp mrfp(some);
    mrfp.start();
    EXPECT_EQ(
        told(file, mrfp),
        "compact {first_repeat_ms: 500, t_max_s: 7, long_timer_s: 30, execution_ms: 500, provisional_response_ms: "
        "1500, pending_limit: 3}");
    mrfp.stop();
}

TEST(EmbeddedMrfp, InheritsNoDescriptorAndNoSignalMask) {
    const int held = dup(STDERR_FILENO);  // without FD_CLOEXEC, as the sockets of a library may be
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const auto file = std::filesystem::temp_directory_path() / ("isfocus-told-" + std::to_string(getpid()));
    const auto descriptor = "/proc/$$/fd/" + std::to_string(held);
    EmbeddedMrfp mrfp(settings("[ -e " + descriptor + " ] && open=open\nset -- $(grep SigBlk /proc/$$/status)\n" +
                               "echo ${open:-closed} $2 > " + file.string() + "\nexec sleep 60"));
    mrfp.start();
    EXPECT_EQ(told(file, mrfp), "closed 0000007e00000000") << "those about its log wait for it";
    mrfp.stop();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    close(held);
}

TEST(EmbeddedMrfp, ThatCannotBeStartedIsTriedAgainAndAgain) {
    auto some = settings("exit 1");
    some.program = "/nowhere/isfocus-mrfpd";
    EmbeddedMrfp mrfp(some);
    mrfp.start();
    EXPECT_EQ(mrfp.state(), S::backing_off);
    EXPECT_TRUE(mrfp.next_deadline());
}

TEST(EmbeddedMrfp, WithAnAddressThatIsNotOursIsStartedAllTheSameAndTellsSoItself) {
    auto some = settings("exec sleep 60");
    some.mrfp.mid = "[192.0.2.1]:29450";
    EmbeddedMrfp mrfp(some);
    mrfp.start();
    EXPECT_EQ(mrfp.state(), S::running);
    mrfp.stop();
}

TEST(EmbeddedMrfp, OfAnEarlierDaemonIsUsedAndReplacedOnceItIsGone) {
    auto taken = h248::UdpSocket::open(*h248::endpoint("127.0.41.1", 29450));
    ASSERT_TRUE(taken);
    EmbeddedMrfp mrfp(settings("exec sleep 60"));
    mrfp.start();
    EXPECT_EQ(mrfp.state(), S::adopted);
    EXPECT_EQ(mrfp.pid(), 0);
    { const auto gone = std::move(*taken); }
    mrfp.tick(*mrfp.next_deadline());
    EXPECT_EQ(mrfp.state(), S::running);
    mrfp.stop();
}

}  // namespace
}  // namespace isfocus::app
