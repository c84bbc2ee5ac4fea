#include "xcap/responses.h"

#include <algorithm>

namespace isfocus::xcap {
namespace {

constexpr std::string_view kTextType = "text/plain; charset=utf-8";
constexpr const char* kRetryAfterS = "5";

}  // namespace

Response error(int status, const std::string& reason) {
    return {.status = status, .type = std::string(kTextType), .body = reason + '\n'};
}

Response not_allowed(const std::string& methods) {
    auto response = error(405, "expects one of " + methods);
    response.headers.emplace_back("Allow", methods);
    return response;
}

Response conflict(const Conflict& conflict) {
    return {.status = 409, .type = std::string(kErrorType), .body = document_of(conflict)};
}

Response unavailable() {
    auto response = error(503, "the policy store cannot be used now");
    response.headers.emplace_back("Retry-After", kRetryAfterS);
    return response;
}

Response with_etag(Response response, const std::string& etag) {
    response.headers.emplace_back("ETag", etag);
    return response;
}

bool is_suspicious(const Response& response) {
    return response.status == 403 || (response.status == 401 && response.body.starts_with(kWrongCredentials));
}

std::string detail_of(const Response& response) {
    if (response.status < 400) return {};
    std::string_view body = response.body;
    if (response.type == kErrorType) {  // the element and its phrase, which both are ours
        body.remove_prefix(std::min(body.find("\"urn:ietf:params:xml:ns:xcap-error\"><"), body.size()));
        body.remove_prefix(std::min(body.find("><") + 2, body.size()));
        body = body.substr(0, body.find('>'));
    }
    std::string out = " detail=\"";
    for (const char c : body.substr(0, body.find('\n'))) out += c == '"' ? '\'' : c;
    return out + '"';
}

}  // namespace isfocus::xcap
