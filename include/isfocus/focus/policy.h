#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/focus/values.h"

/// A conference policy document as a value (TS 24.147, seed 7.3.3.5.1; focus-procedures 10.1): what makes a conference
/// without any INVITE to the factory, who may do what in it, and whom the focus calls without any REFER. Whoever has
/// such a document posts it as an Event; the focus never sees XML.
namespace isfocus::focus {

/// What becomes of somebody who dials in (join-handling).
enum class JoinHandling : std::uint8_t { block, confirm, allow };

/// What else a rule may grant.
enum class Permission : std::uint8_t {
    see,     ///< subscribe without taking part (allow-conference-state)
    invite,  ///< have others invited by REFER (allow-invite-users-dynamically)
    remove,  ///< have others removed by REFER (allow-remove-users-dynamically)
};

/// Grants something to those who meet all of its conditions (RFC 4745 6, 7). What several rules grant adds up; but a
/// rule that blocks users whom it names wins over all others.
struct PolicyRule {
    /// A condition on what the user is to the conference.
    enum class Standing : std::uint8_t { any, invited, on_dial_out_list, on_refer_list, participant };

    std::vector<Uri> users;   ///< `sip:*@host` for all of a host; empty: everybody
    std::vector<Uri> except;  ///< likewise, but empty: nobody
    Standing standing = Standing::any;
    std::optional<Time> from;   ///< holds from then on
    std::optional<Time> until;  ///< and up to here
    std::optional<JoinHandling> join;
    std::vector<Permission> grants;

    friend bool operator==(const PolicyRule&, const PolicyRule&) = default;
};

struct ConferencePolicy {
    Uri uri;                        ///< of the conference: reserved while the policy stands
    std::optional<Uri> owner;       ///< the host, who may everything
    std::string subject;            ///< Subject of its INVITEs; "" for none
    std::string display_text;       ///< display name of its INVITEs; "": that of the settings
    unsigned max_participants = 0;  ///< never more than the settings have; 0: as many
    /// The list is called then, or at once if that has passed; nothing: with the first who joins.
    std::optional<Time> start;
    std::optional<Time> stop;         ///< the conference ends, and its URI is no more
    std::optional<Time> join_after;   ///< nothing: `start`
    std::optional<Time> join_before;  ///< who comes later is turned away; the owner is not
    std::vector<PolicyRule> rules;
    std::vector<ReferTarget> dial_out;  ///< whom the focus invites, each once
    std::vector<ReferTarget> refer;     ///< whom it asks by REFER to dial in, each once

    friend bool operator==(const ConferencePolicy&, const ConferencePolicy&) = default;
};

}  // namespace isfocus::focus
