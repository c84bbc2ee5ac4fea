#include "sip/tls_failures.h"

#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>

#include "sip/address_text.h"

namespace isfocus::sip {
namespace {

constexpr std::size_t kLongestName = 200;

/// Of a stranger's making, so nothing in it may look like the end of what it stands in.
std::string harmless(std::string text) {
    std::ranges::replace(text, '"', '\'');
    if (text.size() > kLongestName) text.resize(kLongestName);
    return text;
}

std::string name_of(const X509_NAME* name) {
    std::array<char, kLongestName> text{};
    X509_NAME_oneline(name, text.data(), static_cast<int>(text.size()));
    return harmless(text.data());
}

std::string verify_error(const SSL* connection) {
    return X509_verify_cert_error_string(SSL_get_verify_result(connection));
}

std::string library_text(unsigned long error) {
    const char* reason = ERR_reason_error_string(error);
    return reason ? reason : "error " + std::to_string(error);
}

}  // namespace

std::string meaning_of_alert(int alert) {
    const std::string name = SSL_alert_desc_string_long(alert);
    switch (alert) {
        case SSL3_AD_BAD_CERTIFICATE:
        case SSL3_AD_UNSUPPORTED_CERTIFICATE:
        case SSL3_AD_CERTIFICATE_REVOKED:
        case SSL3_AD_CERTIFICATE_EXPIRED:
        case SSL3_AD_CERTIFICATE_UNKNOWN:
        case TLS1_AD_UNKNOWN_CA:
        case TLS1_AD_ACCESS_DENIED:
            return "it refuses our certificate: " + name;
        case TLS13_AD_CERTIFICATE_REQUIRED:
            return "it wants a certificate from us: " + name;
        case TLS1_AD_PROTOCOL_VERSION:
            return "no version of TLS in common: " + name;
        case SSL3_AD_HANDSHAKE_FAILURE:
        case TLS1_AD_INSUFFICIENT_SECURITY:
            return "no cipher in common, or a certificate is missing: " + name;
        default:
            return "it ended the connection: " + name;
    }
}

std::string names_in(const X509* certificate) {
    return "subject " + name_of(X509_get_subject_name(certificate)) + ", issuer " +
           name_of(X509_get_issuer_name(certificate));
}

std::string why_handshake_failed(const SSL* connection, const std::string& refused) {
    const auto error = ERR_peek_last_error();
    if (error == 0) return {};
    if (ERR_GET_LIB(error) != ERR_LIB_SSL) return library_text(error);
    const int reason = ERR_GET_REASON(error);
    if (reason >= SSL_AD_REASON_OFFSET) return meaning_of_alert(reason - SSL_AD_REASON_OFFSET);
    switch (reason) {
        case SSL_R_CERTIFICATE_VERIFY_FAILED:
            return "its certificate is refused: " + verify_error(connection) + (refused.empty() ? "" : ", " + refused);
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            return "it has shown no certificate";
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_UNKNOWN_PROTOCOL:
        case SSL_R_UNSUPPORTED_SSL_VERSION:
        case SSL_R_VERSION_TOO_LOW:
            return "no version of TLS in common: " + library_text(error);
        case SSL_R_NO_SHARED_CIPHER:
            return "no cipher in common: " + library_text(error);
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_HTTP_REQUEST:
        case SSL_R_HTTPS_PROXY_REQUEST:
            return "it does not speak TLS: " + library_text(error);
        case SSL_R_UNEXPECTED_EOF_WHILE_READING:
            return "it closed the connection in the handshake";
        default:
            return library_text(error);
    }
}

std::string TlsPeer::text() const {
    return host.empty() ? host : "tls:" + host + ":" + std::to_string(port);
}

TlsPeer tls_peer(const SSL* connection) {
    su_sockaddr_t address{};
    socklen_t size = sizeof address;
    if (getpeername(SSL_get_fd(connection), &address.su_sa, &size) < 0) return {};
    return {host_of(address), ntohs(address.su_port)};
}

std::string names_of_peer(const SSL* connection) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(connection), X509_free);
    if (!certificate) return {};
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
    for (int i = 0; names && text && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        if (i > 0) BIO_puts(text.get(), ", ");
        GENERAL_NAME_print(text.get(), sk_GENERAL_NAME_value(names.get(), i));
    }
    char* octets = nullptr;
    const auto size = text ? BIO_get_mem_data(text.get(), &octets) : 0;
    if (size <= 0) return name_of(X509_get_subject_name(certificate.get()));
    return harmless(std::string(octets, static_cast<std::size_t>(size)));
}

}  // namespace isfocus::sip
