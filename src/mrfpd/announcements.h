#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// What signal an/apf (H.248.7) can say, by the name that its parameter `an` gives.
namespace isfocus::mrfpd {

/// A sound at both rates at which conferences are mixed, 16 bit linear. Shared by all who play it, and never changed.
struct Recording {
    std::vector<std::int16_t> narrow, wide;  ///< at 8000 and 16000 Hz
};

/// Names are compared without regard to case: they are kept in lower case.
using Announcements = std::map<std::string, std::shared_ptr<const Recording>, std::less<>>;

/// Null when there is none of that name. Of a name that has variants (parameter `av`) the file NAME-VARIANT goes before
/// NAME.
std::shared_ptr<const Recording> find_announcement(const Announcements& all, std::string_view name,
                                                   std::string_view variant);

}  // namespace isfocus::mrfpd
