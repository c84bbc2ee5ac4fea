#pragma once
#include <optional>
#include <string>

#include "isfocus/sip/settings.h"
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

/// What RFC 3261 8.2 wants checked of every request, in its order; the first rule broken decides (GEN-01..07, CRE-15,
/// CRE-20). `is_trusted`: the network vouches for its P-headers. Nothing for ACK and CANCEL, which are never refused
/// for their content. Pure.
std::optional<Refusal> check_request(const sip_t& sip, const Settings& settings, bool is_trusted);

/// Whether the request has been at one of these places before, which are ours: it goes in a circle (GEN-09).
bool came_from_us(const sip_t& sip, const sip_via_t* our_vias);

}  // namespace isfocus::sip
