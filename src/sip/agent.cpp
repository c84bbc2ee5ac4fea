#include "sip/agent.h"

#include <array>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <system_error>

#include "sip/message.h"

namespace isfocus::sip {
namespace {

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

std::string bind_url(const ListenAddress& address) {
    const bool is_ipv6 = address.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + address.host + "]" : address.host;
    const std::string port = address.port == 0 ? "*" : std::to_string(address.port);
    const bool is_udp = address.transport == ListenAddress::Transport::udp;
    return "sip:" + host + ":" + port + (is_udp ? ";transport=udp" : ";transport=tcp");
}

/// The last of the agent's own sockets: the one just made.
const tp_name_t* newest_name(nta_agent_t* agent) {
    const tport_t* newest = nullptr;
    for (auto* one = tport_primaries(nta_agent_tports(agent)); one; one = tport_next(one)) newest = one;
    return newest ? tport_name(newest) : nullptr;
}

}  // namespace

std::string ListenAddress::text() const {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return std::string(transport == Transport::udp ? "udp:" : "tcp:") + (is_ipv6 ? "[" + host + "]" : host) + ":" +
           std::to_string(port);
}

LibraryLog::LibraryLog(std::function<void(std::string_view)> take_line) : take_line_(std::move(take_line)) {
    su_log_redirect(su_log_default, write, this);
}

LibraryLog::~LibraryLog() {
    su_log_redirect(su_log_default, write, nullptr);
}

void LibraryLog::write(void* self, const char* format, va_list arguments) noexcept {
    auto* log = static_cast<LibraryLog*>(self);
    if (!log || !log->take_line_) return;
    std::array<char, 1024> buffer{};
    const int length = std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
    if (length < 0) return;
    log->partial_.append(buffer.data());
    for (std::size_t end; (end = log->partial_.find('\n')) != std::string::npos; log->partial_.erase(0, end + 1))
        log->take_line_(std::string_view(log->partial_).substr(0, end));
}

namespace {

/// Headers that are malformed, and that the library is to pass over: those that it passes over by itself, and those of
/// the session timer. They are read where they mean something; a 2xx is not to be lost over them.
constexpr unsigned kPassedOver =
    sip_mask_proxy | sip_mask_registrar | sip_mask_pref | sip_mask_privacy | sip_mask_timer;

}  // namespace

Agent::Agent(const Settings& settings) : log_(settings.log) {
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
                                  NTATAG_SIPFLAGS(kMessageFlags), NTATAG_SIP_T1(t1), NTATAG_SIP_T1X64(64 * t1),
                                  NTATAG_BAD_REQ_MASK(~(kPassedOver | sip_mask_response)),
                                  NTATAG_BAD_RESP_MASK(~(kPassedOver | sip_mask_request)), TAG_END()));
    if (!agent_) throw std::runtime_error("cannot make the SIP agent");
    for (const auto& address : settings.listen) listen(address, settings);
}

void Agent::listen(const ListenAddress& address, const Settings& settings) {
    const std::string url = bind_url(address);
    constexpr unsigned kIdleConnection = 30 * 60 * 1000;  // ms: connections on which nothing happens are closed
    const auto buffer = static_cast<unsigned>(settings.udp_buffer_bytes);
    errno = 0;
    if (nta_agent_add_tport(agent_.get(), URL_STRING_MAKE(url.c_str()), TPTAG_UDP_RMEM(buffer), TPTAG_UDP_WMEM(buffer),
                            TPTAG_IDLE(kIdleConnection), TAG_END()) < 0)
        throw std::runtime_error("cannot listen at " + address.text() + ": " + std::generic_category().message(errno));
    const auto* name = newest_name(agent_.get());
    ListenAddress bound = address;
    if (name) {
        const std::string_view port = name->tpn_port;
        std::from_chars(port.data(), port.data() + port.size(), bound.port);
    }
    bound_.push_back(std::move(bound));
}

std::optional<std::chrono::milliseconds> Agent::step() {
    const su_duration_t next = su_root_step(root_.get(), 0);
    if (next < 0 || next == SU_WAIT_FOREVER) return std::nullopt;
    // The library rounds down; waiting so long would be waking too early and spinning through the last millisecond.
    return std::chrono::milliseconds(next + 1);
}

}  // namespace isfocus::sip
