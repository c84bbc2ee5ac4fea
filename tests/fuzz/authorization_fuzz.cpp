#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sip/digest_authorization.h"
#include "sip/digest_nonces.h"
#include "sip/text.h"

using namespace isfocus;

/// Whatever Authorization says: what is taken of it has the form that is compared, and nobody gets in by it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto given = sip::parse_authorization(text);
    if (!given) return 0;
    const std::size_t digits = given->algorithm == sip::Challenge::Algorithm::md5 ? 32 : 64;
    if (given->response.size() != digits || given->nonce_count.size() != 8 || given->count == 0) std::abort();
    for (const auto& value : {given->user, given->realm, given->nonce, given->uri, given->cnonce})
        if (sip::has_control_characters(value)) std::abort();
    sip::Nonces nonces("secret");
    if (nonces.use(given->nonce, given->count, sip::Nonces::Time{std::chrono::hours(1)})) std::abort();
    return 0;
}
