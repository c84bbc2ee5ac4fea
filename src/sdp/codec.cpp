#include <array>

#include "isfocus/sdp/session.h"
#include "sdp/lines.h"

namespace isfocus::sdp {

std::string_view text(Direction direction) {
    constexpr std::array<std::string_view, 4> kNames{"inactive", "sendonly", "recvonly", "sendrecv"};
    return kNames[static_cast<std::size_t>(direction)];
}

Address address_of(std::string_view host) {
    const bool has_colon = host.find(':') != std::string_view::npos;
    return {has_colon ? Address::Family::ip6 : Address::Family::ip4, std::string{host}};
}

bool same_encoding(const Codec& a, const Codec& b) {
    return !a.name.empty() && text::equals_ignoring_case(a.name, b.name) && a.clock == b.clock &&
           a.channels == b.channels;
}

bool is_telephone_event(const Codec& codec) {
    return text::equals_ignoring_case(codec.name, "telephone-event");
}

bool is_comfort_noise(const Codec& codec) {
    return text::equals_ignoring_case(codec.name, "CN");
}

bool is_voice(const Codec& codec) {
    return !is_telephone_event(codec) && !is_comfort_noise(codec);
}

}  // namespace isfocus::sdp
