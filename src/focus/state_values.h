#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "focus/conference.h"
#include "focus/conference_table.h"
#include "focus/document_cache.h"
#include "focus/provision.h"
#include "focus/timer_purpose.h"
#include "isfocus/focus/focus.h"

namespace isfocus::focus {

/// Where a Refer-Events-At URI leads.
struct ReferEventsPlace {
    ConferenceId conference;
    ReferralId referral;
};

/// All that the focus remembers from one Event to the next, as plain values.
struct StateValues {
    Counters counters;
    Time now{};
    bool shutting_down = false;
    bool media_available = true;
    bool policy_store_available = true;

    ConferenceTable conferences;
    DocumentCache documents;
    std::map<std::string, Provision> provisions;  ///< by the key of their URI
    std::unordered_map<DialogId, DialogRecord> dialogs;
    std::unordered_map<LegId, ConferenceId> legs;
    std::unordered_map<SubscriptionId, ConferenceId> subscriptions;
    std::unordered_map<TimerId, TimerPurpose> timers;
    std::unordered_map<std::string, ReferEventsPlace> refer_events;  ///< by Refer-Events-At URI
    std::vector<ConferenceId> touched;  ///< whose roster may have changed during this event
    IdSource<LegTag> leg_ids;
    IdSource<ReferralTag> referral_ids;
    IdSource<SubscriptionTag> subscription_ids;
    IdSource<TimerTag> timer_ids;
};

}  // namespace isfocus::focus
