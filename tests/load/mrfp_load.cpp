#include <sys/resource.h>
#include <time.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>

#include "daemons.h"
#include "mgc.h"
#include "own_address.h"
#include "participants.h"

/// Puts isfocus-mrfpd under load: isfocusd, or an MGC of its own, makes conferences, users with tones talk in them, and
/// what comes back is counted, timed and listened to. scripts/load runs it.
namespace {

using namespace isfocus;
using namespace std::chrono_literals;

struct Settings {
    std::string mrfpd, isfocusd;
    std::string codec = "PCMU";
    std::string address = test::own_address();
    int participants = 12, per_conference = 6, talkers = 3, seconds = 2, media_threads = 0;
    bool must_hold = false;
};

struct Line {
    mrfpd::Format format;
    std::string sdp;
};

Line line_of(const std::string& codec) {
    using mrfpd::Encoding;
    if (codec == "PCMA") return {{8, Encoding::pcma}, "8"};
    if (codec == "G722") return {{9, Encoding::g722}, "9"};
    if (codec == "AMR") return {{96, Encoding::amr}, "96\na=rtpmap:96 AMR/8000"};
    if (codec == "AMR-WB") return {{96, Encoding::amr_wb}, "96\na=rtpmap:96 AMR-WB/16000"};
    return {{0, Encoding::pcmu}, "0"};
}

double cpu_of(pid_t pid) {
    clockid_t clock{};
    timespec time{};
    if (clock_getcpuclockid(pid, &clock) == 0) clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double at(std::vector<std::uint32_t>& sorted, double part) {
    if (sorted.empty()) return 0;
    return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))] / 1000.0;
}

std::unique_ptr<load::Calls> calls_of(const Settings& settings) {
    if (settings.isfocusd.empty())
        return std::make_unique<load::Mgc>(settings.mrfpd, settings.address, settings.media_threads);
    return std::make_unique<load::Daemons>(settings.isfocusd, settings.mrfpd, settings.address, settings.media_threads);
}

int run(const Settings& settings) {
    const auto line = line_of(settings.codec);
    const auto calls = calls_of(settings);
    load::Participants users(settings.address, line.format);
    for (int i = 0; i < settings.participants; ++i) {
        const int member = i % settings.per_conference;
        const auto conference = static_cast<std::size_t>(i / settings.per_conference);
        const auto port = calls->join(conference, line.sdp, users.next_remote());
        users.add(conference, member < settings.talkers ? member : -1, port);
    }
    users.run_for(1s);
    users.forget();
    const auto cpu_before = cpu_of(calls->mrfp());
    users.run_for(std::chrono::seconds{settings.seconds});
    const auto cpu = (cpu_of(calls->mrfp()) - cpu_before) / settings.seconds * 100;
    users.fall_silent();

    std::uint64_t sent = 0, expected = 0, received = 0, silent = 0;
    std::vector<std::uint32_t> gaps;
    std::size_t checked = 0, right = 0;
    const std::size_t step = std::max<std::size_t>(1, users.all().size() / 60);
    for (std::size_t i = 0; i < users.all().size(); ++i) {
        const auto& one = users.all()[i];
        expected += one.packets_expected();
        received += one.packets_received;
        silent += one.packets_received == 0 ? 1 : 0;
        sent += one.packets_sent;
        gaps.insert(gaps.end(), one.gaps_us.begin(), one.gaps_us.end());
        if (i % step == 0) {
            ++checked;
            right += users.hears_what_it_should(one) ? 1 : 0;
        }
    }
    std::sort(gaps.begin(), gaps.end());
    const auto arrived = calls->end();
    std::printf("%s participants=%d per-conference=%d talkers=%d seconds=%d\n", settings.codec.c_str(),
                settings.participants, settings.per_conference, settings.talkers, settings.seconds);
    std::printf("  cpu         %.1f %% of a core, %.2f %% per 100 participants\n", cpu,
                cpu * 100 / settings.participants);
    std::printf("  lost        %lld of %llu to the MRFP, %lld of %llu from it\n",
                static_cast<long long>(sent - arrived), static_cast<unsigned long long>(sent),
                static_cast<long long>(expected - received), static_cast<unsigned long long>(expected));
    std::printf("  pacing      p1 %.2f p50 %.2f p99 %.2f longest %.2f ms\n", at(gaps, 0.01), at(gaps, 0.5),
                at(gaps, 0.99), at(gaps, 1));
    std::printf("  tones       %zu of %zu hear all others and not themselves\n", right, checked);
    const bool ended = calls->stop();
    if (!ended) std::printf("  the end     was not as it should be\n");
    if (!settings.must_hold) return 0;
    const bool holds = ended && silent == 0 && right == checked && sent == arrived && expected == received;
    std::printf("%s\n", holds ? "holds" : "FAILED");
    return holds ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    CLI::App app("Load on isfocus-mrfpd", "mrfp_load");
    app.add_option("--mrfpd", settings.mrfpd, "isfocus-mrfpd")->required();
    app.add_option("--isfocusd", settings.isfocusd,
                   "isfocusd, which the users call; without it an MGC makes conferences");
    app.add_option("--codec", settings.codec, "PCMU, PCMA, G722, AMR or AMR-WB")->capture_default_str();
    app.add_option("--participants", settings.participants)->capture_default_str();
    app.add_option("--per-conference", settings.per_conference)->capture_default_str();
    app.add_option("--talkers", settings.talkers, "Of each conference, 10 at most")->capture_default_str();
    app.add_option("--seconds", settings.seconds)->capture_default_str();
    app.add_option("--media-threads", settings.media_threads, "0: one per core")->capture_default_str();
    app.add_option("--address", settings.address)->capture_default_str();
    app.add_flag("--must-hold", settings.must_hold, "Fail when a packet is lost or a tone is not heard");
    CLI11_PARSE(app, argc, argv);
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    try {
        return run(settings);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "mrfp_load: %s\n", failure.what());
        return 1;
    }
}
