#include <gtest/gtest.h>

#include "isfocus/sdp/amr_format.h"

namespace isfocus::sdp {
namespace {

Codec amr(const std::string& parameters, const std::string& name = "AMR", std::uint32_t clock = 8000) {
    return {96, name, clock, 1, parameters};
}

// RFC 4867 8.1: bandwidth-efficient and all modes unless told.
TEST(AmrFormat, IsReadFromTheParameters) {
    EXPECT_EQ(amr_format(amr("")), (AmrFormat{false, 0}));
    EXPECT_EQ(amr_format(amr("octet-align=1; mode-set=0, 2,4,7; max-red=0")), (AmrFormat{true, 0b1001'0101}));
    EXPECT_EQ(amr_format(amr("octet-align=0;mode-set=7", "amr")), (AmrFormat{false, 0b1000'0000}));
    EXPECT_EQ(amr_format(amr("mode-set=0,1,2,8", "AMR-WB", 16000)), (AmrFormat{false, 0b1'0000'0111}));
    EXPECT_EQ(amr_format(amr("mode-set=8,1,x,-1,99999999999")), (AmrFormat{false, 0b10})) << "those that there are";
}

TEST(AmrFormat, PayloadsThatWeDoNotDoHaveNone) {
    for (const auto* parameters :
         {"crc=1", "octet-align=1; robust-sorting=1", "interleaving=30", "mode-set=8", "mode-set=x"})
        EXPECT_FALSE(amr_format(amr(parameters))) << parameters;
    EXPECT_TRUE(amr_format(amr("crc=0; robust-sorting=0")));
    EXPECT_FALSE(amr_format({0, "PCMU", 8000, 1, ""}));
}

}  // namespace
}  // namespace isfocus::sdp
