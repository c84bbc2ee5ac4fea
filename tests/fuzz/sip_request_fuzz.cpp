#include <cstddef>
#include <cstdint>

#include "sip/charging.h"
#include "sip/message.h"
#include "sip/read.h"
#include "sip/validation.h"

using namespace isfocus;

namespace {

/// Reads a request with everything that reads requests, as the stack would after the library's own checks.
void read(const sip_t& sip) {
    static_cast<void>(sip::check_request(sip, 65536));
    static_cast<void>(sip::read_charging_vector(sip));
    for (const auto assertion : {sip::Assertion::none, sip::Assertion::network, sip::Assertion::network_or_from}) {
        static_cast<void>(sip::read_invite(sip, assertion));
        static_cast<void>(sip::read_refer(sip, assertion, read_list));
        static_cast<void>(sip::read_subscribe(sip, assertion));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const sip::MsgPtr message(
        msg_make(sip::message_class(65536), sip::kMessageFlags, data, static_cast<ssize_t>(size)));
    if (!message) return 0;
    const sip_t* sip = sip_object(message.get());
    if (sip && sip->sip_request && sip_sanity_check(sip) == 0) read(*sip);
    if (sip && sip->sip_status) static_cast<void>(sip::read_contact(*sip));
    return 0;
}
