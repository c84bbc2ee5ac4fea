#pragma once
#include <mutex>
#include <vector>

#include "digest/server.h"
#include "isfocus/base/result.h"
#include "isfocus/xcap/service.h"

namespace isfocus::xcap {

/// Finds out who sends a request (POL-08): whom a proxy that is trusted names, or else who knows a password. Any
/// thread.
class Gate {
public:
    /// The identities of the user, never none; or 401 with challenges, or 403 when nobody can be asked.
    Result<std::vector<Uri>, Response> identify(const Request& request, const Settings& settings);

private:
    Response challenge(const Settings& settings, digest::Server::Verdict::Why why);

    std::mutex mutex_;  ///< held for a moment only
    digest::Server digest_;
};

}  // namespace isfocus::xcap
