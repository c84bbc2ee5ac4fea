#pragma once
#include <string>
#include <vector>

#include "isfocus/base/uri.h"

namespace isfocus::xcap {

/// Whom an X-3GPP-Asserted-Identity names (TS 24.109): URIs of one user, each in quotes or brackets or bare, separated
/// by commas. What is no SIP or tel URI is passed over. Pure.
std::vector<Uri> asserted_identities(const std::vector<std::string>& values);

/// Whether one of the identities is `user`.
bool has_identity(const std::vector<Uri>& identities, const Uri& user);

}  // namespace isfocus::xcap
