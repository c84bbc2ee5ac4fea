#include "mrfpd/server.h"

#include <poll.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iterator>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "isfocus/base/dscp.h"
#include "isfocus/config/h248_address.h"
#include "isfocus/log/log_signals.h"
#include "mrfpd/media/recordings.h"

namespace isfocus::mrfpd {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFarewell{500};
constexpr std::chrono::seconds kLongestEnd{5};

sigset_t ours() {
    sigset_t set;
    sigemptyset(&set);
    for (const int one : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) sigaddset(&set, one);
    for (int i = 0; i < log::kLogSignals; ++i) sigaddset(&set, log::first_log_signal() + i);
    return set;
}

h248::UdpSocket bound_socket(const Options& options) {
    const auto address = config::mid_endpoint(options.mrfpd.mid);
    const auto local = address ? config::h248_endpoint(*address) : std::nullopt;
    if (!local) throw std::invalid_argument("mid " + options.mrfpd.mid + " is no address");
    auto socket = h248::UdpSocket::open(*local);
    if (!socket) throw std::runtime_error("cannot " + socket.error().text);
    mark(socket->fd(), local->is_ip6, options.mrfpd.dscp);
    return std::move(*socket);
}

/// A wrong one would show at the first call only.
std::string usable(std::string rtp_address) {
    const auto local = h248::endpoint(rtp_address, 0);
    if (!local) throw std::invalid_argument("rtp_address " + rtp_address + " is no address");
    if (const auto probe = h248::UdpSocket::open(*local); !probe)
        throw std::runtime_error("rtp_address " + rtp_address + " cannot be used: " +
                                 std::strerror(probe.error().code) + "; it has to be an address of this host");
    return rtp_address;
}

MgcPlace place_of(const config::Endpoint& mgc) {
    if (const auto address = config::h248_endpoint(mgc)) return *address;
    return {mgc.host, mgc.port, config::h248_transport(mgc.transport)};
}

h248::Connections connecting_from(h248::Endpoint local, h248::Transport transport, int dscp) {
    local.transport = transport == h248::Transport::udp ? h248::Transport::tcp : transport;
    h248::ConnectionSettings settings;
    settings.warn = [](const std::string& line) { spdlog::warn("{}", line); };
    settings.dscp = dscp;
    auto connections = h248::Connections::connect_from(local, settings);
    if (!connections) throw std::runtime_error("cannot " + connections.error().text);
    return std::move(*connections);
}

void tell_unmarked(std::string_view key, bool is_ip6, int dscp) {
    if (const auto fault = fault_of_mark(is_ip6, dscp)) spdlog::warn("{}: {}", key, *fault);
}

/// Those that can be read; of the others the log tells.
Announcements announcements_of(const Options& options) {
    auto recordings = load_recordings(options.mrfpd.announcements);
    for (const auto& fault : recordings.faults) spdlog::warn("announcement not used: {}", fault);
    return std::move(recordings.all);
}

ControlSettings control_settings(const Options& options) {
    const auto mid = h248::parse_mid(options.mrfpd.mid);
    if (!mid) throw std::invalid_argument("mid " + options.mrfpd.mid + " is no mId");
    ControlSettings settings;
    const auto& mgcs = options.mrfpd.mgc;
    settings.registration.mgc = place_of(mgcs.front());
    for (auto one = std::next(mgcs.begin()); one != mgcs.end(); ++one)
        settings.registration.other_mgcs.push_back(place_of(*one));
    settings.registration.longest_start = options.mrfpd.registration_delay;
    settings.mid = *mid;
    settings.form = options.form_is_compact ? h248::Form::compact : h248::Form::pretty;
    settings.timers = options.timers;
    settings.gateway.timers = options.timers;
    settings.gateway.address = sdp::address_of(options.mrfpd.rtp_address.text());
    settings.gateway.dtx = options.mrfpd.dtx;
    settings.gateway.digit_map_timers = options.mrfpd.digit_map_timers;
    settings.gateway.announcements = announcements_of(options);
    settings.profile = h248::parse_profile(options.mrfpd.profile);
    // One more than can have a port: that there are none left is what the MGC is to hear (510), not 412.
    settings.gateway.max_contexts = static_cast<std::size_t>(options.mrfpd.rtp_ports.pairs()) + 1;
    return settings;
}

std::uint64_t random_seed() {
    std::random_device source;
    return (std::uint64_t{source()} << 32U) | source();
}

/// Rounded up: a poll that returns early would only be called again.
int milliseconds_until(Time deadline, Time now) {
    using std::chrono::milliseconds;
    const auto wait = std::chrono::ceil<milliseconds>(deadline - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(wait, 0, 60'000));
}

}  // namespace

void Server::hold_signals() {
    auto set = ours();
    for (const int one : {SIGTERM, SIGINT}) sigdelset(&set, one);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void Server::block_signals() {
    const auto set = ours();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);  // the end of who reads our log is no end of the audio
}

Server::Server(Options given, log::Logging& logging)
    : options_(std::move(given)),
      logging_(logging),
      socket_(bound_socket(options_)),
      connections_(connecting_from(socket_.local(), config::h248_transport(options_.mrfpd.mgc.front().transport),
                                   options_.mrfpd.dscp)),
      names_(socket_.local()),
      media_(
          usable(options_.mrfpd.rtp_address.text()), options_.mrfpd.rtp_ports.first, options_.mrfpd.rtp_ports.last,
          [](const std::string& line) { spdlog::warn("{}", line); },
          static_cast<std::size_t>(options_.mrfpd.media_threads), options_.mrfpd.rtp_dscp),
      control_(
          control_settings(options_), media_,
          [this](const h248::Endpoint& to, std::string_view octets) { send(to, octets); },
          [this](const std::string& name) { names_.ask(name); }, random_seed()),
      meter_(media_.threads()) {
    const auto set = ours();
    signals_ = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (signals_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
    tell_unmarked("mrfpd.dscp", socket_.local().is_ip6, options_.mrfpd.dscp);
    tell_unmarked("mrfpd.rtp_dscp", options_.mrfpd.rtp_address.family == config::IpAddress::Family::ipv6,
                  options_.mrfpd.rtp_dscp);
    spdlog::info("mid={} mgc={} rtp={} ports={} media-threads={} serving", options_.mrfpd.mid,
                 options_.mrfpd.mgc.front().text(), options_.mrfpd.rtp_address.text(), options_.mrfpd.rtp_ports.text(),
                 media_.threads());
}

Server::~Server() {
    close(signals_);
}

bool Server::run() {
    control_.start(Clock::now());
    service_manager_.ready();
    while (!stopping_) turn(Time::max());
    spdlog::info("stopping contexts={} terminations={}", control_.gateway().contexts(),
                 control_.gateway().terminations());
    service_manager_.stopping(kLongestEnd);
    const auto latest = Clock::now() + kFarewell;
    control_.stop(Clock::now());
    while (!control_.has_left() && Clock::now() < latest) turn(latest);
    return media_.end();
}

void Server::send(const h248::Endpoint& to, std::string_view octets) {
    if (!to.has_connection()) return void(socket_.send(to, octets));
    const auto sending = connections_.send(to, octets, Clock::now());
    if (sending != h248::Sending::done)
        spdlog::debug("mgc={} octets={} not sent: {}", to.text(), octets.size(), h248::text_of(sending));
}

void Server::take_signal(int signal) {
    if (signal == SIGUSR1) return control_.lock(Clock::now());
    if (signal == SIGUSR2) return control_.unlock(Clock::now());
    if (signal == SIGHUP) return reload();
    if (log::apply_signal(signal, options_.log)) return logging_.apply(options_.log);
    stopping_ = true;
}

/// Without a file SIGHUP means nothing: the end of who started us is no end of the audio.
void Server::reload() {
    if (!options_.read_again) return;
    service_manager_.reloading();
    if (const auto again = options_.read_again()) {
        const bool is_other = !(again->mrfpd == options_.mrfpd) || !(again->timers == options_.timers) ||
                              again->form_is_compact != options_.form_is_compact;
        if (is_other) spdlog::warn("another value takes effect at the next start only: mrfpd, mrfp.timers, mrfp.form");
        options_.log = again->log;
        logging_.apply(options_.log);
        spdlog::info("configuration read again");
    } else {
        for (const auto& fault : again.error()) spdlog::error("{}", fault.text());
        spdlog::error("the configuration stays as it was");
    }
    service_manager_.ready();
}

void Server::take_addresses() {
    for (const auto& one : names_.take()) control_.looked_up(one.name, one.address, one.fault, Clock::now());
}

/// Waits for whatever comes first, up to `latest`, and deals with it.
void Server::turn(Time latest) {
    std::array<pollfd, 5> watched{{{socket_.fd(), POLLIN, 0},
                                   {signals_, POLLIN, 0},
                                   {media_.event_fd(), POLLIN, 0},
                                   {connections_.fd(), POLLIN, 0},
                                   {names_.fd(), POLLIN, 0}}};
    const auto deadline = std::min({control_.next_deadline().value_or(Time::max()),
                                    connections_.next_deadline().value_or(Time::max()), media_.next_look(),
                                    meter_.due(), service_manager_.next_sign_of_life().value_or(Time::max()), latest});
    const auto now = Clock::now();
    const int timeout = deadline == Time::max() ? -1 : milliseconds_until(deadline, now);
    if (poll(watched.data(), watched.size(), timeout) < 0 && errno != EINTR)
        throw std::system_error(errno, std::generic_category(), "poll");
    signalfd_siginfo info;
    while (watched[1].revents != 0 && read(signals_, &info, sizeof info) == static_cast<ssize_t>(sizeof info))
        take_signal(static_cast<int>(info.ssi_signo));
    const auto received = [this](const h248::Endpoint& from, std::string_view octets) {
        control_.received(from, octets, Clock::now());
    };
    if (watched[0].revents != 0) socket_.receive(received);
    connections_.turn(Clock::now(), received,
                      [this](const h248::Endpoint& peer) { control_.disconnected(peer, Clock::now()); });
    if (watched[4].revents != 0) take_addresses();
    control_.tick(Clock::now());
    service_manager_.alive(Clock::now());
    connections_.keep_only(control_.mgc().value_or(h248::Endpoint{}), Clock::now());
    media_.look_after_threads();
    look_at_load(Clock::now());
}

/// Only for an MGC that wants to know: else nobody has to be woken every second while nothing is open.
void Server::look_at_load(Time now) {
    const LoadCounters counters{media_.overload().ticks_missed, socket_.counters().dropped_by_kernel};
    if (!control_.gateway().is_watched_for_overload())
        meter_.stop();
    else if (meter_.due() == Time::max())
        meter_.start(counters, now);
    else if (meter_.measure(counters, now))
        control_.overloaded(now);
    if (const auto reduction = meter_.take_changed_reduction()) control_.congested(*reduction, now);
}

}  // namespace isfocus::mrfpd
