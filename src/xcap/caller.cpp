#include "xcap/caller.h"

#include <algorithm>

#include "base/header_text.h"

namespace isfocus::xcap {
namespace {

constexpr std::size_t kMostIdentities = 16;

/// Cuts one off, without its quotes or brackets, and the comma that follows. A comma between quotes is its own.
std::string_view next_identity(std::string_view& rest) {
    rest = text::trimmed(rest);
    const char close = rest.starts_with('"') ? '"' : rest.starts_with('<') ? '>' : ',';
    if (close != ',') rest.remove_prefix(1);
    auto one = rest.substr(0, rest.find(close));
    rest.remove_prefix(one.size());
    rest.remove_prefix(std::min(rest.find(','), rest.size()));
    if (!rest.empty()) rest.remove_prefix(1);
    return text::trimmed(one);
}

}  // namespace

std::vector<Uri> asserted_identities(const std::vector<std::string>& values) {
    std::vector<Uri> out;
    for (std::string_view rest : values) {
        while (!rest.empty() && out.size() < kMostIdentities) {
            if (auto uri = parse_uri(next_identity(rest)); uri && !uri->user.empty()) out.push_back(std::move(*uri));
        }
    }
    return out;
}

bool has_identity(const std::vector<Uri>& identities, const Uri& user) {
    const auto key = address_of_record(user);
    return std::any_of(identities.begin(), identities.end(),
                       [&](const Uri& one) { return address_of_record(one) == key; });
}

}  // namespace isfocus::xcap
