#include "app/application.h"

#include <poll.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>

#include "app/address_watch.h"
#include "app/cdr.h"
#include "app/cdr_writer.h"
#include "app/certificates.h"
#include "app/check.h"
#include "app/clock.h"
#include "app/embedded_mrfp.h"
#include "app/journal.h"
#include "app/limited_log.h"
#include "app/mailbox.h"
#include "app/mp_sockets.h"
#include "app/outage.h"
#include "app/policies.h"
#include "app/restart.h"
#include "app/settings.h"
#include "app/signals.h"
#include "app/timer_queue.h"
#include "app/xcap.h"
#include "isfocus/base/dscp.h"
#include "isfocus/confinfo/publisher.h"
#include "isfocus/focus/focus.h"
#include "isfocus/log/service_manager.h"
#include "isfocus/mrfp/client.h"
#include "isfocus/sip/sofia_stack.h"

namespace isfocus::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kEndReminder{5};

std::string joined(const std::vector<std::string_view>& names) {
    std::string text;
    for (const auto name : names) text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

void tell_unmarked(std::string_view key, const std::vector<config::Endpoint>& listen, int dscp) {
    for (const bool is_ip6 : {false, true}) {
        if (std::ranges::find(listen, is_ip6, &config::Endpoint::is_ipv6) == listen.end()) continue;
        if (const auto fault = fault_of_mark(is_ip6, dscp)) spdlog::warn("{}: {}", key, *fault);
    }
}

}  // namespace

class Application::Parts {
public:
    Parts(config::Config config, std::filesystem::path file, log::Logging& logging)
        : config_(std::move(config)), file_(std::move(file)), logging_(logging) {
        if (config_.mrfp.embedded) embedded_.emplace(embedded_settings());
        if (config_.xcap.listen) xcap_.emplace(config_, mailbox_, limited_log_);
        watch_certificates(config_, certificates_);
        tell_unmarked("sip.dscp", config_.sip.listen, config_.sip.dscp);
        tell_unmarked("mrfp.dscp", config_.mrfp.listen, config_.mrfp.dscp);
    }

    bool run();

private:
    enum class Phase : std::uint8_t { starting, reading, ready, stopping, stopped };

    EmbeddedMrfp::Settings embedded_settings() const;
    void turn();
    void handle_events();
    void look(milliseconds longest);
    void note_idle(bool has_waited);
    milliseconds longest_wait(std::optional<milliseconds> sip_next);
    void take_signals();
    void announce_when_ready();
    void begin_reading();
    void announce();
    void begin_shutdown();
    void reload();
    void tell_reloads();
    void read_policies();
    void report_losses();
    void tell_how_many_still_end();
    void watch_mrfps();

    config::Config config_;
    std::filesystem::path file_;
    log::Logging& logging_;
    log::ServiceManager service_manager_;
    Signals signals_;
    Clock clock_;
    focus::Inbox inbox_;
    Mailbox mailbox_;
    LimitedLog limited_log_;
    DialogIds dialog_ids_;
    TimerQueue timers_;
    MpSockets mp_sockets_{config_.mrfp.listen, config_.mrfp.dscp};
    mrfp::Client mrfp_{mrfp_settings(config_), inbox_, [] { return steady_clock::now(); },
                       [this](const h248::Endpoint& to, std::string_view octets) { mp_sockets_.send(to, octets); },
                       std::random_device{}()};
    sip::SofiaStack sip_{sip_settings(config_, limited_log_), inbox_, dialog_ids_};
    confinfo::Publisher publisher_{sip_};
    Journal journal_{[this](const focus::JournalEntry& entry) {
                         return entry.dialog ? sip_.call_id(entry.dialog) : sip_.call_id(entry.transaction);
                     },
                     [this](TransactionId refused) { return sip_.origin(refused); }};
    CdrWriter cdr_writer_{{config_.cdr.file, config_.cdr.flush}};
    Cdr cdr_{[this](DialogId dialog) { return sip_.charging(dialog); }, cdr_writer_, config_.conference.uri_domain};
    focus::Focus focus_{focus_settings(config_), {sip_, mrfp_, timers_, publisher_, journal_, cdr_}, dialog_ids_};
    std::optional<EmbeddedMrfp> embedded_;
    std::optional<Xcap> xcap_;
    Policies policies_{mailbox_, [this] { return xcap_ ? xcap_->conferences() : Policies::Keys{}; },
                       [this](Policies::Keys conferences) {
                           if (xcap_) xcap_->reserve(std::move(conferences));
                       }};
    Phase phase_ = Phase::starting;
    int turns_without_look_ = 0;
    steady_clock::time_point started_ = steady_clock::now();
    steady_clock::time_point sip_idle_ = started_;  ///< when SIP was last seen to have nothing for us
    std::uint64_t sip_received_ = 0;                ///< at the last look
    steady_clock::time_point deadline_{};
    steady_clock::time_point next_word_of_the_end_{};
    steady_clock::time_point next_report_ = started_;
    std::uint64_t reported_losses_ = 0;
    std::vector<bool> reloads_;  ///< to be told of: whether each was taken
    Outage mrfp_outage_;
    CertificateWatch certificates_;
    AddressWatch addresses_;
};

EmbeddedMrfp::Settings Application::Parts::embedded_settings() const {
    EmbeddedMrfp::Settings settings;
    settings.mgc = config_.mrfp.listen.front();
    settings.mrfp = *config_.mrfp.embedded;
    settings.log = config_.log;
    settings.form_is_compact = config_.mrfp.form == config::H248Form::compact;
    settings.timers = config_.mrfp.timers;
    settings.h248_dscp = config_.mrfp.dscp;
    return settings;
}

bool Application::Parts::run() {
    if (embedded_) embedded_->start();
    mrfp_.start();
    while (phase_ != Phase::stopped) turn();
    mrfp_.stop();
    if (embedded_) embedded_->stop();
    const bool in_order = focus_.idle();
    if (in_order)
        spdlog::info("stopped");
    else
        spdlog::warn("stopped with {} conferences still ending", focus_.conference_count());
    return in_order;
}

/// One round: what has come in becomes Events, Events become orders, and orders may make the adapters busy again at
/// once; only when nothing is left to do is there a wait. While SIP keeps us busy there is a look at the rest now and
/// then, or the MRFP would wait until its orders have timed out.
void Application::Parts::turn() {
    service_manager_.alive(steady_clock::now());
    timers_.fire_due(clock_.now(), inbox_);
    sip_.note_lag(std::chrono::floor<milliseconds>(steady_clock::now() - sip_idle_));
    const auto sip_next = sip_.step();
    mrfp_.tick();
    if (!inbox_.empty()) {
        constexpr int kMostTurnsWithoutLook = 4;
        handle_events();
        if (++turns_without_look_ >= kMostTurnsWithoutLook) look(milliseconds{0});
        return;
    }
    announce_when_ready();
    tell_reloads();
    if (phase_ == Phase::stopping && (focus_.idle() || steady_clock::now() >= deadline_)) {
        phase_ = Phase::stopped;
        return;
    }
    if (phase_ == Phase::stopping) tell_how_many_still_end();
    look(longest_wait(sip_next));
}

void Application::Parts::handle_events() {
    const focus::Time now = clock_.now();
    inbox_.drain([&](const focus::Event& event) { focus_.handle(event, now); });
}

/// Waits for whatever comes first, and takes what is not SIP.
void Application::Parts::look(milliseconds longest) {
    turns_without_look_ = 0;
    std::array<pollfd, 4> watched{pollfd{sip_.epoll_fd(), POLLIN, 0}, pollfd{mp_sockets_.fd(), POLLIN, 0},
                                  pollfd{signals_.fd(), POLLIN, 0}, pollfd{mailbox_.fd(), POLLIN, 0}};
    const auto before = steady_clock::now();
    if (::poll(watched.data(), watched.size(), static_cast<int>(longest.count())) < 0) return;
    note_idle(watched[0].revents == 0 || steady_clock::now() - before > milliseconds{1});
    mp_sockets_.turn(mrfp_);
    if (watched[2].revents != 0) take_signals();
    if (watched[3].revents != 0) mailbox_.deliver(inbox_);
    if (embedded_) embedded_->tick(steady_clock::now());
    limited_log_.tell(steady_clock::now());
    if (steady_clock::now() >= next_report_) report_losses();
    tell_certificates(certificates_);
    if (phase_ == Phase::ready) watch_mrfps();
}

/// The SIP sockets are as good as empty, too, when they call us and nothing comes.
void Application::Parts::note_idle(bool has_waited) {
    if (!has_waited) {  // else there is no need to count, which costs more than what we do ourselves in most turns
        const auto received = sip_.received();
        if (std::exchange(sip_received_, received) != received) return;
    }
    sip_idle_ = steady_clock::now();
}

milliseconds Application::Parts::longest_wait(std::optional<milliseconds> sip_next) {
    const auto now = steady_clock::now();
    const auto until = [&](steady_clock::time_point at) { return std::chrono::ceil<milliseconds>(at - now); };
    milliseconds longest = phase_ == Phase::ready ? milliseconds{1000} : milliseconds{50};
    if (sip_next) longest = std::min(longest, *sip_next);
    if (const auto at = timers_.next())
        longest = std::min(longest, std::chrono::ceil<milliseconds>(*at - clock_.now()));
    if (const auto at = mp_sockets_.next_deadline()) longest = std::min(longest, until(*at));
    if (const auto at = mrfp_.next_deadline()) longest = std::min(longest, until(*at));
    if (const auto at = service_manager_.next_sign_of_life()) longest = std::min(longest, until(*at));
    if (embedded_)
        if (const auto at = embedded_->next_deadline()) longest = std::min(longest, until(*at));
    return std::max(longest, milliseconds{0});
}

void Application::Parts::take_signals() {
    for (const Signal signal : signals_.take()) {
        switch (signal) {
            case Signal::terminate:
                if (phase_ == Phase::stopping)
                    phase_ = Phase::stopped;
                else
                    begin_shutdown();
                break;
            case Signal::reload:
                reload();
                break;
            case Signal::child:
                if (embedded_) embedded_->child_changed(steady_clock::now());
                break;
        }
    }
}

/// First an MRFP, or the end of our patience; then the policy documents, some of which call users at once.
void Application::Parts::announce_when_ready() {
    constexpr auto kPatience = std::chrono::seconds{2};
    if (phase_ == Phase::starting && (mrfp_.is_available() || steady_clock::now() - started_ >= kPatience))
        begin_reading();
    else if (phase_ == Phase::reading && policies_.has_read())
        announce();
}

void Application::Parts::begin_reading() {
    phase_ = Phase::reading;
    if (!mrfp_.is_available()) inbox_.post(focus::MrfpAvailability{false});
    read_policies();
}

void Application::Parts::announce() {
    phase_ = Phase::ready;
    mailbox_.deliver(inbox_);
    std::string addresses;
    for (const auto& address : sip_.bound()) addresses += (addresses.empty() ? "" : " ") + address.text();
    spdlog::info(
        "ready sip={} {}", addresses,
        mrfp_.is_available() ? "mrfp=registered" : "mrfp=none (creations get 503 until an MRFP has registered)");
    for (const auto& one : config_.sip.listen)
        if (one.is_wildcard()) spdlog::warn("sip.listen: {}", about_wildcard(one));
    if (xcap_) xcap_->start();
    service_manager_.ready();
}

void Application::Parts::begin_shutdown() {
    constexpr auto kForTheRest = std::chrono::seconds{5};  // of what ends after the conferences
    spdlog::info("shutting down: {} conferences end, at most {} s", focus_.conference_count(),
                 config_.shutdown_grace.count());
    phase_ = Phase::stopping;
    service_manager_.stopping(config_.shutdown_grace + kForTheRest);
    deadline_ = steady_clock::now() + config_.shutdown_grace;
    next_word_of_the_end_ = steady_clock::now() + kEndReminder;
    mrfp_.announce_stop(config_.shutdown_grace);
    inbox_.post(focus::ShutdownRequested{});
}

/// Whoever waits for it is to see that it goes on.
void Application::Parts::tell_how_many_still_end() {
    const auto now = steady_clock::now();
    if (now < next_word_of_the_end_) return;
    next_word_of_the_end_ = now + kEndReminder;
    spdlog::info("shutting down: {} conferences still end, at most {} s more", focus_.conference_count(),
                 std::chrono::ceil<std::chrono::seconds>(deadline_ - now).count());
}

void Application::Parts::reload() {
    if (phase_ == Phase::ready) service_manager_.reloading();
    auto loaded = config::load_again(file_);
    const auto faults = loaded ? certificate_faults(*loaded, certificates_) : std::move(loaded.error());
    if (!faults.empty()) {
        for (const auto& fault : faults) spdlog::error("{}: {}", file_.string(), fault.text());
        cdr_writer_.use({config_.cdr.file, config_.cdr.flush});  // it may have been moved away
        read_policies();
        return reloads_.push_back(false);
    }
    if (const auto names = waiting_for_restart(config_, *loaded); !names.empty())
        spdlog::warn("another value takes effect at the next start only: {}", joined(names));
    config_ = in_force(std::move(*loaded), config_);
    logging_.apply(config_.log);
    if (embedded_) embedded_->use(config_.log);
    focus_.configure(focus_settings(config_), clock_.now());
    if (const auto fault = sip_.reconfigure(sip_settings(config_, limited_log_)))
        spdlog::error("the certificates stay as they were: {}", fault->text);
    else
        watch_certificates(config_, certificates_);
    cdr_writer_.use({config_.cdr.file, config_.cdr.flush});
    if (xcap_) xcap_->configure(config_);
    read_policies();
    reloads_.push_back(true);
}

/// When the documents are in force, too, which are read in a thread of their own.
void Application::Parts::tell_reloads() {
    if (reloads_.empty() || !policies_.has_read()) return;
    mailbox_.deliver(inbox_);
    for (const bool is_taken : reloads_)
        if (is_taken)
            spdlog::info("configuration read again from {}", file_.string());
        else
            spdlog::error("the configuration stays as it was");
    reloads_.clear();
    if (phase_ == Phase::ready) service_manager_.ready();
}

/// Not before there is an MRFP, or is known not to be: some documents call users at once.
void Application::Parts::read_policies() {
    if (phase_ == Phase::reading || phase_ == Phase::ready) policies_.read(config_.policy.directory);
}

/// Overload of a socket or of the log, and datagrams that are no messages, must not pass in silence.
void Application::Parts::report_losses() {
    constexpr auto kInterval = std::chrono::seconds{10};
    next_report_ = steady_clock::now() + kInterval;
    addresses_.look(sip_.not_served());
    const auto sip = sip_.counters();
    const auto mp_drops = mp_sockets_.dropped();
    const auto mp_bad = mrfp_.counters().malformed;
    const auto lines = logging_.dropped_lines();
    const auto records = cdr_writer_.lost();
    const auto sum =
        sip.udp_receive_drops + sip.bad_messages + sip.ended_connections + mp_drops + mp_bad + lines + records;
    if (sum == reported_losses_) return;
    reported_losses_ = sum;
    spdlog::warn(
        "lost so far sip-dropped={} sip-unreadable={} sip-connections-ended={} mp-dropped={} mp-unreadable={} "
        "log-lines={} cdr={}",
        sip.udp_receive_drops, sip.bad_messages, sip.ended_connections, mp_drops, mp_bad, lines, records);
}

/// Without one everything is answered, and nothing works.
void Application::Parts::watch_mrfps() {
    const auto now = steady_clock::now();
    const auto lasts = mrfp_outage_.lasts(now);
    switch (mrfp_outage_.note(mrfp_.is_available(), now)) {
        case Outage::News::none:
            return;
        case Outage::News::begins:
            service_manager_.status("no MRFP is in service: new conferences get 503");
            return spdlog::warn("no MRFP is in service: new conferences get 503");
        case Outage::News::goes_on:
            return spdlog::warn("no MRFP is in service for {} s: new conferences get 503", lasts.count());
        case Outage::News::ends:
            service_manager_.status("serving");
            return spdlog::info("an MRFP is in service again after {} s", lasts.count());
    }
}

Application::Application(config::Config config, std::filesystem::path config_file, log::Logging& logging)
    : parts_(std::make_unique<Parts>(std::move(config), std::move(config_file), logging)) {}
Application::~Application() = default;

bool Application::run() {
    return parts_->run();
}

}  // namespace isfocus::app
