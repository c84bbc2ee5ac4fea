#pragma once
#include <string>

#include "isfocus/sdp/session.h"

/// QoS preconditions (RFC 3312, RFC 4032) of sessions whose media are reserved on our side before anybody hears of
/// them. Pure.
namespace isfocus::sdp {

/// Our offer or answer as RFC 3312 5 wants it: our side is ready, theirs is as they have told, or not yet, and both
/// have to be (OUT-11). Replaces what it said before. `theirs` is their last description; null when there is none.
Session with_preconditions(Session ours, const Session* theirs);

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
