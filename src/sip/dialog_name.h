#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "isfocus/base/result.h"
#include "isfocus/focus/values.h"

namespace isfocus::sip {

/// What names a dialog of ours in a header of the peer. The tags are said from our point of view: Replaces and Join
/// have our tag as `to-tag` (RFC 3891 3, RFC 3911 4), Target-Dialog has it as `local-tag` (RFC 4538 3).
struct DialogName {
    std::string call_id;
    std::string local_tag;
    std::string remote_tag;

    friend bool operator==(const DialogName&, const DialogName&) = default;
};

/// The value of Replaces or Join.
struct TakeOverName {
    focus::TakeOver::Kind kind = focus::TakeOver::Kind::replaces;
    DialogName dialog;
    bool early_only = false;  ///< of Replaces only
};

/// One value of Replaces (RFC 3891 6.1) or Join (RFC 3911 7.1): a Call-ID with exactly one to-tag and one from-tag. 400
/// for anything else, and so for a list of two. Pure, as all here.
Result<TakeOverName> read_take_over(std::string_view value, focus::TakeOver::Kind kind);

/// One value of Target-Dialog (RFC 4538 7). Nothing when a tag is missing, which makes the header one to ignore
/// (RFC 4538 4); 400 for what does not follow the grammar.
Result<std::optional<DialogName>> read_target_dialog(std::string_view value);

}  // namespace isfocus::sip
