#pragma once
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "isfocus/h248/message.h"

/// The words of H.248.1 Annex B, each with its long and its short spelling. Which of them a word may be is decided by
/// where it stands, so there is no table of all.
namespace isfocus::h248 {

struct Token {
    std::string_view text;
    std::string_view abbreviation;
};

inline bool is(std::string_view word, const Token& token) noexcept {
    return equal_names(word, token.abbreviation) || equal_names(word, token.text);
}

/// The spelling of one enumerator.
template <class Enum>
struct Spelling {
    Enum value;
    Token token;
};

template <class Table>
const Token& token_of(const Table& table, decltype(table[0].value) value) noexcept {
    const auto at = std::find_if(table.begin(), table.end(), [value](const auto& row) { return row.value == value; });
    return at == table.end() ? table[0].token : at->token;
}

template <class Table>
auto value_of(const Table& table, std::string_view word) noexcept -> std::optional<decltype(table[0].value)> {
    for (const auto& row : table)
        if (is(word, row.token)) return row.value;
    return std::nullopt;
}

namespace token {

inline constexpr Token megaco{"MEGACO", "!"};
inline constexpr Token authentication{"Authentication", "AU"};
inline constexpr Token transaction{"Transaction", "T"};
inline constexpr Token reply{"Reply", "P"};
inline constexpr Token pending{"Pending", "PN"};
inline constexpr Token response_ack{"TransactionResponseAck", "K"};
inline constexpr Token segment{"Segment", "SM"};
inline constexpr Token end{"END", "&"};
inline constexpr Token imm_ack_required{"ImmAckRequired", "IA"};
inline constexpr Token error{"Error", "ER"};
inline constexpr Token mtp{"MTP", "MTP"};

inline constexpr Token context{"Context", "C"};
inline constexpr Token context_audit{"ContextAudit", "CA"};
inline constexpr Token context_attr{"ContextAttr", "CT"};
inline constexpr Token context_list{"ContextList", "CLT"};
inline constexpr Token topology{"Topology", "TP"};
inline constexpr Token priority{"Priority", "PR"};
inline constexpr Token emergency{"Emergency", "EG"};
inline constexpr Token emergency_off{"EmergencyOff", "EGO"};
inline constexpr Token ieps_call{"IEPSCall", "IEPS"};

inline constexpr Token stream{"Stream", "ST"};
inline constexpr Token local_control{"LocalControl", "O"};
inline constexpr Token local{"Local", "L"};
inline constexpr Token remote{"Remote", "R"};
inline constexpr Token termination_state{"TerminationState", "TS"};
inline constexpr Token mode{"Mode", "MO"};
inline constexpr Token reserved_value{"ReservedValue", "RV"};
inline constexpr Token reserved_group{"ReservedGroup", "RG"};
inline constexpr Token on{"ON", "ON"};
inline constexpr Token off{"OFF", "OFF"};
inline constexpr Token service_states{"ServiceStates", "SI"};
inline constexpr Token buffer{"Buffer", "BF"};
inline constexpr Token statistics{"Statistics", "SA"};

inline constexpr Token events{"Events", "E"};
inline constexpr Token signals{"Signals", "SG"};
inline constexpr Token embed{"Embed", "EM"};
inline constexpr Token keep_active{"KeepActive", "KA"};
inline constexpr Token digit_map{"DigitMap", "DM"};
inline constexpr Token reset_events{"ResetEventsDescriptor", "RSE"};
inline constexpr Token signal_list{"SignalList", "SL"};
inline constexpr Token signal_type{"SignalType", "SY"};
inline constexpr Token duration{"Duration", "DR"};
inline constexpr Token notify_completion{"NotifyCompletion", "NC"};
inline constexpr Token direction{"SPADirection", "SPADI"};
inline constexpr Token request_id{"SPARequestID", "SPARQ"};
inline constexpr Token intersignal_delay{"Intersignal", "SPAIS"};

inline constexpr Token method{"Method", "MT"};
inline constexpr Token reason{"Reason", "RE"};
inline constexpr Token delay{"Delay", "DL"};
inline constexpr Token address{"ServiceChangeAddress", "AD"};
inline constexpr Token mgc_id_to_try{"MgcIdToTry", "MG"};
inline constexpr Token profile{"Profile", "PF"};
inline constexpr Token version{"Version", "V"};
inline constexpr Token incomplete{"ServiceChangeInc", "SIC"};

}  // namespace token

inline constexpr std::array kSwitch{
    Spelling<bool>{true, token::on},
    Spelling<bool>{false, token::off},
};

inline constexpr std::array kCommandNames{
    Spelling<CommandName>{CommandName::add, {"Add", "A"}},
    Spelling<CommandName>{CommandName::modify, {"Modify", "MF"}},
    Spelling<CommandName>{CommandName::move, {"Move", "MV"}},
    Spelling<CommandName>{CommandName::subtract, {"Subtract", "S"}},
    Spelling<CommandName>{CommandName::audit_value, {"AuditValue", "AV"}},
    Spelling<CommandName>{CommandName::audit_capability, {"AuditCapability", "AC"}},
    Spelling<CommandName>{CommandName::notify, {"Notify", "N"}},
    Spelling<CommandName>{CommandName::service_change, {"ServiceChange", "SC"}},
};

enum class DescriptorName : std::uint8_t {
    media,
    modem,
    mux,
    events,
    event_buffer,
    signals,
    digit_map,
    audit,
    observed_events,
    statistics,
    packages,
    services,
    error,
};

inline constexpr std::array kDescriptorNames{
    Spelling<DescriptorName>{DescriptorName::media, {"Media", "M"}},
    Spelling<DescriptorName>{DescriptorName::events, token::events},
    Spelling<DescriptorName>{DescriptorName::signals, token::signals},
    Spelling<DescriptorName>{DescriptorName::audit, {"Audit", "AT"}},
    Spelling<DescriptorName>{DescriptorName::observed_events, {"ObservedEvents", "OE"}},
    Spelling<DescriptorName>{DescriptorName::statistics, token::statistics},
    Spelling<DescriptorName>{DescriptorName::error, token::error},
    Spelling<DescriptorName>{DescriptorName::services, {"Services", "SV"}},
    Spelling<DescriptorName>{DescriptorName::packages, {"Packages", "PG"}},
    Spelling<DescriptorName>{DescriptorName::digit_map, token::digit_map},
    Spelling<DescriptorName>{DescriptorName::event_buffer, {"EventBuffer", "EB"}},
    Spelling<DescriptorName>{DescriptorName::modem, {"Modem", "MD"}},
    Spelling<DescriptorName>{DescriptorName::mux, {"Mux", "MX"}},
};

inline constexpr std::array kAuditTokens{
    Spelling<AuditToken>{AuditToken::media, {"Media", "M"}},
    Spelling<AuditToken>{AuditToken::events, token::events},
    Spelling<AuditToken>{AuditToken::signals, token::signals},
    Spelling<AuditToken>{AuditToken::observed_events, {"ObservedEvents", "OE"}},
    Spelling<AuditToken>{AuditToken::statistics, token::statistics},
    Spelling<AuditToken>{AuditToken::packages, {"Packages", "PG"}},
    Spelling<AuditToken>{AuditToken::digit_map, token::digit_map},
    Spelling<AuditToken>{AuditToken::event_buffer, {"EventBuffer", "EB"}},
    Spelling<AuditToken>{AuditToken::modem, {"Modem", "MD"}},
    Spelling<AuditToken>{AuditToken::mux, {"Mux", "MX"}},
};

inline constexpr std::array kStreamModes{
    Spelling<StreamMode>{StreamMode::inactive, {"Inactive", "IN"}},
    Spelling<StreamMode>{StreamMode::send_only, {"SendOnly", "SO"}},
    Spelling<StreamMode>{StreamMode::receive_only, {"ReceiveOnly", "RC"}},
    Spelling<StreamMode>{StreamMode::send_receive, {"SendReceive", "SR"}},
    Spelling<StreamMode>{StreamMode::loopback, {"Loopback", "LB"}},
};

inline constexpr std::array kServiceStates{
    Spelling<ServiceState>{ServiceState::in_service, {"InService", "IV"}},
    Spelling<ServiceState>{ServiceState::out_of_service, {"OutOfService", "OS"}},
    Spelling<ServiceState>{ServiceState::test, {"Test", "TE"}},
};

inline constexpr std::array kEventBufferControls{
    Spelling<EventBufferControl>{EventBufferControl::off, token::off},
    Spelling<EventBufferControl>{EventBufferControl::lock_step, {"LockStep", "SP"}},
};

inline constexpr std::array kSignalTypes{
    Spelling<SignalType>{SignalType::on_off, {"OnOff", "OO"}},
    Spelling<SignalType>{SignalType::time_out, {"TimeOut", "TO"}},
    Spelling<SignalType>{SignalType::brief, {"Brief", "BR"}},
};

inline constexpr std::array kCompletionReasons{
    Spelling<CompletionReason>{CompletionReason::time_out, {"TimeOut", "TO"}},
    Spelling<CompletionReason>{CompletionReason::by_event, {"IntByEvent", "IBE"}},
    Spelling<CompletionReason>{CompletionReason::by_signals_descriptor, {"IntBySigDescr", "IBS"}},
    Spelling<CompletionReason>{CompletionReason::other, {"OtherReason", "OR"}},
    Spelling<CompletionReason>{CompletionReason::iteration, {"Iteration", "IR"}},
};

inline constexpr std::array kSignalDirections{
    Spelling<SignalDirection>{SignalDirection::internal, {"Internal", "IT"}},
    Spelling<SignalDirection>{SignalDirection::external, {"External", "EX"}},
    Spelling<SignalDirection>{SignalDirection::both, {"Both", "B"}},
};

inline constexpr std::array kNotifyBehaviours{
    Spelling<NotifyBehaviour>{NotifyBehaviour::immediate, {"ImmediateNotify", "NBIN"}},
    Spelling<NotifyBehaviour>{NotifyBehaviour::regulated, {"RegulatedNotify", "NBRN"}},
    Spelling<NotifyBehaviour>{NotifyBehaviour::never, {"NeverNotify", "NBNN"}},
};

inline constexpr std::array kTopologyDirections{
    Spelling<TopologyDirection>{TopologyDirection::bothway, {"Bothway", "BW"}},
    Spelling<TopologyDirection>{TopologyDirection::isolate, {"Isolate", "IS"}},
    Spelling<TopologyDirection>{TopologyDirection::oneway, {"Oneway", "OW"}},
    Spelling<TopologyDirection>{TopologyDirection::oneway_external, {"OnewayExternal", "OWE"}},
    Spelling<TopologyDirection>{TopologyDirection::oneway_both, {"OnewayBoth", "OWB"}},
};

inline constexpr std::array kServiceChangeMethods{
    Spelling<ServiceChangeMethod>{ServiceChangeMethod::restart, {"Restart", "RS"}},
    Spelling<ServiceChangeMethod>{ServiceChangeMethod::graceful, {"Graceful", "GR"}},
    Spelling<ServiceChangeMethod>{ServiceChangeMethod::forced, {"Forced", "FO"}},
    Spelling<ServiceChangeMethod>{ServiceChangeMethod::disconnected, {"Disconnected", "DC"}},
    Spelling<ServiceChangeMethod>{ServiceChangeMethod::hand_off, {"HandOff", "HO"}},
    Spelling<ServiceChangeMethod>{ServiceChangeMethod::failover, {"Failover", "FL"}},
};

/// The characters that names and unquoted values are made of (Annex B, SafeChar).
inline constexpr auto kSafeChar = [] {
    std::array<bool, 256> safe{};
    for (unsigned char c = 'a'; c <= 'z'; ++c) safe[c] = true;
    for (unsigned char c = 'A'; c <= 'Z'; ++c) safe[c] = true;
    for (unsigned char c = '0'; c <= '9'; ++c) safe[c] = true;
    for (const char c : std::string_view{"+-&!_/'?@^`~*$\\()%|."}) safe[static_cast<unsigned char>(c)] = true;
    return safe;
}();

inline bool is_safe(char c) noexcept {
    return kSafeChar[static_cast<unsigned char>(c)];
}

}  // namespace isfocus::h248
