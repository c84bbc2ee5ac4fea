#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/direction.h"
#include "isfocus/h248/names.h"

/// The descriptors of H.248.1 as plain values. Names keep their spelling and are compared without regard to case where
/// they are looked up; where a list may be empty in the value but not on the wire, the encoder leaves it out.
namespace isfocus::h248 {

/// A value of a property or parameter. How it was quoted is kept, since some gateways want strings in quotes, but
/// plays no part in comparison. What cannot stand alone is quoted by the encoder anyway.
struct Value {
    std::string text;     ///< without quotes; cannot contain `"` or control characters (the encoder replaces them)
    bool quoted = false;  ///< send it in quotes

    friend bool operator==(const Value& a, const Value& b) noexcept { return a.text == b.text; }
};

enum class Relation : std::uint8_t { equal, not_equal, greater, less };

/// How several values are meant: `a`, `[a,b]` (all of them), `{a,b}` (one of them), `[a:b]`.
enum class ValueForm : std::uint8_t { single, all_of, any_of, range };

/// A property, parameter or statistic: `name = value`. No value at all: the bare name.
struct Parameter {
    std::string name;
    Relation relation = Relation::equal;
    ValueForm form = ValueForm::single;
    std::vector<Value> values;

    Parameter() = default;
    /// `name = value`, the usual case.
    Parameter(std::string name_, std::string value, bool quoted = false);
    /// The first value, "" for none.
    std::string_view value() const noexcept;
    friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// The parameter of that name, nullptr for none.
const Parameter* find(const std::vector<Parameter>& parameters, std::string_view name) noexcept;

// ---- Media -------------------------------------------------------------------------------------------------------

/// Seen from the context outwards: send_only means that the participant hears and is not heard.
enum class StreamMode : std::uint8_t { inactive, send_only, receive_only, send_receive, loopback };
StreamMode stream_mode(Direction ours) noexcept;

struct LocalControl {
    std::optional<StreamMode> mode;
    std::optional<bool> reserved_value;  ///< ON: keep resources for every format offered, not for the best one only
    std::optional<bool> reserved_group;  ///< ON: the same for alternative session descriptions
    std::vector<Parameter> properties;

    friend bool operator==(const LocalControl&, const LocalControl&) = default;
};

/// Local and Remote are session descriptions in H.248's use of SDP (`$` for what the gateway shall choose), octet for
/// octet but for the white space around them. Line ends are as they came; `}` is written and read as `\}`.
struct Stream {
    std::uint16_t id = 1;
    std::optional<LocalControl> control;
    std::optional<std::string> local;   ///< what the gateway receives: its address, its formats
    std::optional<std::string> remote;  ///< where and what the gateway sends
    std::vector<Parameter> statistics;  ///< version 3

    friend bool operator==(const Stream&, const Stream&) = default;
};

enum class ServiceState : std::uint8_t { in_service, out_of_service, test };
enum class EventBufferControl : std::uint8_t { off, lock_step };

struct TerminationState {
    std::optional<ServiceState> service_state;
    std::optional<EventBufferControl> event_buffer_control;
    std::vector<Parameter> properties;

    friend bool operator==(const TerminationState&, const TerminationState&) = default;
};

/// A Media without `Stream = n` describes stream 1: it is read so, and written with the number.
struct Media {
    std::optional<TerminationState> termination_state;
    std::vector<Stream> streams;

    friend bool operator==(const Media&, const Media&) = default;
};

const Stream* find_stream(const Media& media, std::uint16_t id) noexcept;

struct Modem {
    std::vector<std::string> types;
    std::vector<Parameter> properties;

    friend bool operator==(const Modem&, const Modem&) = default;
};

struct Mux {
    std::string type;
    std::vector<TerminationId> terminations;

    friend bool operator==(const Mux&, const Mux&) = default;
};

// ---- Signals -----------------------------------------------------------------------------------------------------

/// on_off plays until replaced, time_out for the duration, brief until it ends by itself.
enum class SignalType : std::uint8_t { on_off, time_out, brief };
enum class CompletionReason : std::uint8_t { time_out, by_event, by_signals_descriptor, other, iteration };
enum class SignalDirection : std::uint8_t { internal, external, both };

struct Signal {
    std::string name;  ///< package/signal
    std::optional<std::uint16_t> stream;
    std::optional<SignalType> type;
    std::optional<std::uint16_t> duration;            ///< hundredths of a second
    std::vector<CompletionReason> notify_completion;  ///< reported by g/sc if that event is asked for too
    bool keep_active = false;
    std::optional<SignalDirection> direction;        ///< version 3
    std::optional<std::uint32_t> request_id;         ///< version 3
    std::optional<std::uint16_t> intersignal_delay;  ///< version 3, hundredths of a second
    std::vector<Parameter> parameters;

    friend bool operator==(const Signal&, const Signal&) = default;
};

/// Signals played one after the other.
struct SignalList {
    std::uint16_t id = 1;
    std::vector<Signal> signals;

    friend bool operator==(const SignalList&, const SignalList&) = default;
};

/// What shall be played from now on; what is not in it stops. Empty: silence (sent as the bare word).
struct Signals {
    std::vector<Signal> signals;
    std::vector<SignalList> lists;

    friend bool operator==(const Signals&, const Signals&) = default;
};

// ---- Events ------------------------------------------------------------------------------------------------------

/// `*` as request id.
inline constexpr std::uint32_t kEveryRequestId = 0xFFFFFFFFU;

struct DigitMap {
    std::string name;   ///< "" for none
    std::string value;  ///< the map with its timers, octet text; "" for none

    friend bool operator==(const DigitMap&, const DigitMap&) = default;
};

/// Version 3: when a Notify for the event is sent.
enum class NotifyBehaviour : std::uint8_t { immediate, regulated, never };

struct RequestedEvent {
    std::string name;  ///< package/event
    std::optional<std::uint16_t> stream;
    bool keep_active = false;
    std::optional<DigitMap> digit_map;  ///< by name or by value
    std::vector<Parameter> parameters;

    // Embed: what replaces Signals and Events when the event is seen. Events nest one level.
    std::optional<Signals> embedded_signals;
    std::optional<std::uint32_t> embedded_request_id;
    std::optional<std::vector<RequestedEvent>> embedded_events;  ///< empty: no more events

    std::optional<NotifyBehaviour> notify_behaviour;  ///< version 3
    bool reset_events = false;                        ///< version 3

    friend bool operator==(const RequestedEvent&, const RequestedEvent&) = default;
};

/// What shall be reported from now on, under this request id. Empty: nothing (sent as the bare word).
struct Events {
    std::optional<std::uint32_t> request_id;  ///< present whenever there are events
    std::vector<RequestedEvent> events;

    friend bool operator==(const Events&, const Events&) = default;
};

/// An event seen, or to be buffered (EventBuffer).
struct ObservedEvent {
    std::string timestamp;  ///< yyyymmddThhmmssss, hundredths of seconds, zone unknown; "" for none
    std::string name;       ///< package/event
    std::optional<std::uint16_t> stream;
    std::vector<Parameter> parameters;

    friend bool operator==(const ObservedEvent&, const ObservedEvent&) = default;
};

struct ObservedEvents {
    std::uint32_t request_id = 0;  ///< of the Events descriptor that asked for them
    std::vector<ObservedEvent> events;

    friend bool operator==(const ObservedEvents&, const ObservedEvents&) = default;
};

struct EventBuffer {
    std::vector<ObservedEvent> events;  ///< without time stamps

    friend bool operator==(const EventBuffer&, const EventBuffer&) = default;
};

// ---- Audit, packages, statistics ---------------------------------------------------------------------------------

enum class AuditToken : std::uint8_t {
    media,
    modem,
    mux,
    events,
    event_buffer,
    signals,
    digit_map,
    observed_events,
    statistics,
    packages,
};

/// One thing asked for. Version 2 can narrow it (`Media { Stream = 1 { LocalControl { Mode } } }`): that part is kept
/// as it was written and not interpreted.
struct AuditItem {
    AuditToken token = AuditToken::media;
    std::string selection;  ///< what followed the token, from `=` or `{` on; "" for none

    friend bool operator==(const AuditItem&, const AuditItem&) = default;
};

/// `Audit { }` with no items asks for nothing: a heartbeat, or a Subtract without statistics.
struct Audit {
    std::vector<AuditItem> items;

    Audit() = default;
    Audit(std::initializer_list<AuditToken> tokens);
    bool asks_for(AuditToken token) const noexcept;
    friend bool operator==(const Audit&, const Audit&) = default;
};

struct PackageVersion {
    std::string name;
    std::uint16_t version = 1;

    friend bool operator==(const PackageVersion& a, const PackageVersion& b) noexcept {
        return a.version == b.version && equal_names(a.name, b.name);
    }
};

struct Packages {
    std::vector<PackageVersion> packages;

    /// The version supported, 0 for a package that is not listed.
    std::uint16_t version_of(std::string_view package) const noexcept;
    friend bool operator==(const Packages&, const Packages&) = default;
};

struct Statistics {
    std::vector<Parameter> values;  ///< package/statistic

    friend bool operator==(const Statistics&, const Statistics&) = default;
};

// ---- ServiceChange -----------------------------------------------------------------------------------------------

enum class ServiceChangeMethod : std::uint8_t {
    graceful,
    forced,
    restart,
    disconnected,
    hand_off,
    failover,
    extension,  ///< named by Services::extension_method
};

struct Profile {
    std::string name;
    std::uint8_t version = 1;

    friend bool operator==(const Profile& a, const Profile& b) noexcept {
        return a.version == b.version && equal_names(a.name, b.name);
    }
};

/// The Services descriptor of a ServiceChange and of its reply.
struct Services {
    std::optional<ServiceChangeMethod> method;
    std::string extension_method;        ///< `X-...`, with method extension
    std::string reason;                  ///< `901 Cold Boot`; "" for none
    std::optional<std::uint32_t> delay;  ///< seconds
    std::optional<MId> address;          ///< ServiceChangeAddress given as an mId ...
    std::optional<std::uint16_t> port;   ///< ... or as a port alone; never both
    std::optional<MId> mgc_id_to_try;
    std::optional<Profile> profile;
    std::optional<std::uint8_t> version;
    std::string timestamp;               ///< yyyymmddThhmmssss; "" for none
    bool incomplete = false;             ///< version 3
    std::vector<AuditItem> audit_items;  ///< version 2 on
    std::vector<Parameter> extensions;   ///< `X-...`

    /// The number that begins the reason; 0 for none.
    unsigned reason_code() const noexcept;
    friend bool operator==(const Services&, const Services&) = default;
};

// ---- Context -----------------------------------------------------------------------------------------------------

enum class TopologyDirection : std::uint8_t { bothway, isolate, oneway, oneway_external, oneway_both };

struct Topology {
    TerminationId from;
    TerminationId to;
    TopologyDirection direction = TopologyDirection::bothway;
    std::optional<std::uint16_t> stream;

    friend bool operator==(const Topology&, const Topology&) = default;
};

struct ContextProperties {
    std::vector<Topology> topology;
    std::optional<std::uint16_t> priority;  ///< 0 lowest .. 15 highest
    std::optional<bool> emergency;
    std::optional<bool> ieps_call;            ///< version 3
    std::vector<Parameter> attributes;        ///< version 3
    std::vector<std::uint32_t> context_list;  ///< version 3

    friend bool operator==(const ContextProperties&, const ContextProperties&) = default;
};

struct ContextAudit {
    bool topology = false;
    bool emergency = false;
    bool priority = false;
    bool ieps_call = false;             ///< version 3
    std::vector<Parameter> attributes;  ///< version 3: names, and values to select contexts by

    friend bool operator==(const ContextAudit&, const ContextAudit&) = default;
};

}  // namespace isfocus::h248
