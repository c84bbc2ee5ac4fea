#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "digits.h"
#include "flow_faults.h"
#include "key_limit.h"
#include "listeners.h"
#include "mixer.h"
#include "remote_address.h"
#include "resampler.h"
#include "rtcp_timer.h"
#include "rtp_sender.h"
#include "rtp_socket.h"
#include "rtp_source.h"
#include "send_faults.h"
#include "sound_player.h"
#include "voice.h"

namespace isfocus::mrfpd {

/// Written by the media thread alone, read by anybody at any time.
struct MediaCounters {
    std::atomic<std::uint64_t> packets_sent = 0, octets_sent = 0, packets_received = 0, octets_received = 0;
    std::atomic<std::uint64_t> packets_lost = 0, packets_refused = 0, packets_not_sent = 0;
    std::atomic<std::uint64_t> keys_left_out = 0;
    std::atomic<double> loss = 0;                                   ///< percent
    std::atomic<std::uint32_t> jitter = 0, receiving_clock = 8000;  ///< timestamp units, and how many a second has
    std::atomic<std::uint32_t> delay_us = 0, sending_clock = 8000;
};

/// One user's leg: its sockets, who may send to them, what it hears and what it adds.
class MediaTermination {
public:
    MediaTermination(std::uint32_t number, SocketPair sockets, const StreamIdentity& identity,
                     std::shared_ptr<MediaCounters> counters, const Instant& now);

    void apply(const Stream& stream, const Instant& now);
    const Stream& stream() const noexcept { return stream_; }
    const SocketPair& sockets() const noexcept { return sockets_; }

    /// Its place among the members of its conference, for who keeps them; nothing: it is in none.
    std::optional<std::size_t> seat() const noexcept { return seat_; }
    void set_seat(std::optional<std::size_t> seat) noexcept { seat_ = seat; }

    void receive_rtp(const Datagram& datagram);
    void receive_rtcp(const Datagram& datagram);

    /// Once per tick: what the user says, at each rate that is wanted; empty for silence and for one who shall not be
    /// heard. At the other rate than his own it lasts 3 ms longer. Valid until the next call.
    PerRate<Samples> talk(const PerRate<bool>& wanted);
    /// The background of who says nothing and may be heard; 0: none is known.
    double noise_level() const noexcept;
    /// How the mix is sent to it; null when it is not.
    const Format* hears() const noexcept;
    /// The same, whether the mode lets it hear the others or not.
    const Format* can_hear() const noexcept;
    /// Once per tick: what it plays, to its user as he can hear it and to the others at each rate that is wanted. Valid
    /// until the next call.
    SoundPlayer::Sounds sounds(const PerRate<bool>& wanted) noexcept;
    /// Once per tick: what `talk` gave at this rate, with what is played to the others. Valid until the next call.
    Samples with_sound(Rate rate, Samples voice, Sum sound) noexcept {
        return sound.empty() && !said_[rate].limiter.bends() ? voice : said_[rate].with_sound(voice, sound);
    }
    /// The mode of AMR and AMR-WB of the frame that it is sent in this tick; once for each.
    std::uint8_t next_mode(std::uint32_t tick, bool is_strained) noexcept;
    OwnEncoder& own_encoder() noexcept { return own_encoder_; }
    Listeners::Listener& listener() noexcept { return listener_; }
    /// The packet of this tick, with this payload; returns its length.
    std::size_t write(std::span<const std::uint8_t> payload, RtpSender::Octets& packet) noexcept;
    void send(std::span<const std::uint8_t> packet) noexcept;
    /// After everything else of a tick: reports when they are due, and time goes on.
    void finish_tick(const Instant& now, std::vector<MediaEvent>& seen);
    /// Ticks that did not take place.
    void skip(std::uint32_t ticks) noexcept;
    /// RTCP BYE, if it ever sent anything (RFC 3550 6.3.7).
    void say_bye(const Instant& now) noexcept;
    /// What is sent to it cannot be read: an errno.
    void cannot_be_read(int error) noexcept { send_faults_.broken(error); }
    /// Something that was done for it ended halfway (an errno): from now on it takes no part in anything, and is told
    /// as out of service.
    void fail(int error) noexcept;
    bool has_failed() const noexcept { return has_failed_; }

private:
    /// At one rate, where it comes with a sound.
    struct Said {
        Limiter limiter;
        WideFrame frame{};

        Samples with_sound(Samples voice, Sum sound) noexcept;
    };

    const Format* format_of(std::uint8_t payload_type) const noexcept;
    bool is_agreed_beside_audio(const RtpPacket& packet) const noexcept;
    std::uint32_t sending_clock() const noexcept;
    void publish_reception() noexcept;
    bool may_report(bool is_sender) const noexcept;
    void report(const Instant& now, bool bye) noexcept;
    ReportBlock report_block(const Instant& now) noexcept;
    void measure_delay(const ReceivedRtcp::Echo& echo, std::chrono::nanoseconds arrived) noexcept;
    const TelephoneEvent* event_of(std::uint8_t payload_type) const noexcept;
    void tell_keys(const Digits::Changes& changes);
    void watch_flow(const Instant& now);
    bool is_a_loop(std::uint32_t ssrc) noexcept;
    void leave_ssrc(const Instant& now) noexcept;

    std::uint32_t number_;
    std::optional<std::size_t> seat_;
    SocketPair sockets_;
    Stream stream_;
    RemoteAddress remote_;
    RtpSource source_;
    Voice voice_;
    WideFrame frame_{};
    PerRate<Said> said_;
    RtpSender sender_;
    OwnEncoder own_encoder_;
    Listeners::Listener listener_;

    std::uint32_t receiving_clock_ = 8000;
    ModeRequest mode_request_;
    AmrMode mode_;
    Resampler to_other_rate_;

    Digits digits_;
    KeyLimit key_limit_;
    SoundPlayer sounds_;
    FlowFaults faults_;
    SendFaults send_faults_;
    std::vector<MediaEvent> seen_;                              ///< in this tick
    std::chrono::nanoseconds last_received_{0}, last_sent_{0};  ///< or when packets should have begun to flow
    std::uint64_t sent_before_ = 0;                             ///< by the last tick
    bool has_stopped_ = false;                                  ///< and that was told
    bool has_failed_ = false;

    std::array<char, std::tuple_size_v<decltype(StreamIdentity::cname)>> cname_;
    RtcpTimer timer_;
    std::shared_ptr<MediaCounters> counters_;

    struct SentReport {
        std::uint32_t sr = 0;  ///< as the peer will name it in LSR
        std::chrono::nanoseconds at{0};
    };
    std::array<SentReport, 4> sent_reports_;  ///< the newest ones, the i-th at i mod 4
    bool collides_ = false;                   ///< the user has our SSRC: leave it at the end of the tick
    int collisions_ = 0;

    std::uint32_t last_sr_ = 0, last_sr_of_ = 0;  ///< and whose it was
    std::chrono::nanoseconds last_sr_arrived_{0};
    std::uint32_t reports_ = 0;
    std::uint32_t sent_at_report_ = 0, sent_at_report_before_ = 0;
    std::uint64_t received_at_report_ = 0;
};

}  // namespace isfocus::mrfpd
