#include "sip/tls_contexts.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <unordered_map>
#include <utility>

#include "sip/tls_failures.h"

namespace isfocus::sip {
namespace {

using Time = TlsContexts::Time;

template <auto Free>
struct OpensslDelete {
    void operator()(auto* object) const noexcept { Free(object); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, OpensslDelete<SSL_CTX_free>>;
using StorePtr = std::unique_ptr<X509_STORE, OpensslDelete<X509_STORE_free>>;

/// A connection until its handshake is over.
struct Handshake {
    Time since;
    TlsPeer peer;         ///< without host: it has not begun
    std::string refused;  ///< who is in the certificate that was not believed
    bool is_late = false;
    bool is_told = false;
};

/// What OpenSSL has told of; it has one list of listeners for all of a process.
struct Made {
    SSL_CTX* context = nullptr;  ///< the newest
    BIO* bio = nullptr;          ///< the newest
    std::vector<SSL_CTX*> ours;
    std::unordered_map<SSL*, BIO*> fresh;  ///< connections of which the library's reference is not yet the last
    std::unordered_map<SSL*, Handshake> handshakes;  ///< connections, until they are looked at
    SSL* connected = nullptr;                        ///< the one with the last handshake of ours to a server
    SSL_verify_cb library_verify = nullptr;
    TlsContexts::Listeners listeners;
};

Made& made() {
    static Made all;
    return all;
}

/// A connection holds its BIO twice, and the library gives back one of these references at the connection's end, and
/// forgets the rest. We have taken away the other, so that this is the last one, and free the rest.
long on_bio(BIO* bio, int operation, const char*, std::size_t, int, long, int result, std::size_t*) {
    auto* ssl = reinterpret_cast<SSL*>(BIO_get_callback_arg(bio));
    if (operation != BIO_CB_FREE || !ssl) return result;
    BIO_set_callback_arg(bio, nullptr);
    BIO_up_ref(bio);
    BIO_up_ref(bio);
    SSL_free(ssl);  // gives both back
    return 0;
}

void take_references() {
    const auto fresh = std::exchange(made().fresh, {});
    for (const auto& [ssl, bio] : fresh) BIO_free(bio);
}

void on_context_made(void* context, void*, CRYPTO_EX_DATA*, int, long, void*) {
    made().context = static_cast<SSL_CTX*>(context);
}

void on_bio_made(void* bio, void*, CRYPTO_EX_DATA*, int, long, void*) {
    made().bio = static_cast<BIO*>(bio);
}

/// The library makes the BIO of a connection right before.
void on_connection_made(void* object, void*, CRYPTO_EX_DATA*, int, long, void*) {
    auto* ssl = static_cast<SSL*>(object);
    auto& all = made();
    if (std::find(all.ours.begin(), all.ours.end(), SSL_get_SSL_CTX(ssl)) == all.ours.end()) return;
    BIO* bio = std::exchange(all.bio, nullptr);
    if (!bio) return;
    // With a connection the library gives back the connection's own reference to the context, once too often.
    SSL_CTX_up_ref(SSL_get_SSL_CTX(ssl));
    BIO_set_callback_ex(bio, on_bio);
    BIO_set_callback_arg(bio, reinterpret_cast<char*>(ssl));
    all.fresh[ssl] = bio;
    all.handshakes[ssl] = {.since = std::chrono::steady_clock::now()};
}

void tell(const SSL* ssl, std::string peer, std::string why) {
    if (!why.empty()) made().listeners.failed({!SSL_is_server(ssl), std::move(peer), std::move(why)});
}

/// A peer that connects and says nothing is no failure: monitors do so.
void tell_once(const SSL* ssl, Handshake& handshake, std::string why) {
    const bool has_spoken = BIO_number_read(SSL_get_rbio(ssl)) > 0;
    if (handshake.peer.host.empty() || why.empty() || (SSL_is_server(ssl) && !has_spoken)) return;
    if (!std::exchange(handshake.is_told, true))
        tell(ssl, handshake.peer.text(), handshake.is_late ? "the handshake took too long" : std::move(why));
}

/// The library decides; once it has, the certificate is gone.
int on_verified(int is_good, X509_STORE_CTX* store) noexcept {
    is_good = made().library_verify(is_good, store);
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    const auto found = made().handshakes.find(ssl);
    const X509* certificate = X509_STORE_CTX_get_current_cert(store);
    if (is_good == 0 && certificate && found != made().handshakes.end()) found->second.refused = names_in(certificate);
    return is_good;
}

void begin_handshake(const SSL* ssl, Handshake& handshake) {
    handshake.peer = tls_peer(ssl);
    if (!SSL_is_server(ssl)) made().listeners.connecting(handshake.peer, true);
}

/// Only here OpenSSL has its errors: the library drops them.
void on_info(const SSL* ssl, int where, int result) noexcept {
    auto& all = made();
    const bool is_fatal = (result >> 8) == SSL3_AL_FATAL;
    if (where == SSL_CB_READ_ALERT && is_fatal && SSL_is_init_finished(ssl))
        tell(ssl, tls_peer(ssl).text(), meaning_of_alert(result & 0xff));
    const auto found = all.handshakes.find(const_cast<SSL*>(ssl));
    if (found == all.handshakes.end()) return;
    if (where == SSL_CB_HANDSHAKE_START && found->second.peer.host.empty()) begin_handshake(ssl, found->second);
    if (where == SSL_CB_CONNECT_EXIT && result == 1) all.connected = found->first;
    if ((where & SSL_CB_EXIT) != 0 && result <= 0)
        tell_once(ssl, found->second, why_handshake_failed(ssl, found->second.refused));
}

/// Should the library have learned to free it by itself, nobody else must.
void on_connection_freed(void* object, void*, CRYPTO_EX_DATA*, int, long, void*) {
    auto* ssl = static_cast<SSL*>(object);
    const auto handshake = made().handshakes.extract(ssl);
    if (handshake && !SSL_is_init_finished(ssl))
        tell_once(ssl, handshake.mapped(), "the connection ended in the handshake");
    if (made().connected == ssl) made().connected = nullptr;
    const bool is_fresh = made().fresh.erase(ssl) > 0;
    BIO* bio = SSL_get_rbio(ssl);
    if (!bio || BIO_get_callback_arg(bio) != reinterpret_cast<char*>(ssl)) return;
    BIO_set_callback_arg(bio, nullptr);
    if (!is_fresh) BIO_up_ref(bio);
}

void listen_to_openssl() {
    static const bool once = [] {
        SSL_CTX_get_ex_new_index(0, nullptr, on_context_made, nullptr, nullptr);
        SSL_get_ex_new_index(0, nullptr, on_connection_made, nullptr, on_connection_freed);
        BIO_get_ex_new_index(0, nullptr, on_bio_made, nullptr, nullptr);
        return true;
    }();
    static_cast<void>(once);
}

constexpr const char* kOtherKey = "does not belong to the certificate";

TlsFault fault(TlsFault::File file, const std::string& name, const char* what = nullptr) {
    const auto error = ERR_peek_error();
    const char* reason = what                      ? what
                         : ERR_SYSTEM_ERROR(error) ? std::strerror(ERR_GET_REASON(error))
                                                   : ERR_reason_error_string(error);
    const bool is_denied = !what && ERR_SYSTEM_ERROR(error) && ERR_GET_REASON(error) == EACCES;
    ERR_clear_error();
    return {file, name + ": " + (reason ? reason : "cannot be read"), is_denied};
}

/// There is nobody to ask.
int no_passphrase(char*, int, int, void*) {
    return 0;
}

void harden(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, "HIGH:!aNULL:!eNULL:!MD5:!PSK:!SRP");
    // A session that is taken up again would not be verified again with what holds now.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_default_passwd_cb(context, no_passphrase);
    SSL_CTX_set_info_callback(context, on_info);
}

/// Whoever opens a pipe waits for its other end.
bool is_something_else(const std::string& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored);
}

std::optional<TlsFault> apply(const Tls& tls, SSL_CTX* context) {
    using enum TlsFault::File;
    for (const auto& [file, name] : {std::pair(certificate, tls.certificate), {key, tls.key}, {ca, tls.ca}})
        if (is_something_else(name)) return fault(file, name, "is no file");
    ERR_clear_error();
    harden(context);
    if (SSL_CTX_use_certificate_chain_file(context, tls.certificate.c_str()) != 1)
        return fault(certificate, tls.certificate);
    if (SSL_CTX_use_PrivateKey_file(context, tls.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        const bool is_other = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
        return fault(key, tls.key, is_other ? kOtherKey : nullptr);
    }
    if (SSL_CTX_check_private_key(context) != 1) return fault(key, tls.key, kOtherKey);
    StorePtr store(X509_STORE_new());
    auto* names = SSL_load_client_CA_file(tls.ca.c_str());
    if (!store || !names || X509_STORE_load_file(store.get(), tls.ca.c_str()) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return fault(ca, tls.ca);
    }
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_cert_store(context, store.release());
    return std::nullopt;
}

}  // namespace

std::optional<TlsFault> check(const Tls& tls) {
    const ContextPtr context(SSL_CTX_new(TLS_method()));
    if (!context) return TlsFault{TlsFault::File::certificate, "OpenSSL does not work"};
    return apply(tls, context.get());
}

TlsContexts::TlsContexts(Listeners listeners) {
    listen_to_openssl();
    made().listeners = std::move(listeners);
}

TlsContexts::~TlsContexts() {
    take_references();
    made().ours.clear();
    made().listeners = {[](const TlsFailure&) {}, [](const TlsPeer&, bool) {}};
}

std::optional<TlsFault> TlsContexts::set_up(const Tls& tls, const std::function<bool()>& make) {
    if (auto bad = check(tls)) return bad;
    made().context = nullptr;
    if (!make() || !made().context) return std::nullopt;
    SSL_CTX* context = std::exchange(made().context, nullptr);
    contexts_.push_back(context);
    made().ours = contexts_;
    if (auto* verify = SSL_CTX_get_verify_callback(context); verify && verify != on_verified) {
        made().library_verify = verify;
        SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), on_verified);
    }
    return apply(tls, context);
}

std::optional<TlsFault> TlsContexts::reload(const Tls& tls) {
    if (auto bad = check(tls)) return bad;
    for (SSL_CTX* context : contexts_)
        if (auto bad = apply(tls, context)) return bad;
    return std::nullopt;
}

void TlsContexts::refused_name(std::string_view name) {
    const SSL* ssl = std::exchange(made().connected, nullptr);
    if (!ssl) return;
    const auto names = names_of_peer(ssl);
    tell(ssl, tls_peer(ssl).text(), "its certificate does not bear " + std::string(name) + ", but " + names);
}

void TlsContexts::end_handshakes(Time now, std::chrono::seconds longest) {
    take_references();
    auto& all = made().handshakes;
    for (auto it = all.begin(); it != all.end();) {
        auto& [ssl, handshake] = *it;
        if (SSL_is_init_finished(ssl)) {
            if (!SSL_is_server(ssl)) made().listeners.connecting(handshake.peer, false);
            it = all.erase(it);
            continue;
        }
        if (now - handshake.since >= longest) {
            handshake.is_late = true;
            shutdown(SSL_get_fd(ssl), SHUT_RDWR);
        }
        ++it;
    }
}

}  // namespace isfocus::sip
