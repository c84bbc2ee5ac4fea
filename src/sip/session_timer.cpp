#include "sip/session_timer.h"

#include <algorithm>
#include <string_view>

#include "sip/delta_seconds.h"
#include "sip/message.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

using std::chrono::seconds;
using Refresher = focus::SessionTimer::Refresher;

struct Value {
    seconds interval{0};
    std::string_view parameters;
};

/// delta-seconds *(SEMI generic-param)
std::optional<Value> parse(std::string_view text) {
    const auto semicolon = std::min(text.find(';'), text.size());
    const auto interval = parse_delta_seconds(trimmed(text.substr(0, semicolon)));
    if (!interval) return std::nullopt;
    return Value{*interval, text.substr(semicolon)};
}

std::optional<Refresher> parse_refresher(std::string_view parameters) {
    const auto refresher = header_parameter(parameters, "refresher");
    if (!refresher.data()) return Refresher::unset;
    if (equals_ignoring_case(refresher, "uac")) return Refresher::uac;
    if (equals_ignoring_case(refresher, "uas")) return Refresher::uas;
    return std::nullopt;
}

bool supports_timer(const sip_t& sip) {
    const auto* supported = sip.sip_supported;
    for (auto* tag = supported ? supported->k_items : nullptr; tag && *tag; ++tag)
        if (equals_ignoring_case(*tag, "timer")) return true;
    return requires_extension(sip, "timer");
}

/// Fills in interval and refresher; false when the header is malformed.
bool read_session_expires(const sip_t& sip, focus::SessionTimer& session) {
    const auto values = raw_values(sip, "Session-Expires", 'x');
    if (values.empty()) return true;
    const auto value = values.size() == 1 ? parse(values.front()) : std::nullopt;
    const auto refresher = value ? parse_refresher(value->parameters) : std::nullopt;
    if (!refresher) return false;
    session.interval = std::max(value->interval, seconds{1});
    session.refresher = *refresher;
    return true;
}

}  // namespace

Result<focus::SessionTimer> read_session_timer(const sip_t& request) {
    focus::SessionTimer session;
    session.is_supported = supports_timer(request);
    session.least = read_min_se(request).value_or(seconds{0});
    if (!read_session_expires(request, session))
        return Rejection{400, "Bad Session-Expires Header", "Session-Expires is not one interval"};
    return session;
}

focus::SessionTimer read_granted_session(const sip_t& response) {
    focus::SessionTimer session;
    session.is_supported = supports_timer(response);
    if (read_session_expires(response, session) && session.interval.count() > 0)
        session.interval = std::max(session.interval, kLeastSessionInterval);
    return session;
}

std::optional<seconds> read_min_se(const sip_t& sip) {
    const auto values = raw_values(sip, "Min-SE");
    const auto value = values.size() == 1 ? parse(values.front()) : std::nullopt;
    return value ? std::optional(value->interval) : std::nullopt;
}

bool allows_update(const sip_t& sip) {
    const auto* allow = sip.sip_allow;
    for (auto* method = allow ? allow->k_items : nullptr; method && *method; ++method)
        if (std::string_view(*method) == "UPDATE") return true;
    return false;
}

std::string session_expires(const focus::SessionTimer& session) {
    std::string value = std::to_string(session.interval.count());
    if (session.refresher != Refresher::unset)
        value += session.refresher == Refresher::uac ? ";refresher=uac" : ";refresher=uas";
    return value;
}

}  // namespace isfocus::sip
