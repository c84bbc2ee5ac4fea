#pragma once
#include <string>

#include "isfocus/xcap/service.h"
#include "xcap/conflict.h"

/// The answers of the server.
namespace isfocus::xcap {

/// With the reason as text for people and for the log.
Response error(int status, const std::string& reason);
/// 405 (RFC 9110 15.5.6).
Response not_allowed(const std::string& methods);
/// 409 with its document.
Response conflict(const Conflict& conflict);
/// 503: the store cannot be used (POL-17).
Response unavailable();
Response with_etag(Response response, const std::string& etag);

/// What the log says of it beyond its status: ` detail="..."`, or "".
std::string detail_of(const Response& response);

}  // namespace isfocus::xcap
