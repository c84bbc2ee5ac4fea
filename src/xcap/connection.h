#pragma once
#include <httplib.h>

#include <chrono>
#include <string>
#include <string_view>

namespace isfocus::xcap {

/// A TCP connection as the library wants it, with a limit to how long a request and its answer may take in all, and to
/// how much it may be: the library alone bounds each read only, and no number of header lines. Owns its socket.
class Connection final : public httplib::Stream {
public:
    explicit Connection(int fd);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Whether another request begins within this time.
    bool wait(std::chrono::milliseconds longest);
    /// From now on counts the next one.
    void begin_request(std::chrono::milliseconds longest, std::size_t most_octets);
    /// The octets of the request that have been read so far.
    std::string_view received() const { return received_; }

    bool is_readable() const override;
    bool is_writable() const override;
    ssize_t read(char* into, std::size_t size) override;
    ssize_t write(const char* octets, std::size_t size) override;
    using httplib::Stream::write;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override { return fd_; }

private:
    bool is_ready(short events) const;

    int fd_;
    std::chrono::steady_clock::time_point deadline_{};
    std::size_t most_octets_ = 0;
    std::string received_;  ///< handed to the library
    std::string waiting_;   ///< read from the socket, and not handed out yet
    std::size_t next_ = 0;  ///< in `waiting_`
};

}  // namespace isfocus::xcap
