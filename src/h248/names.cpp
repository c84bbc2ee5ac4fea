#include "isfocus/h248/names.h"

#include <array>

namespace isfocus::h248 {
namespace {

constexpr auto kFold = [] {
    std::array<unsigned char, 256> fold{};
    for (unsigned i = 0; i < fold.size(); ++i)
        fold[i] = static_cast<unsigned char>(i >= 'A' && i <= 'Z' ? i - 'A' + 'a' : i);
    return fold;
}();

unsigned char folded(char c) noexcept {
    return kFold[static_cast<unsigned char>(c)];
}

std::string_view take_field(std::string_view& path) noexcept {
    const auto slash = path.find('/');
    const auto field = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    return field;
}

}  // namespace

bool equal_names(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (folded(a[i]) != folded(b[i])) return false;
    return true;
}

std::size_t hash_name(std::string_view name) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
    for (const char c : name) hash = (hash ^ folded(c)) * 0x100000001b3U;
    return hash;
}

std::string MId::text() const {
    std::string out;
    switch (kind) {
        case Kind::ip4:
        case Kind::ip6:
            out.append("[").append(host).append("]");
            break;
        case Kind::domain_name:
            out.append("<").append(host).append(">");
            break;
        case Kind::device_name:
            out = host;
            break;
        case Kind::mtp:
            out.append("MTP{").append(host).append("}");
            break;
    }
    const bool has_port = port != 0 && kind != Kind::device_name && kind != Kind::mtp;
    if (has_port) out.append(":").append(std::to_string(port));
    return out;
}

bool TerminationId::covers(const TerminationId& id) const noexcept {
    std::string_view pattern = text;
    std::string_view name = id.text;
    while (!pattern.empty()) {
        const auto field = take_field(pattern);
        if (name.empty()) return false;
        if (field == "*" && pattern.empty()) return true;
        if (const auto own = take_field(name); field != "*" && !equal_names(field, own)) return false;
    }
    return name.empty();
}

std::string ContextId::text() const {
    if (*this == null()) return "-";
    if (*this == choose()) return "$";
    if (*this == all()) return "*";
    return std::to_string(value);
}

}  // namespace isfocus::h248
