#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "isfocus/sdp/offer_answer.h"

/// Whatever is read can be written, reads back as the same value, and can be answered or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace isfocus::sdp;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto session = parse(text)) {
        const auto again = parse(write(*session));
        if (!again || again->media.size() != session->media.size()) std::abort();
        LocalMedia local;
        local.address = local.origin.address = address_of("192.0.2.1");
        local.port = 4000;
        local.codecs = {{0, "PCMU", 8000, 1, ""}, {13, "CN", 8000, 1, ""}, {101, "telephone-event", 8000, 1, "0-15"}};
        if (const auto answered = answer(*session, local)) {
            if (answered->media.size() != session->media.size()) std::abort();
            if (!parse(write(*answered))) std::abort();
        }
        (void)usable_answer(make_offer(local), *session);
    }
    if (const auto alternatives = parse_h248(text)) {
        const auto written = write_h248(*alternatives);
        if (written.find('}') != std::string::npos || !parse_h248(written)) std::abort();
    }
    return 0;
}
