#include "isfocus/h248/tpkt.h"

#include <algorithm>

namespace isfocus::h248 {
namespace {

constexpr std::size_t kHeader = 4;
constexpr char kVersion = 3;

/// The whole packet's length; 0 for what is none. The reserved octet is not looked at (RFC 1006 6).
std::size_t length_of(std::string_view header) {
    const auto octet = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(header[at])); };
    const std::size_t length = octet(2) << 8U | octet(3);
    return header[0] == kVersion && length >= kHeader ? length : 0;
}

}  // namespace

std::string tpkt(std::string_view message) {
    std::string packet;
    if (message.empty() || message.size() > kMaxTpktOctets) return packet;
    const auto length = message.size() + kHeader;
    packet.reserve(length);
    packet += {kVersion, 0, static_cast<char>(length >> 8U), static_cast<char>(length & 0xFFU)};
    return packet.append(message);
}

bool TpktReader::feed(std::string_view octets, const Receiver& receiver) {
    while (!octets.empty() || held_.size() >= kHeader) {
        const auto take = [&](std::size_t up_to) {
            const auto count = std::min(octets.size(), up_to - std::min(up_to, held_.size()));
            held_.append(octets.substr(0, count));
            octets.remove_prefix(count);
            return held_.size() >= up_to;
        };
        const bool has_header = take(kHeader);
        if (held_.front() != kVersion) return false;  // garbage is known by its first octet
        if (!has_header) return true;
        const auto length = length_of(held_);
        if (length == 0) return false;
        if (!take(length)) return true;
        const auto packet = std::move(held_);
        held_.clear();
        if (length > kHeader) receiver(std::string_view{packet}.substr(kHeader));
    }
    return true;
}

}  // namespace isfocus::h248
