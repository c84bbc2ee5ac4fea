#pragma once
#include <string_view>

#include "isfocus/base/result.h"
#include "isfocus/focus/values.h"

namespace isfocus::sip {

/// Reads the value of a Refer-To header: name-addr or addr-spec (RFC 3515 2.1), with the `method` parameter and the
/// headers of the URI (RFC 3261 19.1.1) taken out of it. Of those headers only Replaces, Require, Subject and a
/// Session-ID that is one (RFC 7989 5) are used, each percent-decoded once; others are dropped, as RFC 3261 19.1.5
/// leaves to us.
///
/// Faults: 400 for what cannot be read, for more than one value and for anything that would put a line break or another
/// control character into a header of ours; 416 for schemes that we cannot call; 484 for a local number without
/// phone-context (RFC 3966 5.1.4). Pure.
Result<focus::ReferTarget> read_refer_to(std::string_view value);

/// Reads an entry of a list of targets (RFC 5368 6): the same for a URI that stands alone. Its method may also be said
/// in the headers, `?method=BYE`, as RFC 5368 9 has it. An unknown method is left to the caller, as in Refer-To.
Result<focus::ReferTarget> read_list_entry(std::string_view uri);

/// Reads an entry of a list of users to make a conference with (RFC 5366 4): as an entry of the other kind, but to be
/// invited whatever its method says. Its headers Call-ID, From and To name the call that its user already has with the
/// creator, as the creator sees it (TS 24.605 A.2.2), which the INVITE is to replace; incomplete, they mean nothing
/// (CRE-36).
Result<focus::ReferTarget> read_invited_entry(std::string_view uri);

}  // namespace isfocus::sip
