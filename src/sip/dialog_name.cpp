#include "sip/dialog_name.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sip/text.h"

namespace isfocus::sip {
namespace {

/// Call-IDs in the field hold more than RFC 3261 25.1 allows, such as the `=` of base64, so only what would end one is
/// refused: whoever has such a Call-ID must be able to name it.
bool is_call_id(std::string_view text) {
    return !text.empty() && text.find_first_of(" \t,;") == std::string_view::npos;
}

/// callid *(";" parameter), which is the grammar of all three headers.
struct NamedDialog {
    std::string_view call_id;
    std::vector<std::pair<std::string_view, std::string_view>> parameters;

    /// Nothing when it is missing or not alone.
    std::optional<std::string_view> only(std::string_view name) const {
        std::optional<std::string_view> found;
        for (const auto& [one, value] : parameters) {
            if (!equals_ignoring_case(one, name)) continue;
            if (found) return std::nullopt;
            found = value;
        }
        return found;
    }

    bool has(std::string_view name) const {
        return std::any_of(parameters.begin(), parameters.end(),
                           [name](const auto& one) { return equals_ignoring_case(one.first, name); });
    }
};

std::optional<NamedDialog> read_named_dialog(std::string_view value) {
    if (has_control_characters(value)) return std::nullopt;
    NamedDialog out;
    // A Call-ID may hold a lone quote but never a semicolon.
    const std::size_t semicolon = value.find(';');
    out.call_id = trimmed(value.substr(0, semicolon));
    if (!is_call_id(out.call_id)) return std::nullopt;
    for (auto rest = value.substr(std::min(value.size(), semicolon)); !rest.empty();) {
        rest.remove_prefix(1);
        const auto one = trimmed(rest.substr(0, find_unquoted(rest, ';')));
        rest.remove_prefix(find_unquoted(rest, ';'));
        const std::size_t equals = one.find('=');
        const auto name = trimmed(one.substr(0, equals));
        const auto text = equals == std::string_view::npos ? std::string_view() : trimmed(one.substr(equals + 1));
        const bool is_list = find_unquoted(text, ',') != text.size();
        if (!is_token(name) || is_list || (equals != std::string_view::npos && text.empty())) return std::nullopt;
        out.parameters.emplace_back(name, text);
    }
    return out;
}

Rejection bad(const char* phrase, const char* detail) {
    return {400, phrase, detail};
}

}  // namespace

Result<TakeOverName> read_take_over(std::string_view value, focus::TakeOver::Kind kind) {
    const bool is_join = kind == focus::TakeOver::Kind::join;
    const char* phrase = is_join ? "Bad Join Header" : "Bad Replaces Header";
    const auto named = read_named_dialog(value);
    if (!named) return bad(phrase, "malformed");
    const auto to_tag = named->only("to-tag");
    const auto from_tag = named->only("from-tag");
    if (!to_tag || !from_tag) return bad(phrase, "needs one to-tag and one from-tag");
    if (!is_token(*to_tag) || !is_token(*from_tag)) return bad(phrase, "tag is no token");
    return TakeOverName{
        .kind = kind,
        .dialog = {std::string(named->call_id), std::string(*to_tag), std::string(*from_tag)},
        .early_only = !is_join && named->has("early-only"),
    };
}

Result<std::optional<DialogName>> read_target_dialog(std::string_view value) {
    constexpr const char* kPhrase = "Bad Target-Dialog Header";
    const auto named = read_named_dialog(value);
    if (!named) return bad(kPhrase, "malformed");
    if (!named->has("local-tag") || !named->has("remote-tag")) return std::optional<DialogName>();
    const auto local_tag = named->only("local-tag");
    const auto remote_tag = named->only("remote-tag");
    if (!local_tag || !remote_tag) return bad(kPhrase, "a tag stands twice");
    if (!is_token(*local_tag) || !is_token(*remote_tag)) return bad(kPhrase, "tag is no token");
    return std::optional(DialogName{std::string(named->call_id), std::string(*local_tag), std::string(*remote_tag)});
}

}  // namespace isfocus::sip
