#pragma once
#include <string>
#include <string_view>

#include "sip/message.h"
#include "sip/sofia.h"

namespace isfocus::test {

/// A message as the stack would have read it.
class Parsed {
public:
    explicit Parsed(std::string_view text)
        : message_(msg_make(sip::message_class(65536), sip::kMessageFlags, text.data(),
                            static_cast<ssize_t>(text.size()))) {}
    const sip_t& operator*() const { return *sip_object(message_.get()); }

private:
    sip::MsgPtr message_;
};

/// A request with all that it must have; `extra` are lines ended by '\n'.
inline std::string request(std::string_view method, std::string_view extra = {}, std::string_view body = {},
                           std::string_view uri = "sip:conf-1@ims.test") {
    const std::string lines =
        std::string(method) + " " + std::string(uri) +
        " SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\nFrom: \"Al\" <sip:alice@ims.test>;tag=1\n"
        "To: <sip:conf-1@ims.test>\nCall-ID: c\nCSeq: 7 " +
        std::string(method) + "\nContact: <sip:alice@127.0.0.1>\n" + std::string(extra) +
        "Content-Length: " + std::to_string(body.size()) + "\n\n";
    std::string out;
    for (char c : lines) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out + std::string(body);
}

}  // namespace isfocus::test
