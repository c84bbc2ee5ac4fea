#pragma once
#include "focus/conference_policy.h"
#include "focus/invitation.h"
#include "focus/state_values.h"
#include "focus/stimulus.h"
#include "isfocus/focus/focus.h"

namespace isfocus::focus {

/// The focus at work. Methods are grouped by the file that holds them; each handler finds the conference, asks the pure
/// parts, and gives orders.
struct Focus::State : StateValues {
    State(Settings settings_in, Ports ports_in, DialogIds& dialogs_in);

    // focus.cpp: the entrance; further Events and timers have their handlers where their subject is
    void on(const InviteReceived&);
    void on(const CancelReceived&);
    void on(const AckMissing&);
    void on(const ByeReceived&);
    void on(const InviteProgress&);
    void on(const ProvisionalFailed&);
    void on(const InviteAnswered&);
    void on(const InviteFailed&);
    void on(const ByeAnswered&);
    void on(const MediaConfigured&);
    void on(const MediaFailed&);
    void on(const MediaImpaired&);
    void on(const MrfpLost&);
    void on(const MrfpAvailability&);
    void on(const TimerFired&);
    void on(const ShutdownRequested&);
    void fire(const LegPatience&);
    void fire(const SubscriptionExpiry&);
    void fire(const NotifyGap&);
    void fire(const ReferralLinger&);
    void fire(const EmptyLinger&);
    void fire(const LockTime&);
    void fire(const MaxDuration&);
    void finish_round();

    // admission.cpp: INVITE to the factory or to a conference, OPTIONS
    void on(const OptionsReceived&);
    void create_conference(const InviteReceived&);
    void join(const InviteReceived&, Conference&);
    void admit(const InviteReceived&, Conference&, LegId replaces = {});
    LegId pending_leg_of(const Identity& user, const Conference& conference) const;
    bool is_factory(const Uri& uri) const;
    bool is_ours(const Uri& uri) const;
    PolicyScope scope_of(const Conference&) const;
    void refuse(TransactionId, const Rejection&, std::vector<Header> headers = {});
    std::vector<Header> try_later() const;
    void answer(TransactionId, int status, const Conference&, std::vector<Header> headers = {});

    // guests.cpp: the list that an INVITE to the factory brings
    std::vector<ReferTarget> guests_of(const InviteRequest&, const Identity& creator) const;
    void invite_guests(Conference&);

    // take_over.cpp: INVITE with Replaces or Join
    void take_over(const InviteReceived&);
    void join_dialog(const InviteReceived&);
    void hand_over(Conference&, InviteLeg& successor);

    // legs.cpp: the INVITE usage
    LegId invite(Conference&, InvitationRequest);
    void step(Conference&, InviteLeg&, const Stimulus&);
    std::vector<Header> headers_about_media(const InviteLeg&, int status) const;
    void turn_away(Conference&, InviteLeg&, int status, const char* why);
    void note_refusal(Conference&, InviteLeg&, int status);
    void leave_roster(Conference&, InviteLeg&, const Stimulus&);
    void end_leg(Conference&, LegId);
    void account_seat(Conference&, const InviteLeg&, LegState before);
    void watch_patience(InviteLeg&, Time deadline);
    void release_media(const Conference&, const InviteLeg&, const Stimulus&);

    // leg_actions.cpp: what each LegAction does, but for the four that other files have
    void perform(Conference&, InviteLeg&, LegAction, const Stimulus&);
    void reserve_media(Conference&, InviteLeg&, const Stimulus&);
    void ask_approval(Conference&, InviteLeg&, const Stimulus&);
    void turn_away_waiting(Conference&, InviteLeg&, const Stimulus&);
    void send_ok(Conference&, InviteLeg&, const Stimulus&);
    void refuse_without_media(Conference&, InviteLeg&, const Stimulus&);
    void terminate(Conference&, InviteLeg&, const Stimulus&);
    void lapse(Conference&, InviteLeg&, const Stimulus&);
    void give_up(Conference&, InviteLeg&, const Stimulus&);
    void begin_invitation(Conference&, InviteLeg&, const Stimulus&);
    void invite_next(Conference&, InviteLeg&, const Stimulus&);
    void send_invite(Conference&, InviteLeg&);
    void report_progress(Conference&, InviteLeg&, const Stimulus&);
    void connect(Conference&, InviteLeg&, const Stimulus&);
    void reject_answer(Conference&, InviteLeg&, const Stimulus&);
    void report_failure(Conference&, InviteLeg&, const Stimulus&);
    void report_media_failure(Conference&, InviteLeg&, const Stimulus&);
    void withdraw(Conference&, InviteLeg&, const Stimulus&);
    void withdraw_late(Conference&, InviteLeg&, const Stimulus&);
    void abandon(Conference&, InviteLeg&, const Stimulus&);
    void depart(Conference&, InviteLeg&, const Stimulus&);
    void hang_up(Conference&, InviteLeg&, const Stimulus&);
    void put_out(Conference&, InviteLeg&, const Stimulus&);
    void await_ack(Conference&, InviteLeg&, const Stimulus&);
    void say_bye(Conference&, InviteLeg&, const Stimulus&);

    // offer_answer.cpp: what is agreed on, before and after the 200
    void on(const ReinviteReceived&);
    void on(const PrackReceived&);
    void on(const PrackMissing&);
    void on(const AckReceived&);
    void on(const MediaReserved&);
    void negotiate(Conference&, InviteLeg&, const Utterance&);
    void take_answer(Conference&, InviteLeg&, const std::optional<Description>&);
    void answer_offer(Conference&, InviteLeg&, const Description& ours);
    void refuse_busy(TransactionId);
    void abandon_negotiation(InviteLeg&);
    bool is_told_early(const InviteLeg&) const;
    void propose(Conference&, InviteLeg&, const Stimulus&);
    void await_update(Conference&, InviteLeg&, const Stimulus&);
    void go_on_if_prepared(Conference&, InviteLeg&);

    // session_timers.cpp
    void on(const RefreshAnswered&);
    void fire(const SessionDue&);
    bool refuse_session(TransactionId, const SessionTimer& asked);
    SessionTimer agree_session(InviteLeg&, const SessionTimer& asked);
    void take_refresh(const ReinviteReceived&, const Conference&, InviteLeg&);
    void keep_session(InviteLeg&, std::chrono::seconds interval, bool we_refresh);
    void refresh_session(Conference&, InviteLeg&, const Stimulus&);
    void take_refresh_answer(Conference&, InviteLeg&, const RefreshAnswered&);
    void refresh_later(InviteLeg&, std::chrono::milliseconds pause);

    // moves.cpp: media that go on at another MRFP
    void fire(const MoveAgain&);
    void move_media(Conference&);
    void make_move_known(Conference&, InviteLeg&);
    void tell_move(Conference&, InviteLeg&, const Stimulus&);
    void take_move_answer(Conference&, InviteLeg&, const RefreshAnswered&);
    void move_again_later(Conference&, InviteLeg&, int status);
    void forget_move(InviteLeg&);

    // announcements.cpp: who hears that somebody has come or gone
    void announce_arrival(const Conference&, const InviteLeg&);
    void announce_departure(const Conference&, LegId gone, const Identity& who);

    // keys.cpp: what users want by pressing keys
    void on(const KeyPressed&);
    void on(const MuteFailed&);
    void set_muted(Conference&, InviteLeg&, bool is_muted);
    void set_locked(Conference&, bool is_locked, LegId by = {});

    // departure.cpp: what follows when somebody has left
    void settle_after_departure(Conference&, const Identity& who);
    void outlive_last_participant(Conference&);
    void appoint_host(Conference&);
    void appoint(Conference&, Identity host);
    void close_watchers_of(const Identity& who, Conference&);
    void cancel_invitations_of(const Identity& who, Conference&);

    // roster_entries.cpp: what the roster says of a leg
    void enter_roster(Conference&, InviteLeg&, std::vector<MediaStream> streams,
                      std::optional<EndpointStatus> status = {});

    // refers.cpp: REFER, its checks and its answer
    void on(const ReferReceived&);
    Result<Conference*> conference_in_dialog(const ReferReceived&, Referrer&);
    Result<Conference*> conference_at_uri(const ReferReceived&, Referrer&);
    void stand_for(const DialogRecord&, const Conference&, Referrer&) const;
    ReferReports reports_of(const ReferRequest&, const Conference&) const;
    bool means_list(const ReferRequest&, const Conference&) const;
    Result<std::vector<PlacedTarget>> targets_of(const ReferRequest&, const Conference&) const;
    PlacedTarget::Place place_of(const Uri&, const Conference&) const;
    void reject_refer(const ReferReceived&, const Rejection&, std::vector<Header> headers = {});
    void accept_refer(const ReferReceived&, Conference&, const Identity& referrer, const std::vector<PlacedTarget>&);
    void answer_refer(const ReferReceived&, const Conference&, ReferReports, ReferralId);
    void bring_in(Conference&, const ReferTarget&, const ReferRequest&, const Identity& referrer, ReferralId);
    InviteLeg* leg_to_report(const Uri&, Conference&);

    // removal.cpp: REFER with method=BYE, and the denied
    void remove(Conference&, const ReferTarget&, bool everybody, const Identity& referrer, ReferralId);
    void remove_denied();
    void remove_blocked(Conference&);

    // provisioned.cpp: conferences that a policy document makes
    Provision* reserved(const Uri&);
    std::optional<Rejection> refuse_opening() const;
    Conference& open_reserved(Provision&);
    void open_by_invite(const InviteReceived&, Provision&);
    std::optional<Rejection> open_by_refer(const ReferReceived&, Provision&);
    void refuse_subscription(const SubscribeReceived&, const Provision&);
    void start_if_due(Provision&);
    void call_list(Conference&);
    std::vector<ReferTarget> callable(const std::vector<ReferTarget>&, const PolicyScope&) const;

    // askings.cpp: whom a policy document wants to dial in
    void on(const ReferAnswered&);
    void on(const ReferTold&);
    void fire(const AskingPatience&);
    void ask_list(Conference&);
    void ask(Conference&, const Uri& user);
    void step_asking(DialogId, AskingEvent, int status);
    void withdraw_askings(Conference&, const std::vector<ReferTarget>& gone);
    void drop_askings(Conference&);
    bool is_awaiting(const Conference&) const;

    // policy_changes.cpp: documents come, change and go
    void on(const PolicyGiven&);
    void on(const PolicyWithdrawn&);
    void on(const PolicyStoreChanged&);
    void fire(const PolicyTime&);
    void watch_times(Provision&);
    void apply(Conference&, const ConferencePolicy& before);
    void withdraw_entry(Conference&, const ReferTarget&);
    void forget_policies();

    // referrals.cpp: how a REFER goes on, and the subscriptions that tell it
    ReferralId open_referral(const ReferReceived&, Conference&, ReferReports);
    Referral* find_referral(Conference&, ReferralId);
    void report(Conference&, InviteLeg&, ReferEvent, int status, std::string_view phrase, std::string_view detail = {});
    void settle(Conference&, ReferralId, ReferEvent, int status, std::string_view phrase);
    void linger(Conference&, Referral&);
    void close_events(Conference&, Referral&);
    void forget_referral_if_done(Conference&, ReferralId);
    std::optional<Rejection> refuse_more_referrals(const ReferReceived&, const Conference&) const;
    void wait_too(const Conference&, std::vector<ReferralId>& waiting, ReferralId) const;
    void count_removal(Conference&, ReferralId);
    void imply_subscription(const ReferReceived&, Conference&, ReferralId);
    void open_subscription(Conference&, ReferSubscription, ReferEvent);
    std::optional<std::chrono::seconds> grant_refer_expiry(const SubscribeReceived&);
    void refresh_refer(const SubscribeReceived&, Conference&);
    void subscribe_refer_events(const SubscribeReceived&, Conference&, ReferralId);
    void tell_refer(Conference&, SubscriptionId, ReferEvent);
    void send_refer_notify(Conference&, ReferSubscription&);

    // watchers.cpp: the conference event package
    void on(const SubscribeReceived&);
    void subscribe_conference(const SubscribeReceived&, Conference&);
    Watcher* watcher_of(const SubscribeReceived&, Conference&);
    bool has_room_to_watch(const SubscribeReceived&, const Conference&);
    void open_watcher(const SubscribeReceived&, Conference&, const Identity&, std::chrono::seconds expires);
    void refresh_watcher(const SubscribeReceived&, Conference&, Watcher&, std::chrono::seconds expires);
    void tell_watcher(Conference&, SubscriptionId, WatchEvent);

    // documents.cpp: what its subscribers are told, and how often
    void send_watcher_notify(Conference&, Watcher&);
    ConferenceInfo& document_for(const Conference&, const Watcher&);
    View view_of(const Conference&, const Watcher&) const;
    void describe(Conference&);
    void flush_roster(Conference&);
    std::chrono::milliseconds event_gap(const Conference&, const Watcher&) const;
    std::string max_rate_of(const Conference&, const Watcher&) const;

    // charging.cpp: what charging records are written of
    void establish(Conference&);
    void charge_start(Conference&, InviteLeg&, int status);
    void charge_failure(Conference&, const InviteLeg&, int status);
    void charge_stop(const Conference&, InviteLeg&, const Stimulus&);
    void charge_refer(Conference&, DialogId, const Identity& referrer, const std::vector<PlacedTarget>&);
    void charge_end(const Conference&, std::string_view why);

    // subscriptions.cpp: what both kinds share
    void on(const NotifyAnswered&);
    void on(const ProbeAnswered&);
    void obey_gate(Conference&, Notifier&, GateAction, std::chrono::milliseconds gap);
    void put_off(Notifier&, std::chrono::seconds retry_after);
    Notifier* find_notifier(Conference&, SubscriptionId);
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
    ConferencePolicy policy_by_default;  ///< what the settings say
    Ports ports;
    DialogIds& dialog_ids;
};

}  // namespace isfocus::focus
