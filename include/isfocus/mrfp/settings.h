#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "isfocus/base/h248_timers.h"
#include "isfocus/sdp/session.h"

namespace isfocus::mrfp {

/// The formats of these codecs (AMR-WB, AMR, G722, PCMA, PCMU), in this order: AMR and AMR-WB in both packings of RFC
/// 4867, the bandwidth-efficient one first, which UEs use (TS 26.114 6.2.2), and after the voices telephone-event at
/// each of their clocks (RFC 4733 2.1). Dynamic payload types count from 96. Names that are not known are left out.
std::vector<sdp::Codec> formats_of(const std::vector<std::string>& codecs);

/// What the operator decides about the Mp interface. Defaults are those of config/isfocus.yaml.
struct Settings {
    std::string mid = "[127.0.0.1]:2944";                  ///< ours, in every message
    std::vector<std::string> allowed{"[127.0.0.1]:2945"};  ///< mIds of the MRFPs that may register
    bool verifies_source = true;                           ///< and from no host but their own
    std::string profile;                                   ///< that an MRFP may offer (NAME/VERSION); empty: any
    bool heeds_overload = true;  ///< asks MRFPs to say when they are overloaded, and then less of them (H.248.11)
    std::string successor;       ///< mId to which MRFPs are handed at the end; empty: none
    bool compact = false;        ///< the short form of H.248 text
    H248Timers timers;           ///< of the transactions with every MRFP

    /// How long an order of the focus may take: the SIP side does not wait for the end of H.248's retransmissions.
    std::chrono::milliseconds media_timeout{4000};
    std::chrono::milliseconds heartbeat{10000};      ///< silence of an MRFP after which it is asked for a sign of life
    int heartbeats_missed = 3;                       ///< unanswered ones in a row after which it counts as lost
    bool moves_on_loss = true;                       ///< a lost MRFP's conferences go on at another one in service
    std::chrono::seconds hanging_termination{3600};  ///< hangterm/thb (H.248.36), asked for with every termination
    std::chrono::seconds inactivity{0};              ///< adid/ipstop (H.248.40): silence that ends a leg; 0: none

    bool keys = false;  ///< that users press are told (dd/std, H.248.1 E.6)
    /// What is heard when somebody comes or goes, and by who comes: "an/NAME", an announcement of the MRFP (H.248.7),
    /// or "cg/TONE" (H.248.1 E.7); "": nothing.
    std::string on_join, on_leave, welcome;
    std::size_t tones_up_to = 20;  ///< participants: in a larger conference no tone tells of comings and goings

    /// What is asked of an MRFP for a leg, in our preference.
    std::vector<sdp::Codec> codecs = formats_of({"AMR-WB", "AMR", "G722", "PCMA", "PCMU"});
    std::uint32_t ptime_ms = 20, maxptime_ms = 240;           ///< as UEs expect it (TS 26.114 6.2.2)
    sdp::Address::Family family = sdp::Address::Family::ip4;  ///< in our offers, in a conference's first

    /// Added to a leg's number to make the session id of its o= lines, so that ids of an earlier run do not come back.
    std::uint64_t first_session_id = 0;
};

}  // namespace isfocus::mrfp
