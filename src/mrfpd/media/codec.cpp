#include "codec.h"

#include <algorithm>
#include <bit>

#include "g711.h"

namespace isfocus::mrfpd {
namespace {

constexpr std::size_t kMostG711Octets = 12 * kFrameSamples;  // 240 ms
constexpr std::uint32_t kModeChangePeriod = 2;               // frames

class G711Decoder final : public Decoder {
public:
    explicit G711Decoder(Encoding encoding) noexcept : encoding_(encoding) {}

    bool decode(std::span<const std::uint8_t> payload, Decoded& out, std::size_t) noexcept override {
        if (payload.empty() || payload.size() > kMostG711Octets) return false;
        mrfpd::decode(encoding_, payload, out.samples.data());
        out.count = payload.size();
        out.frames = static_cast<int>((payload.size() + kFrameSamples - 1) / kFrameSamples);
        return true;
    }

    std::size_t samples_in(std::span<const std::uint8_t> payload) const noexcept override { return payload.size(); }

private:
    Encoding encoding_;
};

class G711Encoder final : public Encoder {
public:
    explicit G711Encoder(Encoding encoding) noexcept : encoding_(encoding) {}

    void encode(Samples frame, std::uint8_t, Coded& out) noexcept override {
        out.size = frame.size();
        mrfpd::encode(encoding_, frame, out.octets.data());
    }

private:
    Encoding encoding_;
};

AmrFamily family_of(Encoding encoding) {
    return encoding == Encoding::amr ? AmrFamily::amr : AmrFamily::amr_wb;
}

}  // namespace

std::unique_ptr<Decoder> make_decoder(const Format& format) {
    switch (format.encoding) {
        case Encoding::g722:
            return make_g722_decoder();
        case Encoding::amr:
        case Encoding::amr_wb:
            return make_amr_decoder(family_of(format.encoding), format.packing);
        case Encoding::pcmu:
        case Encoding::pcma:
            break;
    }
    return std::make_unique<G711Decoder>(format.encoding);
}

std::unique_ptr<Encoder> make_encoder(Encoding encoding, bool dtx) {
    switch (encoding) {
        case Encoding::g722:
            return make_g722_encoder();
        case Encoding::amr:
        case Encoding::amr_wb:
            return make_amr_encoder(family_of(encoding), dtx);
        case Encoding::pcmu:
        case Encoding::pcma:
            break;
    }
    return std::make_unique<G711Encoder>(encoding);
}

std::span<const std::uint8_t> payload_of(const Format& format, const Coded& coded, Coded& room) noexcept {
    if (!is_amr(format.encoding)) return std::span{coded.octets}.first(coded.size);
    if (coded.size == 0) return {};
    AmrFrame frame;
    frame.size = std::min(coded.size, frame.octets.size());
    std::copy_n(coded.octets.begin(), frame.size, frame.octets.begin());
    room.size = pack(family_of(format.encoding), format.packing, kNoModeRequest, frame,
                     std::span{room.octets}.first<kMostAmrOctets>());
    return std::span{room.octets}.first(room.size);
}

bool is_speech(const Format& format, std::span<const std::uint8_t> payload) noexcept {
    if (!is_amr(format.encoding)) return true;
    const auto family = family_of(format.encoding);
    const auto head = read_head(family, format.packing, payload);
    return head && (head->table[0] >> 3 & 0xf) <= highest_mode(family);
}

std::uint8_t mode_to_send(Encoding encoding, std::uint16_t modes, std::uint8_t requested) noexcept {
    constexpr unsigned kAmr122 = 7, kAmrWb1265 = 2;
    const unsigned most = std::min<unsigned>(encoding == Encoding::amr ? kAmr122 : kAmrWb1265, requested);
    if (modes == 0) return static_cast<std::uint8_t>(most);
    const unsigned low_enough = modes & ((2U << most) - 1);
    if (low_enough == 0) return static_cast<std::uint8_t>(std::countr_zero(modes));
    return static_cast<std::uint8_t>(std::bit_width(low_enough) - 1);
}

void ModeRequest::received(const Format& format, std::span<const std::uint8_t> payload) noexcept {
    if (format.encoding != encoding_) mode_ = kNoModeRequest;
    encoding_ = format.encoding;
    if (!is_amr(encoding_)) return;
    const auto head = read_head(family_of(encoding_), format.packing, payload);
    if (head && head->mode_request) mode_ = *head->mode_request;
}

std::uint8_t AmrMode::next(const Format& format, std::uint8_t requested, std::uint32_t tick) noexcept {
    const auto wanted = mode_to_send(format.encoding, format.modes, requested);
    if (format != format_) {
        format_ = format;
        mode_ = wanted;
        changed_ = tick;
        return mode_;
    }
    if (mode_ == wanted || tick % kModeChangePeriod != 0 || tick - changed_ < kModeChangePeriod) return mode_;
    const auto is_allowed = [&](unsigned mode) { return format.modes == 0 || (format.modes >> mode & 1U) != 0; };
    do {
        mode_ = static_cast<std::uint8_t>(mode_ < wanted ? mode_ + 1 : mode_ - 1);
    } while (!is_allowed(mode_));
    changed_ = tick;
    return mode_;
}

}  // namespace isfocus::mrfpd
