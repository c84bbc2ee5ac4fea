#pragma once
#include <charconv>
#include <stdexcept>
#include <string>
#include <utility>

#include "isfocus/h248/udp.h"

namespace isfocus::load {

/// What follows `key` in `text`, as a number; 0 when it is not there.
template <class Number>
Number number_after(const std::string& text, const std::string& key) {
    const auto at = text.find(key);
    Number value{};
    if (at != std::string::npos) std::from_chars(text.data() + at + key.size(), text.data() + text.size(), value);
    return value;
}

/// At any port.
inline h248::UdpSocket bound(const std::string& address) {
    auto socket = h248::UdpSocket::open(*h248::endpoint(address, 0));
    if (!socket) throw std::runtime_error(socket.error().text);
    return std::move(*socket);
}

}  // namespace isfocus::load
