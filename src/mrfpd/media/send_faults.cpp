#include "send_faults.h"

#include <cerrno>

namespace isfocus::mrfpd {
namespace {

constexpr int kFailedAfter = 50;      // packets: a second
constexpr int kLostAfter = 500;       // ten seconds
constexpr int kToldAgainAfter = 500;  // ticks

/// It is not the way that is barred: there is nothing to send from.
bool is_of_the_socket(int error) {
    return error == EBADF || error == ENOTSOCK || error == EADDRNOTAVAIL;
}

}  // namespace

void SendFaults::sent(int error) noexcept {
    unsent_ = error == 0 ? 0 : unsent_ + 1;
    error_ = error;
    if (error == 0 || is_of_the_socket(error)) of_socket_ = error;
}

bool SendFaults::asks_why() const noexcept {
    return unsent_ % kFailedAfter == kFailedAfter - 1;
}

void SendFaults::tick(std::uint32_t termination, std::vector<MediaEvent>& seen) {
    // Where there is no memory to tell it, it is told in the next tick.
    const auto tell = [&](MediaEvent::Kind kind, int error) {
        seen.push_back({.termination = termination, .kind = kind, .error = error});
    };
    if (quiet_ > 0) --quiet_;
    if (unsent_ == 0) has_failed_ = is_lost_ = false;
    const bool fails = unsent_ >= kFailedAfter;
    if (fails && !has_failed_ && quiet_ == 0) {
        quiet_ = kToldAgainAfter;
        tell(MediaEvent::Kind::network_failed, error_);
        has_failed_ = true;
    }
    const int useless = broken_ != 0 ? broken_ : has_failed_ ? of_socket_ : 0;
    if (useless != 0 && !is_out_of_service_) {
        tell(MediaEvent::Kind::out_of_service, useless);
        is_out_of_service_ = true;
    }
    if (is_out_of_service_ && broken_ == 0 && unsent_ == 0) {
        tell(MediaEvent::Kind::back_in_service, 0);
        is_out_of_service_ = false;
    }
    if (unsent_ >= kLostAfter && !is_lost_ && !is_out_of_service_) {
        tell(MediaEvent::Kind::bearer_lost, error_);
        is_lost_ = true;
    }
}

}  // namespace isfocus::mrfpd
