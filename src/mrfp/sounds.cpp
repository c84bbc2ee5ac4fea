#include "mrfp/sounds.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

#include "mrfp/state.h"

/// What is heard when somebody comes or goes (mp-h248 2: announcements and tones). Nothing depends on it: what cannot
/// be played is not played.
namespace isfocus::mrfp {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t kToneLength = 50;   ///< hundredths of a second
constexpr auto kAnnouncementGap = 1s;       ///< those who come within this time are told of together
constexpr auto kLongestAnnouncement = 60s;  ///< how long a welcome may take; nobody tells us

bool hears(Mode mode) {
    return mode == Mode::sendonly || mode == Mode::sendrecv;
}

Order play(std::string_view sound, Hearers hearers) {
    return {.kind = Order::Kind::play,
            .description = {},
            .deadline = Time::max(),
            .signals = {{signal_of(sound, hearers)}, {}}};
}

Order play_welcome() {
    return {.kind = Order::Kind::play, .description = {}, .deadline = Time::max(), .signals = {}};
}

}  // namespace

bool is_announcement(std::string_view sound) {
    return package_of(sound) == "an";
}

std::string package_of(std::string_view sound) {
    return std::string{sound.substr(0, sound.find('/'))};
}

h248::Signal signal_of(std::string_view sound, Hearers hearers) {
    h248::Signal signal;
    if (is_announcement(sound)) {
        signal.name = "an/apf";
        signal.type = h248::SignalType::brief;
        signal.parameters.emplace_back("an", std::string{sound.substr(sound.find('/') + 1)}, true);
        signal.parameters.emplace_back("noc", "1");
        signal.parameters.emplace_back("di", hearers == Hearers::user ? "ext" : "both");
        return signal;
    }
    signal.name = sound;
    signal.type = h248::SignalType::time_out;
    signal.duration = kToneLength;
    return signal;
}

void Client::State::announce(ConferenceId conference, focus::Announcement what, LegId who) {
    now_ = clock_();
    const auto& sound = what == focus::Announcement::joined ? settings_.on_join : settings_.on_leave;
    const auto known = conferences_.find(conference);
    if (sound.empty() || known == conferences_.end()) return;
    auto& context = contexts_.at(known->second);
    const auto last = context.announced.find(what);
    const bool is_told = last != context.announced.end() && now_ - last->second < kAnnouncementGap;
    const auto legs = audience(context, who);
    if (is_told || legs.empty() || !can_play(*context.association, sound)) return;
    if (is_announcement(sound)) {
        add_extra(terminations_.at(legs.front()), play(sound, Hearers::context));
    } else {
        if (legs.size() > settings_.tones_up_to) return;
        for (const auto leg : legs) add_extra(terminations_.at(leg), play(sound, Hearers::user));
    }
    context.announced[what] = now_;
}

void Client::State::welcome(LegId leg) {
    now_ = clock_();
    auto* termination = find(leg);
    const bool is_there = termination && is_wanted(termination->state) && termination->context;
    if (settings_.welcome.empty() || !is_there) return;
    if (!can_play(*contexts_.at(termination->context).association, settings_.welcome)) return;
    termination->welcome = {signal_of(settings_.welcome, Hearers::user), std::nullopt};
    add_extra(*termination, play_welcome());
}

/// Of the order that is under way, with the welcome if that has not ended yet: the MRFP ignores it when it has.
h248::Signals Client::State::signals_now(Termination& termination) const {
    auto signals = termination.orders.front().signals;
    auto& welcome = termination.welcome;
    if (welcome && welcome->until && *welcome->until <= now_) welcome.reset();
    if (!welcome) return signals;
    auto& first = *signals.signals.insert(signals.signals.begin(), welcome->signal);
    first.keep_active = welcome->until.has_value();
    const std::chrono::milliseconds tone{10 * kToneLength};
    if (!welcome->until) welcome->until = now_ + (is_announcement(settings_.welcome) ? kLongestAnnouncement : tone);
    return signals;
}

/// Whether the order that has failed may be tried again without the welcome: there are MRFPs that play one sound at a
/// time.
bool Client::State::welcome_gives_way(Termination& termination) {
    const auto& order = termination.orders.front();
    const bool had_welcome = order.kind == Order::Kind::play && termination.welcome;
    if (had_welcome) termination.welcome.reset();
    return had_welcome && !order.signals.signals.empty();
}

/// Those whom a sound would reach now, in the order in which they came.
std::vector<LegId> Client::State::audience(const Context& context, LegId but_for) const {
    std::vector<LegId> legs;
    for (const auto leg : context.legs) {
        const auto& termination = terminations_.at(leg);
        const bool is_there =
            termination.state == TerminationState::standing || termination.state == TerminationState::modifying;
        if (leg != but_for && is_there && hears(termination.mode)) legs.push_back(leg);
    }
    return legs;
}

bool Client::State::can_play(const Association& association, std::string_view sound) const {
    return association.packages.version_of(package_of(sound)) > 0;
}

/// Once for each association, as soon as its packages are known.
void Client::State::tell_unplayable(const Association& association) const {
    const std::pair<const char*, const std::string&> sounds[] = {{"media.on_join", settings_.on_join},
                                                                 {"media.on_leave", settings_.on_leave},
                                                                 {"media.welcome", settings_.welcome}};
    for (const auto& [key, sound] : sounds)
        if (!sound.empty() && !can_play(association, sound))
            spdlog::warn("mrfp={} has no package {}: {} is not played", association.peer().text(), package_of(sound),
                         key);
}

}  // namespace isfocus::mrfp
