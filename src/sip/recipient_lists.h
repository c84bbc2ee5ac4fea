#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/result.h"
#include "isfocus/focus/values.h"
#include "isfocus/sip/settings.h"
#include "sip/multipart.h"

/// Lists of those whom a request is for (RFC 5363), in its body.
namespace isfocus::sip {

Rejection bad_list(std::string detail);

/// Several lists in one request count as one (RFC 5363 4.1), also beside one that is known already.
void collect_lists(const MimePart& body, std::vector<const MimePart*>& lists);

using EntryReader = Result<focus::ReferTarget>(std::string_view uri);

/// All their entries in their order. 400 for a list that cannot be read or has no entry; a fault in one entry is one of
/// the whole: nothing is done by halves.
Result<std::vector<focus::ReferTarget>> read_targets(const std::vector<const MimePart*>& lists,
                                                     const ListReader& read_list, EntryReader* read_entry);

}  // namespace isfocus::sip
