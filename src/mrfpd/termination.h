#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/h248/deadline_queue.h"
#include "isfocus/h248/descriptors.h"
#include "isfocus/sdp/session.h"
#include "mrfpd/active_signals.h"
#include "mrfpd/digit_collection.h"
#include "mrfpd/digit_maps.h"
#include "mrfpd/event_buffer.h"
#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// A key that a user presses, as far as is known.
struct HeldKey {
    std::uint8_t key = 0;  ///< as in MediaEvent
    Time since{};
};

/// One user's leg in a conference, as the MGC has set it. Its name on the wire is `ip/<number>`.
struct Termination {
    std::uint32_t number = 0;
    std::uint32_t context = 0;
    std::uint16_t stream = 1;  ///< the number that the MGC gave to the audio stream
    Mode mode = Mode::inactive;
    bool every_format = false;                ///< ReservedValue
    std::vector<h248::Parameter> properties;  ///< of LocalControl
    sdp::Media local;                         ///< complete
    std::optional<Remote> remote;
    bool latches = false;           ///< ipnapt/latch is on
    std::uint32_t relatches = 0;    ///< how often with RELATCH
    std::string remote_descriptor;  ///< as it was given
    h248::Events events;
    EventBuffer buffer;
    ActiveSignals signals;
    DigitMaps digit_maps;
    std::optional<DigitCollection> dialling;  ///< while a digit map is active
    std::optional<HeldKey> held;              ///< until dd/ltd could be told of it
    std::optional<Time> keys_due;  ///< when there is something to be done for these two, as is kept in a queue
    std::optional<std::chrono::seconds> hanging_after;
    Time reported_at{};         ///< when it will be reported as hanging, if hanging_after
    int out_of_service_by = 0;  ///< errno; 0: it is in service
    bool is_told_out_of_service = false;

    /// What is looked for now.
    const RequestedEvents& requested_events() const { return buffer.is_waiting() ? buffer.wanted() : events.events; }
    h248::TerminationId id() const { return {"ip/" + std::to_string(number)}; }
};

/// What the media plane is told.
Stream stream_of(const Termination& termination, const Announcements& announcements);

}  // namespace isfocus::mrfpd
