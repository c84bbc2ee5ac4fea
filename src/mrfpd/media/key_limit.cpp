#include "key_limit.h"

namespace isfocus::mrfpd {

bool KeyLimit::takes(const Digits::Change& change) noexcept {
    if (change.has_ended) return takes_;
    takes_ = room_ > 0;
    takes_ ? void(--room_) : void(++left_out_);
    return takes_;
}

void KeyLimit::tick() noexcept {
    if (room_ == kMostAtOnce || ++ticks_ < kTicksForEach) return;
    ticks_ = 0;
    ++room_;
}

}  // namespace isfocus::mrfpd
