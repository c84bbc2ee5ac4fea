#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "isfocus/sip/settings.h"
#include "sip/connections.h"
#include "sip/resolver.h"
#include "sip/sofia.h"
#include "sip/tls_contexts.h"

namespace isfocus::sip {

/// While it lives, what the library logs goes line by line to a function; afterwards, and without one, nowhere. The
/// library has one log for all of a process.
class LibraryLog {
public:
    /// `refused_name` hears the name that a server should have had in its certificate, and has not.
    LibraryLog(std::function<void(std::string_view)> take_line, std::function<void(std::string_view)> refused_name);
    ~LibraryLog();
    LibraryLog(const LibraryLog&) = delete;
    LibraryLog& operator=(const LibraryLog&) = delete;

    /// Why the last request could not be sent, which the library tells in its log only; "" when nothing came since the
    /// last call.
    std::string take_send_error() { return std::exchange(send_error_, {}); }

private:
    void take(std::string_view line);
    static void write(void* self, const char* format, va_list arguments) noexcept;

    std::function<void(std::string_view)> take_line_;
    std::function<void(std::string_view)> refused_name_;
    std::string partial_;
    std::string send_error_;
};

/// The library's event loop, its transaction layer and our sockets.
class Agent {
public:
    /// Throws std::runtime_error naming the address that could not be bound. `settings` must outlive the agent.
    explicit Agent(const Settings& settings);

    nta_agent_t* get() const noexcept { return agent_.get(); }
    su_root_t* root() const noexcept { return root_.get(); }
    const std::vector<ListenAddress>& bound() const noexcept { return bound_; }
    int epoll_fd() const noexcept { return epoll_fd_; }
    Resolver& resolver() const noexcept { return *resolver_; }
    const Connections& connections() const noexcept { return connections_; }
    std::optional<std::chrono::milliseconds> step();
    /// Why the last request could not be sent; "" when none failed since the last call.
    std::string take_send_error() const;
    /// Takes the limits that Settings have now, and what is in the files of Settings::tls.
    std::optional<TlsFault> reconfigure();

private:
    void bind_all();
    void listen(ListenAddress& address);
    bool bind(const ListenAddress& address);
    void bind_tls(const ListenAddress& address);
    void on_tls_failed(const TlsFailure& failure);
    void on_tls_connecting(const TlsPeer& peer, bool begins);

    const Settings& settings_;
    TlsContexts tls_;
    std::string tls_failure_;  ///< of the last handshake of ours; "": it goes on, or has told nothing yet
    mutable LibraryLog log_;   ///< what the library has said, not what the agent is
    RootPtr root_;
    int epoll_fd_ = -1;
    ResolverFile resolver_file_;
    std::unique_ptr<sres_cache_t, CDelete<sres_cache_unref>> dns_cache_;
    AgentPtr agent_;
    std::vector<ListenAddress> bound_;
    Connections connections_;
    std::unique_ptr<Resolver> resolver_;
};

/// Datagrams that the kernel dropped because the buffers of the sockets at these addresses were full. Reads the tables
/// in /proc/net.
std::uint64_t udp_receive_drops(const std::vector<ListenAddress>& bound);

}  // namespace isfocus::sip
