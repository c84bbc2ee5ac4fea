#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "isfocus/sip/settings.h"
#include "sip/digest_nonces.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// Digest authentication, the side that asks (RFC 3261 22.4, RFC 8760), for laboratories without a core that asserts
/// identities (CHG-04).
class DigestServer {
public:
    using Time = Nonces::Time;

    DigestServer();

    struct Verdict {
        enum class Why : std::uint8_t {
            known,    ///< it is `user`
            unasked,  ///< no answer to a challenge of this realm
            wrong,    ///< the password, the user, or what it was given for
            stale,    ///< right, but the nonce must not be used any more, or again
        } why = Why::unasked;
        const DigestUser* user = nullptr;  ///< of the settings
    };
    /// Whose request it is. Each answer counts once.
    Verdict check(const DigestSettings& settings, const sip_t& request, Time now);

    /// The values of WWW-Authenticate, the better algorithm first (RFC 8760 2.4).
    std::vector<std::string> challenges(const DigestSettings& settings, bool is_stale, Time now);

private:
    Nonces nonces_;
    std::string opaque_;
};

}  // namespace isfocus::sip
