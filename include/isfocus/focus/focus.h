#pragma once
#include <cstdint>
#include <memory>

#include "isfocus/base/ids.h"
#include "isfocus/focus/event.h"
#include "isfocus/focus/ports.h"
#include "isfocus/focus/settings.h"

namespace isfocus::focus {

/// Counted where the decision is made.
struct Counters {
    std::uint64_t conferences_created = 0;
    std::uint64_t conferences_refused = 0;
    std::uint64_t refers_accepted = 0;
    std::uint64_t refers_refused = 0;
    std::uint64_t invitations_answered = 0;
    std::uint64_t invitations_failed = 0;
    std::uint64_t events_ignored = 0;  ///< events that meant nothing in the state they met
};

/// The conference focus (RFC 4579, TS 24.147 5.3.2): every decision, and nothing else. No clock, socket, thread or
/// library in it; the same Events at the same times give the same orders.
class Focus {
public:
    /// The ports and `dialogs` outlive the focus.
    Focus(Settings settings, Ports ports, DialogIds& dialogs);
    ~Focus();
    Focus(const Focus&) = delete;
    Focus& operator=(const Focus&) = delete;

    /// Decides on one event. `now` never goes back.
    void handle(const Event& event, Time now);

    /// Takes new settings for what begins from now on (SIGHUP); who is denied now has to leave at once (REM-07).
    void configure(Settings settings, Time now);

    /// No conference is left, and nothing of one is under way.
    bool idle() const noexcept;
    std::size_t conference_count() const noexcept;
    const Counters& counters() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace isfocus::focus
