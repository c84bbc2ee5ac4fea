#include "sip/session_id.h"

#include <gtest/gtest.h>

#include "parsed.h"

namespace isfocus::sip {
namespace {

using test::Parsed;
using test::request;

const std::string kPeer = "ab30317f1a784dc48ff824d0d3715d86";
const std::string kNil(32, '0');

std::optional<std::string> peer(const std::string& value) {
    return read_peer_uuid(*Parsed(request("INVITE", "Session-ID: " + value + "\n")));
}

TEST(SessionId, IsARandomUuidAndKnowsNoPeerYet_OUT22) {
    const auto one = make_session_id();
    EXPECT_EQ(one.local.size(), 32u);
    EXPECT_EQ(one.local[12], '4');
    EXPECT_NE(std::string("89ab").find(one.local[16]), std::string::npos);
    EXPECT_NE(one.local, make_session_id().local);
    EXPECT_EQ(one.text(), one.local + ";remote=" + kNil);
}

TEST(SessionId, OfThePeerIsTakenInBothForms_CHG14) {
    EXPECT_EQ(peer(kPeer + ";remote=" + kNil), kPeer);
    EXPECT_EQ(peer(kPeer), kPeer);  // RFC 7329
    EXPECT_EQ(peer("AB30317F1A784DC48FF824D0D3715D86 ; remote=x"), kPeer);
    for (const auto& value : {std::string(), kPeer + "0", kPeer.substr(1), "g" + kPeer.substr(1), ";remote=" + kPeer,
                              kPeer + "\nSession-ID: " + kPeer})
        EXPECT_FALSE(peer(value)) << value;
    EXPECT_FALSE(read_peer_uuid(*Parsed(request("INVITE"))));
}

TEST(SessionId, FollowsThePeerAndIgnoresItsOwnEcho_CHG14) {
    auto session = make_session_id();
    const auto learn = [&](const std::string& lines) { learn_peer(session, *Parsed(request("INVITE", lines))); };
    learn("Session-ID: " + kPeer + "\n");
    EXPECT_EQ(session.remote, kPeer);
    learn("");
    learn("Session-ID: " + session.local + "\n");
    EXPECT_EQ(session.remote, kPeer);
    const auto other = make_session_id().local;
    learn("Session-ID: " + other + ";remote=" + session.local + "\n");
    EXPECT_EQ(session.remote, other);
}

TEST(SessionId, OfAReferralNamesThePeer_REF13) {
    EXPECT_EQ(peer_of_referral(kNil + ";remote=" + kPeer), kPeer);
    EXPECT_EQ(peer_of_referral(kPeer), kNil);
    EXPECT_EQ(peer_of_referral(kPeer + ";remote=" + kNil), kNil);
}

}  // namespace
}  // namespace isfocus::sip
