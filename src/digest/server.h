#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "digest/nonces.h"
#include "isfocus/digest/settings.h"

namespace isfocus::digest {

/// The side that asks (RFC 3261 22.4, RFC 7616, RFC 8760), of SIP and of HTTP. One thread at a time.
class Server {
public:
    using Time = Nonces::Time;

    Server();

    struct Verdict {
        enum class Why : std::uint8_t {
            known,    ///< it is `user`
            unasked,  ///< no answer to a challenge of this realm
            wrong,    ///< the password, the user, or what it was given for
            stale,    ///< right, but the nonce must not be used any more, or again
        } why = Why::unasked;
        const DigestUser* user = nullptr;  ///< of the settings
    };
    /// Whose request it is, by its Authorization header fields. Each answer counts once. `is_meant` says whether the
    /// digest-uri of an answer is this request's.
    Verdict check(const DigestSettings& settings, std::vector<std::string> authorizations, std::string_view method,
                  const std::function<bool(const std::string& uri)>& is_meant, Time now);

    /// The values of WWW-Authenticate, the better algorithm first (RFC 8760 2.4).
    std::vector<std::string> challenges(const DigestSettings& settings, bool is_stale, Time now);

private:
    Nonces nonces_;
    std::string opaque_;
};

}  // namespace isfocus::digest
