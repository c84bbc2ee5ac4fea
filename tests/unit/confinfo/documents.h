#pragma once
#include <chrono>
#include <string>

#include "isfocus/focus/conference_info.h"

namespace isfocus::confinfo {

inline focus::Time at(int hour, int minute, int second) {
    using namespace std::chrono;
    return sys_days{2025y / January / 1} + hours{hour} + minutes{minute} + seconds{second};
}

/// A user with one connected endpoint and one audio stream.
inline focus::UserInfo connected_user(std::string entity) {
    focus::EndpointInfo endpoint;
    endpoint.entity = entity + ":5060";
    endpoint.joining_method = focus::JoiningMethod::dialed_in;
    endpoint.joining_info = focus::Execution{at(10, 0, 0), "", ""};
    endpoint.media = {{"1", "audio", "11223", {}, Direction::sendrecv}};
    return {std::move(entity), "", {std::move(endpoint)}};
}

inline focus::ConferenceInfo document_about(std::vector<focus::UserInfo> users,
                                            focus::DocumentState state = focus::DocumentState::full,
                                            std::uint32_t version = 1) {
    focus::ConferenceInfo document;
    document.entity = "sip:conf-8f3a@conf.example";
    document.state = state;
    document.version = version;
    document.user_count = static_cast<unsigned>(users.size());
    document.users = std::move(users);
    return document;
}

}  // namespace isfocus::confinfo
