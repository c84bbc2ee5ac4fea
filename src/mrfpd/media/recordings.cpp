#include "recordings.h"
#include "base/text.h"

#include <sndfile.h>
#include <speex/speex_resampler.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <numbers>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "isfocus/base/result.h"

namespace isfocus::mrfpd {
namespace {

constexpr int kNarrowRate = 8000;
constexpr int kWideRate = 16000;
constexpr int kLeastRate = 4000;
constexpr int kMostRate = 48000;
constexpr int kMostChannels = 2;
constexpr int kMostSeconds = 60;
constexpr std::size_t kMostOctets = std::size_t{64} << 20U;

using Sound = std::vector<std::int16_t>;

struct Note {
    double frequency;  ///< Hz
    double seconds;
};

/// Two notes, each fading out, so that nothing clicks.
Sound chime(std::span<const Note> notes, int rate) {
    constexpr double kAmplitude = 4125;  // -18 dB, as the tones
    constexpr double kRise = 0.005;      // s
    Sound out;
    for (const auto& note : notes) {
        const auto count = static_cast<std::size_t>(note.seconds * rate);
        for (std::size_t i = 0; i < count; ++i) {
            const double at = static_cast<double>(i) / rate;
            const double volume = std::min(1.0, at / kRise) * (1 - at / note.seconds);
            out.push_back(
                static_cast<std::int16_t>(kAmplitude * volume * std::sin(2 * std::numbers::pi * note.frequency * at)));
        }
    }
    return out;
}

std::shared_ptr<const Recording> chime(std::span<const Note> notes) {
    return std::make_shared<const Recording>(Recording{chime(notes, kNarrowRate), chime(notes, kWideRate)});
}

std::optional<Sound> resampled(const Sound& sound, int from, int to) {
    if (from == to) return sound;
    constexpr int kQuality = 5;
    int error = 0;
    const std::unique_ptr<SpeexResamplerState, decltype(&speex_resampler_destroy)> state(
        speex_resampler_init(1, static_cast<spx_uint32_t>(from), static_cast<spx_uint32_t>(to), kQuality, &error),
        speex_resampler_destroy);
    if (!state) return std::nullopt;
    speex_resampler_skip_zeros(state.get());
    Sound out(sound.size() * static_cast<std::size_t>(to) / static_cast<std::size_t>(from) + 1);
    auto read = static_cast<spx_uint32_t>(sound.size());
    auto written = static_cast<spx_uint32_t>(out.size());
    if (speex_resampler_process_int(state.get(), 0, sound.data(), &read, out.data(), &written) != 0)
        return std::nullopt;
    out.resize(written);
    return out;
}

Sound in_one_channel(const Sound& all, int channels) {
    const auto step = static_cast<std::size_t>(channels);
    Sound out;
    out.reserve(all.size() / step);
    for (std::size_t i = 0; i + step <= all.size(); i += step) {
        int sum = 0;
        for (std::size_t channel = 0; channel < step; ++channel) sum += all[i + channel];
        out.push_back(static_cast<std::int16_t>(sum / channels));
    }
    return out;
}

Result<Recording, std::string> read_file(const std::filesystem::path& path) {
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, decltype(&sf_close)> file(sf_open(path.c_str(), SFM_READ, &info), sf_close);
    if (!file) return std::string(sf_strerror(nullptr));
    const bool is_usable = info.samplerate >= kLeastRate && info.samplerate <= kMostRate && info.channels >= 1 &&
                           info.channels <= kMostChannels && info.frames > 0;
    if (!is_usable) return std::string("4 to 48 kHz in one or two channels are read");
    if (info.frames > sf_count_t{kMostSeconds} * info.samplerate) return std::string("longer than a minute");
    Sound all(static_cast<std::size_t>(info.frames) * static_cast<std::size_t>(info.channels));
    const auto frames = sf_readf_short(file.get(), all.data(), info.frames);
    if (frames <= 0) return std::string("nothing to hear in it");
    all.resize(static_cast<std::size_t>(frames) * static_cast<std::size_t>(info.channels));
    const auto sound = in_one_channel(all, info.channels);
    auto narrow = resampled(sound, info.samplerate, kNarrowRate);
    auto wide = resampled(sound, info.samplerate, kWideRate);
    if (!narrow || !wide) return std::string("cannot be resampled");
    return Recording{std::move(*narrow), std::move(*wide)};
}

std::string name_of(const std::filesystem::path& path) {
    return text::lower(path.stem().string());
}

bool is_wav(const std::filesystem::path& path) {
    const auto extension = path.extension().string();
    return extension == ".wav" || extension == ".WAV";
}

std::size_t octets_of(const Recording& recording) {
    return (recording.narrow.size() + recording.wide.size()) * sizeof(std::int16_t);
}

}  // namespace

Recordings load_recordings(const std::string& folder) {
    constexpr Note kJoined[] = {{660, 0.12}, {880, 0.18}};
    constexpr Note kLeft[] = {{880, 0.12}, {660, 0.18}};
    Recordings out;
    out.all["joined"] = chime(kJoined);
    out.all["left"] = chime(kLeft);
    if (folder.empty()) return out;
    std::error_code error;
    std::size_t octets = 0;
    const std::filesystem::directory_iterator end;
    for (std::filesystem::directory_iterator at(folder, error); !error && at != end; at.increment(error)) {
        const auto& path = at->path();
        std::error_code unreadable;
        if (!is_wav(path) || !at->is_regular_file(unreadable)) continue;
        auto recording = read_file(path);
        const auto size = recording ? octets_of(*recording) : 0;
        if (recording && octets + size <= kMostOctets) {
            octets += size;
            out.all[name_of(path)] = std::make_shared<const Recording>(std::move(*recording));
        } else {
            out.faults.push_back(path.string() + ": " +
                                 (recording ? "more than 64 MiB all together" : recording.error()));
        }
    }
    if (error) out.faults.push_back(folder + ": " + error.message());
    return out;
}

}  // namespace isfocus::mrfpd
