#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

#include "isfocus/h248/codec.h"

namespace {

using namespace isfocus::h248;

void must(bool holds, const char* what, std::string_view text) {
    if (holds) return;
    std::fprintf(stderr, "%s:\n%.*s\n", what, static_cast<int>(text.size()), text.data());
    std::abort();
}

void must_be_answerable(std::span<const DecodeError> faults) {
    const auto answer = answer_to(faults, {MId::Kind::ip4, "192.0.2.1", 2944});
    if (answer) must(static_cast<bool>(decode(encode(*answer, Form::compact))), "answer", encode(*answer));
}

}  // namespace

/// Whatever is read can be written in both forms and reads back as the same value; whatever is refused can be answered
/// with a message that is well-formed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto decoded = decode_each({reinterpret_cast<const char*>(data), size});
    must_be_answerable(decoded ? std::span{decoded->refused} : std::span{&decoded.error(), 1});
    if (!decoded || (decoded->message.transactions.empty() && !decoded->message.error)) return 0;
    for (const auto form : {Form::pretty, Form::compact}) {
        const auto text = encode(decoded->message, form);
        if (text.size() > kMaxMessageOctets) continue;
        const auto again = decode(text);
        must(static_cast<bool>(again), "not read again", text);
        must(*again == decoded->message, "read as another value", text);
    }
    return 0;
}
