#include "xcap/gate.h"

#include <chrono>

#include "xcap/caller.h"
#include "xcap/responses.h"

namespace isfocus::xcap {

using Why = digest::Server::Verdict::Why;

Result<std::vector<Uri>, Response> Gate::identify(const Request& request, const Settings& settings) {
    if (settings.is_trusted && settings.is_trusted(request.peer))
        if (auto named = asserted_identities(request.asserted_identities); !named.empty()) return named;
    if (settings.digest.users.empty()) return error(403, "nobody says who you are");
    const std::lock_guard lock(mutex_);
    const auto verdict = digest_.check(
        settings.digest, request.authorizations, request.method,
        [&](const std::string& uri) { return uri == request.target; }, std::chrono::steady_clock::now());
    if (verdict.why == Why::known) return std::vector{verdict.user->uri};
    return challenge(settings, verdict.why);
}

Response Gate::challenge(const Settings& settings, Why why) {
    auto response = error(401, why == Why::wrong   ? "wrong credentials"
                               : why == Why::stale ? "the nonce cannot be used any more"
                                                   : "expects credentials");
    response.is_suspicious = why == Why::wrong;
    for (auto& one : digest_.challenges(settings.digest, why == Why::stale, std::chrono::steady_clock::now()))
        response.headers.emplace_back("WWW-Authenticate", std::move(one));
    return response;
}

}  // namespace isfocus::xcap
