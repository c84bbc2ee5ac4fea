#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// The control association with one MRFP, as a table (H.248.1 7.2.8, 11.5; TS 29.333's use of ServiceChange on ROOT).
namespace isfocus::mrfp {

enum class AssociationState : std::uint8_t {
    out_of_service,  ///< never heard of, or lost: it has to register
    in_service,
    closing,  ///< graceful shutdown: what there is stays, nothing new is asked of it
};

enum class AssociationEvent : std::uint8_t {
    restarted,    ///< ServiceChange Restart: it has no contexts
    reconnected,  ///< ServiceChange Disconnected, or Restart 900: its contexts were kept
    closes,       ///< ServiceChange Graceful
    stays,        ///< ServiceChange Restart 918: the graceful shutdown is off
    leaves,       ///< ServiceChange Forced
    silent,       ///< too many heartbeats unanswered, or its connection has ended
};

enum class AssociationAction : std::uint8_t {
    none,
    welcome,            ///< ask for its packages
    clear_and_welcome,  ///< it may hold contexts that nobody knows any more: subtract them all, then as above
    lose_and_welcome,   ///< end the conferences it had, then as above
    audit_contexts,     ///< ask whether it still has each of ours
    lose,               ///< end the conferences it had
};

struct AssociationRow {
    AssociationState from;
    AssociationEvent on;
    AssociationState to;
    AssociationAction action;
    const char* clause;
};

namespace association_rows {
using enum AssociationState;
using E = AssociationEvent;
using A = AssociationAction;

inline constexpr std::array kAssociation{
    AssociationRow{out_of_service, E::restarted, in_service, A::welcome, "H.248.1 11.3 registration"},
    AssociationRow{out_of_service, E::reconnected, in_service, A::clear_and_welcome,
                   "its contexts ended here when it was lost"},
    AssociationRow{out_of_service, E::stays, in_service, A::clear_and_welcome, "H.248.1 7.2.8 reason 918"},

    AssociationRow{in_service, E::restarted, in_service, A::lose_and_welcome, "H.248.1 7.2.8 restart 901, 902"},
    AssociationRow{in_service, E::reconnected, in_service, A::audit_contexts, "H.248.1 7.2.8 disconnected 900"},
    AssociationRow{in_service, E::closes, closing, A::none, "H.248.1 7.2.8 graceful 905"},
    AssociationRow{in_service, E::stays, in_service, A::none, "H.248.1 7.2.8 reason 918"},
    AssociationRow{in_service, E::leaves, out_of_service, A::lose, "H.248.1 7.2.8 forced 905, 908"},
    AssociationRow{in_service, E::silent, out_of_service, A::lose, "loss of the control association"},

    AssociationRow{closing, E::restarted, in_service, A::lose_and_welcome, "H.248.1 7.2.8 restart 901, 902"},
    AssociationRow{closing, E::reconnected, closing, A::audit_contexts, "H.248.1 7.2.8 disconnected 900"},
    AssociationRow{closing, E::closes, closing, A::none, "H.248.1 7.2.8 graceful, again"},
    AssociationRow{closing, E::stays, in_service, A::none, "H.248.1 7.2.8 reason 918"},
    AssociationRow{closing, E::leaves, out_of_service, A::lose, "H.248.1 7.2.8 forced after graceful"},
    AssociationRow{closing, E::silent, out_of_service, A::lose, "loss of the control association"},
};
}  // namespace association_rows

using association_rows::kAssociation;

}  // namespace isfocus::mrfp
