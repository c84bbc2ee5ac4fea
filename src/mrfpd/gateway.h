#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "isfocus/base/h248_timers.h"
#include "isfocus/h248/message.h"
#include "isfocus/sdp/session.h"
#include "mrfpd/detected.h"
#include "mrfpd/fault.h"
#include "mrfpd/fault_queue.h"
#include "mrfpd/media_port.h"
#include "mrfpd/termination.h"

namespace isfocus::mrfpd {

struct GatewaySettings {
    sdp::Address address;  ///< of the RTP sockets, as told in Local
    std::size_t max_contexts = 5000;
    std::size_t max_terminations_per_context = 1000;
    Announcements announcements;  ///< what an/apf can say
    bool dtx = false;             ///< to users with AMR or AMR-WB nothing is sent while nobody is heard
    H248Timers timers{};          ///< as told among the properties of ROOT
    DigitMapTimers digit_map_timers{};
};

/// What came of a request.
struct Execution {
    std::vector<h248::Action> replies;
    std::optional<h248::Services> service_change;  ///< that of the MGC on ROOT, for the control association
};

/// An event to be notified, or that a termination has gone out of service or is back.
struct Notification {
    h248::ContextId context;
    h248::TerminationId termination;
    h248::ObservedEvents observed;  ///< time stamps still to be filled in
    std::optional<h248::Services> service_change;
    std::chrono::milliseconds ago{0};  ///< since it was seen
    std::optional<Fault> error;        ///< 518: what came between this event and the one before was more than is kept
};

/// The MRFP's contexts and terminations, and the commands upon them (H.248.1 7.2). Commands come and go as values; the
/// audio itself is the media plane's. A command that is refused changes nothing.
class Gateway {
public:
    Gateway(GatewaySettings settings, MediaPort& media);
    /// Closes what is left.
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    /// Carries out the commands in order, up to the first that fails and is not marked optional. What ran before stays.
    Execution execute(const std::vector<h248::Action>& actions, Time now);

    /// What the MGC asked to be told of: what the media plane saw, and terminations for which no command came for long
    /// (H.248.36); and, asked for or not, which terminations are out of service.
    std::vector<Notification> tick(Time now);
    std::optional<Time> next_deadline() const;

    /// Those that are out of service, for an MGC that may not have been there to be told.
    std::vector<Notification> out_of_service() const;

    /// Whether the MGC wants to be told of overload (ocp/mg_overload, or chp/mgcon with the reduction in percent), and
    /// what it is told then.
    bool is_watched_for_overload() const;
    std::optional<Notification> overload() const;
    std::optional<Notification> congestion(unsigned reduction) const;

    /// After how long without a word from it the MGC wants to be asked for one (it/ito), and what it is asked.
    std::optional<std::chrono::milliseconds> longest_silence() const;
    std::optional<Notification> inactivity() const;

    /// Whether a context may begin; those that there are may get more terminations in any case.
    void take_new_contexts(bool takes) noexcept { takes_contexts_ = takes; }

    /// Drops all contexts.
    void clear();

    std::size_t contexts() const noexcept { return contexts_.size(); }
    std::size_t terminations() const noexcept { return terminations_.size(); }

private:
    struct Run;
    struct Context {
        std::set<std::uint32_t> members;     ///< never none
        h248::ContextProperties properties;  ///< priority and emergency, as the MGC has told them
    };
    using Refusal = std::optional<Fault>;
    using Numbers = std::vector<std::uint32_t>;

    bool carry_out(const h248::Action& action, Run& run);
    Refusal unusable(const h248::Action& action) const;
    void settle_context(const h248::Action& action, Run& run);
    void audit_context(const h248::ContextAudit& asked, Run& run) const;
    Refusal perform(const h248::Command& command, Run& run);
    Refusal perform_on_root(const h248::Command& command, Run& run);

    Refusal add(const h248::Command& command, Run& run);
    Refusal modify(const h248::Command& command, Run& run);
    Refusal subtract(const h248::Command& command, Run& run);
    Refusal audit(const h248::Command& command, Run& run);
    Refusal tell_union(const h248::Command& command, const Numbers& numbers, Run& run) const;
    void audit_root(const h248::Command& command, Run& run) const;
    void tell_names(const h248::Command& command, const Numbers& numbers, Run& run) const;
    Refusal no_room(const Run& run) const;
    void enter(Termination& termination, const h248::Command& command, Run& run);
    Refusal set(Termination& termination, const h248::Command& command, Time now) const;
    static Refusal set_buffer(Termination& termination, const h248::Command& command);
    static void put(Termination& termination, const h248::Signals& signals);
    Refusal put(Termination& termination, const h248::Events& events, Time now) const;
    Refusal set_media(Termination& termination, const h248::Media& media) const;
    Refusal set_control(Termination& termination, const h248::LocalControl& control) const;
    void apply(const Termination& termination);
    void see(const MediaEvent& seen, Time now);
    void take_faults(const MediaEvent& fault);
    void tell_service_state(Termination& termination);
    bool is_whole_context_out(std::uint32_t context) const;
    std::optional<Notification> on_root(std::string_view event) const;
    void remove(std::uint32_t number);

    void detect(Termination& termination, Detected detected, Time now);
    void process(Termination& termination, Detected detected, Time now);
    void process_buffer(Termination& termination, Time now);
    void recognize(Termination& termination, h248::ObservedEvent event, const Detected& detected, Time now);
    void tell(Termination& termination, h248::ObservedEvent event, std::chrono::milliseconds ago);
    void embed(Termination& termination, const h248::RequestedEvent& asked, Time now);
    void interrupt_signals(Termination& termination, Time now);
    void complete(Termination& termination, const ActiveSignals::Ended& ended, h248::CompletionReason reason, Time now);

    Checked<std::shared_ptr<const DigitMap>> map_of(const Termination& termination, const h248::DigitMap& asked) const;
    Refusal embedded_map_fault(const Termination& termination, const h248::Events& events) const;
    Refusal collect(Termination& termination, const h248::Events& events, Time now) const;
    void hear_key(Termination& termination, const MediaEvent& seen, Time now);
    std::optional<DialString> dial(Termination& termination, const MediaEvent& key, Time now);
    void time_keys(Time now);
    void watch_keys(Termination& termination);

    Checked<Numbers> targets(const h248::Command& command, h248::ContextId scope) const;
    Refusal find_targets(const h248::TerminationId& name, h248::ContextId scope, Numbers& found) const;
    h248::Command audited(const h248::Command& command, const Termination& termination) const;
    h248::Command audited_root(const h248::Command& command) const;
    h248::Media media_of(const Termination& termination) const;
    h248::Statistics statistics_of(const Termination& termination) const;
    void heard_of(Termination& termination, Time now);
    void forget_deadline(const Termination& termination);

    GatewaySettings settings_;
    MediaPort& media_;
    std::map<std::uint32_t, Termination> terminations_;
    std::map<std::uint32_t, Context> contexts_;
    std::set<std::pair<Time, std::uint32_t>> hanging_;  ///< deadlines of terminations
    std::set<std::pair<Time, std::uint32_t>> keys_;     ///< likewise, of what their users do with keys
    h248::Events root_events_;                          ///< those asked for on ROOT
    DigitMaps root_digit_maps_;                         ///< for every termination
    FaultQueue faults_;
    std::vector<Notification> told_;  ///< by the next tick
    bool takes_contexts_ = true;
    std::uint32_t last_termination_ = 0;
    std::uint32_t last_context_ = 0;
};

}  // namespace isfocus::mrfpd
