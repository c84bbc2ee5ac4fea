#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace isfocus::test {

/// One message of tests/torture and what is expected to come back, in the words of expected.txt.
struct TortureCase {
    std::string name;
    std::string message;  ///< octet by octet
    std::string udp;      ///< statuses in their order, "-" for none
    std::string tcp;
    std::string why;
};
/// All of expected.txt; throws std::runtime_error for a line or a file that cannot be read.
std::vector<TortureCase> torture_cases();
/// Names of the messages that are there.
std::vector<std::string> torture_files();

/// Names the transport that the message is really sent by in its first Via, and in that of a second message in it:
/// their answers would go elsewhere otherwise.
std::string sent_by(std::string message, std::string_view transport);
/// As in the table: the statuses of these responses.
std::string statuses(const std::vector<std::string>& responses);

/// Somebody on loopback who sends messages as they are. Answers go where the top Via says (RFC 3261 18.2.2): to the
/// port 5060 of whoever has sent it, unless it names another; so it has those ports, at an address of its own.
class TorturePeer {
public:
    TorturePeer();
    ~TorturePeer();
    TorturePeer(const TorturePeer&) = delete;
    TorturePeer& operator=(const TorturePeer&) = delete;

    void send(std::string_view text, std::uint16_t to_port);
    /// What has arrived at any of its ports, without waiting.
    std::vector<std::string> receive();

private:
    static constexpr std::array<std::uint16_t, 4> kPorts{5060, 5050, 6050, 19823};
    std::array<int, kPorts.size()> sockets_{};
};

/// A TCP connection to a port on loopback.
class TortureConnection {
public:
    explicit TortureConnection(std::uint16_t port);
    ~TortureConnection();
    TortureConnection(const TortureConnection&) = delete;
    TortureConnection& operator=(const TortureConnection&) = delete;

    /// Sends all that it ever will; a peer that closed meanwhile is no fault.
    void send_last(std::string_view text);
    /// Takes what has arrived; whether the peer has closed.
    bool is_closed();
    /// The responses that have arrived so far, whole or not.
    std::vector<std::string> responses() const;

private:
    int fd_;
    std::string text_;
};

}  // namespace isfocus::test
