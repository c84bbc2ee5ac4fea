#pragma once
#include "h248/writer.h"
#include "isfocus/h248/message.h"

/// The grammar's other direction: each writes its descriptor, keyword included.
namespace isfocus::h248 {

void write(Writer& writer, const MId& mid);
void write(Writer& writer, const ErrorDescriptor& error);
void write(Writer& writer, const TransactionRequest& request);
void write(Writer& writer, const Action& action, bool in_reply);
void write(Writer& writer, const Command& command);

void write(Writer& writer, const Media& media);
void write(Writer& writer, const Modem& modem);
void write(Writer& writer, const Mux& mux);
void write(Writer& writer, const Statistics& statistics);

void write(Writer& writer, const Events& events);
void write(Writer& writer, const EventBuffer& buffer);
void write(Writer& writer, const ObservedEvents& observed);
void write(Writer& writer, const Signals& signals);
void write(Writer& writer, const DigitMap& map);
void write_request_id(Writer& writer, std::uint32_t id);
/// An item of `block` for each.
void write_parameters(Writer& writer, Writer::Block& block, const std::vector<Parameter>& parameters);

void write(Writer& writer, const Audit& audit);
void write(Writer& writer, const AuditItem& item);
void write(Writer& writer, const Packages& packages);
void write(Writer& writer, const Services& services);

}  // namespace isfocus::h248
