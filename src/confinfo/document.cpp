#include "isfocus/confinfo/document.h"

#include <array>
#include <cstdio>
#include <string_view>

#include "xml_writer.h"

// One function per type of the schema in RFC 4575 6; the order of the lines in them is the order of the schema.
namespace isfocus::confinfo {
namespace {

using namespace std::string_view_literals;

constexpr auto kConferenceInfo = "urn:ietf:params:xml:ns:conference-info"sv;

// Indexed by the enumerators, which stand in the same order.
constexpr std::array kDocumentStates{"full"sv, "partial"sv, "deleted"sv};
constexpr std::array kEndpointStatuses{"pending"sv,         "dialing-out"sv,   "dialing-in"sv,
                                       "alerting"sv,        "on-hold"sv,       "connected"sv,
                                       "muted-via-focus"sv, "disconnecting"sv, "disconnected"sv};
constexpr std::array kJoiningMethods{"dialed-in"sv, "dialed-out"sv, "focus-owner"sv};
constexpr std::array kDisconnectionMethods{"departed"sv, "booted"sv, "failed"sv, "busy"sv};
constexpr std::array kDirections{"inactive"sv, "sendonly"sv, "recvonly"sv, "sendrecv"sv};

template <std::size_t N, class Enum>
constexpr std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
    return words.at(static_cast<std::size_t>(value));
}
static_assert(word(kDocumentStates, focus::DocumentState::deleted) == "deleted");
static_assert(word(kEndpointStatuses, focus::EndpointStatus::disconnected) == "disconnected");
static_assert(word(kJoiningMethods, focus::JoiningMethod::focus_owner) == "focus-owner");
static_assert(word(kDisconnectionMethods, focus::DisconnectionMethod::busy) == "busy");
static_assert(word(kDirections, Direction::sendrecv) == "sendrecv");

/// xs:dateTime in UTC, to the second.
std::string date_time(focus::Time time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<seconds>(time - day));
    char text[64];
    const int length =
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02ld:%02ld:%02ldZ", int{date.year()}, unsigned{date.month()},
                      unsigned{date.day()}, static_cast<long>(clock.hours().count()),
                      static_cast<long>(clock.minutes().count()), static_cast<long>(clock.seconds().count()));
    return {text, static_cast<std::size_t>(length)};
}

void write_execution(XmlWriter& xml, const char* name, const std::optional<focus::Execution>& execution) {
    if (!execution) return;
    xml.open(name);
    xml.element("when", date_time(execution->when));
    xml.optional_element("reason", execution->reason);
    xml.optional_element("by", execution->by);
    xml.close();
}

void write_media(XmlWriter& xml, const focus::EndpointMedia& media) {
    xml.open("media");
    xml.attribute("id", media.id);
    xml.element("type", media.type);
    xml.optional_element("label", media.label);
    if (media.src_id) xml.element("src-id", *media.src_id);
    xml.element("status", word(kDirections, media.status));
    xml.close();
}

void write_endpoint(XmlWriter& xml, const focus::EndpointInfo& endpoint) {
    xml.open("endpoint");
    xml.attribute("entity", endpoint.entity);
    write_execution(xml, "referred", endpoint.referred);
    xml.element("status", word(kEndpointStatuses, endpoint.status));
    if (endpoint.joining_method) xml.element("joining-method", word(kJoiningMethods, *endpoint.joining_method));
    write_execution(xml, "joining-info", endpoint.joining_info);
    if (endpoint.disconnection_method)
        xml.element("disconnection-method", word(kDisconnectionMethods, *endpoint.disconnection_method));
    write_execution(xml, "disconnection-info", endpoint.disconnection_info);
    for (const auto& media : endpoint.media) write_media(xml, media);
    xml.close();
}

/// For people to read (RFC 4575 5.6.3).
void write_roles(XmlWriter& xml) {
    xml.open("roles");
    xml.element("entry", "host"sv);
    xml.close();
}

void write_user(XmlWriter& xml, const focus::UserInfo& user) {
    xml.open("user");
    xml.attribute("entity", user.entity);
    xml.attribute("state", "full"sv);  // in a partial document too: its users are complete (EVT-25)
    xml.optional_element("display-text", user.display_text);
    if (user.is_host) write_roles(xml);
    for (const auto& endpoint : user.endpoints) write_endpoint(xml, endpoint);
    xml.close();
}

void write_description(XmlWriter& xml, const focus::ConferenceInfo& document) {
    xml.open("conference-description");
    xml.optional_element("display-text", document.display_text);
    xml.optional_element("subject", document.subject);
    if (document.maximum_user_count != 0) xml.element("maximum-user-count", document.maximum_user_count);
    xml.close();
}

/// A receiver replaces this element as a whole (RFC 4575 4.6, 3.2), so leaving `locked` out says that it is not.
void write_conference_state(XmlWriter& xml, const focus::ConferenceInfo& document) {
    xml.open("conference-state");
    xml.element("user-count", document.user_count);
    xml.element("active", document.active);
    if (document.locked) xml.element("locked", true);
    xml.close();
}

void write_users(XmlWriter& xml, const focus::ConferenceInfo& document) {
    xml.open("users");
    xml.attribute("state", word(kDocumentStates, document.state));
    for (const auto& user : document.users) write_user(xml, user);
    xml.close();
}

}  // namespace

std::string to_xml(const focus::ConferenceInfo& document) {
    XmlWriter xml;
    xml.open("conference-info");
    xml.attribute("xmlns", kConferenceInfo);
    xml.attribute("entity", document.entity);
    xml.attribute("state", word(kDocumentStates, document.state));
    xml.attribute("version", document.version);
    // A deleted conference has nothing left to describe (RFC 4575 5.2); a partial document replaces the description as
    // a whole or leaves it alone.
    const bool is_described = document.state == focus::DocumentState::partial && document.maximum_user_count != 0;
    if (document.state == focus::DocumentState::full || is_described) write_description(xml, document);
    if (document.state != focus::DocumentState::deleted) {
        write_conference_state(xml, document);
        write_users(xml, document);
    }
    xml.close();
    return xml.finish();
}

}  // namespace isfocus::confinfo
