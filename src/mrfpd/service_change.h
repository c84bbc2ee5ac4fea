#pragma once
#include <chrono>
#include <ctime>
#include <string>
#include <utility>

#include "isfocus/h248/message.h"

/// What the MRFP says of itself (H.248.1 7.2.8).
namespace isfocus::mrfpd {

inline constexpr const char* kOutOfService = "905 Termination Taken Out of Service";

/// ServiceChange of the whole MRFP.
inline h248::Action on_root(h248::Services services) {
    h248::Action action;
    auto& command = action.commands.emplace_back();
    command.name = h248::CommandName::service_change;
    command.termination.text = "ROOT";
    command.services = std::move(services);
    return action;
}

/// yyyymmddThhmmssss, UTC, with hundredths of a second; of now, or so long ago.
inline std::string timestamp(std::chrono::milliseconds ago = {}) {
    const auto since_1970 = (std::chrono::system_clock::now() - ago).time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_1970);
    const std::time_t time = seconds.count();
    tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    const auto length = std::strftime(text, sizeof text, "%Y%m%dT%H%M%S", &parts);
    const auto hundredths = std::to_string((since_1970 - seconds) / std::chrono::milliseconds{10});
    return std::string(text, length) + (hundredths.size() < 2 ? "0" : "") + hundredths;
}

}  // namespace isfocus::mrfpd
