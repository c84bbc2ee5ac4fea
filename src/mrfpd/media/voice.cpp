#include "voice.h"

#include <limits>
#include <utility>

namespace isfocus::mrfpd {
namespace {

constexpr int kNoiseLasts = 50;  // ticks: a SID comes every 160 ms, and some are lost

}  // namespace

/// Samples in a unit of the timestamp: more than one only for G.722.
std::uint32_t Voice::in_samples(std::uint32_t timestamp) const noexcept {
    const auto& codec = codec_of(decoding_.encoding);
    return timestamp * ((codec.rate == Rate::wide ? 16000 : 8000) / codec.clock);
}

void Voice::restart() noexcept {
    noise_level_ = 0;
    buffer_.restart();
    decoder_.reset();
    order_.restart();
}

void Voice::packet(const RtpPacket& packet, RtpSource::Arrival arrival, const Format* format) {
    if (arrival == RtpSource::Arrival::doubtful) return;
    if (arrival == RtpSource::Arrival::began_anew) restart();
    if (format != nullptr && (!decoder_ || decoding_ != *format)) begin_decoding(*format);
    if (decoder_ && codec_of(decoding_.encoding).has_memory) return in_order(packet, format != nullptr);
    if (format == nullptr) return buffer_.pass_over();
    buffer_.arrived(in_samples(packet.timestamp));
    decode(packet.timestamp, packet.payload);
}

void Voice::pauses(double noise_level) noexcept {
    noise_level_ = noise_level;
    noise_left_ = std::numeric_limits<int>::max();
}

void Voice::begin_decoding(const Format& format) {
    decoder_ = make_decoder(format);
    decoding_ = format;
    order_.restart();
    last_length_ = 0;
    mode_requested_ = kNoModeRequest;
    const auto rate = codec_of(format.encoding).rate;
    if (rate != buffer_.rate()) buffer_.restart(rate);
}

/// A packet that came twice, or when it had been given up, would spoil what follows.
void Voice::in_order(const RtpPacket& packet, bool is_audio) {
    if (is_audio) buffer_.arrived(in_samples(packet.timestamp));
    if (decodable_ > 0 && order_.take(packet.sequence)) {
        is_audio ? decode(packet.timestamp, packet.payload) : buffer_.pass_over();
    } else if (order_.is_to_come(packet.sequence)) {
        if (order_.is_full()) make_room();
        order_.keep(packet, is_audio);
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
    take_what_waits();
    const bool begins_anew = order_.anything_waits() && buffer_.is_empty();
    if (begins_anew) {  // what is missing before it has been silence already
        order_.give_up_all();
        take_what_waits();
    }
    while (decodable_ > 0 && order_.anything_waits() && buffer_.needs_more()) {
        lose_one();
        take_what_waits();
    }
    decodable_ = kMostDecodedFrames;
    if (noise_left_ == 0) noise_level_ = 0;
    if (noise_left_ > 0) --noise_left_;
    return buffer_.take(frame);
}

/// The packet that is missing now is given up, and what it said made up. After a pause there is nothing to go on from.
void Voice::lose_one() {
    Decoded made_up;
    if (last_length_ == 0 || !decoder_->conceal(made_up)) return order_.give_up_all();
    for (auto left = last_length_; left >= made_up.count; left -= static_cast<std::uint32_t>(made_up.count)) {
        buffer_.make_up(next_timestamp_, made_up.audio());
        next_timestamp_ += static_cast<std::uint32_t>(made_up.count);
        if (left < 2 * made_up.count || !decoder_->conceal(made_up)) break;
    }
    order_.give_up_one();
}

void Voice::decode(std::uint32_t timestamp, std::span<const std::uint8_t> payload) {
    Decoded decoded;
    if (decodable_ <= 0 || !decoder_->decode(payload, decoded)) return;
    decodable_ -= decoded.frames;
    if (decoded.mode_request != kNoModeRequest) mode_requested_ = decoded.mode_request;
    if (decoded.noise_level || !decoded.ends_in_silence) {
        noise_level_ = decoded.noise_level.value_or(0);
        noise_left_ = kNoiseLasts;
    }
    const auto at = in_samples(timestamp);
    buffer_.put(at, decoded.audio());
    last_length_ = decoded.ends_in_silence ? 0 : static_cast<std::uint32_t>(decoded.count);
    next_timestamp_ = at + static_cast<std::uint32_t>(decoded.count);
    if (decoded.ends_in_silence) buffer_.pass_over();
}

}  // namespace isfocus::mrfpd
