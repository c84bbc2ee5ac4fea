#pragma once
#include <string>
#include <string_view>

#include "isfocus/sdp/session.h"

/// QoS preconditions (RFC 3312, RFC 4032) of sessions whose media are reserved on our side before anybody hears of
/// them. Pure.
namespace isfocus::sdp {

/// Our offer or answer as RFC 3312 5 wants it: our side is ready, theirs is as they have told, or not yet, and both
/// have to be (OUT-11). Replaces what it said before. `theirs` is their last description; null when there is none. A
/// line of theirs with end-to-end status (RFC 3312 5.1.1) has one of ours that says of it what they do.
Session with_preconditions(Session ours, const Session* theirs);

/// The same of our first offer, as text: what goes out with each INVITE need not be taken apart and put together for
/// it. Lines end with CRLF or LF.
std::string offer_with_preconditions(std::string_view offer);

/// Our answer to an offer that speaks of preconditions: the same, and as long as their side is not ready, the wish to
/// hear when it is (RFC 3312 7, CRE-08). Of an end-to-end status we know nothing by ourselves, so there the wish is for
/// all that is mandatory and not yet there (RFC 3312 6).
Session answer_with_preconditions(Session ours, const Session& theirs);

/// Whether its sender waits for no resources: what it says of its side, or of the whole way, is what it desires there
/// as mandatory (RFC 3312 6). True of who never speaks of any.
bool is_ready(const Session& theirs);

/// Whether a media line of this description has preconditions of quality of service; not if it is no description.
bool speaks_of_preconditions(std::string_view sdp);

/// For the time when all are met and nothing more is to be said of them.
Session without_preconditions(Session ours);

/// Whether they wait for something, or want to hear that we do not: their own side is not ready, or they ask for
/// confirmation (RFC 3312 7). Never of those who do not use preconditions.
bool wants_confirmation(const Session& theirs);

/// `next` as the description that follows `last` in a dialog (RFC 3264 8), whatever version it has. As it is when one
/// of them cannot be read.
std::string in_step(const std::string& last, const std::string& next);

/// What follows `last` once the session is established: the same, and no more word of preconditions.
std::string settled(const std::string& last);

}  // namespace isfocus::sdp
