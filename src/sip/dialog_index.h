#pragma once
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "isfocus/base/ids.h"
#include "isfocus/focus/values.h"
#include "sip/dialog_name.h"

namespace isfocus::sip {

/// The dialogs that INVITE made, as headers of a peer name them; those of other methods are not in it, so nobody can
/// replace or join them (RFC 3891 3, RFC 3911 4). Every look-up takes the same time, however many dialogs there are.
/// Tags are compared as in a request that comes, without regard to case (RFC 3261 7.3.1); Call-IDs octet by octet.
class DialogIndex {
public:
    /// How many ended dialogs are remembered, the last ones.
    static constexpr std::size_t kMostEnded = 1024;
    /// How many branches of one ringing INVITE can be told apart.
    static constexpr std::size_t kMostBranches = 16;

    /// Of no effect for one that is there already.
    void add(DialogId dialog, std::string_view call_id, std::string_view local_tag);
    /// The tag of a peer who may yet be one of several, as 1xx of the branches of a forked INVITE tell it (RFC 3261
    /// 12.1.2); "" for a peer without any (RFC 2543). Of no effect when the dialog is unknown or its peer is settled.
    void add_branch(DialogId dialog, std::string_view remote_tag);
    /// A 2xx settles who the peer is: what the other branches had begun has ended (RFC 3261 13.2.2.4).
    void settle(DialogId dialog, std::string_view remote_tag);
    void remove(DialogId dialog);

    /// The only dialog of this name. A tag of 0 also stands for none (RFC 3891 6.1, RFC 3911 7.1).
    focus::DialogReference find(const DialogName& name) const;

private:
    struct Entry {
        DialogId dialog;
        std::vector<std::string> remote_tags;  ///< of its early dialogs, or of the one that was settled
        bool is_settled = false;
    };

    Entry* entry_of(DialogId dialog);
    void bury(const std::string& key, std::string_view remote_tag);

    std::unordered_map<std::string, Entry> entries_;  ///< by Call-ID and our tag, which we made unique
    std::unordered_map<DialogId, std::string> keys_;  ///< the way back
    std::unordered_set<std::string> ended_;           ///< by Call-ID and both tags
    std::deque<std::string> ended_in_order_;
};

}  // namespace isfocus::sip
