#include "mrfpd/announcements.h"

#include "base/text.h"

namespace isfocus::mrfpd {
std::shared_ptr<const Recording> find_announcement(const Announcements& all, std::string_view name,
                                                   std::string_view variant) {
    if (!variant.empty())
        if (const auto at = all.find(text::lower(name) + '-' + text::lower(variant)); at != all.end())
            return at->second;
    const auto at = all.find(text::lower(name));
    return at == all.end() ? nullptr : at->second;
}

}  // namespace isfocus::mrfpd
