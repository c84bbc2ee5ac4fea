#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "listener.h"
#include "outgoing.h"
#include "tls_stream.h"

namespace isfocus::test {

inline const Authority& authority() {
    static const Authority* const one = [] {
        static Authority made;
        made.issue("as", "DNS:as.ims.test");
        made.issue("as2", "DNS:as.ims.test");
        made.issue("scscf", "DNS:scscf.home1.test,URI:sip:home1.test");
        made.issue("local", "DNS:127.0.0.1");
        made.issue("stranger", "DNS:stranger.test");
        return &made;
    }();
    return *one;
}

/// The focus over TLS, with peers of one authority.
class Tls : public Outgoing {
protected:
    void SetUp() override { start(with_tls()); }
    void TearDown() override { stack.reset(); }

    static sip::Tls files(const std::string& name = "as") {
        return {authority().certificate(name), authority().key(name), authority().certificate("ca")};
    }

    sip::Settings with_tls() {
        auto with = settings();
        with.listen.push_back({sip::ListenAddress::Transport::tls, "127.0.0.1", 0});
        with.tls = files();
        with.tls_failed = [this](const sip::TlsFailure& failure) { failures.push_back(failure); };
        return with;
    }

    std::uint16_t tls_port() const { return stack->bound().back().port; }

    TlsStream connected(const std::string& own = "") const {
        return {Stream(tls_port()), authority(), TlsStream::Role::client, own};
    }

    bool is_ready(TlsStream& stream) {
        return run_until([&] { return stream.is_ready() || stream.is_ended(); }) && stream.is_ready();
    }

    bool ends(TlsStream& stream) {
        return run_until([&] { return stream.is_ended(); });
    }

    static std::string over_tls(std::string request) {
        return request.replace(request.find("SIP/2.0/UDP"), 11, "SIP/2.0/TLS");
    }

    void is_served(TlsStream& stream) {
        const auto before = stream.received().size();
        stream.send(over_tls(ue.request("OPTIONS", kConference)));
        stack->respond(await<focus::OptionsReceived>().transaction, {.status = 200, .phrase = "OK"});
        EXPECT_TRUE(run_until([&] { return contains(stream.received().substr(before), "SIP/2.0 200 OK"); }));
    }

    Ue ue{peer};
    std::vector<sip::TlsFailure> failures;  ///< that the operator is told of
};

/// The focus calls Bob by a next hop over TLS.
class TlsNextHop : public Tls {
protected:
    void outbound(std::string_view text) {
        auto with = with_tls();
        with.outbound = uri(text);
        start(with);
    }

    std::string hop(std::string_view scheme, std::string_view parameters) const {
        return std::string(scheme) + ":127.0.0.1:" + std::to_string(listener.port()) + std::string(parameters);
    }

    /// The connection of the stack, as the next hop with that certificate.
    std::unique_ptr<TlsStream> accept(const std::string& own) {
        std::unique_ptr<TlsStream> stream;
        EXPECT_TRUE(run_until([&] {
            if (auto one = listener.accept())
                stream = std::make_unique<TlsStream>(std::move(*one), authority(), TlsStream::Role::server, own);
            return stream != nullptr;
        }));
        return stream;
    }

    Listener listener;
};

}  // namespace isfocus::test
