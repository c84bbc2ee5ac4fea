#include "media_engine.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

namespace isfocus::mrfpd {
namespace {

// More from one port in one tick is a flood: the rest waits, and what the kernel has no room for is dropped and
// counted.
constexpr int kMostBatches = 8;

constexpr std::size_t kUsuallySeen = 256;  // in a tick

// Encoders of their own that take over from what all are sent, in a tick: each costs as much as four then. That there
// are more, many would have to begin to talk at once.
constexpr int kMostTakeOvers = 5;
constexpr int kMostTakeOversInStrain = 1;

Rate rate_of(const Format& format) {
    return codec_of(format.encoding).rate;
}

/// Those at which somebody hears.
PerRate<bool> rates_for(const std::vector<MediaTermination*>& members) {
    PerRate<bool> wanted;
    for (const auto* member : members)
        if (const auto* format = member->hears()) wanted[rate_of(*format)] = true;
    return wanted;
}

}  // namespace

MediaEngine::MediaEngine() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll");
    seen_.reserve(kUsuallySeen);
}

MediaEngine::~MediaEngine() {
    ::close(epoll_);
}

void MediaEngine::open(std::uint32_t termination, SocketPair sockets, const StreamIdentity& identity,
                       std::shared_ptr<MediaCounters> counters, const Instant& now) {
    try {
        make_room(legs_.size() + 1);
        auto leg =
            std::make_unique<Leg>(Leg{{termination, std::move(sockets), identity, std::move(counters), now}, {}, {}});
        auto& opened = *legs_.insert_or_assign(termination, std::move(leg)).first->second;
        opened.rtp = {&opened, false};
        opened.rtcp = {&opened, true};
        if (const int error = watch(opened.termination.sockets().rtp.fd(), opened.rtp))
            opened.termination.cannot_be_read(error);
        watch(opened.termination.sockets().rtcp.fd(), opened.rtcp);
    } catch (const std::bad_alloc&) {
        seen_.push_back({.termination = termination, .kind = MediaEvent::Kind::out_of_service, .error = ENOMEM});
    }
}

/// All that a tick fills is as large as it may have to be: so it takes no memory.
void MediaEngine::make_room(std::size_t legs) {
    if (ready_.size() < 2 * legs) ready_.resize(2 * legs);
    if (packets_.size() < legs) packets_.resize(legs);
    spoken_.reserve(legs);
    sounds_.reserve(legs);
}

template <class Function>
void MediaEngine::contain(MediaTermination& termination, Function function) noexcept {
    if (termination.has_failed()) return;
    try {
        function();
    } catch (const std::bad_alloc&) {
        termination.fail(ENOMEM);
    } catch (...) {
        termination.fail(ENOTRECOVERABLE);
    }
}

/// 0, or an errno: the system has a limit of what may be watched.
int MediaEngine::watch(int fd, Port& port) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &port;
    return epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : errno;
}

/// Closing alone would leave a socket in the epoll set for as long as a copy of its descriptor is open elsewhere.
void MediaEngine::unwatch(const SocketPair& sockets) {
    for (const int fd : {sockets.rtp.fd(), sockets.rtcp.fd()}) epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

void MediaEngine::apply(std::uint32_t termination, const Stream& stream, const Instant& now) {
    const auto at = legs_.find(termination);
    if (at == legs_.end()) return;
    auto& changed = at->second->termination;
    contain(changed, [&] {
        const bool stays = changed.stream().context == stream.context;
        if (!stays) leave(changed);
        changed.apply(stream, now);
        if (!stays) join(changed);
    });
    if (changed.has_failed()) leave(changed);
}

void MediaEngine::join(MediaTermination& termination) {
    const auto context = termination.stream().context;
    if (context == 0) return;
    auto at = contexts_.find(context);
    if (at == contexts_.end()) {
        Conference begun;
        begun.members.reserve(1);  // so that it gets its first member if it comes to be at all
        at = contexts_.emplace(context, std::move(begun)).first;
    }
    auto& members = at->second.members;
    members.push_back(&termination);
    termination.listener().stop();
    termination.set_seat(members.size() - 1);
}

/// The last member takes its place: however many there are, it takes no longer.
void MediaEngine::leave(MediaTermination& termination) noexcept {
    const auto seat = termination.seat();
    if (!seat) return;
    const auto at = contexts_.find(termination.stream().context);
    auto& members = at->second.members;
    members[*seat] = members.back();
    members[*seat]->set_seat(seat);
    termination.set_seat(std::nullopt);
    members.pop_back();
    if (members.empty()) contexts_.erase(at);
}

void MediaEngine::close(std::uint32_t termination, const Instant& now) {
    const auto at = legs_.find(termination);
    if (at == legs_.end()) return;
    at->second->termination.say_bye(now);
    leave(at->second->termination);
    unwatch(at->second->termination.sockets());
    legs_.erase(at);
}

void MediaEngine::close_all(const Instant& now) {
    while (!legs_.empty()) close(legs_.begin()->first, now);
}

void MediaEngine::prepare(const Instant& now, bool is_strained) {
    ++tick_;
    is_strained_ = is_strained;
    take_overs_left_ = is_strained ? kMostTakeOversInStrain : kMostTakeOvers;
    written_ = 0;
    receive(now);
    for (auto& [context, conference] : contexts_) try {
            mix(conference);
        } catch (...) {
            for (auto* member : conference.members) member->fail(ENOTRECOVERABLE);
        }
}

void MediaEngine::send(const Instant& now) {
    for (const auto& packet : std::span{packets_}.first(written_))
        packet.termination->send(std::span{packet.octets}.first(packet.size));
    written_ = 0;
    for (auto& [id, leg] : legs_) {
        auto& termination = leg->termination;
        contain(termination, [&] { termination.finish_tick(now, seen_); });
        if (termination.has_failed()) tell_failed(termination, now);
    }
}

void MediaEngine::tell_failed(MediaTermination& termination, const Instant& now) noexcept {
    leave(termination);
    try {
        termination.finish_tick(now, seen_);
    } catch (const std::bad_alloc&) {  // then in the next tick
    }
}

void MediaEngine::skip(std::uint32_t ticks) {
    tick_ += ticks;
    for (auto& [id, leg] : legs_) leg->termination.skip(ticks);
}

void MediaEngine::receive(const Instant& now) {
    if (ready_.empty()) return;
    const int count = epoll_wait(epoll_, ready_.data(), static_cast<int>(ready_.size()), 0);
    for (int i = 0; i < count; ++i) receive(*static_cast<Port*>(ready_[static_cast<std::size_t>(i)].data.ptr), now);
}

void MediaEngine::receive(Port& port, const Instant& now) {
    auto& termination = port.leg->termination;
    const auto& sockets = termination.sockets();
    const int fd = port.is_rtcp ? sockets.rtcp.fd() : sockets.rtp.fd();
    for (int batches = 0; batches < kMostBatches; ++batches) {
        const auto count = batch_.receive(fd, now);
        contain(termination, [&] {
            for (std::size_t i = 0; i < count; ++i)
                port.is_rtcp ? termination.receive_rtcp(batch_[i]) : termination.receive_rtp(batch_[i]);
        });
        count_drops(port);
        if (count < ReceiveBatch::kSlots) return;
    }
}

void MediaEngine::count_drops(Port& port) {
    const auto drops = batch_.kernel_drops();
    if (drops) dropped_.fetch_add(*drops - std::exchange(port.drops, *drops), std::memory_order_relaxed);
}

/// The sum of all, and to each the sum without its own. Those who hear at one rate do not notice whether others hear at
/// the other: each has a sum of its own, and what is said at a rate is in its sum as it is.
void MediaEngine::mix(Conference& conference) {
    const auto& members = conference.members;
    const auto wanted = rates_for(members);
    for (const auto rate : kRates)
        if (wanted[rate]) mixers_[rate].clear(rate);
    spoken_.assign(members.size(), {});
    sounds_.assign(members.size(), {});
    double noise = 0;
    for (std::size_t i = 0; i < members.size(); ++i)
        contain(*members[i], [&] { listen(*members[i], i, noise, wanted); });
    add_background(conference, noise, wanted);
    conference.listeners.next_tick();
    for (std::size_t i = 0; i < members.size(); ++i) contain(*members[i], [&] { choose(conference, *members[i], i); });
    for (std::size_t i = 0; i < members.size(); ++i) contain(*members[i], [&] { speak(conference, *members[i], i); });
}

/// To the one in this place: what he says, and what his termination plays.
void MediaEngine::listen(MediaTermination& member, std::size_t place, double& noise, const PerRate<bool>& wanted) {
    const auto voice = member.talk(wanted);
    noise = std::max(noise, member.noise_level());
    const auto sounds = member.sounds(wanted);
    sounds_[place] = sounds.user;
    for (const auto rate : kRates) {
        auto& spoken = spoken_[place][rate];
        spoken = wanted[rate] ? member.with_sound(rate, voice[rate], sounds.others[rate]) : Samples{};
        if (!spoken.empty()) mixers_[rate].add(spoken);
    }
}

void MediaEngine::add_background(Conference& conference, double noise, const PerRate<bool>& wanted) {
    for (const auto rate : kRates) {
        if (!wanted[rate]) continue;
        const auto background = conference.background[rate].next(noise, rate);
        if (!background.empty()) mixers_[rate].add(background);
    }
}

/// Whether he is sent what all are sent who only listen: they have to be known before anything is made for them.
void MediaEngine::choose(Conference& conference, MediaTermination& member, std::size_t place) {
    const bool is_played_to = !sounds_[place].empty();
    const auto* format = is_played_to ? member.can_hear() : member.hears();
    auto& listener = member.listener();
    if (format == nullptr) return listener.stop();
    const auto rate = rate_of(*format);
    auto& own = member.own_encoder();
    if (!own.is_needed(talks(place, rate) || is_played_to, format->encoding)) {
        conference.listeners.join(listener, *format, member.next_mode(tick_, is_strained_));
        if (own.is_begun()) conference.listeners.bring(listener, own.give_up(*format));
        return;
    }
    const bool takes_over = listener.listens() && take_overs_left_ > 0;
    if (takes_over) --take_overs_left_;
    own.follow(takes_over ? &conference.listeners.recent(rate) : nullptr);
    listener.stop();
}

void MediaEngine::speak(Conference& conference, MediaTermination& member, std::size_t place) {
    const auto* format = member.hears();
    if (!sounds_[place].empty()) {
        const auto* played = member.can_hear();
        if (played == nullptr) return;
        return send_sound(member, *played, sounds_[place],
                          format == nullptr ? Sum{} : heard(place, rate_of(*format)).samples);
    }
    if (format == nullptr) return;
    if (member.listener().listens())
        return write(member, conference.listeners.payload(member.listener(), *format, mixers_));
    write(member,
          member.own_encoder().payload(*format, member.next_mode(tick_, is_strained_), heard(place, rate_of(*format))));
}

/// By the one in this place. Valid until the next call.
Mix MediaEngine::heard(std::size_t place, Rate rate) noexcept {
    return talks(place, rate) ? mixers_[rate].for_talker(spoken_[place][rate]) : mixers_[rate].for_listener();
}

/// There is a slot for each termination, and it hears one packet in a tick.
void MediaEngine::write(MediaTermination& termination, std::span<const std::uint8_t> payload) {
    if (payload.empty()) return;
    auto& packet = packets_[written_++];
    packet.termination = &termination;
    packet.size = termination.write(payload, packet.octets);
}

/// Nobody else hears the same, so it takes an encoder of its own.
void MediaEngine::send_sound(MediaTermination& member, const Format& format, Sum sound, Sum heard) {
    write(member, member.own_encoder().payload(format, member.next_mode(tick_, is_strained_),
                                               mixers_[rate_of(format)].with_sound(heard, sound)));
}

}  // namespace isfocus::mrfpd
