#pragma once
#include "focus/conference.h"
#include "isfocus/focus/ports.h"
#include "isfocus/focus/settings.h"

namespace isfocus::focus {

/// The INVITE by which the focus calls a user (TS 24.147 5.3.2.5.3; OUT-02..09, 21). The same for every trigger: a
/// REFER, and whatever else asks for an invitation. Pure.
InviteOrder build_invitation(const Conference& conference, const InviteLeg& leg, Description offer,
                             const Settings& settings);

/// Referred-By for the invitation: the referrer's own header verbatim, else its asserted identity, nothing when it
/// asked for privacy (REF-28..30).
std::optional<std::string> choose_referred_by(const ReferRequest& request, const Identity& referrer);

/// The reason phrase of RFC 3261 21 for a status that the focus itself decides on.
std::string_view phrase_of(int status);

}  // namespace isfocus::focus
