#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "isfocus/xcap/service.h"

namespace isfocus::xcap {

/// HTTP/1.1 for the XCAP service, on an address of its own. It has threads: one that accepts connections, eight that
/// serve requests one after the other, and one that opens the store again when it could not be used. More connections
/// than those and 64 that wait get 503 at once; a request with its answer may take 10 s in all, a connection may be
/// idle for 2 s.
class Server {
public:
    /// Binds. `service` outlives this. Throws std::runtime_error when the address cannot be had.
    Server(const std::string& host, std::uint16_t port, Service& service, Log log);
    /// Ends all connections, and waits for what is being written to the store.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Serves from now on.
    void start();
    /// Where it listens, also when 0 was asked for.
    std::uint16_t port() const noexcept;

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace isfocus::xcap
