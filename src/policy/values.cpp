#include "policy/values.h"

#include <chrono>

#include "base/header_text.h"
#include "base/number.h"

namespace isfocus::policy {
namespace {

using namespace std::chrono;

/// Takes exactly `digits` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
    const auto value = text.size() < digits ? std::nullopt : text::parse_number<unsigned>(text.substr(0, digits));
    if (!value) return std::nullopt;
    text.remove_prefix(digits);
    return static_cast<int>(*value);
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

/// `Z`, `+01:00` or `-05:30`.
std::optional<minutes> time_zone(std::string_view text) {
    if (text == "Z") return minutes{0};
    const bool is_west = take(text, '-');
    if (!is_west && !take(text, '+')) return std::nullopt;
    const auto hour = take_digits(text, 2);
    const bool has_colon = take(text, ':');
    const auto minute = take_digits(text, 2);
    if (!hour || !has_colon || !minute || !text.empty() || *hour > 14 || *minute > 59) return std::nullopt;
    const minutes offset = hours{*hour} + minutes{*minute};
    return is_west ? -offset : offset;
}

}  // namespace

std::optional<focus::Time> date_time(std::string_view text) {
    int field[6] = {};
    constexpr std::size_t kDigits[] = {4, 2, 2, 2, 2, 2};
    constexpr char kBefore[] = {0, '-', '-', 'T', ':', ':'};
    for (int i = 0; i < 6; ++i) {
        if (i > 0 && !take(text, kBefore[i])) return std::nullopt;
        const auto digits = take_digits(text, kDigits[i]);
        if (!digits) return std::nullopt;
        field[i] = *digits;
    }
    if (take(text, '.')) {  // fractions of a second decide nothing
        if (!take_digits(text, 1)) return std::nullopt;
        while (take_digits(text, 1)) continue;
    }
    const auto zone = time_zone(text);
    const year_month_day day{year{field[0]}, month{static_cast<unsigned>(field[1])},
                             std::chrono::day{static_cast<unsigned>(field[2])}};
    if (!zone || !day.ok() || field[3] > 23 || field[4] > 59 || field[5] > 59) return std::nullopt;
    return sys_days{day} + hours{field[3]} + minutes{field[4]} + seconds{field[5]} - *zone;
}

std::optional<bool> boolean(std::string_view text) {
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    return std::nullopt;
}

std::optional<unsigned> number(std::string_view text, unsigned min, unsigned max) {
    const auto value = text::parse_number(text, max);
    return value && *value >= min ? value : std::nullopt;
}

std::optional<std::string> line_of_text(std::string_view text) {
    constexpr std::size_t kLongest = 128;
    if (text.size() > kLongest || text::has_control_characters(text)) return std::nullopt;
    return std::string(text);
}

std::optional<Uri> user_uri(std::string_view text) {
    auto uri = parse_uri(text);
    const bool is_one = uri && !uri->user.empty() && uri->scheme != Uri::Scheme::sips && uri->headers.empty() &&
                        !uri->parameter("method");
    return is_one ? uri : std::nullopt;
}

std::optional<Uri> conference_uri(std::string_view text) {
    auto uri = user_uri(text);
    return uri && uri->scheme == Uri::Scheme::sip && uri->parameters.empty() ? uri : std::nullopt;
}

std::optional<Uri> domain(std::string_view text) {
    auto uri = parse_uri("sip:*@" + std::string(text));
    return uri && uri->host == text ? uri : std::nullopt;
}

}  // namespace isfocus::policy
