#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/header_text.h"
#include "digest/authorization.h"
#include "digest/nonces.h"

using namespace isfocus;

/// Whatever Authorization says: what is taken of it has the form that is compared, and nobody gets in by it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto given = digest::parse_authorization(text);
    if (!given) return 0;
    const std::size_t digits = given->algorithm == digest::Challenge::Algorithm::md5 ? 32 : 64;
    if (given->response.size() != digits || given->nonce_count.size() != 8 || given->count == 0) std::abort();
    for (const auto& value : {given->user, given->realm, given->nonce, given->uri, given->cnonce})
        if (text::has_control_characters(value)) std::abort();
    digest::Nonces nonces("secret");
    if (nonces.use(given->nonce, given->count, digest::Nonces::Time{std::chrono::hours(1)})) std::abort();
    return 0;
}
