#include "sip/agent.h"

#include <array>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <system_error>

#include "sip/host_addresses.h"
#include "sip/marks.h"
#include "sip/message.h"
#include "sip/tls_waiting.h"

namespace isfocus::sip {
namespace {

using std::chrono::milliseconds;

/// The library does not tell its epoll descriptor, so it is found as the one that appears when the loop is made.
std::set<int> epoll_descriptors() {
    std::set<int> found;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) {
        const auto target = std::filesystem::read_symlink(entry.path(), ignored).string();
        if (target == "anon_inode:[eventpoll]") found.insert(std::stoi(entry.path().filename().string()));
    }
    return found;
}

std::string_view name(ListenAddress::Transport transport) {
    switch (transport) {
        case ListenAddress::Transport::udp:
            return "udp";
        case ListenAddress::Transport::tcp:
            return "tcp";
        case ListenAddress::Transport::tls:
            return "tls";
    }
    return "";
}

std::string bind_url(const ListenAddress& address) {
    const bool is_ipv6 = address.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + address.host + "]" : address.host;
    const std::string port = address.port == 0 ? "*" : std::to_string(address.port);
    const bool is_tls = address.transport == ListenAddress::Transport::tls;
    return (is_tls ? "sips:" : "sip:") + host + ":" + port + ";transport=" + std::string(name(address.transport));
}

/// The last of the agent's own sockets: the one just made.
const tp_name_t* newest_name(nta_agent_t* agent) {
    const tport_t* newest = nullptr;
    for (auto* one = tport_primaries(nta_agent_tports(agent)); one; one = tport_next(one)) newest = one;
    return newest ? tport_name(newest) : nullptr;
}

/// The text of errno in `nta: INVITE (1): Connection refused (111) with UDP/[192.0.2.9]:5060`.
std::string send_error_of(std::string_view line) {
    if (!line.starts_with("nta: ")) return {};
    const auto begin = line.find("): ");
    const auto end = line.rfind(") with ");
    if (begin == line.npos || end == line.npos || end < begin) return {};
    const auto text = line.substr(begin + 3, end - begin - 3);
    return std::string(text.substr(0, text.rfind(" (")));
}

/// The name in `tls_post_connection_check(0x5…): Peer Subject Mismatch (scscf.home1.net)`.
std::string_view refused_name_of(std::string_view line) {
    constexpr std::string_view kMismatch = "Peer Subject Mismatch (";
    const auto at = line.find(kMismatch);
    if (!line.starts_with("tls_post_connection_check(") || at == line.npos) return {};
    const auto name = line.substr(at + kMismatch.size());
    return name.substr(0, name.rfind(')'));
}

}  // namespace

std::string ListenAddress::text() const {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return std::string(name(transport)) + ":" + (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

LibraryLog::LibraryLog(std::function<void(std::string_view)> take_line,
                       std::function<void(std::string_view)> refused_name)
    : take_line_(std::move(take_line)), refused_name_(std::move(refused_name)) {
    su_log_redirect(su_log_default, write, this);
}

LibraryLog::~LibraryLog() {
    su_log_redirect(su_log_default, write, nullptr);
}

void LibraryLog::write(void* self, const char* format, va_list arguments) noexcept {
    auto* log = static_cast<LibraryLog*>(self);
    if (!log) return;
    std::array<char, 1024> buffer{};
    const int length = std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
    if (length < 0) return;
    log->partial_.append(buffer.data());
    for (std::size_t end; (end = log->partial_.find('\n')) != std::string::npos; log->partial_.erase(0, end + 1))
        log->take(std::string_view(log->partial_).substr(0, end));
}

void LibraryLog::take(std::string_view line) {
    if (auto error = send_error_of(line); !error.empty()) send_error_ = std::move(error);
    if (const auto name = refused_name_of(line); !name.empty()) refused_name_(name);
    if (take_line_) take_line_(line);
}

namespace {

/// Headers that are malformed, and that the library is to pass over: those that it passes over by itself, and those of
/// the session timer. They are read where they mean something; a 2xx is not to be lost over them.
constexpr unsigned kPassedOver =
    sip_mask_proxy | sip_mask_registrar | sip_mask_pref | sip_mask_privacy | sip_mask_timer;

/// Of a message without its body: no less than a datagram has room for.
constexpr std::size_t kMaxHead = 65536;

usize_t longest_message(const Settings& settings) {
    return static_cast<usize_t>(kMaxHead + settings.max_body_bytes);
}

}  // namespace

Agent::Agent(const Settings& settings)
    : settings_(settings),
      tls_({.failed = [this](const TlsFailure& failure) { on_tls_failed(failure); },
            .connecting = [this](const TlsPeer& peer, bool begins) { on_tls_connecting(peer, begins); }}),
      log_(settings.log, [this](std::string_view name) { tls_.refused_name(name); }),
      resolver_file_(settings.dns_servers),
      dns_cache_(sres_cache_new(0)) {
    su_init();
    const auto before = epoll_descriptors();
    root_.reset(su_root_create(nullptr));
    if (!root_) throw std::runtime_error("cannot make the event loop of SIP");
    su_root_threading(root_.get(), 0);
    for (int fd : epoll_descriptors())
        if (!before.contains(fd)) epoll_fd_ = fd;
    if (epoll_fd_ < 0) throw std::runtime_error("the event loop of SIP does not use epoll");

    const auto t1 = static_cast<unsigned>(settings.t1.count());
    auto* none = reinterpret_cast<url_string_t*>(-1);
    agent_.reset(nta_agent_create(root_.get(), none, nullptr, nullptr, NTATAG_UA(1), NTATAG_MERGE_482(1),
                                  NTATAG_CANCEL_487(0), NTATAG_MCLASS(message_class(settings.max_body_bytes)),
                                  NTATAG_SIPFLAGS(kMessageFlags), NTATAG_MAXSIZE(longest_message(settings)),
                                  NTATAG_SIP_T1(t1), NTATAG_SIP_T1X64(64 * t1), SRESTAG_CACHE(dns_cache_.get()),
                                  SRESTAG_RESOLV_CONF(resolver_file_.path()),
                                  NTATAG_BAD_REQ_MASK(~(kPassedOver | sip_mask_response)),
                                  NTATAG_BAD_RESP_MASK(~(kPassedOver | sip_mask_request)), TAG_END()));
    if (!agent_) throw std::runtime_error("cannot make the SIP agent");
    bind_all();
    resolver_ = std::make_unique<Resolver>(root_.get(), resolver_file_, dns_cache_.get(), bound_);
}

/// False with errno.
bool Agent::bind(const ListenAddress& address) {
    const std::string url = bind_url(address);
    const auto buffer = static_cast<unsigned>(settings_.udp_buffer_bytes);
    const auto idle = static_cast<unsigned>(milliseconds(settings_.connections.idle).count());
    const auto rest = static_cast<unsigned>(milliseconds(settings_.connections.message).count());
    const unsigned verified = TPTLS_VERIFY_SUBJECTS_OUT |
                              (settings_.tls && settings_.tls->verify_clients ? TPTLS_VERIFY_IN : TPTLS_VERIFY_NONE);
    constexpr unsigned kMostIntermediates = 5;
    errno = 0;
    return nta_agent_add_tport(agent_.get(), URL_STRING_MAKE(url.c_str()), TPTAG_UDP_RMEM(buffer),
                               TPTAG_UDP_WMEM(buffer), TPTAG_IDLE(idle), TPTAG_TIMEOUT(rest), TPTAG_PONG2PING(1),
                               // No directory: the library then has no certificates, and gets them from us.
                               TPTAG_CERTIFICATE("/dev/null"), TPTAG_TLS_VERIFY_POLICY(verified),
                               TPTAG_TLS_VERIFY_DEPTH(kMostIntermediates),
                               TAG_IF(settings_.dscp != 0, TPTAG_TOS(settings_.dscp << 2)), TAG_END()) >= 0;
}

void Agent::bind_tls(const ListenAddress& address) {
    if (!settings_.tls) throw std::runtime_error("cannot listen at " + address.text() + ": no certificate");
    int error = 0;
    const auto fault = tls_.set_up(*settings_.tls, [&] {
        const bool is_bound = bind(address);
        error = is_bound ? 0 : errno;
        return is_bound;
    });
    if (fault) throw std::runtime_error("cannot listen at " + address.text() + ": " + fault->text);
    if (error != 0)
        throw std::runtime_error("cannot listen at " + address.text() + ": " + std::generic_category().message(error));
}

/// IPv6 first: for an address in brackets the library takes the first socket whatever its family, for one of IPv4 the
/// first of IPv4.
void Agent::bind_all() {
    bound_ = expanded(settings_.listen, host_addresses());
    if (bound_.empty() && !settings_.listen.empty())
        throw std::runtime_error("cannot listen at " + settings_.listen.front().text() +
                                 ": this host has no such address");
    for (const bool is_ipv6 : {true, false})
        for (auto& address : bound_)
            if ((address.host.find(':') != std::string::npos) == is_ipv6) listen(address);
}

void Agent::listen(ListenAddress& address) {
    if (address.transport == ListenAddress::Transport::tls)
        bind_tls(address);
    else if (!bind(address))
        throw std::runtime_error("cannot listen at " + address.text() + ": " + std::generic_category().message(errno));
    if (const auto* newest = newest_name(agent_.get())) {
        const std::string_view port = newest->tpn_port;
        std::from_chars(port.data(), port.data() + port.size(), address.port);
    }
    mark_bound(address, settings_.dscp);
    connections_.watch(address);
}

void Agent::on_tls_failed(const TlsFailure& failure) {
    if (failure.is_outgoing) tls_failure_ = failure.why;
    if (settings_.tls_failed) settings_.tls_failed(failure);
}

void Agent::on_tls_connecting(const TlsPeer& peer, bool begins) {
    tls_failure_.clear();
    fail_at_end(agent_.get(), peer.host, peer.port, begins);
}

/// Where the library has ended a connection by itself, its reason is none of the system's.
std::string Agent::take_send_error() const {
    auto error = log_.take_send_error();
    if (error != std::strerror(0)) return error;
    return "TLS handshake failed" + (tls_failure_.empty() ? "" : ": " + tls_failure_);
}

std::optional<std::chrono::milliseconds> Agent::step() {
    const su_duration_t next = su_root_step(root_.get(), 0);
    const auto now = std::chrono::steady_clock::now();
    connections_.look(now, settings_.connections);
    tls_.end_handshakes(now, settings_.connections.message);
    if (next < 0 || next == SU_WAIT_FOREVER) return std::nullopt;
    // The library rounds down; waiting so long would be waking too early and spinning through the last millisecond.
    return std::chrono::milliseconds(next + 1);
}

std::optional<TlsFault> Agent::reconfigure() {
    message_class(settings_.max_body_bytes);
    nta_agent_set_params(agent_.get(), NTATAG_MAXSIZE(longest_message(settings_)), TAG_END());
    return settings_.tls ? tls_.reload(*settings_.tls) : std::nullopt;
}

}  // namespace isfocus::sip
