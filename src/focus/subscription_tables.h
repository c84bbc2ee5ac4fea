#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// The two kinds of subscription that the focus serves as notifier, as tables.
namespace isfocus::focus {

enum class SubscriptionState : std::uint8_t { idle, active, terminated };

// -- refer (RFC 3515) ---------------------------------------------------------------------------------------------

enum class ReferEvent : std::uint8_t {
    accepted,
    came_late,  ///< a SUBSCRIBE to Refer-Events-At after the outcome (RFC 7614 4.7)
    fetched,    ///< the same with Expires: 0 while the referral goes on
    progress,
    outcome,
    refreshed,
    unsubscribed,
    expired,
    notify_failed
};
enum class ReferAction : std::uint8_t {
    notify_trying,
    notify_progress,
    notify_now,
    notify_outcome,
    notify_timeout,
    drop
};

struct ReferRow {
    SubscriptionState from;
    ReferEvent on;
    SubscriptionState to;
    ReferAction action;
    const char* clause;
};

namespace refer_rows {
using enum SubscriptionState;
using E = ReferEvent;
using A = ReferAction;

inline constexpr std::array kReferSubscription{
    ReferRow{idle, E::accepted, active, A::notify_trying, "RFC 3515 2.4.4"},
    ReferRow{idle, E::came_late, terminated, A::notify_outcome, "RFC 7614 4.7"},
    ReferRow{idle, E::fetched, terminated, A::notify_timeout, "RFC 6665 4.4.3"},
    ReferRow{active, E::progress, active, A::notify_progress, "RFC 3515 2.4.5"},
    ReferRow{active, E::refreshed, active, A::notify_now, "RFC 6665 4.2.1.4"},
    ReferRow{active, E::outcome, terminated, A::notify_outcome, "RFC 3515 2.4.7"},
    ReferRow{active, E::unsubscribed, terminated, A::notify_timeout, "RFC 6665 4.2.1.4"},
    ReferRow{active, E::expired, terminated, A::notify_timeout, "RFC 6665 4.2.2"},
    ReferRow{active, E::notify_failed, terminated, A::drop, "RFC 6665 4.2.2"},
    ReferRow{terminated, E::notify_failed, terminated, A::drop, "RFC 6665 4.2.2"},
};
}  // namespace refer_rows

using refer_rows::kReferSubscription;

// -- conference (RFC 4575) ----------------------------------------------------------------------------------------

enum class WatchEvent : std::uint8_t {
    accepted,
    fetched,  ///< a first SUBSCRIBE with Expires: 0
    roster_changed,
    refreshed,
    unsubscribed,
    expired,
    departed,  ///< the subscriber's last endpoint has left
    conference_ended,
    notify_failed,
};
enum class WatchAction : std::uint8_t {
    notify_full,
    notify_change,
    notify_last_state,  ///< full document, terminated;reason=timeout
    notify_timeout,     ///< terminated;reason=timeout
    notify_gone,        ///< terminated;reason=noresource
    drop,
};

struct WatchRow {
    SubscriptionState from;
    WatchEvent on;
    SubscriptionState to;
    WatchAction action;
    const char* clause;
};

namespace watch_rows {
using enum SubscriptionState;
using E = WatchEvent;
using A = WatchAction;

inline constexpr std::array kConferenceSubscription{
    WatchRow{idle, E::accepted, active, A::notify_full, "RFC 4575 3.2"},
    WatchRow{idle, E::fetched, terminated, A::notify_last_state, "RFC 6665 4.4.3"},
    WatchRow{active, E::roster_changed, active, A::notify_change, "RFC 4575 3.6"},
    WatchRow{active, E::refreshed, active, A::notify_full, "RFC 4575 3.2"},
    WatchRow{active, E::unsubscribed, terminated, A::notify_last_state, "RFC 6665 4.2.1.4"},
    WatchRow{active, E::expired, terminated, A::notify_timeout, "RFC 6665 4.2.2"},
    WatchRow{active, E::departed, terminated, A::notify_gone, "RFC 4579 5.11"},
    WatchRow{active, E::conference_ended, terminated, A::notify_gone, "RFC 4575 3.3"},
    WatchRow{active, E::notify_failed, terminated, A::drop, "RFC 6665 4.2.2"},
    WatchRow{terminated, E::notify_failed, terminated, A::drop, "RFC 6665 4.2.2"},
};
}  // namespace watch_rows

using watch_rows::kConferenceSubscription;

}  // namespace isfocus::focus
