#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "h248/grammar.h"

namespace isfocus::h248 {
namespace {

bool is_domain_char(char c) noexcept {
    return text::is_alphanumeric(c) || c == '-' || c == '.';
}

/// Annex B allows leading zeros, which inet_pton does not: the usual spelling, or nothing.
std::optional<std::string> ip4_text(std::string_view text) {
    std::string out;
    for (int part = 0; part < 4; ++part) {
        unsigned octet = 0;
        const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), octet);
        const auto used = static_cast<std::size_t>(stop - text.data());
        if (problem != std::errc{} || used > 3 || octet > 255) return std::nullopt;
        out.append(part == 0 ? "" : ".").append(std::to_string(octet));
        text.remove_prefix(used);
        if (part == 3) break;
        if (text.empty() || text.front() != '.') return std::nullopt;
        text.remove_prefix(1);
    }
    return text.empty() ? std::optional{out} : std::nullopt;
}

std::optional<std::string> ip6_text(std::string_view text) {
    std::array<unsigned char, 16> address{};
    std::array<char, INET6_ADDRSTRLEN> shown{};
    if (text.size() >= shown.size() || inet_pton(AF_INET6, std::string{text}.c_str(), address.data()) != 1)
        return std::nullopt;
    return std::string{inet_ntop(AF_INET6, address.data(), shown.data(), shown.size())};
}

void read_address(Reader& reader, MId& mid) {
    const auto text = reader.until(']');
    const bool is_ip6 = text.find(':') != std::string_view::npos;
    const auto host = is_ip6 ? ip6_text(text) : ip4_text(text);
    if (!host) return reader.fail_syntax("not an IP address", text);
    mid.kind = is_ip6 ? MId::Kind::ip6 : MId::Kind::ip4;
    mid.host = *host;
}

void read_domain_name(Reader& reader, MId& mid) {
    const auto text = reader.until('>');
    if (text.empty() || text.size() > kMaxNameOctets || !std::all_of(text.begin(), text.end(), is_domain_char))
        return reader.fail_syntax("not a domain name", text);
    mid.kind = MId::Kind::domain_name;
    mid.host = text;
}

void read_mtp(Reader& reader, MId& mid) {
    reader.expect('{');
    mid.kind = MId::Kind::mtp;
    mid.host = reader.name();
    reader.expect('}');
    if (mid.host.size() < 4 || mid.host.size() > 8 || !std::all_of(mid.host.begin(), mid.host.end(), text::is_hex))
        reader.fail_syntax("not an MTP address", mid.host);
}

}  // namespace

MId read_mid(Reader& reader) {
    MId mid;
    if (reader.accept('[')) {
        read_address(reader, mid);
    } else if (reader.accept('<')) {
        read_domain_name(reader, mid);
    } else {
        mid.kind = MId::Kind::device_name;
        mid.host = reader.name();
        if (is(mid.host, token::mtp) && reader.peek() == '{') read_mtp(reader, mid);
        return mid;
    }
    if (reader.accept_here(':')) mid.port = reader.port();
    return mid;
}

std::optional<MId> parse_mid(std::string_view text) {
    Reader reader{text, nullptr};
    auto mid = read_mid(reader);
    if (!reader.ok() || !reader.at_end()) return std::nullopt;
    return mid;
}

}  // namespace isfocus::h248
