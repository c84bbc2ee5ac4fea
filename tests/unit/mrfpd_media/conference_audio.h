#pragma once
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <string>

#include "engine_fixture.h"

namespace isfocus::mrfpd {

/// What a user talks and hears with.
struct Phone {
    Encoding encoding;
    AmrPacking packing = AmrPacking::bandwidth_efficient;
};

inline constexpr std::array kFrequencies{400.0, 900.0, 1500.0};
inline constexpr double kAmplitude = 6000;

/// A conference of three, each of whom says a tone of his own.
class ConferenceAudio : public Engine {
protected:
    std::array<test::FakeUe*, 3> ues{&a, &b, &c};

    void take(const std::array<Phone, 3>& phones) {
        for (std::size_t i = 0; i < ues.size(); ++i) {
            ues[i]->encoding = phones[i].encoding;
            ues[i]->packing = phones[i].packing;
            ues[i]->mode = mode_to_send(phones[i].encoding, 0, kNoModeRequest);
            tone(*ues[i], kFrequencies[i], kAmplitude);
        }
    }

    void join_all() {
        for (std::size_t i = 0; i < ues.size(); ++i) join(static_cast<std::uint32_t>(i + 1), *ues[i]);
    }

    /// Everybody talks over a network that loses 2 of 100 packets and delays the others by up to 60 ms, each as it
    /// happens, so that they overtake each other.
    void run_badly(int ticks) {
        for (int end = ticks_ + ticks; ticks_ < end; ++ticks_) {
            for (std::size_t u = 0; u < ues.size(); ++u) {
                auto said = ues[u]->voice();
                auto& mine = under_way_[u];
                if (random_() % 100 >= 2) mine.emplace(ticks_ + static_cast<int>(random_() % 4), std::move(said));
                const bool any = !mine.empty() && mine.begin()->first <= ticks_;
                auto& leg = legs[static_cast<std::uint32_t>(u + 1)];
                for (; !mine.empty() && mine.begin()->first <= ticks_; mine.erase(mine.begin()))
                    ues[u]->rtp.send(leg.rtp_port, mine.begin()->second);
                if (any) leg.wait_for_arrival();
            }
            advance();
            for (auto& [id, leg] : legs) leg.wait_for_what_was_sent();
        }
    }

    void forget_what_was_heard() {
        for (auto* ue : ues) ue->audio.clear();
    }

    void expect_all_pairs(double tolerance = 3) {
        for (std::size_t hearer = 0; hearer < ues.size(); ++hearer)
            for (std::size_t talker = 0; talker < ues.size(); ++talker) {
                const auto& ue = *ues[hearer];
                const auto heard = ue.hears(kFrequencies[talker], samples_of(ue.rate()) * 50);
                const auto pair = std::to_string(talker) + " to " + std::to_string(hearer) + " in " +
                                  std::string{codec_of(ue.encoding).name};
                if (talker == hearer)
                    EXPECT_LT(test::decibels(heard, kAmplitude), -26) << pair;
                else
                    EXPECT_NEAR(test::decibels(heard, kAmplitude), 0, tolerance) << pair;
            }
    }

private:
    int ticks_ = 0;
    std::minstd_rand random_{1};
    std::array<std::multimap<int, test::Octets>, 3> under_way_;  ///< by the tick in which it comes
};

}  // namespace isfocus::mrfpd
