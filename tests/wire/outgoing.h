#pragma once
#include <string>
#include <string_view>

#include "wire_test.h"

namespace isfocus::test {

/// The focus calls Bob, who writes his answers by himself.
class Outgoing : public WireTest {
protected:
    focus::InviteOrder order() {
        return {.dialog = dialog_ids.next(),
                .request_uri = uri("sip:bob@ims.test;user=phone;x=%41"),
                .conference = uri(kConference),
                .display_name = "Conference \"Call\"",
                .referred_by = "<sip:alice@ims.test>;cid=\"x@y\"",
                .replaces = "abc@def;to-tag=1;from-tag=2",
                .require_replaces = true,
                .subject = "lunch",
                .expires = std::chrono::seconds(90),
                .offer = {std::string(kOffer), {}}};
    }

    std::string contact() const { return "Contact: <sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";gr=1%41>\n"; }
    std::string sdp() const { return contact() + "Content-Type: application/sdp\n"; }

    /// Bob's dialog, answered and acknowledged; leaves his INVITE in `invited`.
    DialogId establish(std::string_view extra = {}) {
        const auto out = order();
        stack->invite(out);
        invited = expect("INVITE ");
        send(response(invited, "200 OK", "b1", sdp() + std::string(extra), kAnswer));
        await<focus::InviteAnswered>();
        stack->acknowledge(out.dialog);
        acked = expect("ACK ");
        return out.dialog;
    }

    /// A request of Bob in the dialog of `invited`.
    std::string request_of_bob(std::string_view method, std::string_view extra = {}, std::string_view body = {}) {
        const std::string cseq = std::to_string(++bobs_cseq);
        return wire(std::string(method) + " " + kConference +
                        " SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(peer.port()) + ";branch=z9hG4bK-bob-" +
                        cseq + "\nFrom: <sip:bob@ims.test>;tag=b1\nTo: " + header(invited, "From") +
                        "\nCall-ID: " + header(invited, "Call-ID") + "\nCSeq: " + cseq + " " + std::string(method) +
                        "\nMax-Forwards: 70\n" + std::string(extra),
                    body);
    }

    /// Lets so much time go by.
    void wait(std::chrono::milliseconds time) {
        const auto end = std::chrono::steady_clock::now() + time;
        run_until([end] { return std::chrono::steady_clock::now() >= end; });
    }

    std::string invited;
    std::string acked;
    unsigned bobs_cseq = 0;
};

/// What becomes of his INVITE.
class InviteOut : public Outgoing {
protected:
    /// His telephone rings.
    DialogId ringing() {
        const auto out = order();
        stack->invite(out);
        invited = expect("INVITE ");
        send(response(invited, "180 Ringing", "b1"));
        await<focus::InviteProgress>();
        return out.dialog;
    }
};

}  // namespace isfocus::test
