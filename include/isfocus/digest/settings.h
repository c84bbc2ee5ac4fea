#pragma once
#include <string>
#include <vector>

#include "isfocus/base/uri.h"

namespace isfocus::digest {

/// What we prove who we are with when a request of ours is challenged (RFC 3261 22). Never to be shown to anyone.
struct Credentials {
    std::string realm;  ///< whose challenges it answers; "*": everybody's
    std::string user;   ///< without quotes and backslashes
    std::string password;
};

/// Somebody who may prove by a password who it is (RFC 3261 22.4).
struct DigestUser {
    Uri uri;           ///< its identity
    std::string user;  ///< without quotes and backslashes
    std::string password;
};

/// Whom requests are asked that nobody vouches for.
struct DigestSettings {
    std::string realm;  ///< without quotes and backslashes
    std::vector<DigestUser> users;
};

}  // namespace isfocus::digest
