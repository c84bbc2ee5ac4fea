#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sip/message.h"
#include "sip/read.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

using focus::EventPackage;

/// The names of event packages are compared byte by byte (RFC 6665 8.2.1).
EventPackage read_package(const sip_event_t* event) {
    const std::string_view type = event && event->o_type ? event->o_type : "";
    if (type == "conference") return EventPackage::conference;
    return type == "refer" ? EventPackage::refer : EventPackage::unknown;
}

std::optional<std::uint32_t> read_expires(const sip_t& sip) {
    if (!sip.sip_expires) return std::nullopt;
    constexpr unsigned long kMost = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::min<unsigned long>(sip.sip_expires->ex_delta, kMost));
}

/// EVT-14: digits, and ten more behind a point at most (RFC 6446 9.2); slower than once a day is taken for that.
std::optional<focus::MaxRate> parse_max_rate(std::string_view text) {
    constexpr double kLongest = 86400;
    const std::string_view whole = text.substr(0, text.find('.'));
    const std::string_view rest = text.size() > whole.size() ? text.substr(whole.size() + 1) : std::string_view();
    const bool has_point = text.size() > whole.size();
    if (!text::is_number(whole) || whole.size() > 2 || (has_point && (!text::is_number(rest) || rest.size() > 10)))
        return std::nullopt;
    double rate = 0;
    std::from_chars(text.data(), text.data() + text.size(), rate);
    if (rate <= 0) return std::nullopt;
    const double gap = std::min(kLongest, 1 / rate);
    return focus::MaxRate{std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(gap)),
                          std::string(text)};
}

}  // namespace

Result<focus::SubscribeRequest> read_subscribe(const sip_t& sip, Assertion assertion) {
    auto request_uri = read_request_uri(sip);
    if (!request_uri) return request_uri.error();
    const auto* event = sip.sip_event;
    std::optional<focus::MaxRate> max_rate;
    if (const char* text = event ? msg_params_find(event->o_params, "max-rate=") : nullptr) {
        max_rate = parse_max_rate(text);
        if (!max_rate) return Rejection{400, "Bad Max-Rate", "the max-rate parameter of Event"};
    }
    return focus::SubscribeRequest{.request_uri = std::move(*request_uri),
                                   .asserted = read_identity(sip, assertion),
                                   .package = read_package(event),
                                   .event_id = event && event->o_id ? event->o_id : "",
                                   .expires = read_expires(sip),
                                   // RFC 4575 3.4
                                   .accepts_document = accepts(sip, "application/conference-info+xml"),
                                   .max_rate = std::move(max_rate)};
}

}  // namespace isfocus::sip
