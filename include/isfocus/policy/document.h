#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "isfocus/base/result.h"
#include "isfocus/focus/policy.h"

/// Conference policy documents (application/conference-policy+xml; focus-procedures 10.1).
namespace isfocus::policy {

inline constexpr std::size_t kMostOctets = 65536;
inline constexpr std::size_t kMostTargets = 500;  ///< on the dial-out list, and on the refer list
inline constexpr std::size_t kMostRules = 100;
inline constexpr int kDeepest = 16;  ///< elements inside one another

/// What is wrong with a document.
struct Fault {
    int line = 0;  ///< from 1; 0 when it has no place
    std::string message;
    bool is_of_whole = false;  ///< each element is good by itself, but not what they say together

    /// `line 7: expects ...`.
    std::string text() const;
    friend bool operator==(const Fault&, const Fault&) = default;
};

/// What no two documents may have the same of: as the focus compares conference URIs, by user and host.
std::string conference_key(const Uri& uri);

/// Reads one document. What is not well-formed XML in UTF-8, has a DOCTYPE, an unknown element, a value that cannot be
/// meant, or more than the limits above, is a fault; nothing is ever fetched. Elements of other namespaces are passed
/// over, but a rule that has one among its conditions never applies (RFC 4745 6). Pure.
Result<focus::ConferencePolicy, Fault> read_policy(std::string_view xml);

}  // namespace isfocus::policy
