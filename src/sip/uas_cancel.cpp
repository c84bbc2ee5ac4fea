#include "sip/uas.h"

/// CANCEL (RFC 3261 9.2, RFC 6026 7.1; CRE-14). `hide_cancel` in message.cpp tells why the library does not answer it.
namespace isfocus::sip {
namespace {

/// The request that a CANCEL is about: the same in everything but the method. Null if there is none, or none any more.
nta_incoming_t* cancelled_by(nta_agent_t* agent, const sip_t& cancel, sip_method_t method) {
    sip_t sought = cancel;
    sip_cseq_t cseq = *cancel.sip_cseq;
    cseq.cs_method = method;
    cseq.cs_method_name = sip_method_name(method, "");
    sought.sip_cseq = &cseq;
    return nta_incoming_find(agent, &sought, sought.sip_via);
}

}  // namespace

void Uas::on_cancel(Arrival& arrival) {
    constexpr sip_method_t kMethods[] = {sip_method_invite, sip_method_refer, sip_method_subscribe, sip_method_options};
    for (const auto method : kMethods) {
        nta_incoming_t* cancelled = cancelled_by(agent_, arrival.sip, method);
        if (!cancelled) continue;
        // Other requests wait for nobody, so they have been answered or will be.
        const bool is_invite = method == sip_method_invite;
        const auto* invite = is_invite ? nta_incoming_magic(cancelled, on_ack_or_cancel) : nullptr;
        if (invite) arrival.dialog = dialogs_.find(invite->dialog);
        if (const char* tag = nta_incoming_gettag(cancelled)) nta_incoming_tag(arrival.incoming.get(), tag);
        accept(arrival);
        if (invite) on_cancelled(*invite);
        return;
    }
    on_stray(arrival);
}

/// Of no effect after the final response: then the caller sends BYE.
void Uas::on_cancelled(const ServerTransaction& invite) {
    if (!invite.is_answered && dialogs_.find(invite.dialog))
        inbox_.post(focus::CancelReceived{invite.id, invite.dialog});
}

}  // namespace isfocus::sip
