#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "mrfpd/media/g711.h"
#include "mrfpd/media/jitter_buffer.h"
#include "mrfpd/media/rtcp.h"
#include "mrfpd/media/rtp.h"
#include "mrfpd/media/rtp_source.h"

namespace {

using namespace isfocus::mrfpd;

void require(bool condition) {
    if (!condition) std::abort();
}

/// A leg without sockets.
struct Leg {
    RtpSource source;
    JitterBuffer buffer;

    void receive(std::span<const std::uint8_t> octets, std::uint32_t arrival) {
        (void)parse_rtcp(octets);
        const auto packet = parse_rtp(octets);
        if (!packet) return;
        require(packet->payload.size() + kRtpHeaderOctets <= octets.size());
        const bool audio = packet->payload_type == 0 || packet->payload_type == 8;
        if (source.receive(*packet, arrival, audio) == RtpSource::Arrival::began_anew) buffer.restart();
        require(source.expected() + source.received() >= source.lost());
        if (!audio) return buffer.pass_over();
        std::array<std::int16_t, 256> samples;
        decode(packet->payload_type == 0 ? Encoding::pcmu : Encoding::pcma, packet->payload, samples.data());
        buffer.put(packet->timestamp, std::span{samples}.first(packet->payload.size()));
    }

    void tick() {
        Frame frame;
        if (!buffer.take(frame)) require(std::all_of(frame.begin(), frame.end(), [](int s) { return s == 0; }));
    }
};

}  // namespace

/// The input is a run of datagrams, each after an octet with its length; a length of 0 is a tick.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::span rest{data, size};
    Leg leg;
    std::uint32_t now = 0;
    while (!rest.empty()) {
        const auto length = std::min<std::size_t>(rest[0], rest.size() - 1);
        leg.receive(rest.subspan(1, length), now);
        if (rest[0] == 0) leg.tick(), now += 160;
        rest = rest.subspan(1 + length);
    }
    const auto report = leg.source.report();
    std::array<std::uint8_t, kMaxRtcpOctets> out;
    const auto written = write_rtcp({1, SenderInfo{}, report, "fuzz", true}, out);
    require(parse_rtcp(std::span{out}.first(written)).has_value());
    return 0;
}
