#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <deque>
#include <optional>
#include <string>

#include "h248/channel.h"
#include "isfocus/h248/sctp.h"

#include <linux/sctp.h>  // MSG_NOTIFICATION; it wants sys/socket.h first

/// Messages over SCTP.
namespace isfocus::h248 {
namespace {

class SctpChannel final : public Channel {
public:
    explicit SctpChannel(int fd) : fd_(fd) {}

    Reading read(const Receiver& receiver) override;
    bool is_partial() const noexcept override { return reader_.is_partial(); }
    void put(std::string_view message) override;
    std::size_t unsent() const noexcept override { return unsent_octets_; }
    bool write() override;
    std::uint32_t foreign_protocol() const noexcept override { return reader_.protocol(); }

private:
    /// Nothing when nothing is there.
    std::optional<SctpReader::Taken> take_piece();
    void abort_at_close() const;

    int fd_;
    SctpReader reader_;
    SctpSendInfo info_;
    std::deque<std::string> unsent_;
    std::size_t unsent_octets_ = 0;
};

/// What the kernel says of the association is no progress: who has sent nothing has sent nothing.
Channel::Reading SctpChannel::read(const Receiver& receiver) {
    constexpr int kMostPieces = 16;
    auto reading = Reading::nothing;
    for (int i = 0; i < kMostPieces; ++i) {
        const auto taken = take_piece();
        if (!taken) break;
        switch (*taken) {
            case SctpReader::Taken::notice:
                break;
            case SctpReader::Taken::message:
                receiver(reader_.message());
                [[fallthrough]];
            case SctpReader::Taken::more:
                reading = Reading::progress;
                break;
            case SctpReader::Taken::foreign:
                return Reading::foreign;
            case SctpReader::Taken::too_long:
                abort_at_close();
                return Reading::garbage;
            case SctpReader::Taken::ended:
                return Reading::ended;
        }
    }
    return reading;
}

std::optional<SctpReader::Taken> SctpChannel::take_piece() {
    std::array<char, 16384> octets;
    alignas(8) std::array<char, 256> control;
    iovec part{octets.data(), octets.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto size = recvmsg(fd_, &message, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    if (size <= 0) return SctpReader::Taken::ended;
    SctpPiece piece;
    piece.octets = {octets.data(), static_cast<std::size_t>(size)};
    piece.protocol = payload_protocol_of(message);
    piece.is_notification = (message.msg_flags & MSG_NOTIFICATION) != 0;
    piece.is_end = (message.msg_flags & MSG_EOR) != 0;
    return reader_.take(piece);
}

void SctpChannel::put(std::string_view message) {
    unsent_.emplace_back(message);
    unsent_octets_ += message.size();
}

/// The kernel takes a message as a whole or not at all.
bool SctpChannel::write() {
    while (!unsent_.empty()) {
        iovec part{unsent_.front().data(), unsent_.front().size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        info_.attach(message);
        const auto size = sendmsg(fd_, &message, MSG_NOSIGNAL);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return errno == EAGAIN;
        unsent_octets_ -= unsent_.front().size();
        unsent_.pop_front();
    }
    return true;
}

/// ABORT instead of SHUTDOWN (RFC 6458 8.1.4): what is still under way is not waited for.
void SctpChannel::abort_at_close() const {
    const linger at_once{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

std::unique_ptr<Channel> sctp_channel(int fd) {
    return std::make_unique<SctpChannel>(fd);
}

}  // namespace isfocus::h248
