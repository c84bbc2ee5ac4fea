#include "sip/privacy.h"

#include <gtest/gtest.h>

#include "parsed.h"

namespace isfocus::sip {
namespace {

using test::Parsed;
using test::request;

std::optional<std::string> failure(const std::string& value) {
    return privacy_failure(read_privacy(*Parsed(request("INVITE", "Privacy: " + value + "\n"))));
}

TEST(Privacy, IsRefusedWhereItIsCriticalAndUnknown_CHG07) {
    EXPECT_EQ(failure("critical;shape"), "Privacy Failure: shape");
    EXPECT_EQ(failure("id;Shape;colour;CRITICAL"), "Privacy Failure: Shape;colour");
    EXPECT_EQ(failure("critical;\"a b\""), "Privacy Failure: unreadable");
}

TEST(Privacy, IsGivenWhereItIsKnownOrNotCritical_CHG07) {
    for (const char* value : {"id;user;header;session;history;critical", "none;critical", "shape", "critical", ""})
        EXPECT_FALSE(failure(value)) << value;
    EXPECT_FALSE(privacy_failure(read_privacy(*Parsed(request("INVITE")))));
}

}  // namespace
}  // namespace isfocus::sip
