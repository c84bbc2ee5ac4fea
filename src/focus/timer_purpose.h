#pragma once
#include <string>
#include <variant>

#include "isfocus/base/ids.h"

/// What a running timer is for, and whom its end concerns: `Focus::State::fire` has a handler for each.
namespace isfocus::focus {

struct LegPatience {
    LegId leg;
};
struct SubscriptionExpiry {
    SubscriptionId subscription;
};
struct NotifyGap {
    SubscriptionId subscription;
};
struct SessionDue {
    LegId leg;
};
struct MoveAgain {
    LegId leg;
};
struct ReferralLinger {
    ConferenceId conference;
    ReferralId referral;
};
struct EmptyLinger {
    ConferenceId conference;
};
struct LockTime {
    ConferenceId conference;
};
struct MaxDuration {
    ConferenceId conference;
};
/// The start or the stop of a conference that a policy document has.
struct PolicyTime {
    std::string conference;  ///< key of its URI
};
struct AskingPatience {
    DialogId dialog;
};
using TimerPurpose = std::variant<LegPatience, SessionDue, MoveAgain, SubscriptionExpiry, NotifyGap, ReferralLinger,
                                  EmptyLinger, LockTime, MaxDuration, PolicyTime, AskingPatience>;

}  // namespace isfocus::focus
