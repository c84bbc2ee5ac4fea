#include <gtest/gtest.h>

#include <set>

#include "isfocus/mrfp/settings.h"
#include "mrfp/leg_media.h"

namespace isfocus::mrfp {
namespace {

constexpr const char* kOffered =
    "m=audio 30000 RTP/AVP 96 97 98 99 9 8 0 100 101\r\nb=AS:80\r\na=rtpmap:96 AMR-WB/16000\r\n"
    "a=fmtp:96 mode-change-capability=2; max-red=0\r\na=rtpmap:97 AMR-WB/16000\r\n"
    "a=fmtp:97 octet-align=1; mode-change-capability=2; max-red=0\r\na=rtpmap:98 AMR/8000\r\n"
    "a=fmtp:98 mode-change-capability=2; max-red=0\r\na=rtpmap:99 AMR/8000\r\n"
    "a=fmtp:99 octet-align=1; mode-change-capability=2; max-red=0\r\na=rtpmap:9 G722/8000\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:100 telephone-event/16000\r\na=fmtp:100 0-15\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=maxptime:240\r\n";

/// The reply of an MRFP that grants all it is asked for.
std::string all_of(const StreamRequest& request) {
    auto local = *request.local;
    local.media[0].choose_port = false;
    local.media[0].port = 30000;
    local.connection = local.media[0].connection = {sdp::Address::Family::ip4, "127.0.0.2"};
    return sdp::write_h248({local});
}

// TS 26.114 6.2.2: AMR and AMR-WB bandwidth-efficient first, packets of 20 ms, up to 240 taken.
TEST(Formats, AnOfferHasSomethingForEveryUe) {
    const Settings settings;
    LegMedia media{settings, LegId{7}, ""};
    const auto request = media.reserve(settings, settings.family);
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->reserve_value());
    const auto given = media.reserved(settings, all_of(*request));
    ASSERT_TRUE(given);
    EXPECT_NE(given->sdp.find(kOffered), std::string::npos) << given->sdp;
}

TEST(Formats, PayloadTypesNeverCollide) {
    const std::vector<std::string> all{"PCMU", "AMR", "PCMA", "AMR-WB", "G722"};
    for (std::size_t count = 1; count <= all.size(); ++count) {
        const auto formats = formats_of({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)});
        std::set<int> types;
        for (const auto& format : formats) types.insert(format.payload_type);
        EXPECT_EQ(types.size(), formats.size());
        EXPECT_EQ(formats.front().name, "PCMU");
        EXPECT_EQ(formats.back().name, "telephone-event");
    }
}

TEST(Formats, TelephoneEventHasTheClocksOfTheVoices) {
    const auto narrow = formats_of({"PCMA", "AMR"});
    EXPECT_EQ(narrow.size(), 4U);
    EXPECT_EQ(narrow.back(), (sdp::Codec{98, "telephone-event", 8000, 1, "0-15"}));
    const auto wide = formats_of({"AMR-WB"});
    EXPECT_EQ(wide.size(), 3U);
    EXPECT_EQ(wide.back(), (sdp::Codec{98, "telephone-event", 16000, 1, "0-15"}));
}

// CRE-12: AMR and AMR-WB alone, as a VoLTE UE may offer.
TEST(Formats, AUeWithAmrAloneIsAnsweredInItsPackings) {
    const Settings settings;
    LegMedia media{settings, LegId{7}, ""};
    const auto request = media.reserve(
        settings,
        "v=0\r\no=ue 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
        "m=audio 4000 RTP/AVP 110 107 106 105 104 101 102\r\na=rtpmap:110 EVS/16000\r\na=rtpmap:107 AMR-WB/16000\r\n"
        "a=fmtp:107 mode-change-capability=2; max-red=220\r\na=rtpmap:106 AMR-WB/16000\r\n"
        "a=fmtp:106 octet-align=1; mode-change-capability=2; max-red=220\r\na=rtpmap:105 AMR/8000\r\n"
        "a=fmtp:105 mode-set=0,2,4,7\r\na=rtpmap:104 AMR/8000\r\na=fmtp:104 octet-align=1\r\n"
        "a=rtpmap:101 telephone-event/16000\r\na=rtpmap:102 telephone-event/8000\r\n");
    ASSERT_TRUE(request);
    const auto given = media.reserved(settings, all_of(*request));
    ASSERT_TRUE(given);
    for (const auto* line :
         {"m=audio 30000 RTP/AVP 107 106 105 104 101 102\r\n", "a=fmtp:107 mode-change-capability=2; max-red=220\r\n",
          "a=fmtp:106 octet-align=1; mode-change-capability=2; max-red=220\r\n",
          "a=fmtp:105 mode-change-capability=2; max-red=0; mode-set=0,2,4,7\r\n",
          "a=fmtp:104 octet-align=1; mode-change-capability=2; max-red=0\r\n"})
        EXPECT_NE(given->sdp.find(line), std::string::npos) << line << given->sdp;
}

}  // namespace
}  // namespace isfocus::mrfp
