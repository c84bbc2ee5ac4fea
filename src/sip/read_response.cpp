#include "sip/read_response.h"

#include <algorithm>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "isfocus/sdp/offer_answer.h"
#include "isfocus/sdp/session.h"
#include "sip/delta_seconds.h"
#include "sip/message.h"
#include "sip/read.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

constexpr std::size_t kMaxAlternatives = 8;

struct Alternative {
    Uri uri;
    int thousandths = 1000;  ///< of q
};

/// qvalue of RFC 3261 25.1: 0 to 1 with up to three decimals.
std::optional<int> parse_q(std::string_view text) {
    if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5) return std::nullopt;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    int value = text[0] - '0';
    for (std::size_t i = 2; i < 5; ++i) {
        const char digit = i < text.size() ? text[i] : '0';
        if (!text::is_digit(digit)) return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value <= 1000 ? std::optional(value) : std::nullopt;
}

/// Cuts off and gives back one of several addresses; a comma within <> is one of the URI.
std::string_view next_address(std::string_view& list) noexcept {
    const auto bracket = find_unquoted(list, '<');
    const auto close = bracket < find_unquoted(list, ',') ? list.find('>', bracket) : 0;
    const auto from = std::min(close, list.size());
    const auto end = from + find_unquoted(list.substr(from), ',');
    const auto address = list.substr(0, end);
    list.remove_prefix(std::min(list.size(), end + 1));
    return trimmed(address);
}

std::optional<Alternative> read_alternative(std::string_view text) {
    const auto address = split_name_addr(text);
    if (!address.is_valid) return std::nullopt;
    auto uri = parse_uri(address.uri);
    const auto q = header_parameter(address.parameters, "q");
    const auto thousandths = q.data() ? parse_q(q) : std::optional(1000);
    if (!uri || !thousandths) return std::nullopt;
    return Alternative{std::move(*uri), *thousandths};
}

}  // namespace

std::optional<std::chrono::seconds> read_retry_after(const sip_t& response) {
    const auto values = raw_values(response, "Retry-After");
    if (values.size() != 1) return std::nullopt;
    const std::string_view text = values.front();
    const auto end = std::find_if_not(text.begin(), text.end(), text::is_digit);
    if (end != text.end() && !is_space(*end) && *end != '(' && *end != ';') return std::nullopt;
    return parse_delta_seconds(text.substr(0, static_cast<std::size_t>(end - text.begin())));
}

std::vector<Uri> read_alternatives(const sip_t& response) {
    std::vector<Alternative> found;
    for (const std::string& value : raw_values(response, "Contact", 'm')) {
        for (std::string_view rest = value; !rest.empty();)
            if (auto one = read_alternative(next_address(rest))) found.push_back(std::move(*one));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.thousandths > b.thousandths; });
    std::vector<Uri> out;
    for (auto& one : found)
        if (out.size() < kMaxAlternatives) out.push_back(std::move(one.uri));
    return out;
}

int read_fragment_status(std::string_view fragment) {
    constexpr std::string_view kVersion = "SIP/2.0 ";
    if (!equals_ignoring_case(fragment.substr(0, kVersion.size()), kVersion)) return 0;
    fragment.remove_prefix(kVersion.size());
    const auto status = text::parse_number(fragment.substr(0, 3), 699U);
    const bool is_whole = fragment.size() == 3 || (fragment.size() > 3 && (fragment[3] == ' ' || fragment[3] == '\r'));
    return is_whole && status && *status >= 100 ? static_cast<int>(*status) : 0;
}

std::optional<focus::Description> usable_answer(const std::string& offer, const sip_t& response) {
    const auto text = description_text(response);
    if (!text || text->empty()) return std::nullopt;
    const auto offered = sdp::parse(offer);
    const auto answered = sdp::parse(*text);
    if (!offered || !answered || !sdp::usable_answer(*offered, *answered)) return std::nullopt;
    return describe(*text, *answered);
}

}  // namespace isfocus::sip
