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

}  // namespace isfocus
