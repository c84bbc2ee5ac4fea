#pragma once
#include "isfocus/sip/settings.h"
#include "sip/read.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// Whose P-headers count: those of the peers that the operator named, by the address a message really came from or by
/// the certificate that TLS has verified.
class Trust {
public:
    Trust(const Settings& settings, nta_agent_t* agent) : settings_(settings), agent_(agent) {}

    /// Only in the callback of the library in which the message comes: later it does not know the certificate any more.
    bool trusts(const msg_t* message);
    /// Whether the operator's next hop is one of them. One that is given by name is: it is the operator who says where
    /// that leads.
    bool trusts_hop(const Uri& hop) const;
    Assertion assertion(bool is_trusted) const noexcept;
    /// Call when the settings have changed.
    void forget() noexcept { last_ = {}; }

private:
    bool trusts_address(const msg_t* message);
    bool trusts_certificate(const msg_t* message) const;

    const Settings& settings_;
    nta_agent_t* agent_;
    su_sockaddr_t last_{};  ///< most messages come from one S-CSCF, so the last decision is kept
    bool last_decision_ = false;
};

}  // namespace isfocus::sip
