#pragma once
#include <optional>
#include <string>
#include <string_view>

/// Characters of XML and of URIs. Pure.
namespace isfocus::xcap {

bool is_utf8(std::string_view text);

/// The value between the quotes of an AttValue of XML 1.0, its references resolved; nothing when it is none.
std::optional<std::string> attribute_value(std::string_view quoted);

/// The inverse: an AttValue in double quotes.
std::string quoted_value(std::string_view value);

/// `text` with `&`, `<` and `>` as references.
std::string xml_text(std::string_view text);

/// Percent-encodes what no path of a URI may hold (RFC 3986 3.3); `/` stays.
std::string encoded_path(std::string_view text);

}  // namespace isfocus::xcap
