#pragma once
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "focus/conference.h"
#include "focus/conference_table.h"
#include "isfocus/focus/focus.h"

namespace isfocus::focus {

/// What happens to a leg: the event of its table, and what the event brought along.
struct Stimulus {
    LegEvent on;
    int status = 0;
    std::string_view phrase;
    const Description* description = nullptr;
    std::optional<Uri> contact;
    const Identity* identity = nullptr;  ///< whom the answerer says to be
    TransactionId transaction;
    DisconnectionMethod how = DisconnectionMethod::departed;  ///< what the roster says if the leg ends
    std::string_view reason;                                  ///< Reason header of our BYE (RFC 3326)
};

/// Whom a timer is for.
struct LegPatience {
    LegId leg;
};
struct SubscriptionExpiry {
    SubscriptionId subscription;
};
struct NotifyGap {
    SubscriptionId subscription;
};
using TimerPurpose = std::variant<LegPatience, SubscriptionExpiry, NotifyGap>;

/// Asks for an invitation; the one path for every trigger (OUT-01). `reporter` hears how it goes, if there is one.
struct InvitationRequest {
    ReferTarget target;
    std::optional<std::string> referred_by;
    std::optional<Execution> referred;
    SubscriptionId reporter;
};

/// The focus at work. Methods are grouped by the file that holds them; each handler finds the conference, asks the pure
/// parts, and gives orders.
struct Focus::State {
    State(Settings settings_in, Ports ports_in, DialogIds& dialogs_in);

    // focus.cpp: one handler per Event
    void on(const InviteReceived&);
    void on(const ReinviteReceived&);
    void on(const CancelReceived&);
    void on(const AckReceived&);
    void on(const AckMissing&);
    void on(const ByeReceived&);
    void on(const ReferReceived&);
    void on(const SubscribeReceived&);
    void on(const OptionsReceived&);
    void on(const InviteProgress&);
    void on(const InviteAnswered&);
    void on(const InviteFailed&);
    void on(const ByeAnswered&);
    void on(const NotifyAnswered&);
    void on(const ProbeAnswered&);
    void on(const MediaReserved&);
    void on(const MediaConfigured&);
    void on(const MediaFailed&);
    void on(const MrfpLost&);
    void on(const MrfpAvailability&);
    void on(const TimerFired&);
    void on(const ShutdownRequested&);

    // admission.cpp: INVITE to the factory or to a conference, OPTIONS
    void create_conference(const InviteReceived&);
    void join(const InviteReceived&, Conference&);
    void admit(const InviteReceived&, Conference&);
    bool is_factory(const Uri& uri) const;
    void refuse(TransactionId, const Rejection&, std::vector<Header> headers = {});
    void answer(TransactionId, int status, const Conference&, std::vector<Header> headers = {});

    // legs.cpp: the INVITE usage
    LegId invite(Conference&, InvitationRequest);
    void step(Conference&, InviteLeg&, const Stimulus&);
    void perform(Conference&, InviteLeg&, LegAction, const Stimulus&);
    void send_ok(Conference&, InviteLeg&, const Stimulus&);
    void turn_away(Conference&, InviteLeg&, int status, const char* why);
    void send_invite(Conference&, InviteLeg&, const Stimulus&);
    void connect(Conference&, InviteLeg&, const Stimulus&);
    void withdraw(Conference&, InviteLeg&, const Stimulus&);
    void leave_roster(Conference&, InviteLeg&, const Stimulus&);
    void end_leg(Conference&, LegId);
    void account_seat(Conference&, const InviteLeg&, LegState before);
    void settle_after_departure(Conference&, const Identity& who);
    void watch_patience(InviteLeg&, Time deadline);
    void release_media(const Conference&, const InviteLeg&, const Stimulus&);

    // roster_entries.cpp: what the roster says of a leg
    void enter_roster(Conference&, const InviteLeg&, const std::vector<MediaStream>& streams);

    // refers.cpp: REFER and its implicit subscription
    void accept_refer(const ReferReceived&, Conference&, const Identity& referrer);
    void reject_refer(const ReferReceived&, const Rejection&);
    SubscriptionId open_refer_subscription(const ReferReceived&, Conference&);
    void report(Conference&, const InviteLeg&, ReferEvent, int status, std::string_view phrase);
    void tell_refer(Conference&, SubscriptionId, ReferEvent);
    void send_refer_notify(Conference&, ReferSubscription&);
    void subscribe_refer(const SubscribeReceived&, Conference&);

    // watchers.cpp: the conference event package
    void subscribe_conference(const SubscribeReceived&, Conference&);
    void open_watcher(const SubscribeReceived&, Conference&, const Identity&, std::chrono::seconds expires);
    void refresh_watcher(const SubscribeReceived&, Conference&, Watcher&, std::chrono::seconds expires);
    void tell_watcher(Conference&, SubscriptionId, WatchEvent);
    void send_watcher_notify(Conference&, Watcher&);
    void flush_roster(Conference&);
    std::chrono::milliseconds event_gap(const Conference&) const;

    // subscriptions.cpp: what both kinds share
    void obey_gate(Conference&, Notifier&, GateAction, std::chrono::milliseconds gap);
    void send_notify(Conference&, SubscriptionId);
    void probe_leg(DialogId);
    NotifyOrder notify_order(const Conference&, const Notifier&) const;
    void drop_subscription(Conference&, SubscriptionId);
    void set_expiry(Notifier&, std::chrono::seconds expires);

    // lifecycle.cpp
    void end_conference(Conference&, std::string_view why, std::string_view reason);
    void erase_if_done(ConferenceId);
    void use_dialog(DialogId, const Conference&, const Identity& peer, LegId leg = {});
    void leave_dialog(DialogId);
    TimerId start_timer(Time deadline, TimerPurpose);
    void stop_timer(TimerId&);
    void note(JournalEntry::Severity, std::string_view what, const Conference&, LegId = {}, DialogId = {},
              int status = 0, std::string_view detail = {});

    Conference* conference_of(LegId);
    Conference* conference_of(SubscriptionId);
    InviteLeg* leg_of(DialogId, Conference*&);
    void touch(const Conference& conference) { touched.push_back(conference.id); }
    void ignore() { ++counters.events_ignored; }

    Settings settings;
    Ports ports;
    DialogIds& dialog_ids;
    Counters counters;
    Time now{};
    bool shutting_down = false;
    bool media_available = true;

    ConferenceTable conferences;
    std::unordered_map<DialogId, DialogRecord> dialogs;
    std::unordered_map<LegId, ConferenceId> legs;
    std::unordered_map<SubscriptionId, ConferenceId> subscriptions;
    std::unordered_map<TimerId, TimerPurpose> timers;
    std::vector<ConferenceId> touched;  ///< whose roster may have changed during this event
    IdSource<LegTag> leg_ids;
    IdSource<SubscriptionTag> subscription_ids;
    IdSource<TimerTag> timer_ids;
};

}  // namespace isfocus::focus
