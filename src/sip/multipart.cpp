#include "sip/multipart.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

Rejection bad(const char* detail) {
    return {400, "Bad Multipart Body", detail};
}

std::string_view value_before_parameters(std::string_view value) {
    return trimmed(value.substr(0, value.find(';')));
}

std::string_view parameters_of(std::string_view value) {
    return value.substr(std::min(value.size(), value.find(';')));
}

/// Cuts off the first line, without its end.
std::string_view next_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// boundary of RFC 2046 5.1.1; "" for none that is one.
std::string boundary_of(std::string_view content_type) {
    constexpr std::string_view kMarks = "'()+_,-./:=? ";
    constexpr std::size_t kLongest = 70;
    std::string boundary = unquoted(header_parameter(parameters_of(content_type), "boundary"));
    const bool is_good = std::ranges::all_of(
        boundary, [&](char c) { return text::is_alphanumeric(c) || kMarks.find(c) != kMarks.npos; });
    if (!is_good || boundary.size() > kLongest || boundary.ends_with(' ')) boundary.clear();
    return boundary;
}

enum class Line { text, delimiter, close_delimiter };

Line kind_of(std::string_view line, std::string_view boundary) {
    if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return Line::text;
    auto rest = line.substr(2 + boundary.size());
    const bool closes = rest.starts_with("--");
    if (closes) rest.remove_prefix(2);
    // Padding that a transport may have added (RFC 2046 5.1.1).
    if (rest.find_first_not_of(" \t") != std::string_view::npos) return Line::text;
    return closes ? Line::close_delimiter : Line::delimiter;
}

/// The line end before a delimiter belongs to the delimiter.
std::string_view without_last_line_end(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

/// The texts between delimiters; nothing without a part or without an end.
std::optional<std::vector<std::string_view>> split(std::string_view body, std::string_view boundary) {
    std::vector<std::string_view> out;
    const char* start = nullptr;  // of the part that is being read
    for (auto rest = body; !rest.empty();) {
        const char* line_start = rest.data();
        const Line kind = kind_of(next_line(rest), boundary);
        if (kind == Line::text) continue;
        if (start) {
            const auto size = static_cast<std::size_t>(line_start - start);
            out.push_back(without_last_line_end({start, size}));
        }
        if (kind == Line::close_delimiter) return out.empty() ? std::nullopt : std::optional(std::move(out));
        if (out.size() == kMostParts) return std::nullopt;
        start = rest.data();
    }
    return std::nullopt;
}

std::optional<focus::Header> read_header(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto name = trimmed(line.substr(0, colon));
    if (!is_token(name)) return std::nullopt;
    return focus::Header{std::string(name), std::string(trimmed(line.substr(colon + 1)))};
}

/// Header fields up to an empty line, then the content. A part may have neither.
std::optional<MimePart> read_part(std::string_view text) {
    MimePart part;
    while (!text.empty()) {
        const auto line = next_line(text);
        if (line.empty()) break;
        if (is_space(line.front())) {
            if (part.headers.empty()) return std::nullopt;
            part.headers.back().value.append(" ").append(trimmed(line));
        } else {
            auto header = read_header(line);
            if (!header || part.headers.size() == kMostHeadersOfAPart) return std::nullopt;
            part.headers.push_back(std::move(*header));
        }
    }
    for (auto& header : part.headers) {
        std::replace(header.value.begin(), header.value.end(), '\t', ' ');
        if (has_control_characters(header.value)) return std::nullopt;
    }
    part.content = text;
    return part;
}

std::optional<Rejection> open(MimePart& body, int depth, std::size_t& parts_left) {
    const auto boundary = boundary_of(body.header("Content-Type"));
    if (boundary.empty()) return bad("no boundary");
    const auto texts = split(body.content, boundary);
    if (!texts) return bad("no parts, too many, or no end");
    if (texts->size() > parts_left) return bad("too many parts");
    parts_left -= texts->size();
    std::vector<MimePart> parts;
    for (const auto text : *texts) {
        auto part = read_part(text);
        if (!part) return bad("header of a part");
        if (part->is_multipart() && depth < kDeepestMultipart) static_cast<void>(open(*part, depth + 1, parts_left));
        parts.push_back(std::move(*part));
    }
    body.parts = std::move(parts);
    return std::nullopt;
}

}  // namespace

bool is_multipart(std::string_view media_type) noexcept {
    constexpr std::string_view kPrefix = "multipart/";
    return equals_ignoring_case(media_type.substr(0, kPrefix.size()), kPrefix);
}

std::string_view MimePart::header(std::string_view name) const noexcept {
    for (const auto& one : headers)
        if (equals_ignoring_case(one.name, name)) return one.value;
    return "";
}

std::string_view MimePart::media_type() const noexcept {
    const auto type = value_before_parameters(header("Content-Type"));
    return type.empty() ? "text/plain" : type;
}

bool MimePart::is_of(std::string_view type) const noexcept {
    return equals_ignoring_case(media_type(), type);
}

std::string_view MimePart::disposition() const noexcept {
    return value_before_parameters(header("Content-Disposition"));
}

bool MimePart::is_optional() const noexcept {
    const auto handling = header_parameter(parameters_of(header("Content-Disposition")), "handling");
    return equals_ignoring_case(handling, "optional");
}

std::string_view MimePart::content_id() const noexcept {
    auto id = header("Content-ID");
    if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
    return id;
}

bool MimePart::is_encoded() const noexcept {
    const auto encoding = header("Content-Transfer-Encoding");
    const auto compression = header("Content-Encoding");
    const bool is_plain = encoding.empty() || equals_ignoring_case(encoding, "7bit") ||
                          equals_ignoring_case(encoding, "8bit") || equals_ignoring_case(encoding, "binary");
    return !is_plain || !(compression.empty() || equals_ignoring_case(compression, "identity"));
}

std::optional<Rejection> open_multipart(MimePart& body) {
    std::size_t parts_left = kMostParts;
    return body.is_multipart() ? open(body, 1, parts_left) : std::nullopt;
}

}  // namespace isfocus::sip
