#include "sip/privacy.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sip/message.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

struct Value {
    std::string_view name;
    bool hides_user;
};

constexpr std::array kValues{
    Value{"id", true},    Value{"user", true},     Value{"header", true}, Value{"session", false},
    Value{"none", false}, Value{"history", false},  // of which we never say any (RFC 7044 10.1)
};

void take(Privacy& privacy, std::string_view value) {
    if (equals_ignoring_case(value, "critical")) {
        privacy.is_critical = true;
        return;
    }
    const auto known = std::find_if(kValues.begin(), kValues.end(),
                                    [&](const Value& one) { return equals_ignoring_case(one.name, value); });
    if (known == kValues.end())
        privacy.unknown.append(privacy.unknown.empty() ? "" : ";").append(is_token(value) ? value : "unreadable");
    else
        privacy.hides_user |= known->hides_user;
}

}  // namespace

Privacy read_privacy(const sip_t& sip) {
    Privacy privacy;
    bool is_public = false;  // `none` takes the others back (RFC 3323 4.2)
    for (const auto& text : raw_values(sip, "Privacy")) {
        std::string_view rest = text;
        while (!rest.empty()) {
            const auto end = std::min(rest.find_first_of(";,"), rest.size());
            const auto value = trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(rest.size(), end + 1));
            if (value.empty()) continue;
            is_public |= equals_ignoring_case(value, "none");
            take(privacy, value);
        }
    }
    if (is_public) privacy.hides_user = false;
    return privacy;
}

std::optional<std::string> privacy_failure(const Privacy& privacy) {
    if (!privacy.is_critical || privacy.unknown.empty()) return std::nullopt;
    return "Privacy Failure: " + privacy.unknown;
}

}  // namespace isfocus::sip
