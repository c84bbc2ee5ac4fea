#include "gateway_fixture.h"

namespace isfocus::mrfpd {
namespace {

// As a VoLTE UE offers it (TS 26.114 annex A): each AMR twice, events at both clocks.
constexpr const char* kVolte =
    "v=0\nc=IN IP4 %\nm=audio @ RTP/AVP 107 106 105 104 101 102\na=rtpmap:107 AMR-WB/16000\n"
    "a=fmtp:107 mode-change-capability=2; max-red=0\na=rtpmap:106 AMR-WB/16000\n"
    "a=fmtp:106 octet-align=1; mode-set=0,1,2; mode-change-capability=2; max-red=0\na=rtpmap:105 AMR/8000\n"
    "a=fmtp:105 mode-set=7\na=rtpmap:104 AMR/8000\na=fmtp:104 octet-align=1\na=rtpmap:101 telephone-event/16000\n"
    "a=rtpmap:102 telephone-event/8000\na=ptime:20\na=maxptime:240\n";

std::string volte(const std::string& address, const std::string& port) {
    std::string text = kVolte;
    text.replace(text.find('%'), 1, address);
    return text.replace(text.find('@'), 1, port);
}

TEST_F(GatewayTest, AmrIsReservedInBothPackingsWithItsModesAndEventsAtBothClocks) {
    const auto local = local_of(only_command(
        request("Context = $ { Add = $ { Media { Stream = 1 { LocalControl { Mode = SendReceive, ReservedValue = ON }, "
                "Local {\n" +
                volte("$", "$") + "}, Remote {\n" + volte("127.0.0.11", "4000") + "} } } } }")));
    EXPECT_NE(local.find("m=audio 30000 RTP/AVP 107 106 105 104 101 102\r\n"), std::string::npos) << local;
    EXPECT_NE(local.find("a=fmtp:106 octet-align=1; mode-set=0,1,2;"), std::string::npos) << local;
    EXPECT_NE(local.find("a=maxptime:240"), std::string::npos) << local;
    const auto& stream = media.streams.at(1);
    using enum AmrPacking;
    EXPECT_EQ(stream.receives, (std::vector<Format>{{107, Encoding::amr_wb, bandwidth_efficient, 0},
                                                    {106, Encoding::amr_wb, octet_aligned, 0b111},
                                                    {105, Encoding::amr, bandwidth_efficient, 0b1000'0000},
                                                    {104, Encoding::amr, octet_aligned, 0}}));
    EXPECT_EQ(stream.receives_events, (std::vector<TelephoneEvent>{{101, 16000}, {102, 8000}}));
    EXPECT_EQ(stream.remote->format, stream.receives.front());
    EXPECT_EQ(stream.remote->telephone_event, 101);
}

TEST_F(GatewayTest, TelephoneEventStaysOnlyAtTheClockOfAVoice) {
    const auto local = local_of(only_command(
        request("Context = $ { Add = $ { Media { Stream = 1 { LocalControl { ReservedValue = ON }, Local {\nv=0\n"
                "c=IN IP4 $\nm=audio $ RTP/AVP 101 9 102\na=rtpmap:101 telephone-event/16000\n"
                "a=rtpmap:102 telephone-event/8000\n} } } } }")));
    EXPECT_NE(local.find("m=audio 30000 RTP/AVP 9 102\r\n"), std::string::npos) << local;
    EXPECT_EQ(media.streams.at(1).receives, (std::vector<Format>{{9, Encoding::g722}}));
}

// RFC 3389
TEST_F(GatewayTest, ComfortNoiseStaysBesideWhatHasNoneOfItsOwn_MED33) {
    int port = 30000;
    const auto granted = [&](const std::string& formats,
                             const char* control = "LocalControl { ReservedValue = ON }, ") {
        const auto local = local_of(
            only_command(request(std::string{"Context = $ { Add = $ { Media { Stream = 1 { "} + control +
                                 "Local {\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP " + formats +
                                 "\na=rtpmap:101 telephone-event/8000\na=rtpmap:96 AMR/8000\na=rtpmap:97 CN/16000\n"
                                 "a=rtpmap:98 AMR-WB/16000\n} } } } }")));
        const auto line = "m=audio " + std::to_string(port) + " RTP/AVP ";
        port += 2;
        const auto at = local.find(line);
        return at == std::string::npos ? local
                                       : local.substr(at + line.size(), local.find('\r', at) - at - line.size());
    };
    EXPECT_EQ(granted("13 8 101"), "13 8 101");
    EXPECT_EQ(media.streams.at(1).receives_noise, 13);
    EXPECT_EQ(media.streams.at(1).receives, (std::vector<Format>{{8, Encoding::pcma}}));
    EXPECT_EQ(granted("9 13"), "9 13");
    EXPECT_EQ(granted("0 96 13"), "0 96 13");
    EXPECT_EQ(granted("96 13"), "96");
    EXPECT_FALSE(media.streams.at(4).receives_noise);
    EXPECT_EQ(granted("98 97"), "98");
    EXPECT_EQ(granted("8 13", ""), "8") << "one format only";
    EXPECT_EQ(
        error_of(request("Context = $ { Add = $ { Media { Stream = 1 { LocalControl { ReservedValue = ON }, Local "
                         "{\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP 13\n} } } } }")),
        515);
    const auto remote = request(
        "Context = $ { Add = $ { Media { Stream = 1 { Local {\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP 0\n}, "
        "Remote {\nv=0\nc=IN IP4 127.0.0.11\nm=audio 4000 RTP/AVP 13 8\n} } } } }");
    EXPECT_EQ(error_of(remote), 0);
    EXPECT_EQ(media.streams.rbegin()->second.remote->format, (Format{8, Encoding::pcma})) << "the first voice";
}

}  // namespace
}  // namespace isfocus::mrfpd
