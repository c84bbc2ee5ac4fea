#include "isfocus/confinfo/resource_lists.h"
#include "wire_test.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// REFERs with more than one target, or more in their bodies than one needs.
class ReferIn : public WireTest {
protected:
    void SetUp() override {
        auto reading = settings();
        reading.read_list = [](std::string_view xml) -> Result<std::vector<std::string>> {
            const auto entries = confinfo::read_resource_lists(xml);
            if (!entries) return entries.error();
            std::vector<std::string> uris;
            for (const auto& one : *entries) uris.push_back(one.uri);
            return uris;
        };
        start(std::move(reading));
    }

    ReferRequest received(const std::string& lines, std::string_view body) {
        Ue caller(peer, "refer-" + std::to_string(++calls_));
        send(caller.request("REFER", kConference, caller.contact() + lines, body));
        return await<ReferReceived>().request;
    }

    std::string refused(const std::string& lines, std::string_view body) {
        Ue caller(peer, "refer-" + std::to_string(++calls_));
        send(caller.request("REFER", kConference, caller.contact() + lines, body));
        return expect("SIP/2.0 4");
    }

    int calls_ = 0;
};

/// RFC 5368 figure 3.
constexpr std::string_view kBodyOfFigure3 =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
    "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\"\r\n"
    "        xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\r\n"
    "  <list>\r\n"
    "    <entry uri=\"sip:bill@example.com?method=BYE\" />\r\n"
    "    <entry uri=\"sip:joe@example.org?method=BYE\" />\r\n"
    "    <entry uri=\"sip:ted@example.net?method=BYE\" />\r\n"
    "  </list>\r\n"
    "</resource-lists>\r\n";
const std::string kHeadersOfFigure3 =
    "Refer-To: <cid:cn35t8jf02@example.com>\nRefer-Sub: false\nRequire: multiple-refer, norefersub\n"
    "Content-Type: application/resource-lists+xml\nContent-Disposition: recipient-list\n"
    "Content-ID: <cn35t8jf02@example.com>\n";

TEST_F(ReferIn, ListOfTargetsIsRead_REF19) {
    const auto request = received(kHeadersOfFigure3, kBodyOfFigure3);
    EXPECT_EQ(request.list, ReferList::by_cid);
    EXPECT_TRUE(request.target);
    ASSERT_EQ(request.targets.size(), 3u);
    EXPECT_EQ(request.targets[2], (ReferTarget{.uri = uri("sip:ted@example.net"), .method = ReferMethod::bye}));
}

TEST_F(ReferIn, ListBesideAnotherPartIsRead_REF19) {
    const std::string body =
        "This is a message with several parts.\r\n--x\r\nContent-Type: text/plain\r\n"
        "Content-Disposition: render;handling=optional\r\n\r\nhello\r\n--x\r\n"
        "Content-Type: application/resource-lists+xml\r\nContent-Disposition: recipient-list\r\n"
        "Content-ID: <l@a>\r\n\r\n" +
        std::string(kBodyOfFigure3) + "\r\n--x--\r\n";
    const auto request =
        received("Refer-To: <cid:l@a>\nRequire: multiple-refer\nContent-Type: multipart/mixed; boundary=\"x\"\n", body);
    EXPECT_EQ(request.targets.size(), 3u);
}

TEST_F(ReferIn, ListThatNobodyAskedForIsTold_REF19a) {
    const auto request = received(std::string("Refer-To: <") + Ue::kFactory +
                                      ">\nContent-Type: application/resource-lists+xml\n"
                                      "Content-Disposition: recipient-list\n",
                                  kBodyOfFigure3);
    EXPECT_EQ(request.list, ReferList::unasked);
    EXPECT_EQ(request.targets.size(), 3u);
}

TEST_F(ReferIn, ListThatIsNoneIsAFaultOfTheTarget_REF19) {
    const auto request = received(kHeadersOfFigure3, "<resource-lists/>");
    ASSERT_FALSE(request.target);
    EXPECT_EQ(request.target.error().status, 400);
}

TEST_F(ReferIn, TokenOfTheReferrerIsCarriedOn_REF28) {
    const std::string token = "--y\r\nContent-Type: message/sipfrag\r\n\r\nFrom: <sip:a@b>\r\n--y--\r\n";
    const auto request = received(
        "Refer-To: <sip:bob@ims.test>\nReferred-By: <sip:alice@ims.test>;cid=\"t@a\"\n"
        "Content-Type: multipart/mixed;boundary=x\n",
        "--x\r\nContent-Type: multipart/signed;boundary=y\r\nContent-ID: <t@a>\r\n\r\n" + token + "\r\n--x--\r\n");
    ASSERT_TRUE(request.referred_by_token);
    EXPECT_EQ(request.referred_by_token->content, token);
}

TEST_F(ReferIn, BodyIsIgnoredOnlyWhenItMayBe_REF36) {
    const std::string lines = "Refer-To: <sip:bob@ims.test>\nContent-Type: text/plain\n";
    EXPECT_TRUE(received(lines + "Content-Disposition: render;handling=optional\n", "hi").target);
    const auto answer = refused(lines, "hi");
    EXPECT_TRUE(answer.starts_with("SIP/2.0 415"));
    EXPECT_TRUE(contains(header(answer, "Accept"), "application/resource-lists+xml"));
    EXPECT_TRUE(refused("Refer-To: <sip:bob@ims.test>\nContent-Type: multipart/mixed;boundary=x\n", "hi")
                    .starts_with("SIP/2.0 400 Bad Multipart Body"));
}

TEST_F(ReferIn, ReportsAreAskedForOrRenounced_REF33_REF34) {
    const std::string lines = "Refer-To: <sip:bob@ims.test>\n";
    EXPECT_EQ(received(lines + "Require: explicitsub\n", "").reports, ReferReports::on_request);
    EXPECT_EQ(received(lines + "Require: nosub\n", "").reports, ReferReports::none);
    EXPECT_TRUE(refused(lines + "Require: nosub, explicitsub\n", "").starts_with("SIP/2.0 400"));
    const auto answer = refused(lines + "Require: multiple-refer, explicitsub\n", "");
    EXPECT_TRUE(answer.starts_with("SIP/2.0 420"));
    EXPECT_EQ(header(answer, "Unsupported"), "explicitsub");
}

}  // namespace
}  // namespace isfocus::test
