#include "rtcp.h"

#include <algorithm>
#include <cstring>

#include "octets.h"
#include "rtp.h"

namespace isfocus::mrfpd {
namespace {

enum PacketType : std::uint8_t { sender_report = 200, receiver_report = 201, source_description = 202, goodbye = 203 };

constexpr std::uint8_t kCname = 1;
constexpr std::size_t kHeader = 4;
constexpr std::uint64_t kFrom1900To1970_s = 2'208'988'800;
static_assert(28 + 24 + (kHeader + 4 + 2 + kMaxCname + 4) + 8 <= kMaxRtcpOctets);

class Writer {
public:
    explicit Writer(std::uint8_t* out) : begin_(out), at_(out) {}

    void word(std::uint32_t value) {
        put32(at_, value);
        at_ += 4;
    }
    void text(std::string_view value) {
        std::memcpy(at_, value.data(), value.size());
        at_ += value.size();
    }
    void octet(std::uint8_t value) { *at_++ = value; }
    std::size_t size() const { return static_cast<std::size_t>(at_ - begin_); }

    /// Starts a packet whose length end() fills in.
    void begin(PacketType type, unsigned count) {
        packet_ = at_;
        word(static_cast<std::uint32_t>(kRtpVersion | count) << 24 | static_cast<std::uint32_t>(type) << 16);
    }
    /// Pads with zeros to a multiple of 32 bits.
    void end() {
        while (size() % 4 != 0) octet(0);
        put16(packet_ + 2, static_cast<std::uint16_t>((at_ - packet_) / 4 - 1));
    }

private:
    std::uint8_t* begin_;
    std::uint8_t* at_;
    std::uint8_t* packet_ = nullptr;
};

void write_block(Writer& out, const ReportBlock& block) {
    constexpr std::int32_t most = 0x7fffff;  // signed 24 bits
    const auto lost = std::clamp(block.cumulative_lost, -most - 1, most);
    out.word(block.ssrc);
    out.word(static_cast<std::uint32_t>(block.fraction_lost) << 24 | (static_cast<std::uint32_t>(lost) & 0xffffff));
    out.word(block.highest_sequence);
    out.word(block.jitter);
    out.word(block.last_sr);
    out.word(block.delay_since_last_sr);
}

void write_report(Writer& out, const RtcpReport& report) {
    out.begin(report.sender ? sender_report : receiver_report, report.block ? 1 : 0);
    out.word(report.ssrc);
    if (report.sender) {
        out.word(static_cast<std::uint32_t>(report.sender->ntp >> 32));
        out.word(static_cast<std::uint32_t>(report.sender->ntp));
        out.word(report.sender->rtp_timestamp);
        out.word(report.sender->packets);
        out.word(report.sender->octets);
    }
    if (report.block) write_block(out, *report.block);
    out.end();
}

void write_cname(Writer& out, const RtcpReport& report) {
    const auto cname = report.cname.substr(0, kMaxCname);
    out.begin(source_description, 1);
    out.word(report.ssrc);
    out.octet(kCname);
    out.octet(static_cast<std::uint8_t>(cname.size()));
    out.text(cname);
    out.octet(0);  // ends the list of items (RFC 3550 6.5)
    out.end();
}

/// One packet of a compound: `octets` begins with it and goes on with the rest. Returns its length.
std::optional<std::size_t> packet_length(std::span<const std::uint8_t> octets) {
    if (octets.size() < kHeader || (octets[0] & 0xc0) != kRtpVersion) return std::nullopt;
    const std::size_t length = 4U * (get16(&octets[2]) + 1U);
    if (length > octets.size()) return std::nullopt;
    const bool last = length == octets.size();
    if ((octets[0] & kRtpPadding) != 0 && !last) return std::nullopt;
    return length;
}

/// The report that opens each compound.
std::optional<ReceivedRtcp> parse_report(std::span<const std::uint8_t> packet, std::uint32_t about) {
    const auto type = packet[1];
    if (type != sender_report && type != receiver_report) return std::nullopt;
    const std::size_t blocks = packet[0] & 0x1fU;
    const std::size_t fixed = type == sender_report ? 28 : 8;
    if (packet.size() < fixed + 24 * blocks) return std::nullopt;
    ReceivedRtcp result;
    result.ssrc = get32(&packet[4]);
    if (type == sender_report) result.sr = get32(&packet[10]);
    for (std::size_t i = 0; i < blocks; ++i) {
        const auto* block = &packet[fixed + 24 * i];
        if (get32(block) == about && get32(block + 16) != 0) result.echo = {get32(block + 16), get32(block + 20)};
    }
    return result;
}

}  // namespace

std::size_t write_rtcp(const RtcpReport& report, std::span<std::uint8_t, kMaxRtcpOctets> out) noexcept {
    Writer writer{out.data()};
    write_report(writer, report);
    write_cname(writer, report);
    if (report.bye) {
        writer.begin(goodbye, 1);
        writer.word(report.ssrc);
        writer.end();
    }
    return writer.size();
}

std::optional<ReceivedRtcp> parse_rtcp(std::span<const std::uint8_t> octets, std::uint32_t about) noexcept {
    std::optional<ReceivedRtcp> result;
    do {
        const auto length = packet_length(octets);
        if (!length) return std::nullopt;
        if (!result) result = parse_report(octets.first(*length), about);
        if (!result) return std::nullopt;
        if (octets[1] == goodbye) result->bye = true;
        octets = octets.subspan(*length);
    } while (!octets.empty());
    return result;
}

std::uint64_t ntp_time(std::chrono::nanoseconds since_1970) noexcept {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_1970);
    const auto rest = static_cast<std::uint64_t>((since_1970 - seconds).count());
    const auto whole = static_cast<std::uint64_t>(seconds.count()) + kFrom1900To1970_s;
    return whole << 32 | (rest << 32) / 1'000'000'000U;
}

}  // namespace isfocus::mrfpd
