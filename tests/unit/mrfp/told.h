#pragma once
#include "mp.h"

namespace isfocus::mrfp {

inline constexpr std::string_view kMalfunctions = "Method = Forced, Reason = \"904 Termination Malfunctioning\"";

/// An MRFP that tells of its terminations.
class Told : public Mp {
protected:
    explicit Told(Settings settings = two_mrfps()) : Mp(std::move(settings)) { register_mrfp(); }

    /// ServiceChange of terminations, in a context or `*`; gives the error of the reply, 0 for none.
    int changed(std::string_view context, std::string_view termination, std::string_view services) {
        mrfp_sends("Transaction = " + std::to_string(++last_id) + " { Context = " + std::string{context} +
                   " { ServiceChange = " + std::string{termination} + " { Services { " + std::string{services} +
                   " } } } }");
        const auto reply = next_reply();
        const auto& command = reply.actions.at(0).commands.at(0);
        return command.error ? static_cast<int>(command.error->code) : 0;
    }
    void notify(std::string_view termination, std::uint32_t request_id, std::string_view event) {
        mrfp_sends("Transaction = " + std::to_string(++last_id) + " { Context = 1 { Notify = " +
                   std::string{termination} + " { ObservedEvents = " + std::to_string(request_id) +
                   " { 20251120T09050010:" + std::string{event} + " } } } }");
        EXPECT_FALSE(next_reply().error);
    }
    std::uint32_t establish_and_watch(int leg) {
        reserve(leg, 10);
        const auto add = expect_add();
        reply_added(add, 1, "ip/" + std::to_string(leg));
        expect_event<focus::MediaReserved>();
        return *add.command.events->request_id;
    }
};

/// Beside it there is another.
class ToldToAPool : public Told {
protected:
    ToldToAPool() { register_mrfp(kSecond); }
};

}  // namespace isfocus::mrfp
