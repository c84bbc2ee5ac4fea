#pragma once
#include <string>
#include <vector>

#include "digest/server.h"
#include "isfocus/sip/settings.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// Digest authentication of SIP requests (RFC 3261 22.4), for laboratories without a core that asserts identities
/// (CHG-04).
class DigestServer {
public:
    using Time = digest::Server::Time;
    using Verdict = digest::Server::Verdict;

    /// Whose request it is. Each answer counts once.
    Verdict check(const DigestSettings& settings, const sip_t& request, Time now);

    /// The values of WWW-Authenticate.
    std::vector<std::string> challenges(const DigestSettings& settings, bool is_stale, Time now) {
        return server_.challenges(settings, is_stale, now);
    }

private:
    digest::Server server_;
};

}  // namespace isfocus::sip
