#include "ladder.h"

/// A conference that is made with a list of those who are to be in it (RFC 5366).
namespace isfocus::focus::test {
namespace {

class Guests : public Ladder {
protected:
    void list(const std::vector<std::string>& uris) {
        for (const auto& one : uris) ue1.next_invite.list.push_back({.uri = uri(one)});
    }
};

TEST_F(Guests, AreInvitedOnceTheCreatorIsIn_CRE30) {
    list({"sip:ue2@home2.net", "sip:ue3@home3.net"});
    ue1.invites(kFactory);
    expect("AS -> MRFP Add with Remote");
    mrfp_grants();
    expect("AS -> UE1 200 OK\n AS -> MRFP Add\n AS -> MRFP Add");
    mrfp_grants();
    mrfp_grants();
    expect("AS -> UE2 INVITE sip:ue2@home2.net\n AS -> UE3 INVITE sip:ue3@home3.net");
    ue2.answers();
    ue3.rejects(486, "Busy Here");  // nobody is told by NOTIFY
    expect("AS -> UE2 ACK\n AS -> MRFP Modify\n AS -> MRFP Subtract");
    ue1.acks();
    ue1.subscribes(conference());
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net");
}

TEST_F(Guests, EachIsInvitedOnceAndNeitherTheCreatorNorTheFocus_CRE35_DEC06) {
    settings.denied = {uri("sip:ue3@home3.net")};
    list({"sip:ue2@home2.net", "sip:ue2@HOME2.net", "sip:ue1@home1.net", "sip:mmtel@conf-factory.ims.test",
          "sip:ue3@home3.net"});
    ue1.invites(kFactory);
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK\n AS -> MRFP Add");
}

TEST_F(Guests, MoreThanThereAreSeatsForRefuseTheWholeRequest_CRE37) {
    settings.max_participants = 2;
    list({"sip:ue2@home2.net", "sip:ue3@home3.net"});
    ue1.invites(kFactory);
    expect("AS -> UE1 403 Forbidden");
    EXPECT_TRUE(focus().idle());
    ue1.next_invite.list.pop_back();
    ue1.invites(kFactory);
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK\n AS -> MRFP Add");
}

TEST_F(Guests, AreInvitedIntoTheCallThatTheirEntryNames_CRE36) {
    ue1.next_invite.list.push_back({.uri = uri("sip:ue2@home2.net"), .replaces = "c;to-tag=b;from-tag=a"});
    ue1.invites(kFactory);
    mrfp_grants();
    mrfp_grants();
    ASSERT_EQ(invitations.size(), 1u);
    EXPECT_EQ(invitations.back().replaces, "c;to-tag=b;from-tag=a");
}

TEST_F(Guests, HaveToHaveAgreedWhereTheOperatorDemandsIt_CRE39) {
    settings.lists_need_consent = true;
    settings.consented = {uri("sip:*@home2.net")};
    list({"sip:ue2@home2.net", "sip:ue3@home3.net", "tel:+15550199"});
    ue1.invites(kFactory);
    expect("AS -> UE1 470 Consent Needed");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Permission-Missing", "<sip:ue3@home3.net>, <tel:+15550199>"}));
    EXPECT_TRUE(focus().idle()) << "nothing is made by halves";
    ue1.next_invite.list.clear();
    list({"sip:ue2@home2.net"});
    ue1.invites(kFactory);
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK\n AS -> MRFP Add");
}

TEST_F(Guests, OfAReferHaveToHaveAgreedToo_CRE39_REF19) {
    settings.lists_need_consent = true;
    created();
    ue1.next_refer.list = ReferList::by_cid;
    ue1.next_refer.targets = {{.uri = uri("sip:ue2@home2.net")},
                              {.uri = uri("sip:ue3@home3.net"), .method = ReferMethod::bye}};
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 404 Not In Conference");
    ue1.next_refer.targets.pop_back();
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 470 Consent Needed");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Permission-Missing", "<sip:ue2@home2.net>"}));
    ue1.next_refer.list = ReferList::none;
    ue1.refers("sip:ue2@home2.net");
    EXPECT_EQ(responses.back().status, 202) << "a user whom the referrer names itself is no list";
}

TEST_F(Guests, OfACreationThatFailsAreNotInvited_CRE30) {
    list({"sip:ue2@home2.net"});
    ue1.invites(kFactory);
    mrfp_refuses();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 503 Service Unavailable\n AS -> MRFP Subtract *");
}

}  // namespace
}  // namespace isfocus::focus::test
