#pragma once
#include <string>
#include <vector>

#include "isfocus/focus/values.h"

namespace isfocus::sip {

/// A body that carries several others.
struct MixedBody {
    std::string content_type;  ///< multipart/mixed with the boundary
    std::string content;
};

/// Puts the parts together in their order, each octet by octet as it is (RFC 2046 5.1). The boundary is drawn until it
/// occurs in none of them. Header fields of a part that are no single line are left out.
MixedBody mixed_body(const std::vector<focus::BodyPart>& parts);

}  // namespace isfocus::sip
