#pragma once
#include <set>
#include <string>
#include <string_view>

#include "isfocus/base/result.h"
#include "isfocus/focus/policy.h"
#include "isfocus/xcap/settings.h"
#include "xcap/conflict.h"

/// The application usage conference-policy (RFC 4825 5): what a document of it may be, whoever keeps it.
namespace isfocus::xcap {

inline constexpr std::string_view kPolicyAuid = "conference-policy";
inline constexpr std::string_view kPolicyType = "application/conference-policy+xml";
inline constexpr std::string_view kPolicyNamespace = "urn:ietf:params:xml:ns:conference-policy";

/// Who puts a document, and where.
struct Author {
    Uri owner;  ///< of the home directory
    bool is_administrator = false;
};

/// Reads a document of `author` (RFC 4825 8.2.5). Its conference is one of the operator's domain, and no factory; its
/// owner is that of the home directory, also where the document names none, and only an administrator names another.
/// Pure.
Result<focus::ConferencePolicy, Conflict> validate(std::string_view text, const Author& author,
                                                   const Settings& settings);

/// The conflict with another document that has the conference URI, and some that are not `taken`.
Conflict uniqueness_failure(const Uri& conference, const std::set<std::string>& taken);

}  // namespace isfocus::xcap
