#pragma once
#include <cstdint>

namespace isfocus {

/// Direction of a media stream (RFC 3264 5.1), always said from one side's point of view; the comment where it is
/// used names whose.
enum class Direction : std::uint8_t { inactive, sendonly, recvonly, sendrecv };

/// The same stream seen from the other side.
constexpr Direction mirrored(Direction direction) noexcept {
    switch (direction) {
        case Direction::sendonly:
            return Direction::recvonly;
        case Direction::recvonly:
            return Direction::sendonly;
        default:
            return direction;
    }
}

/// What is left of a stream when nothing of the side's own is taken any more: who is muted only listens.
constexpr Direction without_sending(Direction direction) noexcept {
    const bool hears = direction == Direction::sendrecv || direction == Direction::recvonly;
    return hears ? Direction::recvonly : Direction::inactive;
}

}  // namespace isfocus
