#include <algorithm>

#include "focus/conference_policy.h"
#include "focus/invitation.h"
#include "focus/state.h"

/// Users whom a policy document wants to dial in by themselves: the focus sends each of them a REFER to the conference
/// (the refer-list of CPCP; POL-12).
namespace isfocus::focus {

/// Whom the list names and nobody has asked yet. They need a seat only once they come.
void Focus::State::ask_list(Conference& conference) {
    if (conference.to_ask.empty() || !has_come(*conference.policy, now)) return;
    for (const auto& target : callable(std::exchange(conference.to_ask, {}), scope_of(conference)))
        ask(conference, target.uri);
}

void Focus::State::ask(Conference& conference, const Uri& user) {
    Asking asking;
    asking.dialog = dialog_ids.next();
    asking.user = user;
    asking.patience = start_timer(now + settings.overall_answer, AskingPatience{asking.dialog});
    use_dialog(asking.dialog, conference, Identity{.uri = user});
    note(JournalEntry::Severity::info, "user asked to dial in", conference, {}, asking.dialog);
    ports.sip.refer(build_request_to_join(conference, asking, settings));
    conference.askings.emplace(asking.dialog, std::move(asking));
}

void Focus::State::on(const ReferAnswered& event) {
    step_asking(event.dialog, event.status < 300 ? AskingEvent::accepted : AskingEvent::refused, event.status);
}

void Focus::State::on(const ReferTold& event) {
    step_asking(event.dialog, event.is_over ? AskingEvent::outcome : AskingEvent::told, event.status);
}

void Focus::State::fire(const AskingPatience& over) {
    step_asking(over.dialog, AskingEvent::expired, 408);
}

void Focus::State::step_asking(DialogId dialog, AskingEvent on, int status) {
    const auto record = dialogs.find(dialog);
    Conference* conference = record == dialogs.end() ? nullptr : conferences.find(record->second.conference);
    const auto it = conference ? conference->askings.find(dialog) : decltype(conference->askings.end()){};
    if (!conference || it == conference->askings.end()) return ignore();
    const auto* row = find_row(kAsking, it->second.state, on);
    if (!row) return ignore();
    it->second.state = row->to;
    if (row->to != AskingState::over) return;
    note(JournalEntry::Severity::info, "asking ended", *conference, {}, dialog, status);
    stop_timer(it->second.patience);
    conference->askings.erase(it);
    leave_dialog(dialog);
    touch(*conference);
    if (conference->phase == Conference::Phase::open && conference->present == 0 && !is_awaiting(*conference))
        outlive_last_participant(*conference);
}

/// POL-11 holds for these, too: who has been asked and does not come is waited for no longer.
void Focus::State::withdraw_askings(Conference& conference, const std::vector<ReferTarget>& gone) {
    std::vector<DialogId> dialogs_of_theirs;
    for (const auto& [dialog, asking] : conference.askings)
        if (std::any_of(gone.begin(), gone.end(), [&](const ReferTarget& one) {
                return address_of_record(one.uri) == address_of_record(asking.user);
            }))
            dialogs_of_theirs.push_back(dialog);
    for (const DialogId dialog : dialogs_of_theirs) step_asking(dialog, AskingEvent::dropped, 487);
}

void Focus::State::drop_askings(Conference& conference) {
    while (!conference.askings.empty()) step_asking(conference.askings.begin()->first, AskingEvent::dropped, 487);
}

/// Whom its policy has called, or asked, may still come.
bool Focus::State::is_awaiting(const Conference& conference) const {
    return conference.policy && (conference.seats > 0 || !conference.askings.empty());
}

}  // namespace isfocus::focus
