#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "isfocus/h248/descriptors.h"
#include "mrfpd/detected.h"
#include "mrfpd/event_buffer_table.h"
#include "mrfpd/requested_events.h"

namespace isfocus::mrfpd {

inline constexpr std::size_t kMostBuffered = 64;  ///< of one termination; of what comes then the MGC hears error 518

/// What happens on a termination while its MGC has still to say what it wants to be told of next (H.248.1 7.1.9,
/// 7.1.10). A value.
///
/// The text leaves some questions open, and this is how they are answered:
/// - A digit map takes no keys and no timer of it ends while another Events descriptor is waited for, since what was
///   dialled is lost with that. Keys that are kept go into the digit map of the new one, as if they were pressed then.
/// - An event that is kept stays so when another EventBuffer descriptor comes that does not have it.
/// - What an event has to be like to be kept (`tl`, `dt`) is what the EventBuffer descriptor says. Of what the media
///   plane looks for only once at a time, such as `dt` of adid/ipstop, the Events descriptor goes first.
class EventBuffer {
public:
    void set(h248::EventBufferControl control);
    /// An EventBuffer descriptor, without fault. An empty one forgets what was kept, and keeps nothing from then on.
    void accept(const h248::EventBuffer& descriptor);
    /// An event of the Events descriptor has been.
    void recognized();
    /// There is another Events descriptor: what is kept is to be taken and tried by it. An empty one lets all go by.
    void renewed();

    bool is_waiting() const noexcept { return state_ == EventBufferState::waiting; }
    /// Keeps those of its events that the descriptor has.
    void put(Detected detected);
    /// The same for what comes before all that is there.
    void put_first(Detected detected);
    /// The oldest, once it is no longer waited.
    std::optional<Detected> take();
    /// Whether something was left out for want of room; once.
    bool take_overflow();

    h248::EventBufferControl control() const noexcept;
    /// What is kept while it is waited, if it happens.
    const RequestedEvents& wanted() const noexcept { return wanted_; }
    const h248::EventBuffer& descriptor() const noexcept { return descriptor_; }
    /// What is kept.
    std::vector<h248::ObservedEvent> kept() const;

private:
    void step(EventBufferEvent event);
    bool choose(Detected& detected);

    EventBufferState state_ = EventBufferState::off;
    h248::EventBuffer descriptor_;
    RequestedEvents wanted_;
    std::vector<Detected> kept_;  ///< the oldest first; mostly none, which costs nothing
    bool has_overflown_ = false;
};

/// An EventBuffer descriptor asks for events as an Events descriptor does, but for what is to be done with them.
RequestedEvents wanted_by(const h248::EventBuffer& descriptor);

}  // namespace isfocus::mrfpd
