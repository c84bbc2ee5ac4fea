#pragma once
#include <string>
#include <string_view>

#include "outgoing.h"

namespace isfocus::test {

/// Bob answers with reliable provisional responses (RFC 3262).
class Reliable : public Outgoing {
protected:
    DialogId call() {
        const auto out = order();
        stack->invite(out);
        invited = expect("INVITE ");
        return out.dialog;
    }

    std::string reliable(int rseq) const { return contact() + "Require: 100rel\nRSeq: " + std::to_string(rseq) + "\n"; }

    void progress(std::string_view status, std::string_view tag, int rseq, std::string_view extra = {},
                  std::string_view body = {}) {
        send(response(invited, status, tag, reliable(rseq) + std::string(extra), body));
    }

    /// The PRACK of the focus for this response.
    std::string expect_prack(int rseq, std::string_view tag = "b1") {
        auto prack = expect("PRACK ");
        EXPECT_EQ(header(prack, "RAck"), std::to_string(rseq) + " " + header(invited, "CSeq"));
        EXPECT_EQ(tag_of(header(prack, "To")), tag);
        EXPECT_EQ(header(prack, "From"), header(invited, "From"));
        EXPECT_EQ(header(prack, "Call-ID"), header(invited, "Call-ID"));
        EXPECT_EQ(body_of(prack), "");
        return prack;
    }

    void answer_prack(int rseq, std::string_view tag = "b1") { send(response(expect_prack(rseq, tag), "200 OK", "")); }

    int cseq(std::string_view message) const { return std::stoi(header(message, "CSeq")); }

    std::string record_route() const {
        return "Record-Route: <sip:127.0.0.1:" + std::to_string(peer.port()) + ";lr;n=1>\n";
    }

    /// Nothing is sent or told for a while.
    void expect_silence() {
        wait(std::chrono::milliseconds(100));
        EXPECT_TRUE(received.empty());
        EXPECT_TRUE(events.empty());
    }

    /// The dialog goes on after the PRACKs, and ends.
    void expect_bye(DialogId dialog, std::string_view last) {
        stack->bye(dialog, "");
        const auto bye = expect("BYE ");
        EXPECT_GT(cseq(bye), cseq(last));
        EXPECT_EQ(tag_of(header(bye, "To")), tag_of(header(last, "To")));
        send(response(bye, "200 OK", ""));
        await<focus::ByeAnswered>();
    }
};

}  // namespace isfocus::test
