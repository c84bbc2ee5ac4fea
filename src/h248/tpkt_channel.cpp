#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "h248/channel.h"
#include "isfocus/h248/tpkt.h"

/// Messages over TCP.
namespace isfocus::h248 {
namespace {

class TpktChannel final : public Channel {
public:
    explicit TpktChannel(int fd) : fd_(fd) {}

    Reading read(const Receiver& receiver) override;
    bool is_partial() const noexcept override { return reader_.is_partial(); }
    void put(std::string_view message) override;
    std::size_t unsent() const noexcept override { return octets_.size() - sent_; }
    bool write() override;

private:
    int fd_;
    TpktReader reader_;
    std::string octets_;    ///< to be sent; the first of them are
    std::size_t sent_ = 0;  ///< of those octets
};

Channel::Reading TpktChannel::read(const Receiver& receiver) {
    std::array<char, 65536> octets;
    const auto size = recv(fd_, octets.data(), octets.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return Reading::nothing;
    if (size <= 0) return Reading::ended;
    const bool is_tpkt = reader_.feed({octets.data(), static_cast<std::size_t>(size)}, receiver);
    return is_tpkt ? Reading::progress : Reading::garbage;
}

/// What is sent goes when it is more than the rest: so no octet is moved more than once on the average, however small
/// the pieces are that the kernel takes.
void TpktChannel::put(std::string_view message) {
    if (sent_ > unsent()) octets_.erase(0, std::exchange(sent_, 0));
    octets_ += tpkt(message);
}

bool TpktChannel::write() {
    while (unsent() > 0) {
        const auto size = ::send(fd_, octets_.data() + sent_, unsent(), MSG_NOSIGNAL);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return errno == EAGAIN;
        sent_ += static_cast<std::size_t>(size);
    }
    octets_.clear();
    sent_ = 0;
    return true;
}

}  // namespace

std::unique_ptr<Channel> tpkt_channel(int fd) {
    return std::make_unique<TpktChannel>(fd);
}

}  // namespace isfocus::h248
