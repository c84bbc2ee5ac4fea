#pragma once
#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace isfocus::test {

/// A SIP peer that is nothing but a UDP socket on loopback: it sends the text it is given and shows what comes.
class Peer {
public:
    Peer();
    Peer(in_addr host, std::uint16_t port);

    int fd() const noexcept { return udp_.fd; }
    std::uint16_t port() const noexcept { return port_; }
    void send(std::string_view text, std::uint16_t to_port);
    /// What has arrived, without waiting.
    std::optional<std::string> receive();

private:
    struct Socket {
        Socket() = default;
        explicit Socket(int type);
        ~Socket();
        Socket(Socket&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
        Socket& operator=(Socket&& other) noexcept {
            std::swap(fd, other.fd);
            return *this;
        }
        std::uint16_t bind(in_addr host, std::uint16_t port);

        int fd = -1;
    };

    Socket udp_, tcp_;
    std::uint16_t port_ = 0;
};

/// `Name: value` lines, each ended by '\n', made a SIP message: CRLF, Content-Length, body.
std::string wire(std::string_view lines, std::string_view body = {});

/// The value of the first header of this name; "" if there is none.
std::string header(std::string_view message, std::string_view name);
std::string body_of(std::string_view message);
/// `tag` of a From or To value.
std::string tag_of(std::string_view value);
bool contains(std::string_view text, std::string_view part);

/// A response to a request that came: its Via, From, To (with this tag), Call-ID and CSeq, then `extra` lines.
std::string response(std::string_view request, std::string_view status, std::string_view to_tag,
                     std::string_view extra = {}, std::string_view body = {});

}  // namespace isfocus::test
