#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "isfocus/base/ids.h"
#include "isfocus/focus/values.h"
#include "isfocus/mrfp/settings.h"
#include "isfocus/sdp/offer_answer.h"

namespace isfocus::mrfp {

/// The H.248 stream mode, seen from the context outwards: `sendonly` is a user who hears and is not heard.
using Mode = Direction;

/// What is left of a mode for a user who shall not be heard, whatever he and we have agreed on.
constexpr Mode muted(Mode mode) {
    const bool hears = mode == Mode::sendrecv || mode == Mode::sendonly;
    return hears ? Mode::sendonly : Mode::inactive;
}

/// What the MRFP is asked to do with the stream of a termination. What is absent stays as it is.
struct StreamRequest {
    Mode mode = Mode::inactive;
    std::optional<sdp::Session> local;
    std::optional<sdp::Session> remote;

    /// Without it the MRFP keeps one format only, and telephone-event or the second codec is lost.
    bool reserve_value() const;
};

/// The media of one leg between two descriptions: SIP's, exchanged with the UE as offer and answer (RFC 3264), and
/// H.248's, Local and Remote of the leg's termination. Knows nothing of transactions; a value.
class LegMedia {
public:
    LegMedia(const Settings& settings, LegId leg, std::string label);

    /// For a new termination, to an offer of the UE: everything at once. 400 for an unreadable offer, 488 for one that
    /// has no codec of ours (CRE-11).
    Result<StreamRequest> reserve(const Settings& settings, const std::string& offer);
    /// Where the offer is ours: Local only, with an address of that family, and Mode inactive.
    Result<StreamRequest> reserve(const Settings& settings, sdp::Address::Family family);
    /// Of its address at the MRFP: the one that it has, or the one that is asked for.
    sdp::Address::Family family() const;

    /// Timestamp units in a second of its audio: that of the codec that the UE likes best, which both ends mostly send.
    std::uint32_t clock() const;

    /// The UE's answer to what `reserved` or `offer_again` gave: 488 when it is of no use (OUT-44).
    Result<StreamRequest> configure(const std::string& answer);

    /// A new offer within the session. 488 or 400 leaves everything as it was.
    Result<StreamRequest> renegotiate(const Settings& settings, const std::string& offer);

    /// Everything at once for a new termination elsewhere: what is agreed on, or was asked last. The codecs stay, for
    /// their payload types may mean nothing else within a session (RFC 3264 8.3.2).
    StreamRequest relocate(const Settings& settings);

    /// The MRFP has done what was asked last. `local` is the Local descriptor of its reply, if there was one: what it
    /// chose and granted. Gives the description for the UE: an answer if it offered, else an offer.
    /// 500 when the descriptor is unusable, 488 when it granted no voice codec.
    Result<focus::Description> reserved(const Settings& settings, const std::optional<std::string>& local);

    /// The MRFP has done what `configure` asked for.
    void configured();

    /// For an offer that the UE asks for within the session, as of a new call (RFC 3261 14.2): a Local with all codecs,
    /// after which `reserved` gives the offer. Nothing when it has them already.
    std::optional<StreamRequest> widen(const Settings& settings);

    /// Our part of the session as a new offer, sendrecv even while the UE holds (RFC 6337 5.3). With the codecs that
    /// there are: what `widen` asked for is forgotten.
    focus::Description offer_again();

private:
    sdp::LocalMedia our_end(const Settings& settings) const;
    sdp::Session new_offer(const Settings& settings) const;
    focus::Description describe(sdp::Session session);
    void carried_out();

    std::string label_;
    std::uint64_t session_id_;
    std::optional<sdp::Session> offered_;    ///< the UE's offer that waits for our answer
    std::optional<sdp::Session> described_;  ///< what we last told the UE
    sdp::Media local_;                       ///< Local as the MRFP has it
    std::vector<sdp::Codec> asked_codecs_;   ///< of which `local_` has what was granted
    std::optional<sdp::Media> remote_;       ///< Remote as the MRFP has it
    StreamRequest asked_;                    ///< and what it has been asked since
};

}  // namespace isfocus::mrfp
