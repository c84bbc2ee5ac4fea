#include <stdint.h>

#include <spandsp/telephony.h>

#include <spandsp/g722.h>

#include <new>

#include "codec.h"

/// ITU-T G.722 at 64 kbit/s: 160 octets for 20 ms of 16000 Hz.
namespace isfocus::mrfpd {
namespace {

constexpr int kBitRate = 64000;
constexpr std::size_t kMostOctets = kMostSamples / 2;

template <auto Free>
struct Freed {
    void operator()(auto* state) const noexcept { Free(state); }
};

class G722Decoder final : public Decoder {
public:
    G722Decoder() {
        if (!state_) throw std::bad_alloc{};
    }
    bool decode(std::span<const std::uint8_t> payload, Decoded& out, std::size_t) noexcept override {
        if (payload.empty() || payload.size() > kMostOctets) return false;
        const int count =
            g722_decode(state_.get(), out.samples.data(), payload.data(), static_cast<int>(payload.size()));
        out.count = static_cast<std::size_t>(count);
        out.frames = static_cast<int>((out.count + kWideFrameSamples - 1) / kWideFrameSamples);
        return true;
    }
    std::size_t samples_in(std::span<const std::uint8_t> payload) const noexcept override { return 2 * payload.size(); }

private:
    std::unique_ptr<g722_decode_state_t, Freed<g722_decode_free>> state_{g722_decode_init(nullptr, kBitRate, 0)};
};

class G722Encoder final : public Encoder {
public:
    G722Encoder() {
        if (!state_) throw std::bad_alloc{};
    }
    void encode(Samples frame, std::uint8_t, Coded& out) noexcept override {
        const int size = g722_encode(state_.get(), out.octets.data(), frame.data(), static_cast<int>(frame.size()));
        out.size = static_cast<std::size_t>(size);
    }

private:
    std::unique_ptr<g722_encode_state_t, Freed<g722_encode_free>> state_{g722_encode_init(nullptr, kBitRate, 0)};
};

}  // namespace

std::unique_ptr<Decoder> make_g722_decoder() {
    return std::make_unique<G722Decoder>();
}

std::unique_ptr<Encoder> make_g722_encoder() {
    return std::make_unique<G722Encoder>();
}

}  // namespace isfocus::mrfpd
