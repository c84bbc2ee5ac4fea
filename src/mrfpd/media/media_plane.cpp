#include "media_plane.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <utility>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

// Of a port pair before it is used again, so that the media thread has closed its sockets. When many end at once that
// takes longer (MediaOrders), but it closes them in the order in which they are taken again: the one that rested
// longest first, so mostly it is much more.
constexpr auto kRest = 100ms;

constexpr auto kBetweenLooks = 1s;

// Port pairs that are tried for one termination, as each try holds up all other commands. Those that others hold go to
// the end of the queue: the next termination finds the others.
constexpr int kMostTries = 16;

h248::Endpoint host(const std::string& address) {
    const auto result = h248::endpoint(address, 0);
    if (!result) throw std::invalid_argument("RTP address is no IP address: " + address);
    return *result;
}

/// From the system in one go: std::random_device asks the processor anew for each number, and before that what it is,
/// which a virtual one answers slowly.
StreamIdentity random_identity() {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz012345";
    StreamIdentity identity;
    struct {
        std::uint32_t ssrc, timestamp;
        std::uint16_t sequence;
        std::array<std::uint8_t, std::tuple_size_v<decltype(identity.cname)>> cname;
    } drawn{};
    // So little comes whole, or not at all before the kernel has any randomness: then there is nothing to do.
    if (getrandom(&drawn, sizeof drawn, 0) != static_cast<ssize_t>(sizeof drawn)) std::abort();
    identity.ssrc = drawn.ssrc;
    identity.timestamp = drawn.timestamp;
    identity.sequence = drawn.sequence;
    std::ranges::transform(drawn.cname, identity.cname.begin(), [&](auto octet) { return letters[octet % 32U]; });
    return identity;
}

std::size_t cores() {
    return std::max(1U, std::thread::hardware_concurrency());
}

bool is_taken(int error) {
    return error == EADDRINUSE || error == EACCES;
}

}  // namespace

MediaPlane::MediaPlane(const std::string& address, std::uint16_t first_port, std::uint16_t last_port, MediaLog log,
                       std::size_t threads, int dscp)
    : local_(host(address)),
      dscp_(dscp),
      log_(std::move(log)),
      ports_(first_port, last_port, kRest),
      placement_(threads > 0 ? threads : cores()) {
    if (threads == 0) threads = cores();
    for (std::size_t i = 0; i < threads; ++i) {
        watches_.emplace_back(i);
        threads_.push_back(std::make_unique<MediaThread>(events_, MediaThread::Share{i, threads}));
    }
}

MediaPlane::~MediaPlane() {
    end();
}

bool MediaPlane::end() {
    if (has_ended_) return *has_ended_;
    has_ended_ = true;
    for (const auto& thread : threads_) thread->stop();
    const auto latest = Clock::now() + MediaThread::kEndsWithin;
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        if (threads_[i]->ends_by(latest)) continue;
        has_ended_ = false;
        if (log_) log_("media thread=" + std::to_string(i) + " hangs, and is left alone at the end");
    }
    return *has_ended_;
}

std::optional<std::uint16_t> MediaPlane::open(std::uint32_t termination) {
    close(termination);
    const auto now = Clock::now();
    Unbound unbound;
    while (unbound.count < kMostTries) {
        const auto port = ports_.take(now);
        if (!port) break;
        auto sockets = bind_pair(*port);
        if (sockets) {
            opened_.insert_or_assign(termination,
                                     Opened{*port, now, std::make_shared<MediaCounters>(), std::move(*sockets)});
            tell(unbound);
            return port;
        }
        ports_.give_back(*port, now);
        if (unbound.count++ == 0) unbound.first = *port;
        unbound.error = sockets.error();
        if (!is_taken(unbound.error)) break;  // the next port would fare no better
    }
    tell(unbound);
    return std::nullopt;
}

/// One line, however many others hold.
void MediaPlane::tell(const Unbound& unbound) const {
    if (unbound.count == 0 || !log_) return;
    log_("media port cannot be bound port=" + std::to_string(unbound.first) +
         (unbound.count > 1 ? " and others, count=" + std::to_string(unbound.count) : "") + ": " +
         std::strerror(unbound.error));
}

Result<SocketPair, int> MediaPlane::bind_pair(std::uint16_t rtp_port) const {
    auto local = local_;
    local.port = rtp_port;
    auto rtp = RtpSocket::open(local, dscp_);
    if (!rtp) return rtp.error();
    ++local.port;
    auto rtcp = RtpSocket::open(local, dscp_);
    if (!rtcp) return rtcp.error();
    return SocketPair{std::move(*rtp), std::move(*rtcp)};
}

void MediaPlane::apply(std::uint32_t termination, const Stream& stream) {
    const auto at = opened_.find(termination);
    if (at == opened_.end() || (at->second.context == 0 && stream.context == 0)) return;
    if (at->second.context == 0) look_after_threads();  // it may be the first of a conference
    auto& opened = at->second;
    const auto context = opened.context != 0 ? opened.context : stream.context;
    const auto cost = cost_of(stream);
    opened.thread = placement_.enter(context, cost);
    if (opened.context != 0) placement_.leave(context, opened.cost);
    opened.context = context;
    opened.cost = cost;
    auto& thread = *threads_[opened.thread];
    if (opened.sockets)
        thread.post(
            MediaOrders::Open{termination, *std::exchange(opened.sockets, {}), random_identity(), opened.counters});
    thread.post(MediaOrders::Apply{termination, stream});
}

void MediaPlane::look_after_threads() {
    looked_ = Clock::now();
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        for (const auto& line : watches_[i].look(threads_[i]->state(), Instant::now().monotonic))
            if (log_) log_(line);
        placement_.avoid(i, watches_[i].hangs());
    }
}

MediaPlane::Clock::time_point MediaPlane::next_look() const noexcept {
    return opened_.empty() ? Clock::time_point::max() : looked_ + kBetweenLooks;
}

MediaPlane::Overload MediaPlane::overload() const noexcept {
    Overload sum;
    for (const auto& watch : watches_) sum.ticks_missed += watch.ticks_missed();
    for (const auto& thread : threads_) sum.datagrams_dropped += thread->datagrams_dropped();
    return sum;
}

Statistics MediaPlane::statistics(std::uint32_t termination) const {
    const auto at = opened_.find(termination);
    if (at == opened_.end()) return {};
    constexpr auto relaxed = std::memory_order_relaxed;
    const auto& counters = *at->second.counters;
    Statistics result;
    result.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - at->second.since);
    result.packets_sent = counters.packets_sent.load(relaxed);
    result.packets_received = counters.packets_received.load(relaxed);
    result.octets_sent = counters.octets_sent.load(relaxed);
    result.octets_received = counters.octets_received.load(relaxed);
    result.packets_lost = counters.packets_lost.load(relaxed);
    result.packets_refused = counters.packets_refused.load(relaxed);
    result.keys_left_out = counters.keys_left_out.load(relaxed);
    result.loss = counters.loss.load(relaxed);
    result.jitter = counters.jitter.load(relaxed);
    result.receiving_clock = counters.receiving_clock.load(relaxed);
    result.delay = std::chrono::microseconds{counters.delay_us.load(relaxed)};
    result.sending_clock = counters.sending_clock.load(relaxed);
    return result;
}

void MediaPlane::close(std::uint32_t termination) {
    const auto at = opened_.find(termination);
    if (at == opened_.end()) return;
    const auto& opened = at->second;
    if (!opened.sockets) threads_[opened.thread]->post(MediaOrders::Close{termination});
    if (opened.context != 0) placement_.leave(opened.context, opened.cost);
    ports_.give_back(opened.rtp_port, Clock::now());
    opened_.erase(at);
}

}  // namespace isfocus::mrfpd
