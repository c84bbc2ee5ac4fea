#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "isfocus/base/result.h"

namespace isfocus::sdp {

/// How all of this layer says that a text is no session description.
Rejection bad(std::string detail);

/// Splits a description into its lines, without their ends (CRLF, LF or CR) and without empty ones. 400 for control
/// characters, a line that is not `x=...`, a malformed media line, or more than kMaxTextSize octets, kMaxMedia media
/// lines, or 128 formats on one of them.
Result<std::vector<std::string_view>> checked_lines(std::string_view text);

/// The words of a line, which blanks part.
std::vector<std::string_view> words(std::string_view line);

/// Cuts the first word off; empty when there is none.
std::string_view next_word(std::string_view& rest);

/// token of RFC 4566 9.
bool is_token(std::string_view word);

/// Without blanks at both ends.
constexpr std::string_view trimmed(std::string_view text) {
    return text::trimmed(text, [](char c) { return text::is_blank(c); });
}

}  // namespace isfocus::sdp
