#pragma once
#include <chrono>
#include <iterator>
#include <random>
#include <string>

#include "isfocus/focus/focus.h"

namespace isfocus::focus {

/// Draws values that say nothing of what has happened before. The same seed draws the same ones.
class Random {
public:
    explicit Random(unsigned seed) : random_(seed) {}

    unsigned pick(std::size_t below) {
        return std::uniform_int_distribution<unsigned>(0, static_cast<unsigned>(below) - 1)(random_);
    }

    template <class Set>
    auto any_of(const Set& set) {
        return *std::next(set.begin(), pick(set.size()));
    }

    Settings any_settings(Settings settings) {
        settings.join = static_cast<Settings::Join>(pick(3));
        settings.on_host_leave = static_cast<Settings::HostLeaves>(pick(3));
        settings.participants_may_invite = pick(2) == 0;
        settings.anonymous_may_join = pick(2) == 0;
        settings.one_endpoint_per_user = pick(3) == 0;
        settings.replaces_by_referral = pick(2) == 0;
        settings.end_when_alone = pick(4) == 0;
        settings.early_183 = static_cast<Settings::Early183>(pick(2));
        settings.cancel_on_referrer_leave = pick(2) == 0;
        settings.empty_linger = std::chrono::seconds{pick(3) == 0 ? 20 : 0};
        settings.max_duration = std::chrono::seconds{pick(3) == 0 ? 300 : 0};
        settings.lock_after = std::chrono::seconds{pick(3) == 0 ? 100 : 0};
        settings.mute_keys = pick(2) == 0 ? "" : "6";
        settings.lock_keys = pick(2) == 0 ? "" : "*";
        settings.follow_redirects = pick(4);
        settings.operators = {*parse_uri("sip:u5@ims.test")};
        settings.denied.clear();
        if (pick(4) == 0) settings.denied = {*parse_uri("sip:u" + std::to_string(pick(6)) + "@ims.test")};
        return settings;
    }

    Identity user() { return {*parse_uri("sip:u" + std::to_string(pick(6)) + "@ims.test"), {}, {}, pick(8) == 0}; }

    Description sdp() { return {"v=0", {{"audio", "", static_cast<Direction>(pick(4))}}, pick(3) != 0}; }

    SessionTimer session() {
        SessionTimer timer{static_cast<SessionTimer::Refresher>(pick(3)), {}, pick(2) == 0};
        if (pick(2) == 0) timer.interval = std::chrono::seconds{60 + pick(300)};
        return timer;
    }

private:
    std::mt19937 random_;
};

}  // namespace isfocus::focus
