#include "media_termination.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <utility>

#include "comfort_noise.h"

namespace isfocus::mrfpd {
namespace {

constexpr int kMostCollisions = 1;  // chance gives no second one: then it is our own packets that come back
constexpr std::size_t kMostAudioOctets = 12 * kFrameSamples;  // 240 ms of G.711 or G.722 in one packet

bool is_heard(Mode mode) {
    return mode == Mode::recvonly || mode == Mode::sendrecv;
}

bool is_sent_to(Mode mode) {
    return mode == Mode::sendonly || mode == Mode::sendrecv;
}

/// There is one writer, so that no locked instruction is needed.
template <class Value>
void add(std::atomic<Value>& counter, Value amount) {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

std::uint32_t timestamp_units(std::chrono::nanoseconds time, std::uint32_t clock) {
    return static_cast<std::uint32_t>(time.count() / (1'000'000'000 / clock));
}

/// RFC 3550 6.2, RFC 3556 2: what two reports take of the bandwidth that both of us share.
std::chrono::nanoseconds between_reports(const std::optional<RtcpBandwidth>& bandwidth) {
    constexpr double kReportBits = 8 * 112;  // SR with a block and SDES, over UDP and IPv4
    const auto bits_per_second = bandwidth ? static_cast<double>(bandwidth->senders) + bandwidth->receivers : 0.0;
    if (bits_per_second == 0) return RtcpTimer::kMinimum;
    const std::chrono::duration<double> mean{2 * kReportBits / bits_per_second};
    return std::max(RtcpTimer::kMinimum, std::chrono::duration_cast<std::chrono::nanoseconds>(mean));
}

}  // namespace

MediaTermination::MediaTermination(std::uint32_t number, SocketPair sockets, const StreamIdentity& identity,
                                   std::shared_ptr<MediaCounters> counters, const Instant& now)
    : number_(number),
      sockets_(std::move(sockets)),
      sender_(identity),
      cname_(identity.cname),
      timer_(identity.ssrc, now.monotonic),
      counters_(std::move(counters)) {}

void MediaTermination::apply(const Stream& stream, const Instant& now) {
    if (!is_heard(stream.mode)) voice_.restart();  // what was said while nobody should hear it stays unheard
    if (stream.inactivity != stream_.inactivity || stream.mode != stream_.mode) {
        last_received_ = last_sent_ = now.monotonic;
        has_stopped_ = false;
    }
    sounds_.apply(stream.plays);
    remote_.apply(stream.remote, stream.latches, stream.relatches);
    stream_ = stream;
    counters_->sending_clock.store(sending_clock(), std::memory_order_relaxed);
    timer_.set_mean(between_reports(stream.remote ? stream.remote->rtcp_bandwidth : std::nullopt), now.monotonic);
}

void MediaTermination::receive_rtp(const Datagram& datagram) {
    const auto packet = parse_rtp(datagram.octets);
    const auto* format = packet ? format_of(packet->payload_type) : nullptr;
    const bool usable = format != nullptr && !packet->payload.empty() && packet->payload.size() <= kMostAudioOctets;
    if (packet && (usable || is_agreed_beside_audio(*packet)))
        remote_.latch_rtp(datagram.from, *packet, datagram.arrived);
    if (!packet || !remote_.accepts_rtp(datagram.from) || is_a_loop(packet->ssrc)) {
        add<std::uint64_t>(counters_->packets_refused, 1);
        return;
    }
    if (format != nullptr && codec_of(format->encoding).clock != receiving_clock_) {
        receiving_clock_ = codec_of(format->encoding).clock;
        source_.change_clock();
    }
    const auto arrived = timestamp_units(datagram.arrived, receiving_clock_);
    const auto arrival = source_.receive(*packet, arrived, format != nullptr);
    if (arrival != RtpSource::Arrival::doubtful) add<std::uint64_t>(counters_->octets_received, packet->payload.size());
    if (source_.ssrc() != last_sr_of_) last_sr_ = 0;  // RFC 3550 6.4.1: until this one sends an SR
    publish_reception();
    last_received_ = std::max(last_received_, datagram.arrived);
    if (arrival == RtpSource::Arrival::began_anew) tell_keys(digits_.restart());
    if (const auto* event = event_of(packet->payload_type); event != nullptr && arrival != RtpSource::Arrival::doubtful)
        tell_keys(digits_.packet(*packet, event->clock));
    if (usable && arrival != RtpSource::Arrival::doubtful) faults_.received(packet->payload_type);
    const bool is_newest = arrival == RtpSource::Arrival::in_sequence || arrival == RtpSource::Arrival::began_anew;
    if (usable && is_newest) mode_request_.received(*format, packet->payload);
    if (!is_heard(stream_.mode)) return;
    voice_.packet(*packet, arrival, usable ? format : nullptr);
    const bool is_noise = stream_.receives_noise == packet->payload_type && !packet->payload.empty();
    if (is_noise && arrival != RtpSource::Arrival::doubtful) voice_.pauses(noise_amplitude(packet->payload.front()));
}

/// RFC 3550 8.2: who finds that another has its SSRC takes another one, and knows a loop by its coming again.
bool MediaTermination::is_a_loop(std::uint32_t ssrc) noexcept {
    if (ssrc != sender_.ssrc()) return false;
    if (collisions_ >= kMostCollisions) return true;
    collides_ = true;
    return false;
}

void MediaTermination::leave_ssrc(const Instant& now) noexcept {
    collides_ = false;
    ++collisions_;
    say_bye(now);
    std::uint32_t ssrc = 0;
    if (getrandom(&ssrc, sizeof ssrc, GRND_NONBLOCK) != sizeof ssrc) ssrc = ~sender_.ssrc();
    sender_.change_ssrc(ssrc);
    sent_at_report_ = sent_at_report_before_ = 0;
}

void MediaTermination::receive_rtcp(const Datagram& datagram) {
    const auto rtcp = parse_rtcp(datagram.octets, sender_.ssrc());
    if (!rtcp || !remote_.accepts_rtcp(datagram.from)) {
        add<std::uint64_t>(counters_->packets_refused, 1);
        return;
    }
    if (is_a_loop(rtcp->ssrc)) return;
    remote_.latch_rtcp(datagram.from);
    if (rtcp->echo) measure_delay(*rtcp->echo, datagram.arrived);
    if (!rtcp->sr || (source_.heard_of() && rtcp->ssrc != source_.ssrc())) return;
    last_sr_ = *rtcp->sr;
    last_sr_of_ = rtcp->ssrc;
    last_sr_arrived_ = datagram.arrived;
}

/// Half of the round trip (RFC 3550 6.4.1), by our own clock at both ends of it.
void MediaTermination::measure_delay(const ReceivedRtcp::Echo& echo, std::chrono::nanoseconds arrived) noexcept {
    const auto sent = std::ranges::find(sent_reports_, echo.last_sr, &SentReport::sr);
    if (sent == sent_reports_.end()) return;
    const std::chrono::duration<double> held{echo.delay_since_last_sr / 65536.0};
    const auto round_trip = std::chrono::duration<double>{arrived - sent->at} - held;
    if (round_trip.count() < 0) return;
    const auto delay_us = std::min(round_trip.count() * 500'000, 4294967295.0);
    counters_->delay_us.store(static_cast<std::uint32_t>(delay_us), std::memory_order_relaxed);
}

PerRate<Samples> MediaTermination::talk(const PerRate<bool>& wanted) {
    const auto own = voice_.rate();
    const auto frame = std::span{frame_}.first(samples_of(own));
    const bool talks = is_heard(stream_.mode) && voice_.take(frame) && !is_silent(frame);
    PerRate<Samples> said;
    if (talks && wanted[own]) said[own] = frame;
    if (wanted[other(own)] && (talks || to_other_rate_.has_memory())) {
        if (!talks) std::ranges::fill(frame, std::int16_t{0});
        said[other(own)] = to_other_rate_.to(other(own), frame);
    }
    if (!talks || !wanted[other(own)]) to_other_rate_.restart();
    return said;
}

SoundPlayer::Sounds MediaTermination::sounds(const PerRate<bool>& wanted) noexcept {
    const auto* format = can_hear();
    return sounds_.next(format == nullptr ? Rate::narrow : codec_of(format->encoding).rate, wanted);
}

double MediaTermination::noise_level() const noexcept {
    return is_heard(stream_.mode) ? voice_.noise_level() : 0;
}

Samples MediaTermination::Said::with_sound(Samples voice, Sum sound) noexcept {
    const auto size = std::max(voice.size(), sound.size());
    if (size == 0) {
        limiter.restart();
        return {};
    }
    std::array<std::int32_t, kWideFrameSamples> sum{};
    for (std::size_t i = 0; i < voice.size(); ++i) sum[i] = voice[i];
    for (std::size_t i = 0; i < sound.size(); ++i) sum[i] += sound[i];
    return limiter.next({std::span{sum}.first(size), std::span{frame}.first(size)});
}

const Format* MediaTermination::hears() const noexcept {
    return is_sent_to(stream_.mode) ? can_hear() : nullptr;
}

const Format* MediaTermination::can_hear() const noexcept {
    return stream_.remote && remote_.rtp() ? &stream_.remote->format : nullptr;
}

std::uint8_t MediaTermination::next_mode(std::uint32_t tick, bool is_strained) noexcept {
    const auto& format = stream_.remote->format;
    if (!is_amr(format.encoding)) return 0;
    if (is_strained && format.encoding == Encoding::amr_wb) return mode_.next(format, 0, tick);
    return mode_.next(format, mode_request_.in(format.encoding), tick);
}

std::size_t MediaTermination::write(std::span<const std::uint8_t> payload, RtpSender::Octets& packet) noexcept {
    const auto& format = stream_.remote->format;
    return sender_.write(format.payload_type, payload, packet, is_speech(format, payload));
}

void MediaTermination::send(std::span<const std::uint8_t> packet) noexcept {
    int error = sockets_.rtp.send(*remote_.rtp(), packet);
    if (error != 0 && send_faults_.asks_why() && !sockets_.rtp.has_address()) error = EADDRNOTAVAIL;
    send_faults_.sent(error);
    if (error == 0) {
        add<std::uint64_t>(counters_->packets_sent, 1);
        add<std::uint64_t>(counters_->octets_sent, packet.size() - kRtpHeaderOctets);
    } else {
        add<std::uint64_t>(counters_->packets_not_sent, 1);
    }
}

std::uint32_t MediaTermination::sending_clock() const noexcept {
    return stream_.remote ? codec_of(stream_.remote->format.encoding).clock : 8000;
}

/// Keys are told whatever the mode is: it is about what flows between user and context (H.248.1 7.1.7).
void MediaTermination::tell_keys(const Digits::Changes& changes) {
    using enum MediaEvent::Kind;
    for (const auto& change : changes)
        if (key_limit_.takes(change))
            seen_.push_back({number_, change.has_ended ? key_released : key_pressed, change.key, change.duration});
    const auto left_out = counters_->keys_left_out.exchange(key_limit_.left_out(), std::memory_order_relaxed);
    if (left_out == 0 && key_limit_.left_out() > 0) seen_.push_back({.termination = number_, .kind = too_many_keys});
}

/// While the mode lets nothing flow nothing is missing: then the time has not begun.
void MediaTermination::watch_flow(const Instant& now) {
    using Direction = Inactivity::Direction;
    const auto sent = counters_->packets_sent.load(std::memory_order_relaxed);
    if (sent != std::exchange(sent_before_, sent)) last_sent_ = now.monotonic;
    if (!stream_.inactivity) return;
    const auto [after, direction] = *stream_.inactivity;
    const bool in = is_heard(stream_.mode), out = is_sent_to(stream_.mode);
    const bool may_flow = direction == Direction::in ? in : direction == Direction::out ? out : in || out;
    if (!may_flow) last_received_ = last_sent_ = now.monotonic;
    const auto last = direction == Direction::in    ? last_received_
                      : direction == Direction::out ? last_sent_
                                                    : std::max(last_received_, last_sent_);
    const bool has_stopped = now.monotonic - last >= after;
    if (has_stopped && !has_stopped_) seen_.push_back({number_, MediaEvent::Kind::stopped, 0, {}});
    has_stopped_ = has_stopped;
}

void MediaTermination::fail(int error) noexcept {
    if (has_failed_) return;
    has_failed_ = true;
    send_faults_.broken(error);
}

void MediaTermination::finish_tick(const Instant& now, std::vector<MediaEvent>& seen) {
    if (has_failed_) return send_faults_.tick(number_, seen);
    tell_keys(digits_.tick());
    key_limit_.tick();
    watch_flow(now);
    faults_.tick(source_.lost(), source_.expected(), stream_.most_lost);
    faults_.take(number_, seen_);
    send_faults_.tick(number_, seen_);
    for (const auto played : sounds_.take_ended()) seen_.push_back({number_, MediaEvent::Kind::played, 0, {}, played});
    seen.insert(seen.end(), seen_.begin(), seen_.end());
    seen_.clear();
    if (collides_) leave_ssrc(now);
    if (timer_.due(now.monotonic)) report(now, false);
    sender_.tick(1, sending_clock());
}

/// He is not missed for the time in which nobody listened.
void MediaTermination::skip(std::uint32_t ticks) noexcept {
    sender_.tick(ticks, sending_clock());
    voice_.skip(ticks);
    last_received_ += ticks * kTick;
    last_sent_ += ticks * kTick;
}

void MediaTermination::say_bye(const Instant& now) noexcept {
    if (sender_.packets() > 0 || reports_ > 0) report(now, true);
}

/// RFC 3556 2: with no bandwidth for RTCP there is none, without one for receivers only who sends has any.
bool MediaTermination::may_report(bool is_sender) const noexcept {
    const auto bandwidth = stream_.remote ? stream_.remote->rtcp_bandwidth : std::nullopt;
    return !bandwidth || bandwidth->receivers > 0 || (is_sender && bandwidth->senders > 0);
}

/// An SR from one who sent since the report before the last, else an RR (RFC 3550 6.4).
void MediaTermination::report(const Instant& now, bool bye) noexcept {
    const auto target = remote_.rtcp();
    const bool is_sender = sender_.packets() != sent_at_report_before_;
    if (!target || !may_report(is_sender)) return;
    RtcpReport report{sender_.ssrc(), {}, {}, {cname_.data(), cname_.size()}, bye};
    if (is_sender)
        report.sender = SenderInfo{ntp_time(now.wall), sender_.timestamp(), sender_.packets(), sender_.octets()};
    if (report.sender)
        sent_reports_[reports_ % sent_reports_.size()] = {static_cast<std::uint32_t>(report.sender->ntp >> 16),
                                                          now.monotonic};
    if (source_.received() != received_at_report_) report.block = report_block(now);
    std::array<std::uint8_t, kMaxRtcpOctets> octets;
    sockets_.rtcp.send(*target, std::span{octets}.first(write_rtcp(report, octets)));
    sent_at_report_before_ = std::exchange(sent_at_report_, sender_.packets());
    received_at_report_ = source_.received();
    ++reports_;
}

ReportBlock MediaTermination::report_block(const Instant& now) noexcept {
    auto block = source_.report();
    publish_reception();
    block.last_sr = last_sr_;
    if (last_sr_ != 0) {
        const std::chrono::duration<double> since = now.monotonic - last_sr_arrived_;
        block.delay_since_last_sr = static_cast<std::uint32_t>(std::min(since.count() * 65536.0, 4294967295.0));
    }
    return block;
}

void MediaTermination::publish_reception() noexcept {
    constexpr auto relaxed = std::memory_order_relaxed;
    counters_->packets_received.store(source_.received(), relaxed);
    counters_->packets_lost.store(source_.lost(), relaxed);
    counters_->loss.store(source_.loss(), relaxed);
    counters_->jitter.store(source_.jitter(), relaxed);
    counters_->receiving_clock.store(receiving_clock_, relaxed);
}

const TelephoneEvent* MediaTermination::event_of(std::uint8_t payload_type) const noexcept {
    const auto at = std::ranges::find(stream_.receives_events, payload_type, &TelephoneEvent::payload_type);
    return at == stream_.receives_events.end() ? nullptr : &*at;
}

/// Keys and comfort noise, which a user may begin with.
bool MediaTermination::is_agreed_beside_audio(const RtpPacket& packet) const noexcept {
    const bool is_known = event_of(packet.payload_type) != nullptr || stream_.receives_noise == packet.payload_type;
    return is_known && !packet.payload.empty();
}

const Format* MediaTermination::format_of(std::uint8_t payload_type) const noexcept {
    const auto at = std::find_if(stream_.receives.begin(), stream_.receives.end(),
                                 [payload_type](const Format& format) { return format.payload_type == payload_type; });
    return at == stream_.receives.end() ? nullptr : &*at;
}

}  // namespace isfocus::mrfpd
