#pragma once
#include <cstdint>
#include <string>
#include <string_view>

struct ssl_st;   // OpenSSL's SSL
struct x509_st;  // OpenSSL's X509

namespace isfocus::sip {

/// What the operator is told of a handshake that came to nothing. To be asked for while OpenSSL has its errors of that
/// handshake; "" when it has none, because the handshake goes on, or because the connection just ended. `refused`:
/// names_in() of the certificate that was not believed.
std::string why_handshake_failed(const ssl_st* connection, const std::string& refused);

/// `subject /CN=a, issuer /CN=b`, each shortened.
std::string names_in(const x509_st* certificate);

/// What it means when the peer ends a connection with this fatal alert (RFC 8446 6.2).
std::string meaning_of_alert(int alert);

/// Where the other end of a connection is.
struct TlsPeer {
    std::string host;  ///< as in a URI; "": there is none any more
    std::uint16_t port = 0;

    /// `tls:192.0.2.7:40112`, or "".
    std::string text() const;
};
TlsPeer tls_peer(const ssl_st* connection);

/// What the peer's certificate bears, as `DNS:a.test, URI:sip:b.test`, shortened; "" without one.
std::string names_of_peer(const ssl_st* connection);

}  // namespace isfocus::sip
