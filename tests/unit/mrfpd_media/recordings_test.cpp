#include "mrfpd/media/recordings.h"

#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "goertzel.h"

/// MED-28: what signal an/apf can say.
namespace isfocus::mrfpd {
namespace {

class Folder : public testing::Test {
protected:
    Folder() { std::filesystem::create_directory(path); }
    ~Folder() override { std::filesystem::remove_all(path); }

    /// A tone of 500 Hz.
    void write(const std::string& name, int rate, int channels, double seconds) const {
        SF_INFO info{};
        info.samplerate = rate;
        info.channels = channels;
        info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
        SNDFILE* file = sf_open((path / name).c_str(), SFM_WRITE, &info);
        ASSERT_TRUE(file) << sf_strerror(nullptr);
        const auto frames = static_cast<std::size_t>(seconds * rate);
        std::vector<short> samples;
        for (std::size_t i = 0; i < frames * static_cast<std::size_t>(channels); ++i) {
            const auto at = static_cast<double>(i / static_cast<std::size_t>(channels)) / rate;
            samples.push_back(static_cast<short>(6000 * std::sin(2 * std::numbers::pi * 500 * at)));
        }
        sf_writef_short(file, samples.data(), static_cast<sf_count_t>(frames));
        sf_close(file);
    }

    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("isfocus-sounds-" + std::to_string(getpid()));
};

TEST_F(Folder, IsReadAtEveryRateAndNumberOfChannels_MED28) {
    write("Welcome.wav", 44100, 2, 0.5);
    write("narrow.wav", 8000, 1, 0.5);
    write("joined.WAV", 16000, 1, 0.5);
    const auto read = load_recordings(path);
    EXPECT_TRUE(read.faults.empty());
    for (const char* name : {"welcome", "narrow", "joined"}) {
        ASSERT_TRUE(read.all.contains(name)) << name;
        const auto& sound = read.all.at(name);
        EXPECT_NEAR(static_cast<double>(sound->narrow.size()), 4000, 80) << name;
        EXPECT_NEAR(static_cast<double>(sound->wide.size()), 8000, 160) << name;
        EXPECT_NEAR(test::amplitude_of(500, std::span(sound->narrow).subspan(400, 3200)), 6000, 300) << name;
        EXPECT_NEAR(test::amplitude_of(250, std::span(sound->wide).subspan(800, 6400)), 6000, 300)
            << name << ", at twice the rate";
    }
    EXPECT_TRUE(read.all.contains("left"));
}

TEST_F(Folder, WhatCannotBeReadIsToldAndTheRestUsed_MED28) {
    write("good.wav", 8000, 1, 0.2);
    write("slow.wav", 2000, 1, 1);
    std::ofstream(path / "broken.wav") << "RIFF of nothing";
    std::ofstream(path / "notes.txt") << "not looked at";
    const auto read = load_recordings(path);
    EXPECT_EQ(read.faults.size(), 2U);
    EXPECT_TRUE(read.all.contains("good"));
    EXPECT_EQ(load_recordings("/nowhere/at/all").faults.size(), 1U);
    EXPECT_EQ(load_recordings("").all.size(), 2U);
}

TEST_F(Folder, WhatIsLongerThanAMinuteIsToldAndLeftOut_MED28) {
    write("minute.wav", 8000, 1, 60);
    write("longer.wav", 8000, 1, 60.01);
    const auto read = load_recordings(path);
    EXPECT_EQ(read.faults, (std::vector<std::string>{(path / "longer.wav").string() + ": longer than a minute"}));
    ASSERT_TRUE(read.all.contains("minute"));
    EXPECT_NEAR(static_cast<double>(read.all.at("minute")->narrow.size()), 60 * 8000, 80);
    EXPECT_FALSE(read.all.contains("longer"));
}

/// A minute takes 2.88 MB at both rates: 23 of them are 63.2 MiB.
TEST_F(Folder, WhatIsMoreThan64MiBAllTogetherIsToldAndLeftOut_MED28) {
    write("a.wav", 16000, 1, 60);
    for (char name = 'b'; name <= 'x'; ++name)
        std::filesystem::create_symlink(path / "a.wav", path / (std::string{name} + ".wav"));
    write("short.wav", 16000, 1, 0.2);
    const auto read = load_recordings(path);
    ASSERT_EQ(read.faults.size(), 1U);
    EXPECT_TRUE(read.faults[0].starts_with(path.string())) << read.faults[0];
    EXPECT_TRUE(read.faults[0].ends_with(".wav: more than 64 MiB all together")) << read.faults[0];
    EXPECT_TRUE(read.all.contains("short")) << "what still has room is used";
    std::size_t octets = 0;
    for (const auto& [name, sound] : read.all)
        octets += (sound->narrow.size() + sound->wide.size()) * sizeof(std::int16_t);
    EXPECT_GT(octets, std::size_t{63} << 20U);
    EXPECT_LT(octets, std::size_t{64} << 20U);
}

}  // namespace
}  // namespace isfocus::mrfpd
