#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sip/refer_to.h"
#include "sip/text.h"

using namespace isfocus;

namespace {

/// Whatever Refer-To says, nothing that goes into an INVITE of ours may hold a control character, and the URI must be
/// one that can be written and read back.
void check(const Result<focus::ReferTarget>& target) {
    if (!target) {
        if (target.error().status < 400 || target.error().status > 499) std::abort();
        return;
    }
    if (sip::has_control_characters(target->uri.text()) || !parse_uri(target->uri.text())) std::abort();
    if (!target->uri.headers.empty() || target->uri.parameter("method")) std::abort();
    for (const auto& value : {target->replaces, target->subject, target->session_id})
        if (value && sip::has_control_characters(*value)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    check(sip::read_refer_to(text));
    check(sip::read_list_entry(text));
    return 0;
}
