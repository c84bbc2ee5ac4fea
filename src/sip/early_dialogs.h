#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/uri.h"
#include "isfocus/focus/values.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// A branch of our INVITE that has sent a reliable provisional response. Each has its own tag, route set and numbers
/// (RFC 3261 12.1.2, RFC 3262 4).
struct EarlyDialog {
    std::string remote_tag;
    LegPtr leg;
    std::uint32_t rseq = 0;                    ///< of the last response that was acknowledged
    std::uint32_t remote_cseq = 0;             ///< of the last request of the callee; 0: none yet
    std::string sdp;                           ///< what we sent last in it
    bool is_answered = false;                  ///< our offer has its answer
    std::optional<focus::Description> answer;  ///< nothing: of no use for our offer
    bool is_confirmed = false;                 ///< an UPDATE of ours has told that our preconditions are met
    bool is_offering = false;                  ///< that one has no answer yet
    int crossed = 0;                           ///< how often it got 491
};

/// Those of one INVITE, at most DialogIndex::kMostBranches. Their legs call back like that of the dialog itself.
class EarlyDialogs {
public:
    /// Tags are compared as in DialogIndex. Null when there is none. Valid until the next `begin` or `clear`.
    EarlyDialog* find(std::string_view remote_tag);
    const EarlyDialog* find(std::string_view remote_tag) const {
        return const_cast<EarlyDialogs*>(this)->find(remote_tag);
    }
    /// Null when there are too many, or the library has no memory. Our end is in the INVITE, the other in its response.
    EarlyDialog* begin(nta_agent_t* agent, Dialog& dialog, const sip_t& invite, const sip_t& response,
                       const Uri* contact);
    void clear() { branches_.clear(); }
    auto begin() noexcept { return branches_.begin(); }
    auto end() noexcept { return branches_.end(); }

private:
    std::vector<EarlyDialog> branches_;
};

/// RSeq of a response that wants to be acknowledged; nothing for any other (RFC 3262 4).
std::optional<std::uint32_t> reliable_sequence(const sip_t& response);

}  // namespace isfocus::sip
