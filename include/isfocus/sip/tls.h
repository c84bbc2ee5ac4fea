#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace isfocus::sip {

/// What TLS is served and used with (RFC 3261 26.3, RFC 5922). Names of PEM files.
struct Tls {
    std::string certificate;      ///< ours, then the intermediate ones up to the root
    std::string key;              ///< of the first, without passphrase
    std::string ca;               ///< those that vouch for peers
    bool verify_clients = false;  ///< whoever connects has to have a certificate, too

    friend bool operator==(const Tls&, const Tls&) = default;
};

/// Which of the files cannot be used, and why.
struct TlsFault {
    enum class File : std::uint8_t { certificate, key, ca } file = File::certificate;
    std::string text;
};

/// Nothing when TLS can be set up with these files.
std::optional<TlsFault> check(const Tls& tls);

}  // namespace isfocus::sip
