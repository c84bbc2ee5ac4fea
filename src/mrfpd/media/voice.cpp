#include "voice.h"

#include <limits>
#include <utility>

namespace isfocus::mrfpd {
namespace {

constexpr int kNoiseLasts = 50;            // ticks: a SID comes every 160 ms, and some are lost
constexpr std::size_t kUsualOctets = 320;  // of a payload: 40 ms of G.722
constexpr std::uint32_t kWarmUp = 3;       // frames of what is over that are decoded for what follows them
constexpr int kMostMadeUp = 25;            // frames in a row; no decoder says anything for so long

std::int32_t ahead(std::uint32_t from, std::uint32_t to) {
    return static_cast<std::int32_t>(to - from);
}

}  // namespace

/// Samples in a unit of the timestamp: more than one only for G.722.
std::uint32_t Voice::in_samples(std::uint32_t timestamp) const noexcept {
    const auto& codec = codec_of(decoding_.encoding);
    return timestamp * ((codec.rate == Rate::wide ? 16000 : 8000) / codec.clock);
}

void Voice::restart() noexcept {
    noise_level_ = 0;
    buffer_.restart();
    decoder_ = nullptr;
    order_.restart();
}

void Voice::packet(const RtpPacket& packet, RtpSource::Arrival arrival, const Format* format) {
    if (arrival == RtpSource::Arrival::doubtful) return;
    if (arrival == RtpSource::Arrival::began_anew) restart();
    const bool begins = format != nullptr && (decoder_ == nullptr || decoding_ != *format);
    if (begins && !begin_decoding(*format)) return buffer_.pass_over();
    if (decoder_ != nullptr && codec_of(decoding_.encoding).has_memory) return in_order(packet, format != nullptr);
    if (format == nullptr) return buffer_.pass_over();
    if (arrival == RtpSource::Arrival::behind && buffer_.is_overtaken(in_samples(packet.timestamp))) return;
    buffer_.arrived(in_samples(packet.timestamp));
    decode(packet.timestamp, packet.payload);
}

void Voice::pauses(double noise_level) noexcept {
    noise_level_ = noise_level;
    noise_left_ = std::numeric_limits<int>::max();
}

/// False: he changes it too often, and for this one there is no decoder.
bool Voice::begin_decoding(const Format& format) {
    auto* decoder = decoders_.begin(format);
    if (decoder == nullptr) return false;
    decoder_ = decoder;
    decoding_ = format;
    order_.restart();
    if (codec_of(format.encoding).has_memory) order_.reserve(kUsualOctets);
    decoded_until_.reset();
    is_speaking_ = false;
    const auto rate = codec_of(format.encoding).rate;
    if (rate != buffer_.rate()) buffer_.restart(rate);
    return true;
}

/// A packet that came twice, or when it had been given up, would spoil what follows.
void Voice::in_order(const RtpPacket& packet, bool is_audio) {
    if (is_audio) buffer_.arrived(begins(packet));
    if (decodable_ > 0 && order_.take(packet.sequence)) {
        is_audio ? decode(packet.timestamp, packet.payload) : buffer_.pass_over();
    } else if (order_.is_to_come(packet.sequence)) {
        if (order_.is_full()) make_room();
        if (order_.is_to_come(packet.sequence)) order_.keep(packet, is_audio);
    }
    take_what_waits();
}

/// What came last is worth most: where all that waits cannot be decoded at once, the oldest goes.
void Voice::make_room() {
    order_.give_up_all();
    take_what_waits();
    if (order_.is_full() && order_.take(order_.first().sequence)) order_.drop_first();
}

void Voice::take_what_waits() {
    while (decodable_ > 0 && order_.anything_waits() && order_.take(order_.first().sequence)) {
        const auto& packet = order_.first();
        packet.is_audio ? decode(packet.timestamp, packet.payload) : buffer_.pass_over();
        order_.drop_first();
    }
}

bool Voice::take(std::span<std::int16_t> frame) {
    decoders_.tick();
    take_what_waits();
    const bool begins_anew = order_.anything_waits() && buffer_.is_empty();
    if (begins_anew) {  // what is missing before it has been silence already
        order_.give_up_all();
        take_what_waits();
    }
    while (decodable_ > 0 && order_.anything_waits() && buffer_.needs_more()) {
        make_up_one();
        take_what_waits();
    }
    decodable_ = kMostDecodedFrames;
    if (noise_left_ == 0) noise_level_ = 0;
    if (noise_left_ > 0) --noise_left_;
    return buffer_.take(frame);
}

/// Of what is missing before the first that waits a frame is made up. After a pause there is nothing to go on from, and
/// where it repeats all that is missing nothing is.
void Voice::make_up_one() {
    const auto& first = order_.first();
    const auto missing = decoded_until_ && first.is_audio ? ahead(*decoded_until_, in_samples(first.timestamp)) : 0;
    const bool can_be = is_speaking_ && missing > 0 && missing <= kMostMadeUp * static_cast<int>(frame_samples());
    Decoded made_up;
    if (!can_be || !decoder_->conceal(made_up)) return order_.give_up_all();
    buffer_.make_up(*decoded_until_, made_up.audio());
    *decoded_until_ += static_cast<std::uint32_t>(made_up.count);
}

void Voice::decode(std::uint32_t timestamp, std::span<const std::uint8_t> payload) {
    const auto begin = in_samples(timestamp);
    if (const auto end = begin + static_cast<std::uint32_t>(decoder_->samples_in(payload));
        buffer_.was_skipped(end + kWarmUp * frame_samples())) {
        decoded_until_ = end;
        return;
    }
    const auto known = known_frames(begin, payload);
    Decoded decoded;
    if (decodable_ <= 0 || !decoder_->decode(payload, decoded, known)) return;
    decodable_ -= decoded.frames;
    if (decoded.noise_level || !decoded.ends_in_silence) {
        noise_level_ = decoded.noise_level.value_or(0);
        noise_left_ = kNoiseLasts;
    }
    const auto at = begin + static_cast<std::uint32_t>(known) * frame_samples();
    buffer_.put(at, decoded.audio());
    is_speaking_ = !decoded.ends_in_silence;
    decoded_until_ = at + (is_speaking_ ? static_cast<std::uint32_t>(decoded.count)
                                        : static_cast<std::uint32_t>(decoded.frames) * frame_samples());
    if (decoded.ends_in_silence) buffer_.pass_over();
}

/// In samples; what earlier packets had is left out, as it comes late by its nature.
std::uint32_t Voice::begins(const RtpPacket& packet) noexcept {
    const auto at = in_samples(packet.timestamp);
    if (!is_amr(decoding_.encoding)) return at;
    const auto end = at + static_cast<std::uint32_t>(decoder_->samples_in(packet.payload));
    const auto repeated = ahead(at, newest_);
    const bool is_near = repeated <= static_cast<int>(kMostAmrFrames * frame_samples());
    const bool is_newer = ahead(newest_, end) > 0;
    const auto result = is_newer && is_near && repeated > 0 ? newest_ : at;
    if (is_newer || !is_near) newest_ = end;
    return result;
}

/// Frames with which the payload begins and that were decoded or made up before.
std::size_t Voice::known_frames(std::uint32_t at, std::span<const std::uint8_t> payload) const noexcept {
    if (!decoded_until_ || !is_amr(decoding_.encoding)) return 0;
    const auto known = ahead(at, *decoded_until_);
    if (known <= 0 || known > static_cast<std::int32_t>(decoder_->samples_in(payload))) return 0;
    return (static_cast<std::uint32_t>(known) + frame_samples() / 2) / frame_samples();
}

}  // namespace isfocus::mrfpd
