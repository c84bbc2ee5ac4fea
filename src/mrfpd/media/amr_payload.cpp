#include "amr_payload.h"

#include <algorithm>

namespace isfocus::mrfpd {
namespace {

constexpr int kReserved = -1;
constexpr std::array<int, 16> kAmrBits{95, 103, 118, 134, 148, 159, 204, 244, 39, -1, -1, -1, -1, -1, -1, 0};
constexpr std::array<int, 16> kAmrWbBits{132, 177, 253, 285, 317, 365, 397, 461, 477, 40, -1, -1, -1, -1, 0, 0};
constexpr std::uint8_t kQuality = 4;  // Q in the header octet of the storage form

constexpr std::size_t octets_of(std::size_t bits) {
    return (bits + 7) / 8;
}
static_assert(1 + octets_of(477) <= kMostAmrOctets);
static_assert(octets_of(4 + 6 + 477) <= kMostAmrOctets && 2 + octets_of(477) <= kMostAmrOctets);

/// Reads on from bit to bit. Beyond the end there are zeros, and `overrun` says so.
class BitReader {
public:
    explicit BitReader(std::span<const std::uint8_t> octets) noexcept : octets_(octets) {}

    std::uint8_t read(unsigned count) noexcept {
        unsigned value = 0;
        for (unsigned i = 0; i < count; ++i) value = value << 1 | next();
        return static_cast<std::uint8_t>(value);
    }
    /// `count` bits, the last octet filled up with zeros.
    void copy(std::size_t count, std::uint8_t* to) noexcept {
        for (; count >= 8; count -= 8) *to++ = octet();
        if (count > 0) *to = static_cast<std::uint8_t>(read(static_cast<unsigned>(count)) << (8 - count));
    }
    void pass(std::size_t count) noexcept { at_ += count; }
    void to_next_octet() noexcept { at_ = octets_of(at_) * 8; }
    bool overrun() const noexcept { return at_ > octets_.size() * 8; }
    /// What is left is less than an octet.
    bool at_end() const noexcept { return !overrun() && octets_.size() * 8 - at_ < 8; }

private:
    unsigned next() noexcept {
        const auto index = at_ / 8;
        const unsigned bit = index < octets_.size() ? octets_[index] >> (7 - at_ % 8) & 1U : 0U;
        ++at_;
        return bit;
    }
    std::uint8_t octet() noexcept {
        const auto index = at_ / 8, shift = at_ % 8;
        if (index + 1 >= octets_.size()) return read(8);
        at_ += 8;
        const unsigned both = static_cast<unsigned>(octets_[index]) << 8 | octets_[index + 1];
        return static_cast<std::uint8_t>(both >> (8 - shift));
    }

    std::span<const std::uint8_t> octets_;
    std::size_t at_ = 0;
};

/// Sets bits in octets that are all zero.
class BitWriter {
public:
    explicit BitWriter(std::span<std::uint8_t> octets) noexcept : octets_(octets) {}

    void write(unsigned value, unsigned count) noexcept {
        for (; count > 0; --count, ++at_)
            octets_[at_ / 8] |= static_cast<std::uint8_t>((value >> (count - 1) & 1U) << (7 - at_ % 8));
    }
    void copy(const std::uint8_t* from, std::size_t count) noexcept {
        for (; count >= 8; count -= 8) write(*from++, 8);
        if (count > 0) write(static_cast<unsigned>(*from) >> (8 - count), static_cast<unsigned>(count));
    }
    std::size_t octets() const noexcept { return octets_of(at_); }

private:
    std::span<std::uint8_t> octets_;
    std::size_t at_ = 0;
};

std::size_t bits_of(AmrFamily family, std::uint8_t header) {
    return amr_bits(family, header >> 3 & 0xf).value_or(0);
}

/// Leaves `in` at the first frame.
std::optional<AmrHead> read_head(AmrFamily family, bool aligned, BitReader& in) {
    AmrHead head;
    const auto request = in.read(4);
    if (request <= highest_mode(family) || request == kNoModeRequest) head.mode_request = request;
    if (aligned) in.to_next_octet();
    for (bool more = true; more;) {
        if (head.count == kMostAmrFrames || in.overrun()) return std::nullopt;
        more = in.read(1) != 0;
        const auto type = in.read(4);
        if (!amr_bits(family, type)) return std::nullopt;
        head.table[head.count++] = static_cast<std::uint8_t>(type << 3 | (in.read(1) ? kQuality : 0));
        if (aligned) in.to_next_octet();
    }
    return head;
}

}  // namespace

std::optional<std::size_t> amr_bits(AmrFamily family, std::uint8_t frame_type) noexcept {
    const int bits = (family == AmrFamily::amr ? kAmrBits : kAmrWbBits)[frame_type & 0xf];
    return bits == kReserved ? std::nullopt : std::optional{static_cast<std::size_t>(bits)};
}

AmrFrame AmrFrame::no_data() noexcept {
    AmrFrame frame;
    frame.octets[0] = kNoData << 3 | kQuality;
    frame.size = 1;
    return frame;
}

std::optional<AmrHead> read_head(AmrFamily family, AmrPacking packing, std::span<const std::uint8_t> payload) noexcept {
    const bool aligned = packing == AmrPacking::octet_aligned;
    BitReader in{payload};
    const auto head = read_head(family, aligned, in);
    if (!head) return std::nullopt;
    for (const auto header : std::span{head->table}.first(head->count)) {
        in.pass(bits_of(family, header));
        if (aligned) in.to_next_octet();
    }
    return in.at_end() ? head : std::nullopt;
}

std::optional<AmrPayload> unpack(AmrFamily family, AmrPacking packing, std::span<const std::uint8_t> payload) noexcept {
    const bool aligned = packing == AmrPacking::octet_aligned;
    BitReader in{payload};
    const auto head = read_head(family, aligned, in);
    if (!head) return std::nullopt;
    AmrPayload result;
    result.mode_request = head->mode_request;
    result.count = head->count;
    for (std::size_t i = 0; i < result.count; ++i) {
        auto& frame = result.frames[i];
        const auto bits = bits_of(family, head->table[i]);
        frame.octets[0] = head->table[i];
        in.copy(bits, &frame.octets[1]);
        frame.size = 1 + octets_of(bits);
        if (aligned) in.to_next_octet();
    }
    return in.at_end() ? std::optional{result} : std::nullopt;
}

std::size_t pack(AmrFamily family, AmrPacking packing, std::uint8_t mode_request, const AmrFrame& frame,
                 std::span<std::uint8_t, kMostAmrOctets> out) noexcept {
    const unsigned padding = packing == AmrPacking::octet_aligned ? 1 : 0;
    std::ranges::fill(out, std::uint8_t{0});
    BitWriter writer{out};
    writer.write(mode_request, 4);
    writer.write(0, 4 * padding);
    writer.write(static_cast<unsigned>(frame.type()) << 1 | (frame.good() ? 1U : 0U), 6);  // F is 0: the only frame
    writer.write(0, 2 * padding);
    writer.copy(&frame.octets[1], amr_bits(family, frame.type()).value_or(0));
    return writer.octets();
}

}  // namespace isfocus::mrfpd
