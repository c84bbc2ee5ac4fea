#pragma once
#include "isfocus/sip/settings.h"
#include "sip/read.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// Whose P-headers count: those of the peers that the operator named, by the address a message really came from.
class Trust {
public:
    explicit Trust(const Settings& settings) : settings_(settings) {}

    bool trusts(const msg_t* message);
    Assertion assertion(bool is_trusted) const noexcept;
    /// Call when the settings have changed.
    void forget() noexcept { last_ = {}; }

private:
    const Settings& settings_;
    su_sockaddr_t last_{};  ///< most messages come from one S-CSCF, so the last decision is kept
    bool last_decision_ = false;
};

}  // namespace isfocus::sip
