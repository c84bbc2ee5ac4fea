#pragma once
#include "focus/conference.h"
#include "isfocus/focus/settings.h"
#include "isfocus/focus/values.h"

namespace isfocus::focus {

/// Who sent the REFER, and what speaks for it.
struct Referrer {
    std::optional<Identity> asserted;     ///< from the request itself
    std::optional<Identity> dialog_peer;  ///< in-dialog: whom the dialog stands for
    bool leg_is_up = true;                ///< in-dialog: its INVITE usage, if any, has been answered (REF-41)
};

/// Settles whose request it is: the asserted identity, which in a dialog must be the dialog's or be absent. 403
/// otherwise; From and Referred-By never count (REF-20).
Result<Identity> identify(const Referrer& referrer);

/// Whether `referrer` may have `target` invited (TS 24.147 5.3.2.5.2; REF-15, 20, 21, 23, 41), in the order in which
/// focus-procedures 3.1 lists the checks; that the conference exists is settled before. `target_is_ours`: the target
/// is a conference or factory URI of this focus. Pure, so that the policy is tested as a table.
Result<Identity> authorize_refer(const Referrer& referrer, const ReferTarget& target, bool target_is_ours,
                                 const Conference& conference, const Settings& settings);

/// Whether `caller` may dial in (JOI-01): 403 for a stranger where only invited users may, 486 when all seats are
/// taken.
std::optional<Rejection> refuse_join(const std::optional<Identity>& caller, const Conference& conference,
                                     const Settings& settings);

/// Whether `subscriber` may watch (EVT-04): participants, the host, and users whose invitation is under way.
bool may_subscribe(const Identity& subscriber, const Conference& conference);

/// The keys under which a user is found, one for each of its URIs.
std::vector<std::string> keys_of(const Identity& user);

/// Seats taken by, or on the way to, this user.
bool takes_part(const Identity& user, const Conference& conference);

}  // namespace isfocus::focus
