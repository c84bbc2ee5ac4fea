#pragma once
#include "h248/reader.h"
#include "isfocus/h248/message.h"

/// The grammar of H.248.1 Annex B, a function a rule. Each begins after the keyword that led to it and leaves the
/// reader behind its last token.
namespace isfocus::h248 {

MId read_mid(Reader& reader);
ErrorDescriptor read_error(Reader& reader);

void read_action(Reader& reader, Action& action, bool in_reply);
void read_command(Reader& reader, Action& action, std::string_view word, bool in_reply);

void read_media(Reader& reader, Media& media);
void read_statistics(Reader& reader, std::vector<Parameter>& values);
void read_modem(Reader& reader, Modem& modem);
void read_mux(Reader& reader, Mux& mux);

void read_events(Reader& reader, Events& events);
void read_event_buffer(Reader& reader, EventBuffer& buffer);
void read_observed_events(Reader& reader, ObservedEvents& observed);
void read_signals(Reader& reader, Signals& signals);
void read_digit_map(Reader& reader, DigitMap& map);
std::uint32_t read_request_id(Reader& reader);
/// `20251120T09012550`, as an event or a ServiceChange bears it.
bool is_timestamp(std::string_view word) noexcept;

void read_services(Reader& reader, Services& services);
void read_audit(Reader& reader, Audit& audit);
void read_packages(Reader& reader, Packages& packages);

/// Reads a parameter or property into a list in which each may stand once.
void read_parameter_into(Reader& reader, std::vector<Parameter>& list, std::string_view name);

}  // namespace isfocus::h248
