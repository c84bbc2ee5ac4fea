#pragma once
#include "isfocus/sip/settings.h"

namespace isfocus::sip {

/// Marks what leaves by the socket that is bound there; what is accepted at it inherits that. For IPv6, of which the
/// library passes over the mark that it is told.
void mark_bound(const ListenAddress& bound, int dscp);

}  // namespace isfocus::sip
