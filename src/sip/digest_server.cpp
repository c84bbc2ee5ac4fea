#include "sip/digest_server.h"

#include "sip/message.h"
#include "sip/url.h"

namespace isfocus::sip {
namespace {

/// What was signed is this request: a proxy may have changed its Request-URI, but not its To.
bool is_meant(const std::string& uri, const sip_t& request) {
    const auto signed_uri = parse_uri(uri);
    if (!signed_uri) return false;
    for (const url_t* url : {request.sip_request->rq_url, request.sip_to->a_url})
        if (const auto one = read_uri(*url); one && equivalent(*one, *signed_uri)) return true;
    return false;
}

}  // namespace

DigestServer::Verdict DigestServer::check(const DigestSettings& settings, const sip_t& request, Time now) {
    return server_.check(
        settings, raw_values(request, "Authorization"), request.sip_request->rq_method_name,
        [&](const std::string& uri) { return is_meant(uri, request); }, now);
}

}  // namespace isfocus::sip
