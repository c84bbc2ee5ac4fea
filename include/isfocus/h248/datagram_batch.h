#pragma once
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace isfocus::h248 {

/// Room for what one recvmmsg takes: `kSlots` datagrams of `kOctets` at the most, each with its sender and with
/// `kControlOctets` of what the kernel says about it. Large: not for the stack.
template <class Octet, std::size_t kSlots, std::size_t kOctets, std::size_t kControlOctets>
struct DatagramBatch {
    struct Slot {
        std::array<Octet, kOctets> octets;
        sockaddr_storage from;
        iovec vector;
        alignas(cmsghdr) std::array<std::uint8_t, kControlOctets> control;
    };
    std::array<Slot, kSlots> slots;
    std::array<mmsghdr, kSlots> headers;

    /// Takes what waits at `fd` without waiting; returns how many. None for an error, too: it is one of an earlier
    /// send, which timers deal with.
    std::size_t receive(int fd) noexcept {
        wire();
        const int count = recvmmsg(fd, headers.data(), kSlots, MSG_DONTWAIT, nullptr);
        return count > 0 ? static_cast<std::size_t>(count) : 0;
    }

    /// Calls `each(type, data)` for what the kernel says of a datagram at the level of sockets.
    template <class Each>
    void for_each_control(std::size_t index, Each each) noexcept {
        auto& header = headers[index].msg_hdr;
        for (auto* item = CMSG_FIRSTHDR(&header); item != nullptr; item = CMSG_NXTHDR(&header, item))
            if (item->cmsg_level == SOL_SOCKET) each(item->cmsg_type, CMSG_DATA(item));
    }

    bool is_truncated(std::size_t index) const noexcept { return (headers[index].msg_hdr.msg_flags & MSG_TRUNC) != 0; }

private:
    /// The kernel writes to all of it, so it is wired up anew before each call.
    void wire() noexcept {
        for (std::size_t i = 0; i < kSlots; ++i) {
            auto& slot = slots[i];
            slot.vector = {slot.octets.data(), slot.octets.size()};
            headers[i] = {};
            auto& header = headers[i].msg_hdr;
            header.msg_name = &slot.from;
            header.msg_namelen = sizeof slot.from;
            header.msg_iov = &slot.vector;
            header.msg_iovlen = 1;
            header.msg_control = slot.control.data();
            header.msg_controllen = slot.control.size();
        }
    }
};

}  // namespace isfocus::h248
