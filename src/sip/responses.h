#pragma once
#include <string_view>

#include "sip/header_list.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// Sends a response with these headers; a body is SDP. An empty phrase, and one with control characters, becomes that
/// of the RFC. If it cannot be made, 500 is sent.
void send_response(nta_agent_t* agent, nta_incoming_t* incoming, int status, std::string_view phrase,
                   HeaderList& headers, std::string_view body = {});

}  // namespace isfocus::sip
