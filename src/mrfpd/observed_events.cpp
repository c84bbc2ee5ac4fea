#include "mrfpd/observed_events.h"

#include <string>

#include "mrfpd/key_events.h"
#include "mrfpd/packages.h"
#include "mrfpd/requested_events.h"

namespace isfocus::mrfpd {

std::vector<h248::ObservedEvent> observed(const MediaEvent& seen) {
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
            event.parameters.emplace_back("rtppltype", std::to_string(seen.value));
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
