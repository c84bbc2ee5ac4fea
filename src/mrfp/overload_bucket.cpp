#include "mrfp/overload_bucket.h"

#include <algorithm>
#include <cmath>

namespace isfocus::mrfp {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr Seconds kMeasuredOver{5};
constexpr Seconds kDoublesIn{30};
constexpr double kLeastFullRate = 10;  // of an MRFP that was asked for little: its trouble comes from elsewhere
constexpr double kLeastRate = 0.1;     // some go through always, or nobody would notice that it has recovered

double depth(double rate) {
    return std::max(1.0, rate);  // what may come at once: as much as in a second
}

}  // namespace

/// From now on a rate holds, and it is measured from what was asked for until now.
void OverloadBucket::begin(Time now) {
    if (is_limiting(now)) return;
    full_rate_ = std::max(measured_, kLeastFullRate);
    rate_ = full_rate_;
    room_ = depth(rate_);
}

double OverloadBucket::reduced(unsigned percent, Time now) {
    if (percent == 0) {
        full_rate_ = 0;
        return 0;
    }
    begin(now);
    rate_ = std::max(full_rate_ * (100 - std::min(percent, 100U)) / 100, kLeastRate);
    room_ = std::min(room_, depth(rate_));
    return rate_;
}

double OverloadBucket::notified(Time now) {
    begin(now);
    rate_ = std::max(rate_ / 2, kLeastRate);
    room_ = std::min(room_, depth(rate_));
    return rate_;
}

void OverloadBucket::take(Time now) {
    pass(now);
    measured_ += 1 / kMeasuredOver.count();
    if (full_rate_ > 0) room_ = std::max(room_ - 1, -depth(rate_));
}

bool OverloadBucket::is_limiting(Time now) {
    pass(now);
    return full_rate_ > 0;
}

/// The rate doubles every 30 s, so that what one notification has halved is whole again after that.
void OverloadBucket::pass(Time now) {
    const Seconds time = passed_ && *passed_ < now ? now - *passed_ : Seconds{0};
    passed_ = passed_ ? std::max(*passed_, now) : now;
    measured_ *= std::exp(-time / kMeasuredOver);
    if (full_rate_ <= 0) return;
    const double grown = rate_ * std::exp2(time / kDoublesIn);
    if (grown >= full_rate_) {
        full_rate_ = 0;
        return;
    }
    // What has leaked meanwhile: the integral of the rate as it grew.
    room_ = std::min(room_ + (grown - rate_) * kDoublesIn.count() / std::log(2.0), depth(grown));
    rate_ = grown;
}

}  // namespace isfocus::mrfp
