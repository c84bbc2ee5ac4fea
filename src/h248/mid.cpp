#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/number.h"
#include "base/text.h"
#include "h248/grammar.h"

namespace isfocus::h248 {
namespace {

bool is_domain_name(std::string_view text) noexcept {
    const auto is_inner = [](char c) { return text::is_alphanumeric(c) || c == '-' || c == '.'; };
    return !text.empty() && text.size() <= kMaxNameOctets && text::is_alphanumeric(text.front()) &&
           std::ranges::all_of(text, is_inner);
}

/// pathNAME without wildcards, such as `site/mrfp1@example.org`.
bool is_device_name(std::string_view text) noexcept {
    const auto at = text.find('@');
    const auto path = text.substr(0, at);
    const auto is_inner = [](char c) { return text::is_alphanumeric(c) || c == '/' || c == '_'; };
    return !path.empty() && text::is_alphabetic(path.front()) && std::ranges::all_of(path, is_inner) &&
           (at == std::string_view::npos || is_domain_name(text.substr(at + 1)));
}

/// Annex B allows leading zeros, which inet_pton does not: the usual spelling, or nothing.
std::optional<std::string> ip4_text(std::string_view text) {
    std::string out;
    for (int part = 0; part < 4; ++part) {
        const auto end = part < 3 ? text.find('.') : text.size();
        const auto octet = end <= 3 ? text::parse_number<std::uint8_t>(text.substr(0, end)) : std::nullopt;
        if (!octet) return std::nullopt;
        out.append(part == 0 ? "" : ".").append(std::to_string(*octet));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
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
    if (!is_domain_name(text)) return reader.fail_syntax("not a domain name", text);
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
    const bool has_blanks = text.find_first_of(" \t\r\n;") != std::string_view::npos;  // and comments
    Reader reader{text, nullptr};
    auto mid = read_mid(reader);
    const bool is_one = !has_blanks && reader.ok() && reader.at_end() &&
                        (mid.kind != MId::Kind::device_name || is_device_name(mid.host));
    return is_one ? std::optional{std::move(mid)} : std::nullopt;
}

}  // namespace isfocus::h248
