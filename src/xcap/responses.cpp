#include "xcap/responses.h"

namespace isfocus::xcap {
namespace {

constexpr std::string_view kTextType = "text/plain; charset=utf-8";
constexpr const char* kRetryAfterS = "5";

}  // namespace

Response error(int status, const std::string& reason) {
    return {.status = status,
            .type = std::string(kTextType),
            .body = reason + '\n',
            .detail = reason,
            .is_suspicious = status == 403};
}

Response not_allowed(const std::string& methods) {
    auto response = error(405, "expects one of " + methods);
    response.headers.emplace_back("Allow", methods);
    return response;
}

Response conflict(const Conflict& conflict) {
    const std::string cause(name(conflict.cause));
    return {.status = 409,
            .type = std::string(kErrorType),
            .body = document_of(conflict),
            .detail = conflict.phrase.empty() ? cause : cause + ": " + conflict.phrase};
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

std::string detail_of(const Response& response) {
    if (response.detail.empty()) return {};
    std::string out = " detail=\"";
    for (const char c : response.detail) out += c == '"' ? '\'' : c;
    return out + '"';
}

}  // namespace isfocus::xcap
