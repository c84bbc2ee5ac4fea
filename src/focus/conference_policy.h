#pragma once
#include <string>
#include <vector>

#include "focus/conference.h"
#include "isfocus/focus/policy.h"
#include "isfocus/focus/settings.h"
#include "isfocus/focus/values.h"

/// Who may do what to a conference, decided in one place: creation, dial-in, REFER, SUBSCRIBE and removal all ask here.
/// Pure, so that the policy is tested as a table.
namespace isfocus::focus {

/// The policy of a conference that has no document (POL-16): what the settings say.
ConferencePolicy default_policy(const Settings& settings);

/// A conference, and what decides in it. Refers to all of that: to be made for one question and not to be kept.
struct PolicyScope {
    const Conference& conference;
    const ConferencePolicy& policy;  ///< its document's, or the default one
    const Settings& settings;        ///< the operator's word, which no document goes beyond
    Time now{};
};

/// Users in it at the same time.
unsigned seats_of(const PolicyScope& scope);

/// Those of a list who have not agreed to be called by lists, where the settings demand that (RFC 5360 5.9; CRE-39).
std::vector<Uri> without_consent(const std::vector<ReferTarget>& list, const Settings& settings);
/// 470, and what it has to name them with (RFC 5360 5.9.2, 5.9.3).
Rejection consent_needed();
std::vector<Header> permission_missing(const std::vector<Uri>& who);

/// Who sent the REFER, and what speaks for it.
struct Referrer {
    std::optional<Identity> asserted;     ///< from the request itself
    std::optional<Identity> dialog_peer;  ///< in-dialog, or by Target-Dialog: whom the dialog stands for
    bool leg_is_up = true;                ///< the INVITE usage of that dialog, if any, has been answered (REF-41)
    bool has_token = false;               ///< its Referred-By comes with a token (RFC 3892 4)
};

/// Settles whose request it is: the asserted identity, which in a dialog must be the dialog's or be absent. 403
/// otherwise; From and Referred-By never count (REF-20).
Result<Identity> identify(const Referrer& referrer);

/// A refer target, and whether it is a URI of ours.
struct PlacedTarget {
    enum class Place : std::uint8_t { user, this_conference, ours } place = Place::user;
    ReferTarget target;
};

/// Whether `caller` may make a conference with so many `guests` (CRE-02, CRE-37): 403 for whoever is denied, for whom
/// nobody vouches, and for a list that is too long.
std::optional<Rejection> refuse_creation(const std::optional<Identity>& caller, std::size_t guests,
                                         const Settings& settings);

/// Whether `referrer` may have all of `targets` invited or removed (TS 24.147 5.3.2.5.2; RFC 4579 5.5, 5.11), in the
/// order in which focus-procedures 3.1 lists the checks; that the conference exists is settled before. The first
/// target that must be refused refuses them all (REF-19). 403 for what is not allowed, 404 and 400 for somebody to be
/// removed who is not there or could be several, 429 where a token is demanded.
Result<Identity> authorize_refer(const Referrer& referrer, const std::vector<PlacedTarget>& targets,
                                 const PolicyScope& scope);

/// A user for whom nobody vouches: nobody else, so that no two of them are taken for one (CHG-04).
Identity anonymous_user(const std::string& nonce);
bool is_anonymous(const Identity& user);

/// Whether `caller` may dial in (JOI-01, JOI-04): 403 for whom no rule lets in, for whoever is denied, for whoever
/// comes before it is open, and, unless the settings admit it, for whom nobody vouches; 486 when all seats are taken or
/// nobody new comes in any more. `replaces`: it takes somebody's place, so it needs no seat and waits for nobody.
std::optional<Rejection> refuse_join(const std::optional<Identity>& caller, bool replaces, const PolicyScope& scope);

/// Whether the host has to approve of `caller` (JOI-03).
bool needs_approval(const Identity& caller, const PolicyScope& scope);

/// Whether `user` may lock the conference and open it again: the host, and operators (REF-22).
bool may_lock(const Identity& user, const PolicyScope& scope);

/// Whether `subscriber` may watch (EVT-04): participants, the host, operators, users whose invitation is under way, and
/// whom the policy lets.
bool may_subscribe(const Identity& subscriber, const PolicyScope& scope);

/// Whether `caller` may take the place of `leg` (RFC 3891 3; JOI-07): its own user, or, as the settings have it,
/// whoever that user has referred.
bool may_replace(const InviteRequest& caller, const InviteLeg& leg, const Settings& settings);

/// What a refusal of the policy has to say beside its status (JOI-01, REF-23, REM-02).
std::vector<Header> warning_of(const Rejection& why);

/// Of who comes before a conference may be entered (TRM-06). `detail` is for the log.
Rejection conference_not_open(std::string detail);

/// On the operator's list of those who may not take part (REF-24).
bool is_denied(const Uri& uri, const Settings& settings);
bool is_denied(const Identity& user, const Settings& settings);
/// The same, or named by a rule that blocks: may neither be in nor be invited (REF-24, POL-13).
bool is_blocked(const Uri& uri, const PolicyScope& scope);
bool is_blocked(const Identity& user, const PolicyScope& scope);
/// On the operator's list of those who may act on every conference (REF-22).
bool is_operator(const Identity& user, const Settings& settings);

}  // namespace isfocus::focus
