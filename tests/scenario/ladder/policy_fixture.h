#pragma once
#include "ladder.h"

namespace isfocus::focus::test {

using namespace std::chrono_literals;

inline const Uri kTeam = uri("sip:team@conf-factory.ims.test");

/// A conference that a policy document makes, of which UE1 is the owner.
class Policy : public Ladder {
protected:
    Policy() {
        policy.uri = kTeam;
        policy.owner = uri("sip:ue1@home1.net");
    }

    void given() { post(PolicyGiven{policy}); }
    void withdrawn() { post(PolicyWithdrawn{kTeam}); }
    void let_in(const std::string& who, JoinHandling how = JoinHandling::allow) {
        policy.rules.push_back({.users = {uri(who)}, .join = how});
    }
    void let(const std::string& who, Permission what) {
        policy.rules.push_back({.users = {uri(who)}, .grants = {what}});
    }
    void call(const std::string& who) { policy.dial_out.push_back({.uri = uri(who)}); }
    void starts_in(std::chrono::seconds time) {
        policy.start = now + time;
        policy.stop = now + time + 3600s;
    }
    /// The owner has dialled in; nothing of that is left to expect.
    void opened() {
        given();
        ue1.invites(kTeam);
        mrfp_grants();
        ue1.acks();
        expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK");
    }
    /// The list has been called, of which UE2 rings and UE3 is in.
    void called() {
        call("sip:ue2@home2.net");
        call("sip:ue3@home3.net");
        starts_in(0s);
        given();
        mrfp_grants();
        mrfp_grants();
        ue2.rings();
        ue3.answers();
        expect(R"(
            AS -> MRFP Add
            AS -> MRFP Add
            AS -> UE2 INVITE sip:ue2@home2.net
            AS -> UE3 INVITE sip:ue3@home3.net
            AS -> UE3 ACK
            AS -> MRFP Modify )");
    }

    ConferencePolicy policy;
};

}  // namespace isfocus::focus::test
