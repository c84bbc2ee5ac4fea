#pragma once
#include "sip/sofia.h"

namespace isfocus::sip {

/// Whether an INVITE of a trusted peer is of another service than MMTEL (CRE-15): by P-Asserted-Service (RFC 6050 4.1)
/// or, where nothing was asserted, by the ICSI that the caller asks for in Accept-Contact (3GPP TS 24.229 7.2A.8). One
/// that names no service is of ours.
bool is_of_another_service(const sip_t& invite);

}  // namespace isfocus::sip
