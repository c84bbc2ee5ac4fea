#include "sip/mixed_body.h"

#include <gtest/gtest.h>

namespace isfocus::sip {
namespace {

TEST(MixedBody, HoldsItsPartsOctetByOctet) {  // RFC 2046 5.1
    const std::string odd("--\r\n\0--x--\r\n\r\n", 15);
    const auto mixed =
        mixed_body({{.headers = {{"Content-Type", "application/sdp"}}, .content = "v=0\r\n"},
                    {.headers = {{"Content-Type", "message/sipfrag"}, {"Content-ID", "<a@b>"}}, .content = odd},
                    {.headers = {}, .content = ""}});
    const auto equals = mixed.content_type.find('=');
    EXPECT_EQ(mixed.content_type.substr(0, equals), "multipart/mixed;boundary");
    const std::string delimiter = "--" + mixed.content_type.substr(equals + 1);
    EXPECT_EQ(mixed.content, delimiter + "\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n" + delimiter +
                                 "\r\nContent-Type: message/sipfrag\r\nContent-ID: <a@b>\r\n\r\n" + odd + "\r\n" +
                                 delimiter + "\r\n\r\n\r\n" + delimiter + "--\r\n");
}

TEST(MixedBody, HasABoundaryOfItsOwn) {
    const std::vector<focus::BodyPart> parts{{.headers = {}, .content = "x"}};
    const auto first = mixed_body(parts);
    EXPECT_NE(first.content_type, mixed_body(parts).content_type);
    EXPECT_LE(first.content_type.size(), std::string("multipart/mixed;boundary=").size() + 70);
}

TEST(MixedBody, LeavesOutHeadersThatAreNoSingleLine) {
    const auto mixed = mixed_body(
        {{.headers = {{"Content-Type", "a/b\r\nX: y"}, {"X\r\nY", "z"}, {"Content-ID", "<a>"}}, .content = "x"}});
    EXPECT_NE(mixed.content.find("\r\nContent-ID: <a>\r\n\r\nx\r\n"), std::string::npos);
    EXPECT_EQ(mixed.content.find("X: y"), std::string::npos);
    EXPECT_EQ(mixed.content.find("z"), std::string::npos);
}

}  // namespace
}  // namespace isfocus::sip
