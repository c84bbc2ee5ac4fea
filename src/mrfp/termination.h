#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "isfocus/h248/deadline_queue.h"
#include "mrfp/association.h"
#include "mrfp/commands.h"
#include "mrfp/leg_media.h"
#include "mrfp/termination_table.h"

namespace isfocus::mrfp {

/// What the focus wants of a leg's media, until it is done.
struct Order {
    enum class Kind : std::uint8_t {
        reserve,
        configure,
        renegotiate,
        offer_again,
        move,
        play,
        mute
    } kind = Kind::reserve;
    std::string description;  ///< the UE's SDP; of configure and renegotiate
    Time deadline;            ///< Time::max(): the focus does not wait for it
    h248::Signals signals;    ///< of play; none: the welcome alone
    bool is_muted = false;    ///< of mute

    /// A leg goes on as it was if this cannot be done.
    bool is_extra() const { return kind == Kind::play || kind == Kind::mute; }
};

/// Whether an overloaded MRFP may be spared a new termination (mp-h248 1.6).
enum class Admission : std::uint8_t {
    thinned,
    always,  ///< priority calls, and who is in a conference already
};

/// What a termination's event brings with it.
struct Failure {
    int status = 500;
    std::string detail;
    bool is_silence = false;  ///< of the UE
};

/// What a newcomer is played. What is played to all meanwhile does not end it (KeepActive, H.248.1 7.1.11).
struct Welcome {
    h248::Signal signal;
    std::optional<Time> until;  ///< when it will have ended, at the latest; nothing: it has not begun
};

/// What a leg has at an MRFP, or is to have.
struct Termination {
    Termination(LegId leg_, ConferenceId conference_, ContextKey context_, LegMedia media_)
        : leg(leg_), conference(conference_), context(context_), media(std::move(media_)) {}

    LegId leg;
    ConferenceId conference;
    ContextKey context;  ///< none: orphaned
    TerminationState state = TerminationState::waiting;
    LegMedia media;
    StreamRequest request;             ///< what its Add or Modify asks for
    Mode mode = Mode::inactive;        ///< that UE and MRFP have agreed to
    bool is_muted = false;             ///< is to be heard by nobody, whatever that is
    std::optional<Welcome> welcome;    ///< until it has ended
    std::deque<Order> orders;          ///< the first one is under way
    std::optional<std::string> local;  ///< the Local descriptor of the last reply
    h248::ContextId asked_in;          ///< the context that its Add names
    h248::TerminationId name;          ///< the MRFP's
    std::uint32_t request_id = 0;      ///< of its Events
    Admission admission = Admission::thinned;
    std::optional<Failure> early_fault;  ///< told before the reply to its Add was
    std::optional<Time> leaves_at;       ///< it goes out of service then, if that is not called off
    Time told_impaired_until{};          ///< nothing more is said of what cannot be sent before that
};

}  // namespace isfocus::mrfp
