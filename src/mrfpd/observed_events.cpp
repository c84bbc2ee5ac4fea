#include "mrfpd/observed_events.h"

#include <algorithm>
#include <string>

#include "mrfpd/key_events.h"
#include "mrfpd/packages.h"
#include "mrfpd/requested_events.h"

namespace isfocus::mrfpd {
namespace {

/// The name that the codec is registered by (E.12.2); its number where it has been taken from Local meanwhile.
std::string encoding_of(std::uint8_t payload_type, const sdp::Media& local) {
    const auto codec = std::ranges::find(local.codecs, payload_type, &sdp::Codec::payload_type);
    return codec == local.codecs.end() ? std::to_string(payload_type) : codec->name;
}

}  // namespace

std::vector<h248::ObservedEvent> observed(const MediaEvent& seen, const sdp::Media& local) {
    h248::ObservedEvent event;
    switch (seen.kind) {
        case MediaEvent::Kind::network_failed:
            event.name = kNetworkFailed;
            event.parameters.emplace_back("cs", text_of(seen.error), true);
            return {event};
        case MediaEvent::Kind::bearer_lost:
            event.name = kCause;
            event.parameters.emplace_back("generalcause", "FT");
            event.parameters.emplace_back("failurecause", text_of(seen.error), true);
            return {event};
        case MediaEvent::Kind::lossy:
            event.name = kLossy;
            event.parameters.emplace_back("th", std::to_string(seen.value));
            return {event};
        case MediaEvent::Kind::payload_changed:
            event.name = kPayloadChanged;
            event.parameters.emplace_back("rtppltype", encoding_of(seen.value, local));
            return {event};
        case MediaEvent::Kind::stopped:
            event.name = kStopped;
            return {event};
        case MediaEvent::Kind::key_pressed:
            return pressed(seen.key);
        case MediaEvent::Kind::key_released:
            return {released(seen.key, seen.duration)};
        case MediaEvent::Kind::played:         // is told as g/sc, which is about the signal
        case MediaEvent::Kind::too_many_keys:  // the log's alone
        case MediaEvent::Kind::out_of_service:
        case MediaEvent::Kind::back_in_service:  // as ServiceChange
            break;
    }
    return {};
}

}  // namespace isfocus::mrfpd
