#pragma once
#include <cstdint>
#include <string>

#include "sip/sofia.h"

namespace isfocus::sip {

/// Whether requests that wait on TLS connections of ours to `host` and `port` fail at once should these end in order
/// (RFC 3263 4.3). By itself the library lets them wait for their Timers B and F then, which is right where an answer
/// may come over another connection (RFC 3261 18.2.2), and wrong where nobody has got them: in the handshake, which the
/// library ends so when it does not like whom it meets. Of connections that are there already, nothing changes.
void fail_at_end(nta_agent_t* agent, const std::string& host, std::uint16_t port, bool fail);

}  // namespace isfocus::sip
