#pragma once
#include <string_view>
#include <vector>

#include "isfocus/sdp/session.h"

namespace isfocus::sdp {

/// What the lines of one description say, with no demand on which lines there are. The first must be v=0.
Result<Session> read_session(const std::vector<std::string_view>& lines);

}  // namespace isfocus::sdp
