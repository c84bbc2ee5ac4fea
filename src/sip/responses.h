#pragma once
#include <string_view>

#include "isfocus/sip/settings.h"
#include "sip/header_list.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// Sends a response with these headers; a body is SDP. An empty phrase, and one with control characters, becomes that
/// of the RFC. If it cannot be made, 500 is sent.
void send_response(nta_agent_t* agent, nta_incoming_t* incoming, int status, std::string_view phrase,
                   HeaderList& headers, std::string_view body = {});

/// A provisional response to an INVITE that is repeated until its PRACK comes (RFC 3262 3), which `acknowledged` gets;
/// the library adds Require: 100rel and RSeq. `invite` must have listed 100rel.
void send_reliably(nta_agent_t* agent, nta_incoming_t* invite, nta_prack_f* acknowledged,
                   ServerTransaction* transaction, int status, std::string_view phrase, HeaderList& headers,
                   std::string_view body);
/// Who answers: Server, and Response-Source in failures where the operator wants it (GEN-15).
void add_origin(HeaderList& headers, int status, const Settings& settings);

}  // namespace isfocus::sip
