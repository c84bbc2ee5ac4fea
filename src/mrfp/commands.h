#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/base/result.h"
#include "isfocus/h248/message.h"
#include "isfocus/mrfp/settings.h"
#include "mrfp/leg_media.h"

/// The commands of TS 29.333's procedures as H.248 values, and what their replies say. One command per transaction, so
/// that no transaction can be half done.
namespace isfocus::mrfp {

/// What is watched on every termination: g/cause always, the others if the MRFP has their package and the settings want
/// them. Keys go on being told, and stop nothing that is played.
h248::Events watched_events(const Settings& settings, const h248::Packages& packages, std::uint32_t request_id);

h248::Action add(h248::ContextId context, const StreamRequest& request, h248::Events events);
h248::Action modify(h248::ContextId context, const h248::TerminationId& termination, const StreamRequest& request);
/// Changes nothing but what is played.
h248::Action play(h248::ContextId context, const h248::TerminationId& termination, h248::Signals signals);
/// With the termination's statistics in the reply.
h248::Action subtract(h248::ContextId context, const h248::TerminationId& termination);
/// Of a termination that was nobody's: without statistics.
h248::Action subtract_silently(h248::ContextId context, const h248::TerminationId& termination);
/// All of a context, with one reply for all (W-), which has no room for statistics of each.
h248::Action subtract_all(h248::ContextId context);
/// Empty AuditValue on ROOT: a sign of life is all that it asks for.
h248::Action heartbeat();
h248::Action audit_packages();
/// Which terminations a context has, or all contexts have.
h248::Action audit_context(h248::ContextId context);
/// Which contexts there are (H.248.1 7.2.5): AuditValue of ROOT, answered in each of them.
h248::Action list_contexts();
/// What is watched on ROOT: chp/mgcon (H.248.10) or else ocp/mg_overload (H.248.11), and it/ito (H.248.14), by which
/// the MRFP asks for a sign of life of ours; each if the MRFP has the package. Nothing if it has neither.
std::optional<h248::Events> watched_on_root(const Settings& settings, const h248::Packages& packages,
                                            std::uint32_t request_id);
h248::Action watch_root(h248::Events events);
/// ServiceChange on ROOT: Restart 901 when we are there anew, Graceful 905 when we shall go, Forced 905 when we go.
h248::Action restart();
h248::Action graceful_farewell(std::chrono::seconds delay);
h248::Action farewell();
/// HandOff 903: the MRFP shall register with `mgc`.
h248::Action hand_off(const h248::MId& mgc);

/// What came of a transaction with one command.
struct Outcome {
    h248::ContextId context;
    h248::TerminationId termination;
    std::optional<std::string> local;  ///< the Local descriptor of stream 1
    std::optional<h248::Packages> packages;
    std::optional<h248::Statistics> statistics;
};

/// The terminations that a reply to `audit_context` names, by context. ROOT is none.
std::map<std::uint32_t, std::vector<h248::TerminationId>> audited(const h248::TransactionReply& reply);

/// The first error at any of the four levels of a reply, or what the reply to the command says. A reply that is none
/// for `command` counts as error 500.
Result<Outcome, h248::ErrorDescriptor> outcome_of(const h248::TransactionReply& reply, h248::CommandName command);

}  // namespace isfocus::mrfp
