#pragma once
#include "mrfpd/media/frame.h"

namespace isfocus::mrfpd {

inline Frame constant(int level) {
    Frame frame;
    frame.fill(static_cast<std::int16_t>(level));
    return frame;
}

}  // namespace isfocus::mrfpd
