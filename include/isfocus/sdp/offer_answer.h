#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/base/result.h"
#include "isfocus/sdp/session.h"

/// The offer/answer model of RFC 3264 for one audio line, as pure functions.
namespace isfocus::sdp {

/// Our end of the audio line of one dialog.
struct LocalMedia {
    Origin origin;  ///< of this description; `next_version` keeps it in step within a dialog
    Address address;
    std::uint16_t port = 0;
    std::vector<Codec> codecs;                  ///< what we take, in our preference
    Direction direction = Direction::sendrecv;  ///< what we want; an answer never exceeds the offer's
    std::string label;                        ///< a=label of the line, as in the conference-info document; empty: none
    std::optional<std::uint32_t> ptime = 20;  ///< ms
    std::optional<std::uint32_t> maxptime;    ///< ms
};

/// What an offer and our codecs have in common on its audio line.
struct CommonAudio {
    std::size_t line = 0;        ///< index of the media line in use
    std::vector<Codec> codecs;   ///< offerer's preference and payload types, our parameters
    std::vector<Codec> offered;  ///< the same, with the offerer's parameters: what may be sent to it
};

/// Finds the first audio line that we can answer: over RTP/AVP, not refused, with a codec of ours. telephone-event and
/// comfort noise (RFC 3389) stay only at the clock of a codec that stays, the latter not for AMR or AMR-WB alone. 488
/// when there is none (CRE-11).
Result<CommonAudio> common_audio(const Session& offer, const std::vector<Codec>& ours);

/// All codecs of ours, those that were agreed on under the payload types that they have in the session, no payload type
/// twice (RFC 3264 8.3.2): what is offered to whoever asks for an offer as of a new call (RFC 3261 14.2).
std::vector<Codec> widened(const std::vector<Codec>& agreed, const std::vector<Codec>& ours);

/// A whole answer: as many media lines as the offer and in its order (RFC 3264 6), one audio line in use, all others
/// refused with port 0. The direction is the offer's mirrored, cut down to ours. 488 as `common_audio`.
Result<Session> answer(const Session& offer, const LocalMedia& local);

/// One audio line with all our codecs.
Session make_offer(const LocalMedia& local);

/// What the two sides send each other once an answer has come.
struct Agreement {
    std::size_t line = 0;        ///< index of the audio line in both descriptions
    std::vector<Codec> receive;  ///< of our offer, what the answer kept, with our payload types
    std::vector<Codec> send;     ///< what the answerer takes, in its preference and with its payload types
    Direction direction = Direction::sendrecv;  ///< ours: the answer's mirrored, cut down to what we offered
};

/// Judges the answer to our offer: 488 with the reason as detail when the lines do not match, the audio line was
/// refused or keeps no codec of the offer (OUT-44).
Result<Agreement> agree(const Session& offer, const Session& answer);

/// Whether an answer to our offer can be gone on with: whether `agree` finds something (OUT-44).
bool usable_answer(const Session& offer, const Session& answer);

/// Puts `next` in the place of `previous`, our last description in the same dialog: session id constant, version one
/// more when anything else differs, and the same when nothing does (RFC 3264 8, DLG-01).
Session next_version(const Session& previous, Session next);

}  // namespace isfocus::sdp
