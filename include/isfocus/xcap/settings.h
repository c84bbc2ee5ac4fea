#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/uri.h"
#include "isfocus/digest/settings.h"

namespace isfocus::xcap {

/// What the operator decides.
struct Settings {
    std::string root = "/xcap-root";  ///< path below which the documents are; begins with `/`, does not end with it
    std::string uri_domain;           ///< HOST or HOST:PORT: where conference URIs have to be
    std::vector<Uri> factory_uris;    ///< which no document may take
    std::vector<Uri> administrators;  ///< may do everything with everybody's documents
    /// Whether the peer at this numeric address is a proxy whose X-3GPP-Asserted-Identity counts.
    std::function<bool(std::string_view address)> is_trusted;
    digest::DigestSettings digest;  ///< whom all others are asked to be; without users they get 403
};

/// How much there may be of everything.
inline constexpr std::size_t kMostDocuments = 4096;
inline constexpr std::size_t kMostDocumentsOfOwner = 64;

enum class Severity : std::uint8_t { debug, info, warn, error };
/// Takes a line for the log. Called by any thread.
using Log = std::function<void(Severity severity, const std::string& line)>;

}  // namespace isfocus::xcap
