#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "mrfpd/media/codec.h"
#include "mrfpd/media/jitter_buffer.h"
#include "mrfpd/media/listeners.h"
#include "mrfpd/media/mixer.h"

namespace {

using namespace isfocus::mrfpd;

constexpr std::size_t kFrames = 50;  // of a second that comes again and again

constexpr Format kPcmu{0, Encoding::pcmu}, kAmrWb{96, Encoding::amr_wb};

std::uint8_t mode_of(const Format& format) {
    return is_amr(format.encoding) ? mode_to_send(format.encoding, 0, kNoModeRequest) : std::uint8_t{0};
}

using Packets = std::vector<std::vector<std::uint8_t>>;

Packets tone(const Format& format, std::size_t talker) {
    const auto encoder = make_encoder(format.encoding);
    std::vector<std::int16_t> frame(samples_of(codec_of(format.encoding).rate));
    Packets packets;
    std::size_t at = 0;
    for (std::size_t i = 0; i < kFrames; ++i) {
        for (auto& sample : frame) {
            const double angle = 0.05 * static_cast<double>(at++ * (1 + talker % 7));
            sample = static_cast<std::int16_t>(2000 * std::sin(angle));
        }
        Coded coded, room;
        encoder->encode(frame, mode_of(format), coded);
        const auto payload = payload_of(format, coded, room);
        packets.emplace_back(payload.begin(), payload.end());
    }
    return packets;
}

struct Leg {
    Leg(const Format& format, const Packets* what_it_says)
        : says(what_it_says), decoder(make_decoder(format)), buffer(codec_of(format.encoding).rate) {}

    const Packets* says;  ///< null: it listens
    std::unique_ptr<Decoder> decoder;
    JitterBuffer buffer;
    OwnEncoder encoder;
    Listeners::Listener listener;
    WideFrame frame;
    std::vector<std::uint8_t> sent;
};

/// One tick of one conference, sockets left out: decode, jitter buffer, N-1 mix, encode.
void tick(const Format& format, std::vector<Leg>& legs, PerRate<Mixer>& mixers, Listeners& listeners,
          std::size_t number) {
    const auto rate = codec_of(format.encoding).rate;
    const auto size = samples_of(rate);
    auto& mixer = mixers[rate];
    mixer.clear(rate);
    listeners.next_tick();
    for (auto& leg : legs) {
        if (leg.says == nullptr) continue;
        Decoded decoded;
        if (leg.decoder->decode((*leg.says)[number % kFrames], decoded))
            leg.buffer.put(static_cast<std::uint32_t>(number * size), decoded.audio());
        leg.buffer.take(std::span{leg.frame}.first(size));
        mixer.add(std::span{leg.frame}.first(size));
    }
    for (auto& leg : legs) {
        if (leg.encoder.is_needed(leg.says != nullptr, format.encoding))
            leg.listener.stop();
        else
            listeners.join(leg.listener, format, mode_of(format));
    }
    for (auto& leg : legs) {
        const auto payload =
            leg.listener.listens()
                ? listeners.payload(leg.listener, format, mixers)
                : leg.encoder.payload(format, mode_of(format), mixer.for_talker(std::span{leg.frame}.first(size)));
        leg.sent.assign(payload.begin(), payload.end());
    }
}

void mix(benchmark::State& state, const Format& format) {
    const auto talkers = static_cast<std::size_t>(state.range(1));
    std::vector<Packets> voices;
    for (std::size_t i = 0; i < 7; ++i) voices.push_back(tone(format, i));
    std::vector<Leg> legs;
    for (std::size_t i = 0; i < static_cast<std::size_t>(state.range(0)); ++i)
        legs.emplace_back(format, i < talkers ? &voices[i % voices.size()] : nullptr);
    PerRate<Mixer> mixers;
    Listeners listeners;
    std::size_t number = 0;
    for (auto _ : state) {
        tick(format, legs, mixers, listeners, number++);
        benchmark::DoNotOptimize(legs.data());
    }
    state.counters["per leg"] = benchmark::Counter(
        static_cast<double>(legs.size()), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void mix_g711(benchmark::State& state) {
    mix(state, kPcmu);
}

void mix_amr_wb(benchmark::State& state) {
    mix(state, kAmrWb);
}

BENCHMARK(mix_g711)->ArgNames({"legs", "talkers"})->Args({10, 3})->Args({100, 3})->Args({1000, 3});
BENCHMARK(mix_g711)->ArgNames({"legs", "talkers"})->Args({10, 10})->Args({100, 100})->Args({1000, 1000});
BENCHMARK(mix_amr_wb)->ArgNames({"legs", "talkers"})->Args({10, 3})->Args({100, 3})->Args({1000, 3});
BENCHMARK(mix_amr_wb)->ArgNames({"legs", "talkers"})->Args({10, 10})->Args({100, 100})->Args({1000, 1000});

}  // namespace
