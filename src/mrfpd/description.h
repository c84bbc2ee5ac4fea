#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/h248/names.h"
#include "isfocus/sdp/session.h"
#include "mrfpd/fault.h"
#include "mrfpd/media_port.h"

/// Local and Remote descriptors (H.248.1 7.1.8) as what the media plane can do of them: one audio line over RTP/AVP
/// with the codecs of this MRFP (mrfpd/codecs.h) and telephone-event at their clocks. Pure.
namespace isfocus::mrfpd {

/// What the gateway itself puts into a Local descriptor.
struct Reservation {
    sdp::Address address;       ///< ours, numeric
    std::uint16_t port = 0;     ///< the one in use; 0: still to be chosen
    bool every_format = false;  ///< ReservedValue: keep all that we can do, not the best one only
};

/// The first alternative of `local` that can be had, with our address and port in it and without the formats that we
/// cannot do. 515 when no voice is left, 449 for an address or port that is not ours, 441 when nothing is described.
Checked<sdp::Media> reserve(const std::string& local, const Reservation& reservation);

/// The Local descriptor that says so.
std::string write_local(const sdp::Media& media);

/// Where the first usable alternative of `remote` wants its media. Nothing when it says so: empty, port `-` or 0,
/// address 0.0.0.0. Faults as above.
Checked<std::optional<Remote>> read_remote(const std::string& remote, sdp::Address::Family family);

std::vector<Format> voices(const sdp::Media& media);
/// Its payload type beside the first voice.
std::optional<std::uint8_t> telephone_event(const sdp::Media& media);

/// All of them, with their clocks.
std::vector<TelephoneEvent> telephone_events(const sdp::Media& media);

/// The payload type of comfort noise (RFC 3389).
std::optional<std::uint8_t> comfort_noise(const sdp::Media& media);

/// The Local descriptor that promises all we can do, for AuditCapability.
std::string capabilities(sdp::Address::Family family);

}  // namespace isfocus::mrfpd
