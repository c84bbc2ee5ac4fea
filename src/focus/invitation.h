#pragma once
#include "focus/conference.h"
#include "isfocus/focus/ports.h"
#include "isfocus/focus/settings.h"

namespace isfocus::focus {

/// Asks for an invitation; the one path for every trigger (OUT-01). `referral` hears how it goes, if there is one.
struct InvitationRequest {
    ReferTarget target;
    std::optional<std::string> referred_by;
    std::optional<BodyPart> referred_by_token;
    std::optional<Execution> referred;
    std::string referrer;  ///< key of who asks for it
    ReferralId referral;
};

/// The INVITE by which the focus calls a user (TS 24.147 5.3.2.5.3; OUT-02..09, 21). The same for every trigger: a
/// REFER, and whatever else asks for an invitation. Pure.
InviteOrder build_invitation(const Conference& conference, const InviteLeg& leg, const Settings& settings);

/// The REFER by which the focus asks a user to dial in (POL-12). Pure.
ReferOrder build_request_to_join(const Conference& conference, const Asking& asking, const Settings& settings);

/// A tel target as a SIP URI of `domain`, a phone-context as part of the number (RFC 3261 19.1.6; REF-04).
Uri as_sip_uri(const Uri& tel, const std::string& domain);

/// The targets of a redirection that may be tried after those that were, the most wanted first: at most as many in all
/// as the settings allow, none twice, none that is denied (OUT-47).
std::vector<Uri> targets_to_try(const Invitation& invitation, const std::vector<Uri>& contacts,
                                const Settings& settings);

/// Referred-By for the invitation: the referrer's own header verbatim, else its asserted identity, nothing when it
/// asked for privacy (REF-28..30).
std::optional<std::string> choose_referred_by(const ReferRequest& request, const Identity& referrer);

/// The reason phrase of RFC 3261 21 for a status that the focus itself decides on.
std::string_view phrase_of(int status);

}  // namespace isfocus::focus
