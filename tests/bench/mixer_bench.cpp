#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "mrfpd/media/g711.h"
#include "mrfpd/media/jitter_buffer.h"
#include "mrfpd/media/mixer.h"

namespace {

using namespace isfocus::mrfpd;

Payload tone(std::size_t talker) {
    Frame frame;
    for (std::size_t i = 0; i < frame.size(); ++i) {
        const double angle = 0.3 * static_cast<double>(i * (1 + talker % 7));
        frame[i] = static_cast<std::int16_t>(2000 * std::sin(angle));
    }
    Payload payload;
    encode(Encoding::pcmu, frame, payload);
    return payload;
}

struct Leg {
    Payload received;
    JitterBuffer buffer;
    Frame frame;
    Payload sent;
};

/// One tick of one conference, sockets left out: decode, jitter buffer, N-1 mix, encode.
void tick(std::vector<Leg>& legs, std::size_t talkers, Mixer& mixer, std::uint32_t timestamp) {
    mixer.clear();
    for (std::size_t i = 0; i < talkers; ++i) {
        Frame decoded;
        decode(Encoding::pcmu, legs[i].received, decoded.data());
        legs[i].buffer.put(timestamp, decoded);
        if (legs[i].buffer.take(legs[i].frame) && !is_silent(legs[i].frame)) mixer.add(legs[i].frame);
    }
    for (std::size_t i = 0; i < legs.size(); ++i)
        legs[i].sent =
            i < talkers ? mixer.for_talker(legs[i].frame, Encoding::pcmu) : mixer.for_listener(Encoding::pcmu);
}

void mix_g711(benchmark::State& state) {
    std::vector<Leg> legs(static_cast<std::size_t>(state.range(0)));
    const auto talkers = static_cast<std::size_t>(state.range(1));
    for (std::size_t i = 0; i < legs.size(); ++i) legs[i].received = tone(i);
    Mixer mixer;
    std::uint32_t timestamp = 0;
    for (auto _ : state) {
        tick(legs, talkers, mixer, timestamp);
        timestamp += kFrameSamples;
        benchmark::DoNotOptimize(legs.data());
    }
    state.counters["per leg"] = benchmark::Counter(
        static_cast<double>(legs.size()), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK(mix_g711)->ArgNames({"legs", "talkers"})->Args({10, 3})->Args({100, 3})->Args({1000, 3});
BENCHMARK(mix_g711)->ArgNames({"legs", "talkers"})->Args({10, 10})->Args({100, 100})->Args({1000, 1000});

}  // namespace
