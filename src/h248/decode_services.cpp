#include <algorithm>

#include "base/number.h"
#include "base/text.h"
#include "h248/grammar.h"

namespace isfocus::h248 {
namespace {

void read_method(Reader& reader, Services& services) {
    const auto word = reader.name();
    auto& method = reader.once(services.method, "Method");
    if (const auto known = value_of(kServiceChangeMethods, word)) {
        method = *known;
    } else if (word.size() > 2 && equal_names(word.substr(0, 2), "X-")) {
        method = ServiceChangeMethod::extension;
        services.extension_method = word;
    } else {
        reader.fail(ErrorCode::unknown_value, "unknown method", word);
    }
}

/// An mId, or a port alone.
void read_address(Reader& reader, Services& services) {
    const auto word = reader.peek_word();
    if (services.address || services.port) reader.fail(ErrorCode::property_twice, "ServiceChangeAddress given twice");
    if (text::is_number(word))
        services.port = reader.number<std::uint16_t>();
    else
        services.address = read_mid(reader);
}

Profile read_profile(Reader& reader) {
    const auto text = reader.name();
    const auto slash = text.rfind('/');
    if (slash == std::string::npos || slash == 0) {
        reader.fail_syntax("expected profile/version", text);
        return {};
    }
    return {text.substr(0, slash), reader.number_of<std::uint8_t>(std::string_view{text}.substr(slash + 1), 99)};
}

}  // namespace

std::optional<Profile> parse_profile(std::string_view text) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto name = text.substr(0, slash), version = text.substr(std::min(slash + 1, text.size()));
    const auto is_inner = [](char c) { return text::is_alphanumeric(c) || c == '_'; };
    const bool is_name = !name.empty() && name.size() <= kMaxNameOctets && text::is_alphabetic(name.front()) &&
                         std::ranges::all_of(name, is_inner);
    const auto number = text::parse_number<std::uint8_t>(version, 99);
    if (!is_name || !number || version.starts_with('0')) return std::nullopt;
    return Profile{std::string{name}, *number};
}

namespace {

/// Whether the word began one of the parameters with a value, which is then read.
bool read_named(Reader& reader, Services& services, std::string_view word) {
    constexpr auto twice = ErrorCode::property_twice;
    const auto equals = [&](const Token& token) { return is(word, token) && reader.accept('='); };
    if (equals(token::method)) {
        read_method(reader, services);
    } else if (equals(token::reason)) {
        if (!services.reason.empty()) reader.fail(twice, "Reason given twice");
        services.reason = reader.value().text;
    } else if (equals(token::delay)) {
        reader.once(services.delay, word, twice) = reader.number<std::uint32_t>();
    } else if (equals(token::address)) {
        read_address(reader, services);
    } else if (equals(token::mgc_id_to_try)) {
        reader.once(services.mgc_id_to_try, word, twice) = read_mid(reader);
    } else if (equals(token::profile)) {
        reader.once(services.profile, word, twice) = read_profile(reader);
    } else if (equals(token::version)) {
        reader.once(services.version, word, twice) = reader.number<std::uint8_t>(99);
    } else {
        return false;
    }
    return true;
}

/// What follows an audit item: nothing, or what narrows it.
std::string read_selection(Reader& reader) {
    const char next = reader.peek();
    if (next != ',' && next != '}' && next != '=' && next != '{') reader.fail_syntax("expected the end of an item");
    return std::string{reader.raw_item()};
}

bool is_extension(std::string_view word) noexcept {
    return word.size() > 2 && (word[0] == 'X' || word[0] == 'x') && (word[1] == '-' || word[1] == '+');
}

void read_services_item(Reader& reader, Services& services) {
    const auto word = reader.word();
    if (read_named(reader, services, word)) return;
    if (is_timestamp(word) && services.timestamp.empty()) {
        services.timestamp = word;
    } else if (is(word, token::incomplete)) {
        services.incomplete = true;
    } else if (const auto token = value_of(kAuditTokens, word)) {
        services.audit_items.push_back({*token, read_selection(reader)});
    } else if (is_extension(word)) {
        read_parameter_into(reader, services.extensions, word);
    } else {
        reader.unknown(ErrorCode::unknown_parameter, "unknown parameter", word);
    }
}

}  // namespace

void read_services(Reader& reader, Services& services) {
    reader.block([&] { read_services_item(reader, services); }, kMaxParameters);
}

void read_audit(Reader& reader, Audit& audit) {
    const auto item = [&] {
        const auto word = reader.word();
        const auto token = value_of(kAuditTokens, word);
        if (!token) return reader.fail(ErrorCode::unknown_descriptor, "unknown audit item", word);
        audit.items.push_back({*token, read_selection(reader)});
    };
    reader.block_or_empty(item, kMaxParameters);
}

void read_packages(Reader& reader, Packages& packages) {
    reader.block([&] {
        const auto text = reader.name();
        const auto dash = text.rfind('-');
        if (dash == std::string::npos || dash == 0) return reader.fail_syntax("expected package-version", text);
        auto& package = packages.packages.emplace_back();
        package.name = text.substr(0, dash);
        package.version = reader.number_of<std::uint16_t>(std::string_view{text}.substr(dash + 1));
    });
}

}  // namespace isfocus::h248
