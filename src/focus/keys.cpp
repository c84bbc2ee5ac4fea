#include "focus/keys.h"

#include <chrono>
#include <string_view>

#include "focus/conference_policy.h"
#include "focus/state.h"

/// Keys as commands: a user mutes himself, the host locks the conference.
namespace isfocus::focus {
namespace {

constexpr std::chrono::seconds kBetweenKeys{5};

bool begins(std::string_view sequence, std::string_view keys) {
    return !sequence.empty() && sequence.starts_with(keys);
}

}  // namespace

KeyCommand press(PressedKeys& pressed, char key, Time now, const Settings& settings) {
    if (now - pressed.last > kBetweenKeys) pressed.keys.clear();
    pressed.last = now;
    pressed.keys += key;
    while (!pressed.keys.empty() && !begins(settings.mute_keys, pressed.keys) &&
           !begins(settings.lock_keys, pressed.keys))
        pressed.keys.erase(0, 1);
    KeyCommand command = KeyCommand::none;
    if (!pressed.keys.empty() && pressed.keys == settings.mute_keys) command = KeyCommand::mute;
    if (!pressed.keys.empty() && pressed.keys == settings.lock_keys) command = KeyCommand::lock;
    if (command != KeyCommand::none) pressed.keys.clear();
    return command;
}

void Focus::State::on(const KeyPressed& event) {
    Conference* conference = conference_of(event.leg);
    if (!conference) return ignore();
    InviteLeg& leg = conference->legs.at(event.leg);
    if (!is_up(leg.state)) return ignore();
    switch (press(leg.pressed, event.key, now, settings)) {
        case KeyCommand::none:
            return;
        case KeyCommand::mute:
            ports.mrfp.mute(leg.id, !leg.is_muted);
            return set_muted(*conference, leg, !leg.is_muted);
        case KeyCommand::lock:
            if (!may_lock(leg.user, scope_of(*conference)))
                return note(JournalEntry::Severity::info, "lock refused", *conference, leg.id, leg.dialog, 0,
                            "not the host");
            return set_locked(*conference, !conference->is_locked, leg.id);
    }
}

/// The MRFP has not done what it was told: the roster says how it is.
void Focus::State::on(const MuteFailed& event) {
    Conference* conference = conference_of(event.leg);
    if (!conference) return ignore();
    InviteLeg& leg = conference->legs.at(event.leg);
    if (is_up(leg.state) && leg.is_muted != event.is_muted) set_muted(*conference, leg, event.is_muted);
}

void Focus::State::set_muted(Conference& conference, InviteLeg& leg, bool is_muted) {
    leg.is_muted = is_muted;
    enter_roster(conference, leg, leg.agreed);
    note(JournalEntry::Severity::info, is_muted ? "leg muted" : "leg unmuted", conference, leg.id, leg.dialog);
    touch(conference);
}

/// `by`: the leg whose keys wanted it; none: its time has come (REF-23).
void Focus::State::set_locked(Conference& conference, bool is_locked, LegId by) {
    conference.is_locked = is_locked;
    conference.roster.count_other_change();
    note(JournalEntry::Severity::info, is_locked ? "conference locked" : "conference unlocked", conference, by);
    touch(conference);
}

}  // namespace isfocus::focus
