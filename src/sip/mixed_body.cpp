#include "sip/mixed_body.h"

#include <algorithm>

#include "base/random.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

/// So many random octets that nobody can make it collide on purpose, and still far from the 70 characters allowed.
constexpr std::size_t kBoundaryOctets = 12;

std::string written(const focus::BodyPart& part) {
    std::string out;
    for (const auto& [name, value] : part.headers)
        if (is_token(name) && !has_control_characters(value)) out.append(name).append(": ").append(value) += "\r\n";
    return out.append("\r\n").append(part.content);
}

std::string boundary_apart_from(const std::vector<std::string>& parts) {
    for (;;) {
        std::string boundary = random_text(kBoundaryOctets);
        const auto holds = [&](const auto& part) { return part.find(boundary) != std::string::npos; };
        if (std::none_of(parts.begin(), parts.end(), holds)) return boundary;
    }
}

}  // namespace

MixedBody mixed_body(const std::vector<focus::BodyPart>& parts) {
    std::vector<std::string> texts;
    texts.reserve(parts.size());
    for (const auto& part : parts) texts.push_back(written(part));
    const std::string boundary = boundary_apart_from(texts);
    MixedBody out{.content_type = "multipart/mixed;boundary=" + boundary, .content = {}};
    for (const auto& text : texts) out.content.append("--").append(boundary).append("\r\n").append(text).append("\r\n");
    out.content.append("--").append(boundary).append("--\r\n");
    return out;
}

}  // namespace isfocus::sip
