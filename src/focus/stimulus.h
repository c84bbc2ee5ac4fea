#pragma once
#include <optional>
#include <string_view>

#include "focus/leg_table.h"
#include "focus/offer_answer_table.h"
#include "isfocus/focus/event.h"

/// What the state machines of a leg are fed: the event of a table, and what it brought along. Views and pointers are
/// into the Event that is being handled.
namespace isfocus::focus {

/// What happens to a leg: the event of its table, and what the event brought along.
struct Stimulus {
    LegEvent on;
    int status = 0;
    std::string_view phrase;
    const Description* description = nullptr;
    std::optional<Uri> contact;
    const Identity* identity = nullptr;  ///< whom the answerer says to be
    TransactionId transaction;
    SessionTimer session;
    bool allows_update = false;
    DisconnectionMethod how = DisconnectionMethod::departed;  ///< what the roster says if the leg ends
    std::string_view reason;                                  ///< Reason header of our BYE (RFC 3326)
    std::string_view by;                                      ///< who wants it gone, "" if that is nobody's business
    std::string_view cause;                                   ///< for records and log, where `how` says too little
    bool is_replaced = false;                                 ///< another leg has taken its place
    std::string_view detail = {};                             ///< for the log
};

/// What is said in a negotiation: the event of its table, and what it brought along.
struct Utterance {
    OfferAnswerEvent on;
    TransactionId transaction = {};  ///< that waits for what it leads to
    const Description* description = nullptr;
    SessionTimer session = {};
};

}  // namespace isfocus::focus
