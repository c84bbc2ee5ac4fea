#include "isfocus/h248/sctp.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "isfocus/h248/codec.h"

// The kernel's own header: no library is needed for what RFC 6458 has as socket options. It wants sys/socket.h first.
#include <linux/sctp.h>

namespace isfocus::h248 {
namespace {

constexpr std::uint16_t kOurStreams = 1;
constexpr std::uint16_t kTheirStreams = 16;  // whoever sends in another one is understood, too
constexpr std::uint16_t kInitAttempts = 3;
constexpr std::uint16_t kLongestInit = 3000;        // ms
constexpr std::uint32_t kHeartbeat = 5000;          // ms
constexpr std::uint32_t kFirstTimeout = 1000;       // ms
constexpr std::uint32_t kLongestTimeout = 3000;     // ms
constexpr std::uint16_t kRetransmissions = 4;       // in a row, heartbeats too; then the association has failed
constexpr int kSendBuffer = 2 * kMaxMessageOctets;  // Linux takes no message that is longer than this
constexpr std::size_t kMaxNotification = 4096;      // octets; those that matter have 20 to 24
constexpr std::uint32_t kUnspecifiedProtocol = 0;

template <class Value>
void set(int fd, int option, const Value& value) noexcept {
    setsockopt(fd, IPPROTO_SCTP, option, &value, sizeof value);
}

/// What is refused here is left as the kernel has it: an older one knows less, and none of this has to be.
void set_options(int fd) noexcept {
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
    set(fd, SCTP_NODELAY, 1);
    set(fd, SCTP_RECVRCVINFO, 1);
    sctp_initmsg init{};
    init.sinit_num_ostreams = kOurStreams;
    init.sinit_max_instreams = kTheirStreams;
    init.sinit_max_attempts = kInitAttempts;
    init.sinit_max_init_timeo = kLongestInit;
    set(fd, SCTP_INITMSG, init);
    sctp_paddrparams path{};
    path.spp_hbinterval = kHeartbeat;
    path.spp_pathmaxrxt = kRetransmissions;
    path.spp_flags = SPP_HB_ENABLE;
    set(fd, SCTP_PEER_ADDR_PARAMS, path);
    sctp_rtoinfo timeout{};
    timeout.srto_initial = kFirstTimeout;
    timeout.srto_max = kLongestTimeout;
    set(fd, SCTP_RTOINFO, timeout);
    sctp_assocparams association{};
    association.sasoc_asocmaxrxt = kRetransmissions;
    set(fd, SCTP_ASSOCINFO, association);
    for (const auto type : {SCTP_ASSOC_CHANGE, SCTP_PARTIAL_DELIVERY_EVENT}) {
        sctp_event event{};
        event.se_type = static_cast<std::uint16_t>(type);
        event.se_on = 1;
        set(fd, SCTP_EVENT, event);
    }
}

/// Nothing when `octets` are too short for it.
template <class Value>
std::optional<Value> read_as(std::string_view octets) {
    Value value{};
    if (octets.size() < sizeof value) return std::nullopt;
    std::memcpy(&value, octets.data(), sizeof value);
    return value;
}

}  // namespace

int open_sctp_socket(bool is_ip6) noexcept {
    const int fd = socket(is_ip6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_SCTP);
    if (fd >= 0) set_options(fd);
    return fd;
}

std::optional<std::string> sctp_fault() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_SCTP);
    if (fd < 0) return sctp_fault_of(errno);
    close(fd);
    return std::nullopt;
}

std::optional<std::string> sctp_fault_of(int error_number) {
    if (error_number != EPROTONOSUPPORT && error_number != ESOCKTNOSUPPORT && error_number != EAFNOSUPPORT)
        return std::nullopt;
    return "this kernel has no SCTP: load its module (modprobe sctp), or use tcp";
}

SctpSendInfo::SctpSendInfo() {
    static_assert(sizeof octets_ >= CMSG_SPACE(sizeof(sctp_sndinfo)));
    sctp_sndinfo info{};
    info.snd_sid = 0;
    info.snd_ppid = htonl(kPayloadProtocol);
    msghdr message{};
    attach(message);
    auto* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = IPPROTO_SCTP;
    header->cmsg_type = SCTP_SNDINFO;
    header->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
}

void SctpSendInfo::attach(msghdr& message) noexcept {
    message.msg_control = octets_;
    message.msg_controllen = CMSG_SPACE(sizeof(sctp_sndinfo));
}

std::optional<std::uint32_t> payload_protocol_of(const msghdr& message) noexcept {
    auto walked = message;  // the macros want one that may be changed
    for (auto* header = CMSG_FIRSTHDR(&walked); header != nullptr; header = CMSG_NXTHDR(&walked, header)) {
        sctp_rcvinfo info{};
        const bool is_it = header->cmsg_level == IPPROTO_SCTP && header->cmsg_type == SCTP_RCVINFO;
        if (!is_it || header->cmsg_len < CMSG_LEN(sizeof info)) continue;
        std::memcpy(&info, CMSG_DATA(header), sizeof info);
        return ntohl(info.rcv_ppid);
    }
    return std::nullopt;
}

/// A message without identifier (0) is taken: RFC 9260 3.3.1 has it for senders that name none, and what is no H.248 is
/// found out by the decoder. Any other identifier says that the message is for somebody else.
SctpReader::Taken SctpReader::take(const SctpPiece& piece) {
    if (piece.is_notification) {
        if (notification_.size() + piece.octets.size() > kMaxNotification) return Taken::too_long;
        notification_ += piece.octets;
        return piece.is_end ? notified() : Taken::notice;
    }
    if (!is_open_) held_.clear();
    if (piece.protocol) protocol_ = *piece.protocol;
    is_open_ = true;
    if (held_.size() + piece.octets.size() > kMaxMessageOctets) return Taken::too_long;
    held_ += piece.octets;
    if (!piece.is_end) return Taken::more;
    is_open_ = false;
    return protocol_ == kPayloadProtocol || protocol_ == kUnspecifiedProtocol ? Taken::message : Taken::foreign;
}

/// A restart (RFC 9260 5.2) is the peer's end: what was under way is lost, and who was registered is so no more.
SctpReader::Taken SctpReader::notified() {
    const auto octets = std::move(notification_);
    notification_.clear();
    const auto header = read_as<decltype(sctp_notification::sn_header)>(octets);
    if (!header) return Taken::notice;
    if (header->sn_type == SCTP_PARTIAL_DELIVERY_EVENT) {
        is_open_ = false;  // the rest of the message does not come
        held_.clear();
        return Taken::more;
    }
    if (header->sn_type != SCTP_ASSOC_CHANGE) return Taken::notice;
    struct Change {
        std::uint16_t type, flags;
        std::uint32_t length;
        std::uint16_t state;
    };
    static_assert(offsetof(Change, state) == offsetof(sctp_assoc_change, sac_state));
    const auto change = read_as<Change>(octets);
    return !change || change->state == SCTP_COMM_UP ? Taken::notice : Taken::ended;
}

}  // namespace isfocus::h248
