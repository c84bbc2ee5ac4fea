#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sip/refer_to.h"
#include "sip/text.h"

using namespace isfocus;

/// Whatever Refer-To says, nothing that goes into an INVITE of ours may hold a control character, and the URI must be
/// one that can be written and read back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto target = sip::read_refer_to({reinterpret_cast<const char*>(data), size});
    if (!target) {
        if (target.error().status < 400 || target.error().status > 499) std::abort();
        return 0;
    }
    if (sip::has_control_characters(target->uri.text()) || !parse_uri(target->uri.text())) std::abort();
    if (!target->uri.headers.empty() || target->uri.parameter("method")) std::abort();
    if (target->replaces && sip::has_control_characters(*target->replaces)) std::abort();
    if (target->subject && sip::has_control_characters(*target->subject)) std::abort();
    return 0;
}
