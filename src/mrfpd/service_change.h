#pragma once
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

/// yyyymmddThhmmssss, UTC, with hundredths of a second.
inline std::string timestamp() {
    timespec time{};
    tm parts{};
    clock_gettime(CLOCK_REALTIME, &time);
    gmtime_r(&time.tv_sec, &parts);
    char text[32];
    const auto length = std::strftime(text, sizeof text, "%Y%m%dT%H%M%S", &parts);
    const auto hundredths = std::to_string(time.tv_nsec / 10'000'000);
    return std::string(text, length) + (hundredths.size() < 2 ? "0" : "") + hundredths;
}

}  // namespace isfocus::mrfpd
