#pragma once
#include <fcntl.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "certificates.h"
#include "stream.h"

namespace isfocus::test {

/// TLS over a Stream. Nothing waits: what is to be awaited is asked for again while the stack works.
class TlsStream {
public:
    enum class Role { client, server };

    /// Trusts the authority; shows the certificate of this name, none with "".
    TlsStream(Stream stream, const Authority& authority, Role role, const std::string& own = "")
        : stream_(std::move(stream)), context_(SSL_CTX_new(TLS_method()), SSL_CTX_free) {
        SSL_CTX_load_verify_locations(context_.get(), authority.certificate("ca").c_str(), nullptr);
        SSL_CTX_set_verify(context_.get(), role == Role::client ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
        if (!own.empty()) {
            SSL_CTX_use_certificate_chain_file(context_.get(), authority.certificate(own).c_str());
            SSL_CTX_use_PrivateKey_file(context_.get(), authority.key(own).c_str(), SSL_FILETYPE_PEM);
        }
        const int flags = fcntl(stream_.fd(), F_GETFL);
        fcntl(stream_.fd(), F_SETFL, flags | O_NONBLOCK);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), stream_.fd());
        role == Role::client ? SSL_set_connect_state(ssl_.get()) : SSL_set_accept_state(ssl_.get());
    }

    /// Speaks nothing newer.
    void use_version(int version) {
        SSL_set_min_proto_version(ssl_.get(), version);
        SSL_set_max_proto_version(ssl_.get(), version);
    }

    /// Of the other side, which has to be of the authority.
    void demand_certificate() {
        SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }

    bool is_ready() {
        if (!is_ended_ && !SSL_is_init_finished(ssl_.get())) note(SSL_do_handshake(ssl_.get()));
        return SSL_is_init_finished(ssl_.get()) == 1;
    }

    void send(std::string_view text) {
        EXPECT_EQ(SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())), static_cast<int>(text.size()));
    }

    const std::string& received() {
        char buffer[16384];
        while (is_ready()) {
            const int size = SSL_read(ssl_.get(), buffer, sizeof buffer);
            if (size <= 0) {
                note(size);
                break;
            }
            text_.append(buffer, static_cast<std::size_t>(size));
        }
        return text_;
    }
    bool is_ended() { return received(), is_ended_; }
    void close() { SSL_shutdown(ssl_.get()), shutdown(stream_.fd(), SHUT_RDWR); }

    /// Whom the other side says it is.
    std::string peer_name() const {
        const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(ssl_.get()), X509_free);
        char name[256] = "";
        if (shown) X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, name, sizeof name);
        return name;
    }

private:
    void note(int result) {
        if (result > 0) return;
        const int error = SSL_get_error(ssl_.get(), result);
        is_ended_ |= error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
    }

    Stream stream_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
    std::string text_;
    bool is_ended_ = false;
};

}  // namespace isfocus::test
