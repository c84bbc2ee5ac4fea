#include "values.h"
#include "isfocus/config/h248_address.h"
#include "isfocus/h248/codec.h"

#include <algorithm>
#include <array>

#include "base/header_text.h"
#include "base/text.h"

namespace isfocus::config {
namespace {

constexpr std::size_t kMaxDisplayName = 128;
constexpr std::size_t kMaxCredential = 128;

bool is_printable(std::string_view text) {
    return !text::has_control_characters(text);
}

template <class T>
Result<T, Expected> parsed_or(std::optional<T> parsed, const char* expected) {
    if (parsed) return std::move(*parsed);
    return Expected{expected};
}

template <class T>
std::optional<T> when(bool condition, T value) {
    return condition ? std::optional<T>{std::move(value)} : std::nullopt;
}

}  // namespace

Result<Endpoint, Expected> sip_listen_address(std::string_view text) {
    const auto endpoint = parse_endpoint(text);
    const bool good = endpoint && endpoint->transport != Endpoint::Transport::sctp;
    return parsed_or(good ? endpoint : std::nullopt, "udp:, tcp: or tls:ADDRESS:PORT, an IPv6 address in brackets");
}

Result<std::optional<Endpoint>, Expected> http_address(std::string_view text) {
    if (text.empty()) return std::optional<Endpoint>{};
    const auto endpoint = parse_endpoint(text);
    const bool good = endpoint && endpoint->transport == Endpoint::Transport::tcp && endpoint->port != 0;
    return parsed_or(when(good, endpoint), "tcp:ADDRESS:PORT, an IPv6 address in brackets");
}

namespace {

Result<Endpoint, Expected> for_h248(const std::optional<Endpoint>& endpoint, const char* form) {
    if (endpoint && endpoint->transport == Endpoint::Transport::tls) return Expected{"udp, tcp or sctp"};
    if (endpoint && endpoint->port == 0) return Expected{"a port from 1 to 65535"};
    return parsed_or(endpoint, form);
}

}  // namespace

Result<Endpoint, Expected> h248_address(std::string_view text) {
    return for_h248(parse_endpoint(text), "udp|tcp|sctp:ADDRESS:PORT, an IPv6 address in brackets");
}

Result<Endpoint, Expected> mgc_address(std::string_view text) {
    return for_h248(parse_endpoint_or_name(text),
                    "udp|tcp|sctp:HOST:PORT, the host an address (an IPv6 address in brackets) or a name");
}

Result<Endpoint, Expected> dns_server(std::string_view text) {
    const auto endpoint = parse_endpoint("udp:" + std::string{text});
    return parsed_or(endpoint && endpoint->port != 0 ? endpoint : std::nullopt,
                     "ADDRESS:PORT, an IPv6 address in brackets");
}

Result<IpAddress, Expected> host_address(std::string_view text) {
    const auto address = parse_ip_address(text);
    return parsed_or(address && address->is_of_one_host() ? address : std::nullopt,
                     "the IPv4 or IPv6 address of one host");
}

Result<IpRange, Expected> ip_range(std::string_view text) {
    return parsed_or(parse_ip_range(text), "an address or ADDRESS/BITS with nothing set beyond these bits");
}

Result<PortRange, Expected> rtp_ports(std::string_view text) {
    return parsed_or(parse_port_range(text), "FIRST-LAST of 1024 to 65535, the first even and the last odd");
}

Result<std::string, Expected> mid(std::string_view text) {
    return parsed_or(when(h248::parse_mid(text).has_value(), std::string{text}),
                     "an mId: \"[ADDRESS]:PORT\", \"<domain.name>:PORT\" or a device name");
}

Result<std::string, Expected> codec(std::string_view text) {
    constexpr std::array<std::string_view, 5> kCodecs{"AMR-WB", "AMR", "G722", "PCMA", "PCMU"};
    if (std::ranges::find(kCodecs, text) != kCodecs.end()) return std::string{text};
    return Expected{"AMR-WB, AMR, G722, PCMA or PCMU"};
}

Result<std::string, Expected> local_mid(std::string_view text) {
    return parsed_or(when(mid_endpoint(text).has_value(), std::string{text}),
                     "an mId of the form \"[ADDRESS]:PORT\", the address of one host");
}

Result<std::string, Expected> mid_or_none(std::string_view text) {
    return text.empty() ? Result<std::string, Expected>{std::string{}} : mid(text);
}

Result<std::string, Expected> profile(std::string_view text) {
    return parsed_or(when(text.empty() || h248::parse_profile(text), std::string{text}),
                     "the name and the version of a profile, such as threegmrfp/1, or nothing");
}

Result<std::string, Expected> sound(std::string_view text) {
    static constexpr std::array<std::string_view, 9> kTones{"dt", "rt", "bt", "ct", "sit", "wt", "prt", "cw", "cr"};
    constexpr std::size_t kMaxName = 32;
    const auto name = text.substr(std::min<std::size_t>(text.size(), 3));
    const bool is_name = !name.empty() && name.size() <= kMaxName && std::ranges::all_of(name, [](char c) {
        return text::is_alphanumeric(c) || c == '-' || c == '_';
    });
    const bool is_tone = std::find(kTones.begin(), kTones.end(), name) != kTones.end();
    const bool good = text.empty() || (text.starts_with("an/") && is_name) || (text.starts_with("cg/") && is_tone);
    return parsed_or(when(good, std::string{text}), "an/NAME, or cg/ with dt, rt, bt, ct, sit, wt, prt, cw or cr");
}

Result<std::string, Expected> key_sequence(std::string_view text) {
    constexpr std::size_t kMostKeys = 8;
    const bool good = text.size() <= kMostKeys && text.find_first_not_of("0123456789*#ABCD") == std::string_view::npos;
    return parsed_or(when(good, std::string{text}), "up to 8 of 0 to 9, *, #, A, B, C and D");
}

Result<Uri, Expected> next_hop(std::string_view text) {
    const auto uri = parse_uri(text);
    return parsed_or(uri && uri->scheme != Uri::Scheme::tel && uri->headers.empty() ? uri : std::nullopt,
                     "a SIP URI, such as sip:HOST:PORT;lr");
}

Result<std::string, Expected> file_name(std::string_view text) {
    constexpr std::size_t kMaxFileName = 4096;
    return parsed_or(when(is_printable(text) && text.size() < kMaxFileName, std::string{text}), "the name of a file");
}

Result<std::string, Expected> certificate_name(std::string_view text) {
    constexpr std::size_t kMaxName = 255;
    return parsed_or(when(!text.empty() && is_printable(text) && text.size() <= kMaxName, std::string{text}),
                     "a DNS name or URI of a certificate");
}

Result<std::string, Expected> quotable(std::string_view text) {
    const bool good = !text.empty() && text.size() <= kMaxCredential && is_printable(text) &&
                      text.find_first_of("\"\\") == std::string_view::npos;
    return parsed_or(when(good, std::string{text}),
                     "1 to 128 octets without quotes, backslashes and control characters");
}

Result<std::string, Expected> quotable_or_none(std::string_view text) {
    if (text.empty()) return std::string{};
    return quotable(text);
}

Result<std::string, Expected> password(std::string_view text) {
    const bool good = !text.empty() && text.size() <= kMaxCredential && is_printable(text);
    return parsed_or(when(good, std::string{text}), "1 to 128 octets without control characters");
}

Result<Uri, Expected> factory_uri(std::string_view text) {
    const auto uri = parse_uri(text);
    return parsed_or(uri && uri->scheme != Uri::Scheme::sips && uri->headers.empty() ? uri : std::nullopt,
                     "a SIP or tel URI without header part");
}

Result<std::string, Expected> uri_domain(std::string_view text) {
    const auto uri = parse_uri("sip:conference@" + std::string{text});
    const bool good = uri && uri->user == "conference" && uri->parameters.empty() && uri->headers.empty();
    return parsed_or(when(good, std::string{text}), "HOST or HOST:PORT");
}

Result<Uri, Expected> user_uri(std::string_view text) {
    const auto uri = parse_uri(text);
    return parsed_or(uri && !uri->user.empty() && uri->headers.empty() ? uri : std::nullopt,
                     "the SIP or tel URI of a user without header part");
}

/// A token (RFC 3261 25.1).
Result<std::string, Expected> option_tag(std::string_view text) {
    constexpr std::size_t kMaxTag = 64;
    return parsed_or(when(text::is_token(text) && text.size() <= kMaxTag, std::string{text}), "an option tag");
}

Result<std::string, Expected> uri_domain_or_none(std::string_view text) {
    if (text.empty()) return std::string{};
    return uri_domain(text);
}

Result<std::string, Expected> file_or_none(std::string_view text) {
    const bool good = text.empty() || (text.front() == '/' && text.back() != '/' && is_printable(text));
    return parsed_or(when(good, std::string{text}), "the absolute path of a file");
}

Result<std::string, Expected> path_of_uri(std::string_view text) {
    const auto is_of_path = [](char c) {
        return text::is_alphanumeric(c) || std::string_view("/-._~").find(c) != std::string_view::npos;
    };
    const bool good = text.size() >= 2 && text.size() <= 128 && text.front() == '/' && text.back() != '/' &&
                      std::all_of(text.begin(), text.end(), is_of_path);
    return parsed_or(when(good, std::string{text}), "a path such as /xcap-root, of letters, digits and /-._~");
}

Result<std::string, Expected> folder_or_none(std::string_view text) {
    const bool good = text.empty() || (text.front() == '/' && is_printable(text));
    return parsed_or(when(good, std::string{text}), "the absolute path of a folder");
}

Result<std::string, Expected> display_name(std::string_view text) {
    return parsed_or(when(is_printable(text) && text.size() <= kMaxDisplayName, std::string{text}),
                     "at most 128 octets without control characters");
}

}  // namespace isfocus::config
