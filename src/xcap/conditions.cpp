#include "xcap/conditions.h"

#include <algorithm>

namespace isfocus::xcap {
namespace {

/// Whether the list `*` or `"a", W/"b"` has the tag. With `strong` a weak tag is no match (RFC 9110 8.8.3.2). What is
/// malformed matches nothing.
bool has(std::string_view list, const std::optional<std::string>& etag, bool strong) {
    constexpr std::string_view kSpace = " \t,";
    const auto skip = [&] { list.remove_prefix(std::min(list.find_first_not_of(kSpace), list.size())); };
    skip();
    if (list.starts_with('*')) return etag.has_value();
    for (; etag && !list.empty(); skip()) {
        const bool is_weak = list.starts_with("W/");
        if (is_weak) list.remove_prefix(2);
        const auto end = list.starts_with('"') ? list.find('"', 1) : std::string_view::npos;
        if (end == std::string_view::npos) return false;
        if (list.substr(0, end + 1) == *etag && !(is_weak && strong)) return true;
        list.remove_prefix(end + 1);
    }
    return false;
}

}  // namespace

int judge(const Conditions& conditions, const std::optional<std::string>& etag, bool is_read) {
    if (conditions.if_match && !has(*conditions.if_match, etag, true)) return 412;
    if (conditions.if_none_match && has(*conditions.if_none_match, etag, false)) return is_read ? 304 : 412;
    return 0;
}

}  // namespace isfocus::xcap
