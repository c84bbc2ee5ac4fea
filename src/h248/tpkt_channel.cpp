#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>

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
    void put(std::string_view message) override { unsent_ += tpkt(message); }
    std::size_t unsent() const noexcept override { return unsent_.size(); }
    bool write() override;

private:
    int fd_;
    TpktReader reader_;
    std::string unsent_;
};

Channel::Reading TpktChannel::read(const Receiver& receiver) {
    std::array<char, 65536> octets;
    const auto size = recv(fd_, octets.data(), octets.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return Reading::nothing;
    if (size <= 0) return Reading::ended;
    const bool is_tpkt = reader_.feed({octets.data(), static_cast<std::size_t>(size)}, receiver);
    return is_tpkt ? Reading::progress : Reading::garbage;
}

bool TpktChannel::write() {
    while (!unsent_.empty()) {
        const auto size = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return errno == EAGAIN;
        unsent_.erase(0, static_cast<std::size_t>(size));
    }
    return true;
}

}  // namespace

std::unique_ptr<Channel> tpkt_channel(int fd) {
    return std::make_unique<TpktChannel>(fd);
}

}  // namespace isfocus::h248
