#pragma once
#include <optional>

#include "isfocus/h248/message.h"
#include "mrfpd/fault.h"

/// One reply for all terminations that a wildcard stands for (H.248.1 6.2.2, 7.2.5): what they have without what they
/// have twice. Pure.
namespace isfocus::mrfpd {

/// Puts what one termination has to what the others have. 501 for what a reply cannot say of several at once: Media and
/// Statistics that differ, and events of different request ids.
std::optional<Fault> unite(h248::Command& all, const h248::Command& one);

}  // namespace isfocus::mrfpd
