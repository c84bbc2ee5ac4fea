#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

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
    bool is_denied = false;  ///< to the user as whom we run
};

/// Nothing when TLS can be set up with these files. It can be with a certificate that has expired, too.
std::optional<TlsFault> check(const Tls& tls);

/// When a certificate in one of the files ends to be valid.
struct CertificateEnd {
    TlsFault::File file = TlsFault::File::certificate;
    std::string subject;  ///< its common name, or all of its name where there is none
    std::chrono::system_clock::time_point until;

    friend bool operator==(const CertificateEnd&, const CertificateEnd&) = default;
};

/// Of all certificates in the files, in their order; of files that cannot be read, nothing.
std::vector<CertificateEnd> certificate_ends(const Tls& tls);

/// A connection that came to nothing because of TLS.
struct TlsFailure {
    bool is_outgoing = false;  ///< it is we who connected
    std::string peer;          ///< `tls:192.0.2.7:40112`
    std::string why;
};
using TlsFailed = std::function<void(const TlsFailure&)>;

}  // namespace isfocus::sip
