#include "participants.h"

#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <thread>

#include "goertzel.h"
#include "mrfpd/media/octets.h"

namespace isfocus::load {
namespace {

using namespace std::chrono_literals;

constexpr double kAmplitude = 2400;
constexpr std::size_t kHeader = 12;
constexpr std::size_t kBatch = 64;
constexpr std::size_t kFrames = 50;  // of a second

int bound(const std::string& address, h248::Endpoint& local) {
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1, room = 4 << 20;
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    sockaddr_storage name{};
    auto size = static_cast<socklen_t>(h248::to_sockaddr(*h248::endpoint(address, 0), name));
    if (bind(fd, reinterpret_cast<sockaddr*>(&name), size) != 0) throw std::runtime_error("cannot bind " + address);
    getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size);
    local = *h248::from_sockaddr(name);
    return fd;
}

/// As it is at 8000 samples a second, which is what tones are told in.
double scaled(const mrfpd::Format& format, double frequency) {
    return mrfpd::codec_of(format.encoding).rate == mrfpd::Rate::wide ? frequency / 2 : frequency;
}

/// A pause as phones make it: G.711 goes on with silence, AMR sends SID every 160 ms (TS 26.093).
std::vector<Octets> silence(const mrfpd::Format& format) {
    if (!mrfpd::is_amr(format.encoding)) {
        const auto encoder = mrfpd::make_encoder(format.encoding);
        mrfpd::WideFrame nothing{};
        mrfpd::Coded coded;
        encoder->encode(std::span{nothing}.first(samples_of(mrfpd::codec_of(format.encoding).rate)), 0, coded);
        return {{coded.octets.begin(), coded.octets.begin() + static_cast<std::ptrdiff_t>(coded.size)}};
    }
    const auto family = format.encoding == mrfpd::Encoding::amr ? mrfpd::AmrFamily::amr : mrfpd::AmrFamily::amr_wb;
    mrfpd::AmrFrame sid;
    sid.octets[0] = static_cast<std::uint8_t>((mrfpd::highest_mode(family) + 1) << 3 | 4);
    std::array<std::uint8_t, mrfpd::kMostAmrOctets> octets;
    const auto size = mrfpd::pack(family, format.packing, mrfpd::kNoModeRequest, sid, octets);
    std::vector<Octets> cycle(8);
    cycle[0].assign(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size));
    return cycle;
}

std::vector<Octets> tone(const mrfpd::Format& format, double frequency) {
    const auto encoder = mrfpd::make_encoder(format.encoding);
    const auto size = samples_of(mrfpd::codec_of(format.encoding).rate);
    const auto mode = mrfpd::is_amr(format.encoding)
                          ? mrfpd::mode_to_send(format.encoding, format.modes, mrfpd::kNoModeRequest)
                          : std::uint8_t{0};
    std::vector<Octets> payloads;
    for (std::size_t i = 0; i < kFrames; ++i) {
        mrfpd::Coded coded, packed;
        encoder->encode(test::sine(scaled(format, frequency), kAmplitude, size, i * size), mode, coded);
        const auto payload = mrfpd::payload_of(format, coded, packed);
        payloads.emplace_back(payload.begin(), payload.end());
    }
    return payloads;
}

}  // namespace

Participants::Participants(const std::string& address, const mrfpd::Format& format)
    : host_(*h248::endpoint(address, 0)), format_(format) {
    for (std::size_t i = 0; i < kSockets; ++i) fds_[i] = bound(address, local_[i]);
}

Participants::~Participants() {
    for (const int fd : fds_) close(fd);
}

const std::vector<Octets>* Participants::voice(double frequency) {
    auto& payloads = voices_[static_cast<int>(frequency)];
    if (payloads.empty()) payloads = frequency > 0 ? tone(format_, frequency) : silence(format_);
    return &payloads;
}

void Participants::add(std::size_t conference, int talker, std::uint16_t mrfp_port) {
    Participant one;
    one.conference = conference;
    one.frequency = talker < 0 ? 0 : 400 + 150 * talker;
    one.mrfp_port = mrfp_port;
    one.says = voice(one.frequency);
    by_port_[mrfp_port] = all_.size();
    all_.push_back(std::move(one));
}

void Participants::run_for(std::chrono::milliseconds time) {
    const auto start = std::chrono::steady_clock::now();
    for (auto at = 0ms; at < time; ++at, ++ticks_) {
        std::this_thread::sleep_until(start + at);
        send(ticks_ % kSockets);
        if (ticks_ % 5 == 0)
            for (std::size_t i = 0; i < kSockets; ++i) receive(i);
    }
}

void Participants::fall_silent() {
    std::this_thread::sleep_for(100ms);
    for (std::size_t i = 0; i < kSockets; ++i) receive(i);
}

void Participants::send(std::size_t socket) {
    std::array<std::array<std::uint8_t, kHeader>, kBatch> rtp;
    std::array<std::array<iovec, 2>, kBatch> parts;
    std::array<sockaddr_storage, kBatch> to;
    std::array<mmsghdr, kBatch> messages{};
    const auto clock = mrfpd::codec_of(format_.encoding).clock;
    std::size_t count = 0;
    const auto flush = [&] {
        for (std::size_t sent = 0; sent < count;) {
            const int taken = sendmmsg(fds_[socket], &messages[sent], static_cast<unsigned>(count - sent), 0);
            sent += taken > 0 ? static_cast<std::size_t>(taken) : 1;
        }
        count = 0;
    };
    for (std::size_t i = socket; i < all_.size(); i += kSockets) {
        auto& one = all_[i];
        const auto& payload = (*one.says)[ticks_ / kSockets % one.says->size()];
        one.timestamp += clock / 50;
        if (payload.empty()) continue;
        ++one.packets_sent;
        auto& header = rtp[count];
        header = {0x80, format_.payload_type};
        mrfpd::put16(&header[2], one.sequence++);
        mrfpd::put32(&header[4], one.timestamp);
        mrfpd::put32(&header[8], static_cast<std::uint32_t>(0x10000 + i));
        parts[count] = {iovec{header.data(), kHeader},
                        iovec{const_cast<std::uint8_t*>(payload.data()), payload.size()}};
        auto target = host_;
        target.port = one.mrfp_port;
        auto& message = messages[count].msg_hdr;
        message.msg_name = &to[count];
        message.msg_namelen = static_cast<socklen_t>(h248::to_sockaddr(target, to[count]));
        message.msg_iov = parts[count].data();
        message.msg_iovlen = 2;
        if (++count == kBatch) flush();
    }
    flush();
}

void Participants::receive(std::size_t socket) {
    struct Slot {
        std::array<std::uint8_t, 512> octets;
        sockaddr_storage from;
        iovec vector;
        alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(timespec))> control;
    };
    static thread_local std::array<Slot, kBatch> slots;
    std::array<mmsghdr, kBatch> messages{};
    for (int taken = kBatch; taken == static_cast<int>(kBatch);) {
        for (std::size_t i = 0; i < kBatch; ++i) {
            auto& slot = slots[i];
            slot.vector = {slot.octets.data(), slot.octets.size()};
            messages[i].msg_hdr = {
                &slot.from, sizeof slot.from, &slot.vector, 1, slot.control.data(), slot.control.size(), 0};
        }
        taken = recvmmsg(fds_[socket], messages.data(), kBatch, MSG_DONTWAIT, nullptr);
        for (int i = 0; i < taken; ++i) {
            auto& header = messages[static_cast<std::size_t>(i)];
            const auto* item = CMSG_FIRSTHDR(&header.msg_hdr);
            const auto from = h248::from_sockaddr(slots[static_cast<std::size_t>(i)].from);
            if (item == nullptr || item->cmsg_type != SCM_TIMESTAMPNS || !from) continue;
            timespec time{};
            std::memcpy(&time, CMSG_DATA(item), sizeof time);
            hear(slots[static_cast<std::size_t>(i)].octets.data(), header.msg_len, from->port,
                 std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec});
        }
    }
}

void Participants::hear(const std::uint8_t* octets, std::size_t size, std::uint16_t from_port,
                        std::chrono::nanoseconds arrived) {
    const auto at = by_port_.find(from_port);
    if (at == by_port_.end() || size < kHeader) return;
    auto& one = all_[at->second];
    const auto sequence = mrfpd::get16(octets + 2);
    if (one.packets_received++ == 0)
        one.first_sequence = sequence;
    else if (sequence == static_cast<std::uint16_t>(one.last_sequence + 1))
        one.gaps_us.push_back(static_cast<std::uint32_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(arrived - one.last_arrival).count()));
    one.last_sequence = sequence;
    one.last_arrival = arrived;
    one.heard.emplace_back(octets + kHeader, octets + size);
    if (one.heard.size() > kKept) one.heard.pop_front();
}

void Participants::forget() {
    for (auto& one : all_) {
        one.packets_received = 0;
        one.gaps_us.clear();
        one.heard.clear();
    }
}

bool Participants::hears_what_it_should(const Participant& hearer) const {
    const auto decoder = mrfpd::make_decoder(format_);
    std::vector<std::int16_t> audio;
    for (const auto& payload : hearer.heard) {
        mrfpd::Decoded decoded;
        if (!decoder->decode(payload, decoded)) return false;
        audio.insert(audio.end(), decoded.audio().begin(), decoded.audio().end());
    }
    const auto second =
        samples_of(mrfpd::codec_of(format_.encoding).rate) * 40;  // what a decoder begins with is not it
    if (audio.size() < second) return false;
    const auto last = std::span{audio}.last(second);
    for (const auto& one : all_) {
        if (one.conference != hearer.conference || one.frequency == 0) continue;
        const auto level = test::amplitude_of(scaled(format_, one.frequency), last) / kAmplitude;
        const bool is_itself = &one == &hearer;
        if (is_itself ? level > 0.2 : level < 0.5) return false;
    }
    return true;
}

}  // namespace isfocus::load
