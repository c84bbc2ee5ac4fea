#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/focus/values.h"

/// A conference-info document (RFC 4575 5) as a value: what a subscriber is told, before it is XML.
namespace isfocus::focus {

enum class DocumentState : std::uint8_t { full, partial, deleted };
enum class EndpointStatus : std::uint8_t {
    pending,
    dialing_out,
    dialing_in,
    alerting,
    on_hold,
    connected,
    muted_via_focus,
    disconnecting,
    disconnected
};
enum class JoiningMethod : std::uint8_t { dialed_in, dialed_out, focus_owner };
enum class DisconnectionMethod : std::uint8_t { departed, booted, failed, busy };

struct EndpointMedia {
    std::string id;                          ///< unique in the endpoint, stable
    std::string type;                        ///< SDP media name
    std::string label;                       ///< a=label; "" leaves it out
    std::optional<std::uint32_t> src_id;     ///< SSRC that the endpoint sends, once known
    Direction status = Direction::sendrecv;  ///< seen from the participant

    friend bool operator==(const EndpointMedia&, const EndpointMedia&) = default;
};

struct Execution {  ///< execution-type: who did it, when and why (RFC 4575 5.7.2, .5, .7)
    Time when;
    std::string reason;  ///< RFC 3326 form; "" leaves it out
    std::string by;      ///< URI; "" leaves it out

    friend bool operator==(const Execution&, const Execution&) = default;
};

struct EndpointInfo {
    std::string entity;  ///< spelled the same for the endpoint's whole life
    std::optional<Execution> referred;
    EndpointStatus status = EndpointStatus::connected;
    std::optional<JoiningMethod> joining_method;
    std::optional<Execution> joining_info;
    std::optional<DisconnectionMethod> disconnection_method;
    std::optional<Execution> disconnection_info;
    std::vector<EndpointMedia> media;

    friend bool operator==(const EndpointInfo&, const EndpointInfo&) = default;
};

struct UserInfo {
    std::string entity;
    std::string display_text;             ///< "" leaves it out
    std::vector<EndpointInfo> endpoints;  ///< at least one; connected before disconnected (EVT-27)
    bool is_host = false;                 ///< its role (RFC 4575 5.6.3)

    friend bool operator==(const UserInfo&, const UserInfo&) = default;
};

/// One document. In a partial one `users` holds the changed users, each complete (EVT-25).
struct ConferenceInfo {
    std::string entity;  ///< the conference URI
    DocumentState state = DocumentState::full;
    std::uint32_t version = 0;
    std::uint64_t content = 0;  ///< documents of one number differ in nothing but their version; 0: it is no other's
    std::string display_text;   ///< this and the two after it where the description is told at all; "" leaves it out
    std::string subject;
    unsigned maximum_user_count = 0;  ///< 0 leaves it out, in a partial document the whole description
    unsigned user_count = 0;
    bool active = true;
    bool locked = false;
    std::vector<UserInfo> users;

    friend bool operator==(const ConferenceInfo&, const ConferenceInfo&) = default;
};

}  // namespace isfocus::focus
