#pragma once
#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "isfocus/focus/policy.h"

/// The element model of a policy document, as one table: what may be inside what, and what each element says.
namespace isfocus::policy {

/// Where in a document the reader is.
enum class Where : std::uint8_t {
    document,
    conference,
    settings,
    info,
    host_info,
    time,
    rules,
    rule,
    conditions,
    identity,
    many,
    validity,
    actions,
    dial_out,
    refer,
    text,         ///< nothing but text is inside
    passed_over,  ///< known, and of no effect here: what is inside is not looked at
};

/// What has been read so far.
struct Draft {
    focus::ConferencePolicy policy;
    std::set<std::string> targets;       ///< keys of those on its dial-out list
    std::set<std::string> referred;      ///< and of those on its refer list
    focus::PolicyRule rule;              ///< the one that is being read
    bool rule_never_applies = false;     ///< for a condition of which nothing is known (RFC 4745 6)
    bool rule_is_about_anybody = false;  ///< says so itself
};

/// An element as the table's functions see it.
struct Element {
    std::string text;       ///< without the white space around it; empty where elements are inside
    std::string attribute;  ///< the value of the first that is there of those that the row names; "" if none is
};

/// Says what was expected, or nothing if all is well.
using Take = const char* (*)(Draft& draft, const Element& element);

struct ElementRow {
    Where in;
    std::string_view name;
    Where to;
    bool only_once;  ///< in one parent
    std::array<const char*, 2> attributes;
    Take take;  ///< at the start tag
};

const ElementRow* find_row(Where in, std::string_view name);

/// An element ends: what could not be judged before. Likewise.
const char* close(Where where, Draft& draft);

}  // namespace isfocus::policy
