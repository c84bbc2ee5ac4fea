#pragma once
#include <string>
#include <vector>

#include "focus/conference.h"

/// Who of a conference is meant by a URI or an identity. Pure look-ups.
namespace isfocus::focus {

/// The keys under which a user is found, one for each of its URIs.
std::vector<std::string> keys_of(const Identity& user);
/// Those of a leg: its user's, and that of the pseudonym which hides a private user.
std::vector<std::string> keys_of(const InviteLeg& leg);

/// Seats taken by, or on the way to, this user.
bool takes_part(const Identity& user, const Conference& conference);
/// The same without who only waits for approval: nobody of whom the conference knows nothing yet.
bool belongs(const Identity& user, const Conference& conference);
/// One of its legs is up.
bool is_connected(const Identity& user, const Conference& conference);

/// Somebody to be removed by REFER with method=BYE (RFC 4579 5.11).
struct FoundParticipant {
    std::vector<LegId> legs;    ///< all endpoints of the user; empty: nobody is meant
    bool is_ambiguous = false;  ///< several users are meant, but by the loose rule only
};

/// Looks for `uri` among the users' own URIs, those by which they were invited, their pseudonyms and their Contacts,
/// telephone numbers by number alone; if there is none, among all users with that user part whatever their host
/// (REM-02).
FoundParticipant find_participant(const Uri& uri, const Conference& conference);

}  // namespace isfocus::focus
