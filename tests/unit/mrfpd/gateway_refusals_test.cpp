#include "gateway_fixture.h"

/// What isfocus-mrfpd refuses, and with which error of H.248.8.
namespace isfocus::mrfpd {
namespace {

struct Refused {
    const char* actions;
    int error;
};

class Refusals : public GatewayTest, public testing::WithParamInterface<Refused> {};

TEST_P(Refusals, HaveTheirErrorAndChangeNothing) {
    request(add("$"));  // context 1, ip/1
    request(add("$"));  // context 2, ip/2
    const auto before = media.streams;
    EXPECT_EQ(error_of(request(GetParam().actions)), GetParam().error);
    EXPECT_EQ(media.streams, before);
    EXPECT_EQ(gateway.terminations(), 2U);
}

#define LOCAL(sdp) "Context = $ { Add = $ { Media { Stream = 1 { Local {\n" sdp "\n} } } } }"

#define MODIFY(body) "Context = 1 { Modify = ip/1 { " body " } }"

INSTANTIATE_TEST_SUITE_P(
    AtEachLevel, Refusals,
    testing::Values(
        Refused{"Context = 9 { Subtract = ip/1 }", 411}, Refused{"Context = $ { Subtract = ip/1 }", 411},
        Refused{"Context = 1 { Subtract = $ }", 410}, Refused{"Context = - { Add = $ }", 410},
        Refused{"Context = 1 { Subtract = ip/9 }", 430}, Refused{"Context = 1 { Subtract = ip/01 }", 430},
        Refused{"Context = 1 { Subtract = tdm/1 }", 430}, Refused{"Context = 1 { Subtract = tdm/* }", 431},
        Refused{"Context = 1 { Subtract = ip/2 }", 435}, Refused{"Context = - { Subtract = ip/2 }", 435},
        Refused{"Context = 1 { Add = ip/2 }", 433}, Refused{"Context = 1 { Add = ip/9 }", 430},
        Refused{"Context = 1 { Move = ip/2 }", 501}, Refused{"Context = - { Subtract = ROOT }", 542},
        Refused{"Context = 1 { AuditValue = ROOT { Audit { } } }", 435},
        Refused{"Context = 1 { Notify = ip/1 { ObservedEvents = 1 { g/cause } } }", 443},
        Refused{"Context = 1 { Topology { ip/1, ip/1, Isolate }, Subtract = ip/1 }", 444},
        Refused{MODIFY("Events = 1 { tonedet/std { tl = * } }"), 440}, Refused{MODIFY("Events = 1 { g/none }"), 451},
        Refused{MODIFY("Events = 1 { hangterm/thb { timery = 5 } }"), 446},
        Refused{MODIFY("Events = 1 { hangterm/thb { timerx = soon } }"), 449},
        Refused{MODIFY("Events = 1 { hangterm/thb { timerx = 0 } }"), 449},
        Refused{MODIFY("Signals { srvtn/rdt }"), 440}, Refused{MODIFY("Signals { cg/none }"), 452},
        Refused{MODIFY("Signals { cg/rt { x = 1 } }"), 446}, Refused{MODIFY("Signals { g/rt }"), 452},
        Refused{MODIFY("Signals { ipnapt/none }"), 452},
        Refused{MODIFY("Signals { ipnapt/latch { napt = MAYBE } }"), 449},
        Refused{MODIFY("Media { Stream = 1 { LocalControl { Mode = Loopback } } }"), 517},
        Refused{MODIFY("Media { Stream = 2 { LocalControl { Mode = Inactive } } }"), 410},
        Refused{MODIFY("Media { Stream = 1 { LocalControl { tdmc/ec = on } } }"), 440},
        Refused{MODIFY("Media { Stream = 1 { LocalControl { nt/none = 1 } } }"), 450},
        Refused{MODIFY("Media { Stream = 1 { LocalControl { Mode = Inactive } }, Stream = 2 { LocalControl { Mode = "
                       "Inactive } } }"),
                515},
        Refused{MODIFY("Media { Stream = 1 { Local {\nv=0\nc=IN IP4 $\nm=audio 31000 RTP/AVP 0\n} } }"), 449},
        Refused{MODIFY("Media { Stream = 1 { Remote {\nv=0\nc=IN IP6 ::1\nm=audio 31000 RTP/AVP 0\n} } }"), 449},
        Refused{MODIFY("Media { Stream = 1 { Remote {\nv=0\nc=IN IP4 a.test\nm=audio 31000 RTP/AVP 0\n} } }"), 449},
        Refused{MODIFY("Media { Stream = 1 { Remote {\nv=0\nc=IN IP4 127.0.0.9\nm=audio 65535 RTP/AVP 0\n} } }"), 449},
        Refused{"Context = $ { Add = $ }", 441},
        Refused{"Context = $ { Add = $ { Media { Stream = 1 { LocalControl { Mode = Inactive } } } } }", 441},
        Refused{LOCAL("v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 96\na=rtpmap:96 EVS/16000"), 515},
        Refused{LOCAL("v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 96\na=rtpmap:96 AMR/8000\na=fmtp:96 octet-align=1; crc=1"),
                515},
        Refused{LOCAL("v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 101\na=rtpmap:101 telephone-event/8000"), 515},
        Refused{LOCAL("v=0\nc=IN IP4 $\nm=video $ RTP/AVP 31"), 515},
        Refused{LOCAL("v=0\nc=IN IP4 $\nm=audio $ RTP/SAVP 0"), 515},
        Refused{LOCAL("v=0\nc=IN IP6 $\nm=audio $ RTP/AVP 0"), 449},
        Refused{LOCAL("v=0\nc=IN IP4 127.0.0.3\nm=audio $ RTP/AVP 0"), 449},
        Refused{LOCAL("v=0\nc=IN IP4 $\nm=audio 30000 RTP/AVP 0"), 449}, Refused{LOCAL("nonsense"), 449}));

}  // namespace
}  // namespace isfocus::mrfpd
