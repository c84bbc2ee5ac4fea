#pragma once
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "goertzel.h"
#include "isfocus/h248/endpoint.h"
#include "mrfpd/media/codec.h"
#include "mrfpd/media/g711.h"
#include "mrfpd/media/octets.h"
#include "own_address.h"

namespace isfocus::test {

using Octets = std::vector<std::uint8_t>;

/// A bound UDP socket on loopback.
class Socket {
public:
    explicit Socket(const std::string& address = own_address(), std::uint16_t port = 0) {
        local_ = *h248::endpoint(address, port);
        sockaddr_storage name{};
        auto size = static_cast<socklen_t>(h248::to_sockaddr(local_, name));
        fd_ = socket(name.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (bind(fd_, reinterpret_cast<sockaddr*>(&name), size) != 0) throw std::runtime_error("bind " + local_.text());
        getsockname(fd_, reinterpret_cast<sockaddr*>(&name), &size);
        local_ = *h248::from_sockaddr(name);
    }
    ~Socket() { close(fd_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    const h248::Endpoint& local() const { return local_; }
    int fd() const { return fd_; }

    void send(std::uint16_t port, const Octets& octets) const {
        const auto to = *h248::endpoint(local_.is_ip6 ? "::1" : own_address(), port);
        sockaddr_storage name{};
        const auto size = static_cast<socklen_t>(h248::to_sockaddr(to, name));
        sendto(fd_, octets.data(), octets.size(), 0, reinterpret_cast<sockaddr*>(&name), size);
    }

    /// The next datagram; empty when none comes in time.
    Octets receive(int wait_ms = 0) const {
        pollfd in{fd_, POLLIN, 0};
        if (poll(&in, 1, wait_ms) <= 0) return {};
        Octets octets(2048);
        const auto size = recv(fd_, octets.data(), octets.size(), 0);
        octets.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return octets;
    }

private:
    int fd_ = -1;
    h248::Endpoint local_;
};

/// A user with a tone for a voice, and ears that keep all they hear. Its RTP is written by hand.
class FakeUe {
public:
    explicit FakeUe(const std::string& address = own_address()) : rtp(address), rtcp(address) {}

    Socket rtp, rtcp;
    mrfpd::Encoding encoding = mrfpd::Encoding::pcmu;
    mrfpd::AmrPacking packing = mrfpd::AmrPacking::bandwidth_efficient;
    std::uint16_t modes = 0;
    bool dtx = false;                               ///< wants nothing when nothing is said
    std::uint8_t mode = 2;                          ///< of what it says in AMR and AMR-WB
    std::uint8_t asks_for = mrfpd::kNoModeRequest;  ///< CMR of AMR and AMR-WB
    double frequency = 0, amplitude = 0;
    double noise = 0;  ///< around it, its effective amplitude; with some it pauses as AMR and AMR-WB do (DTX)
    std::uint32_t ssrc = 0x5eed;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;

    struct Heard {
        bool marker;
        std::uint8_t payload_type;
        std::uint16_t sequence;
        std::uint32_t timestamp, ssrc;
    };
    std::vector<Heard> packets;
    std::vector<std::size_t> payload_sizes;
    std::vector<Octets> payloads;
    std::vector<std::int16_t> audio;

    std::uint8_t payload_type() const {
        constexpr std::array<std::uint8_t, mrfpd::kEncodings> kTypes{0, 8, 9, 98, 96};
        const bool aligned = packing == mrfpd::AmrPacking::octet_aligned;
        return static_cast<std::uint8_t>(kTypes[static_cast<std::size_t>(encoding)] + (aligned ? 1 : 0));
    }
    mrfpd::Format format() const { return {payload_type(), encoding, packing, modes, dtx}; }
    mrfpd::Rate rate() const { return mrfpd::codec_of(encoding).rate; }

    mrfpd::Remote remote() const { return {rtp.local(), rtcp.local(), format(), std::uint8_t{101}}; }

    mrfpd::Stream stream(std::uint32_t context, mrfpd::Mode with_mode) const {
        mrfpd::Stream result;
        result.context = context;
        result.mode = with_mode;
        result.receives = {{0, mrfpd::Encoding::pcmu}, {8, mrfpd::Encoding::pcma}};
        if (payload_type() != 0 && payload_type() != 8) result.receives.push_back(format());
        result.receives_events = {{101, 8000}, {102, 16000}};
        result.receives_noise = 13;
        result.remote = remote();
        return result;
    }

    Octets packet(std::uint8_t with_payload_type, const Octets& payload) {
        Octets octets(12);
        octets[0] = 0x80;
        octets[1] = with_payload_type;
        mrfpd::put16(&octets[2], sequence++);
        mrfpd::put32(&octets[4], timestamp);
        mrfpd::put32(&octets[8], ssrc);
        for (const auto octet : payload) octets.push_back(octet);
        return octets;
    }

    /// The next 20 ms of its tone; empty: a pause.
    Octets voice() {
        const auto& codec = mrfpd::codec_of(encoding);
        const auto samples_per_unit = mrfpd::samples_of(rate()) * 50 / codec.clock;
        auto samples = sine(scaled(frequency), amplitude, mrfpd::samples_of(rate()), timestamp * samples_per_unit);
        std::normal_distribution<double> background(0, std::max(noise, 1.0));
        for (auto& sample : samples)
            if (noise > 0) sample = static_cast<std::int16_t>(sample + background(random_));
        if (!encoder_ || encoder_is_for_ != encoding) encoder_ = mrfpd::make_encoder(encoding, noise > 0);
        encoder_is_for_ = encoding;
        mrfpd::Coded coded, packed;
        encoder_->encode(samples, mode, coded);
        const auto payload = mrfpd::payload_of(format(), coded, packed);
        auto octets = coded.size == 0 ? Octets{} : packet(payload_type(), {payload.begin(), payload.end()});
        timestamp += codec.clock / 50;
        if (mrfpd::is_amr(encoding) && !octets.empty())
            octets[12] = static_cast<std::uint8_t>(asks_for << 4 | (octets[12] & 0xf));
        return octets;
    }

    /// False: it pauses, and sends nothing.
    bool talk(std::uint16_t port) {
        const auto octets = voice();
        if (!octets.empty()) rtp.send(port, octets);
        return !octets.empty();
    }

    /// Takes all that came; returns how many packets. Waits for the first.
    std::size_t listen(int wait_ms = 0) {
        std::size_t count = 0;
        for (auto octets = rtp.receive(wait_ms); !octets.empty(); octets = rtp.receive(), ++count) hear(octets);
        return count;
    }

    double hears(double of_frequency, std::size_t last_samples = 4000) const {
        const auto count = std::min(last_samples, audio.size());
        return amplitude_of(scaled(of_frequency), std::span{audio}.last(count));
    }

private:
    /// As it is at 8000 samples a second, which is what sines are told in.
    double scaled(double of_frequency) const { return rate() == mrfpd::Rate::wide ? of_frequency / 2 : of_frequency; }

    void hear(const Octets& octets) {
        if (octets.size() < 12) throw std::runtime_error("short RTP");
        const auto type = static_cast<std::uint8_t>(octets[1] & 0x7f);
        packets.push_back(
            {octets[1] >= 0x80, type, mrfpd::get16(&octets[2]), mrfpd::get32(&octets[4]), mrfpd::get32(&octets[8])});
        payload_sizes.push_back(octets.size() - 12);
        payloads.emplace_back(octets.begin() + 12, octets.end());
        auto heard = format();
        if (type == 0 || type == 8) heard = {type, type == 0 ? mrfpd::Encoding::pcmu : mrfpd::Encoding::pcma};
        if (!decoder_ || decoder_is_for_ != heard) decoder_ = mrfpd::make_decoder(heard);
        decoder_is_for_ = heard;
        mrfpd::Decoded decoded;
        if (!decoder_->decode(std::span{octets}.subspan(12), decoded)) throw std::runtime_error("unreadable payload");
        audio.insert(audio.end(), decoded.audio().begin(), decoded.audio().end());
    }

    std::mt19937 random_{1};
    mrfpd::Encoding encoder_is_for_ = mrfpd::Encoding::pcmu;
    std::unique_ptr<mrfpd::Encoder> encoder_;
    mrfpd::Format decoder_is_for_;
    std::unique_ptr<mrfpd::Decoder> decoder_;
};

}  // namespace isfocus::test
