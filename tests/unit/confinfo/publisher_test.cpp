#include "isfocus/confinfo/publisher.h"

#include <gtest/gtest.h>

#include "documents.h"
#include "isfocus/confinfo/document.h"

namespace isfocus::confinfo {
namespace {

class RecordingSip final : public focus::SipPort {
public:
    void respond(TransactionId, const focus::Response&) override { FAIL(); }
    void invite(const focus::InviteOrder&) override { FAIL(); }
    void acknowledge(DialogId) override { FAIL(); }
    void cancel(DialogId) override { FAIL(); }
    void bye(DialogId, std::string_view) override { FAIL(); }
    void notify(const focus::NotifyOrder& order) override { notified.push_back(order); }
    void refer(const focus::ReferOrder&) override { FAIL(); }
    void probe(DialogId) override {}
    void refresh(const focus::RefreshOrder&) override {}
    void release(DialogId) override { FAIL(); }

    std::vector<focus::NotifyOrder> notified;
};

TEST(Publisher, MakesTheDocumentTheBodyOfTheNotifyAndLeavesTheRestAlone) {
    RecordingSip sip;
    Publisher publisher(sip);
    focus::NotifyOrder order;
    order.subscription = SubscriptionId{7};
    order.dialog = DialogId{3};
    order.event = "conference";
    order.expires = std::chrono::seconds{3600};
    const auto document = document_about({connected_user("sip:a@b")});

    publisher.publish(order, document);

    ASSERT_EQ(sip.notified.size(), 1U);
    EXPECT_EQ(sip.notified[0].subscription, SubscriptionId{7});
    EXPECT_EQ(sip.notified[0].dialog, DialogId{3});
    EXPECT_EQ(sip.notified[0].event, "conference");
    EXPECT_EQ(sip.notified[0].expires, std::chrono::seconds{3600});
    EXPECT_EQ(sip.notified[0].content_type, "application/conference-info+xml");
    EXPECT_EQ(sip.notified[0].body, to_xml(document));
}

TEST(Publisher, WritesWhatManyAreToldOnceAndGivesEachItsVersion_EVT35) {
    RecordingSip sip;
    Publisher publisher(sip);
    auto document = document_about({connected_user("sip:a@b?x=%22 version=")});
    document.entity = "sip:c@d; version=\"7";
    document.content = 1;
    publisher.publish({}, document);
    document.version = 12345;
    publisher.publish({}, document);
    EXPECT_EQ(sip.notified.at(1).body, to_xml(document));
    document.users[0].entity = "sip:changed@b";
    publisher.publish({}, document);
    EXPECT_EQ(sip.notified.at(2).body, sip.notified.at(1).body) << "one number, one content";
    document.content = 9;
    publisher.publish({}, document);
    EXPECT_EQ(sip.notified.at(3).body, to_xml(document));
}

}  // namespace
}  // namespace isfocus::confinfo
