#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sip/multipart.h"
#include "sip/text.h"

using namespace isfocus;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

/// Every part lies within the one it is of, and says nothing that could not stand in a header. Gives back their number.
std::size_t check(const sip::MimePart& part, std::string_view within, int depth) {
    require(part.content.data() >= within.data() &&
            part.content.data() + part.content.size() <= within.data() + within.size());
    require(depth <= sip::kDeepestMultipart && part.headers.size() <= sip::kMostHeadersOfAPart);
    for (const auto& header : part.headers)
        require(sip::is_token(header.name) && !sip::has_control_characters(header.value));
    std::size_t parts = 1;
    for (const auto& one : part.parts) parts += check(one, part.content, depth + 1);
    return parts;
}

}  // namespace

/// The first line of the input is the Content-Type, the rest the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string type(text.substr(0, end));
    std::replace_if(
        type.begin(), type.end(),
        [](char c) {
            return sip::has_control_characters({&c, 1});
        },
        ' ');
    sip::MimePart body{.headers = {{"Content-Type", type}}, .content = text.substr(std::min(size, end + 1))};
    if (const auto fault = sip::open_multipart(body)) {
        require(fault->status == 400 && body.parts.empty());
        return 0;
    }
    require(check(body, text, 0) <= 1 + sip::kMostParts);
    const auto* last = sip::find_part(body, [](const sip::MimePart& part) { return part.content_id() == "last"; });
    require(!last || last->content_id() == "last");
    return 0;
}
