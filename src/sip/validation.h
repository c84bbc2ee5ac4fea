#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "sip/sofia.h"

namespace isfocus::sip {

/// An answer that a request gets before anybody looks at what it is for. The capabilities that go with its status are
/// added when it is sent.
struct Refusal {
    int status = 400;
    std::string phrase;
    std::string header;  ///< "": none
    std::string value;
};

/// What RFC 3261 8.2 wants checked of every request, in its order; the first rule broken decides (GEN-01..06). Nothing
/// for ACK and CANCEL, which are never refused for their content. Pure.
std::optional<Refusal> check_request(const sip_t& sip, std::size_t max_body_bytes);

}  // namespace isfocus::sip
