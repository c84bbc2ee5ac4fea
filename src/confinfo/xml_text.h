#pragma once
#include <string>
#include <string_view>

namespace isfocus::confinfo {

/// `text` as UTF-8 that XML 1.0 may carry (its production 2, Char): each octet that belongs to no well-formed
/// character, and each character that XML forbids, becomes U+FFFD. Escaping of markup is left to the writer.
std::string xml_text(std::string_view text);

/// Whether `text` is free of everything that `xml_text` or a writer would have to look at.
bool is_plain_ascii(std::string_view text) noexcept;

}  // namespace isfocus::confinfo
