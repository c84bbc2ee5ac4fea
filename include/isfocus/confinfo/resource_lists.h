#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/result.h"

namespace isfocus::confinfo {

/// One `entry` of a URI list (RFC 4826 3.1), with what RFC 5364 adds to it.
struct ListEntry {
    std::string uri;  ///< as it is spelled; any scheme, any fault
    enum class CopyControl : std::uint8_t { none, to, cc, bcc };
    CopyControl copy_control = CopyControl::none;  ///< none also for a value that RFC 5364 does not know
    bool anonymize = false;
    std::uint32_t count = 0;  ///< how many an anonymous entry stands for; 0: not said

    friend bool operator==(const ListEntry&, const ListEntry&) = default;
};

inline constexpr std::size_t kMostListOctets = 65536;
inline constexpr std::size_t kMostListEntries = 500;
inline constexpr int kDeepestList = 16;  ///< elements inside one another

/// The entries of an application/resource-lists+xml document in their order, nested lists flattened (RFC 5363, RFC 5366
/// 4), duplicates kept. entry-ref and external are passed over, as RFC 5368 8 allows, and so is what other namespaces
/// add; nothing is ever fetched. 400 for what is no such document in UTF-8, for an entry without uri, for a DOCTYPE,
/// and for more than the limits above. Pure.
Result<std::vector<ListEntry>> read_resource_lists(std::string_view xml);

}  // namespace isfocus::confinfo
