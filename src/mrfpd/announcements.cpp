#include "mrfpd/announcements.h"

#include <algorithm>

namespace isfocus::mrfpd {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

}  // namespace

std::shared_ptr<const Recording> find_announcement(const Announcements& all, std::string_view name,
                                                   std::string_view variant) {
    if (!variant.empty())
        if (const auto at = all.find(lower(name) + '-' + lower(variant)); at != all.end()) return at->second;
    const auto at = all.find(lower(name));
    return at == all.end() ? nullptr : at->second;
}

}  // namespace isfocus::mrfpd
