#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "isfocus/h248/endpoint.h"
#include "mrfpd/media/codec.h"

namespace isfocus::load {

using Octets = std::vector<std::uint8_t>;

/// One user: a tone for a voice, or none, and what came back.
struct Participant {
    std::size_t conference = 0;
    double frequency = 0;  ///< Hz at the rate of the codec, a multiple of 50; 0: it only listens
    std::uint16_t mrfp_port = 0;
    const std::vector<Octets>* says =
        nullptr;  ///< payloads, one for each 20 ms, over and over; an empty one is not sent

    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint64_t packets_sent = 0;

    std::uint64_t packets_received = 0;
    std::uint16_t first_sequence = 0, last_sequence = 0;
    std::chrono::nanoseconds last_arrival{0};
    std::vector<std::uint32_t> gaps_us;  ///< between packets that follow each other
    std::deque<Octets> heard;            ///< the newest payloads

    std::uint64_t packets_expected() const {
        return packets_received == 0 ? 0 : static_cast<std::uint16_t>(last_sequence - first_sequence) + 1U;
    }
};

/// The users of a load test: they send 50 packets a second each, spread over the 20 ms, from a socket per millisecond
/// of them, so that a system call serves many; the kernel stamps what arrives. One thread.
class Participants {
public:
    static constexpr std::size_t kSockets = 20;
    static constexpr std::size_t kKept = 60;  ///< payloads

    /// Binds at `address`. Throws std::runtime_error.
    Participants(const std::string& address, const mrfpd::Format& format);
    ~Participants();
    Participants(const Participants&) = delete;
    Participants& operator=(const Participants&) = delete;

    /// Where the user that is added next takes its media.
    const h248::Endpoint& next_remote() const { return local_[all_.size() % kSockets]; }
    /// `talker` of its conference, from 0; nobody when it is negative.
    void add(std::size_t conference, int talker, std::uint16_t mrfp_port);

    void run_for(std::chrono::milliseconds time);
    /// Says nothing more, until the MRFP has read what was said.
    void fall_silent();
    /// What was heard so far does not count.
    void forget();

    std::vector<Participant>& all() { return all_; }
    /// Whether it hears the tones of all others of its conference, and not its own.
    bool hears_what_it_should(const Participant& hearer) const;

private:
    struct Batch;
    void send(std::size_t socket);
    void receive(std::size_t socket);
    void hear(const std::uint8_t* octets, std::size_t size, std::uint16_t from_port, std::chrono::nanoseconds arrived);
    const std::vector<Octets>* voice(double frequency);

    h248::Endpoint host_;
    mrfpd::Format format_;
    std::array<int, kSockets> fds_{};
    std::array<h248::Endpoint, kSockets> local_;
    std::vector<Participant> all_;  ///< the i-th uses socket i mod kSockets
    std::unordered_map<std::uint16_t, std::size_t> by_port_;
    std::unordered_map<int, std::vector<Octets>> voices_;
    std::uint64_t ticks_ = 0;  ///< ms since the start
};

}  // namespace isfocus::load
