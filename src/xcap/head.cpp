#include "xcap/head.h"

#include <algorithm>

#include "base/number.h"
#include "base/text.h"
#include "isfocus/policy/document.h"

namespace isfocus::xcap {
namespace {

constexpr std::size_t kMostFields = 100;

Rejection bad(const char* detail) {
    return {400, "Bad Request", detail};
}

bool is_token(std::string_view text) {
    const auto is_of_token = [](char c) {
        return text::is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), is_of_token);
}

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '\t' || !text::is_control(c); });
}

std::string_view trimmed(std::string_view text) {
    return text::trimmed(text, text::is_blank);
}

/// Cuts off a line that ends with CR LF.
std::optional<std::string_view> next_line(std::string_view& rest) {
    const auto end = rest.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    return line;
}

/// RFC 9112 6.3.
Result<std::size_t> length_of_body(const Head& head) {
    const auto lengths = head.all("Content-Length");
    if (!head.all("Transfer-Encoding").empty()) {
        if (!lengths.empty()) return bad("both Content-Length and Transfer-Encoding");
        return Rejection{411, "Length Required", "expects Content-Length"};
    }
    if (lengths.empty()) return std::size_t{0};
    if (lengths.size() > 1 || !text::is_number(lengths.front()))
        return bad("Content-Length is malformed, or there twice");
    const auto length = text::parse_number<std::size_t>(lengths.front(), policy::kMostOctets);
    if (!length) return Rejection{413, "Content Too Large", "expects at most 64 KiB"};
    return *length;
}

}  // namespace

std::vector<std::string> Head::all(std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& field : fields)
        if (text::equals_ignoring_case(field.name, name)) out.push_back(field.value);
    return out;
}

std::optional<std::string> Head::value(std::string_view name) const {
    auto values = all(name);
    return values.empty() ? std::nullopt : std::optional(std::move(values.front()));
}

Result<Head> parse_head(std::string_view octets) {
    Head head;
    if (!next_line(octets)) return bad("no request line");
    while (true) {
        const auto line = next_line(octets);
        if (!line) return bad("a header line does not end with CR LF");
        if (line->empty()) break;
        const auto colon = line->find(':');
        if (colon == std::string_view::npos || !is_token(line->substr(0, colon)) || !is_printable(*line))
            return bad("a header line is malformed");
        if (head.fields.size() == kMostFields) return bad("too many header lines");
        head.fields.push_back({std::string(line->substr(0, colon)), std::string(trimmed(line->substr(colon + 1)))});
    }
    if (!octets.empty()) return bad("a header line is malformed");
    const auto length = length_of_body(head);
    if (!length) return length.error();
    head.body = *length;
    if (head.body > 0 && head.value("Content-Encoding"))
        return Rejection{415, "Unsupported Media Type", "expects no Content-Encoding"};
    return head;
}

}  // namespace isfocus::xcap
