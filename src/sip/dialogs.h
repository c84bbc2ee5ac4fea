#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "isfocus/base/ids.h"
#include "isfocus/base/uri.h"
#include "sip/charging.h"
#include "sip/dialog_index.h"
#include "sip/early_dialogs.h"
#include "sip/session_id.h"
#include "sip/sofia.h"

namespace isfocus::sip {

class Uas;

/// What we know of a dialog beside what the library keeps in its leg (tags, route set, remote target, CSeq).
struct Dialog {
    DialogId id;  ///< 0: no dialog, but the place where requests outside any arrive
    Uas* uas = nullptr;
    LegPtr leg;
    std::string call_id;
    std::string local_tag;
    std::string remote_tag;  ///< "": none, or not known yet
    ChargingVector charging;
    PeerCharging peer_charging;
    SessionId session;
    std::string sdp;                      ///< what we sent last
    bool has_preconditions = false;       ///< an INVITE or offer had them; so the focus does not know all that we sent
    std::string contact;                  ///< ours, in our INVITE
    std::chrono::seconds min_session{0};  ///< the greatest Min-SE of who is on the way (RFC 4028 7.4)
    bool is_made = false;                 ///< by a 2xx of the peer, or by its own request
    bool sends_p_headers = false;         ///< the next hop is trusted (RFC 3325)
    bool asks = false;                    ///< made by a REFER of ours, of which its NOTIFYs tell
    bool is_released = false;             ///< lives on for what is under way in it; the focus knows it no more
    std::uint32_t remote_cseq = 0;        ///< of the last request; 0: none yet
    ClientTransaction* invite = nullptr;  ///< our INVITE of any kind, from its sending to its ACK or its failure
    int requests_under_way = 0;           ///< ours, without final response
    EarlyDialogs early;                   ///< of `invite`, until a 2xx chooses one
};

/// All dialogs, by their id. Addresses of Dialogs are stable.
class Dialogs {
public:
    explicit Dialogs(nta_agent_t* agent) : agent_(agent) {}

    /// The dialog that a 2xx to this request will make. Its tag goes into all responses (CRE-05). Null only if the
    /// library has no memory.
    Dialog* accept(DialogId id, Uas& uas, nta_incoming_t* incoming, const sip_t& request, const Uri& contact);
    /// The dialog that our INVITE may make; `display_name` is of `local`.
    Dialog* begin(DialogId id, Uas& uas, const Uri& local, std::string_view display_name, const Uri& remote);

    /// Nothing for a released one.
    Dialog* find(DialogId id);
    const Dialog* find(DialogId id) const { return const_cast<Dialogs*>(this)->find(id); }
    /// For those that finish what is under way.
    Dialog* find_even_released(DialogId id);
    void release(DialogId id);
    /// One of our requests in it has its final response.
    void request_ended(Dialog& dialog);

    /// From now on the peer of this accepted INVITE may name its dialog: the first response of 101 to 299 makes it
    /// (RFC 3261 12.1.1).
    void list_accepted(DialogId id);
    /// Takes the To tag of a 101 to 299 to our INVITE, by which others may name the dialog it makes (RFC 3261 12.1.2).
    void list_answered(DialogId id, const sip_t& response);
    /// The INVITE dialog of this name.
    focus::DialogReference named(const DialogName& name) const { return index_.find(name); }

    /// Destroys those released dialogs in which nothing is under way any more. Not in a callback of the library.
    void sweep();
    std::size_t size() const noexcept { return dialogs_.size(); }

private:
    Dialog* keep(DialogId id, Uas& uas);
    void forget(Dialog& dialog);

    nta_agent_t* agent_;
    std::unordered_map<DialogId, Dialog> dialogs_;
    std::vector<DialogId> ended_;  ///< released, and nothing under way any more
    DialogIndex index_;
};

/// Makes this the remote target; the route set stays unless it is still open (RFC 3261 12.2.1.2, 12.2.2).
void refresh_target(nta_leg_t* leg, const Uri& contact);
/// Completes the dialog of our INVITE by its 2xx (RFC 3261 12.1.2).
void confirm(nta_leg_t* leg, const sip_t& response, const Uri* contact);

}  // namespace isfocus::sip
