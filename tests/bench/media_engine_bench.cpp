#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>

#include "mrfpd/media/media_engine.h"

namespace {

using namespace isfocus;
using namespace isfocus::mrfpd;

constexpr std::uint32_t kConference = 1;
const Instant kNow{std::chrono::seconds{1000}, std::chrono::seconds{1'700'000'000}};

SocketPair sockets() {
    const auto local = *h248::endpoint("127.0.0.1", 0);
    auto rtp = RtpSocket::open(local), rtcp = RtpSocket::open(local);
    if (!rtp || !rtcp) throw std::runtime_error("no sockets");
    return {std::move(*rtp), std::move(*rtcp)};
}

Stream stream(Mode mode) {
    Stream result;
    result.context = kConference;
    result.mode = mode;
    result.receives = {{0, Encoding::pcmu}, {8, Encoding::pcma}};
    return result;
}

void open(MediaEngine& engine, std::uint32_t termination) {
    engine.open(termination, sockets(), {}, std::make_shared<MediaCounters>(), kNow);
    engine.apply(termination, stream(Mode::sendrecv), kNow);
}

/// One conference, of as many as the benchmark says.
void fill(MediaEngine& engine, const benchmark::State& state) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    for (std::uint32_t i = 0; i < state.range(0); ++i) open(engine, i);
}

/// One user is put on hold or comes back.
void order_modify(benchmark::State& state) {
    MediaEngine engine;
    fill(engine, state);
    bool is_held = false;
    for (auto _ : state) {
        is_held = !is_held;
        engine.apply(0, stream(is_held ? Mode::inactive : Mode::sendrecv), kNow);
    }
}

/// One user leaves and another comes: system calls for sockets, mostly.
void order_replace(benchmark::State& state) {
    MediaEngine engine;
    fill(engine, state);
    for (auto _ : state) {
        engine.close(0, kNow);
        open(engine, 0);
    }
}

BENCHMARK(order_modify)->ArgName("legs")->Arg(10)->Arg(100)->Arg(1000)->Arg(4000);
BENCHMARK(order_replace)->ArgName("legs")->Arg(10)->Arg(100)->Arg(1000)->Arg(4000);

}  // namespace
