#include "sip/early_dialogs.h"

#include <algorithm>
#include <utility>

#include "sip/dialogs.h"
#include "sip/message.h"
#include "sip/text.h"
#include "sip/uas.h"

namespace isfocus::sip {

EarlyDialog* EarlyDialogs::find(std::string_view remote_tag) {
    const auto found = std::find_if(branches_.begin(), branches_.end(), [&](const EarlyDialog& one) {
        return equals_ignoring_case(one.remote_tag, remote_tag);
    });
    return found == branches_.end() ? nullptr : &*found;
}

EarlyDialog* EarlyDialogs::begin(nta_agent_t* agent, Dialog& dialog, const sip_t& invite, const sip_t& response,
                                 const Uri* contact) {
    if (branches_.size() >= DialogIndex::kMostBranches) return nullptr;
    EarlyDialog early;
    early.remote_tag = response.sip_to->a_tag;
    early.sdp = dialog.sdp;
    // Its requests are numbered from the INVITE on (RFC 3261 12.2.1.1).
    early.leg.reset(nta_leg_tcreate(agent, Uas::on_request, &dialog, SIPTAG_CALL_ID(invite.sip_call_id),
                                    SIPTAG_CSEQ(invite.sip_cseq), SIPTAG_FROM(invite.sip_from),
                                    SIPTAG_TO(response.sip_to), TAG_END()));
    if (!early.leg) return nullptr;
    confirm(early.leg.get(), response, contact);
    return &branches_.emplace_back(std::move(early));
}

std::optional<std::uint32_t> reliable_sequence(const sip_t& response) {
    const auto* rseq = response.sip_rseq;
    // The first is 1 at least (RFC 3262 3). Without To tag there is no dialog to acknowledge it in.
    if (!rseq || rseq->rs_response == 0 || !response.sip_to->a_tag || !requires_extension(response, "100rel"))
        return std::nullopt;
    return static_cast<std::uint32_t>(rseq->rs_response);
}

}  // namespace isfocus::sip
