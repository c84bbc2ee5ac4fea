#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "isfocus/sip/tls.h"
#include "sip/tls_failures.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace isfocus::sip {

/// The TLS contexts that the library makes for its sockets, set up as they should be. The library reads no certificate
/// chain, reads everything once, takes any version, waits for ever for a handshake and never frees a connection's
/// state; OpenSSL tells of each context and connection as it is made, and there all of this is put right.
class TlsContexts {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// What hears of the connections of these contexts, and of no others.
    struct Listeners {
        TlsFailed failed;
        /// A handshake of ours with this peer begins, or is over and went well.
        std::function<void(const TlsPeer& peer, bool begins)> connecting;
    };
    explicit TlsContexts(Listeners listeners);
    ~TlsContexts();
    TlsContexts(const TlsContexts&) = delete;
    TlsContexts& operator=(const TlsContexts&) = delete;

    /// Sets up the context that is made meanwhile, and keeps it in mind. Nothing to tell when `make` made none.
    std::optional<TlsFault> set_up(const Tls& tls, const std::function<bool()>& make);
    /// Reads the files again: new connections have what is in them now, those that are there keep what they have. Of no
    /// effect when there is a fault.
    std::optional<TlsFault> reload(const Tls& tls);
    /// The library has refused the certificate of the server to which it has just connected, for it does not bear
    /// `name`.
    void refused_name(std::string_view name);
    /// Ends connections whose handshake takes longer than that.
    void end_handshakes(Time now, std::chrono::seconds longest);

private:
    std::vector<ssl_ctx_st*> contexts_;  ///< the library's
};

}  // namespace isfocus::sip
