#pragma once
#include <string>
#include <string_view>

#include "base/header_text.h"
#include "base/text.h"

namespace isfocus::sip {

using text::equals_ignoring_case;
using text::find_unquoted;
using text::has_control_characters;
using text::is_space;
using text::is_token;
using text::lower;
using text::next_part;
using text::trimmed;

/// The value of a `;name=value` among header parameters (no leading `;` needed), quotes left on; null data if absent.
std::string_view header_parameter(std::string_view parameters, std::string_view name) noexcept;

/// A quoted-string's content, escapes resolved; any other text as it is.
std::string unquoted(std::string_view text);

/// As a quoted-string (RFC 3261 25.1); control characters become spaces.
std::string quoted(std::string_view text);

/// name-addr or addr-spec of a header value (RFC 3261 20.10), taken apart without looking into the URI.
struct NameAddr {
    std::string_view display_name;  ///< as spelled, quotes included
    std::string_view uri;
    std::string_view parameters;  ///< what follows the URI, from the first `;` on
    bool has_brackets = false;
    bool is_valid = false;
};
NameAddr split_name_addr(std::string_view value) noexcept;

}  // namespace isfocus::sip
