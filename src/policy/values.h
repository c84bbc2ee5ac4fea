#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "isfocus/focus/values.h"

/// The values in a policy document. Each reads the whole text or nothing.
namespace isfocus::policy {

/// xs:dateTime; its time zone, which the schema leaves free, must be there: whose 09:00 it is decides who is woken.
std::optional<focus::Time> date_time(std::string_view text);
std::optional<bool> boolean(std::string_view text);
std::optional<unsigned> number(std::string_view text, unsigned min, unsigned max);
/// At most 128 octets without control characters: goes into a header.
std::optional<std::string> line_of_text(std::string_view text);
/// The SIP or tel URI of somebody who can be called.
std::optional<Uri> user_uri(std::string_view text);
/// A SIP URI without parameters.
std::optional<Uri> conference_uri(std::string_view text);
/// Every user of a host, as a pattern.
std::optional<Uri> domain(std::string_view text);

}  // namespace isfocus::policy
