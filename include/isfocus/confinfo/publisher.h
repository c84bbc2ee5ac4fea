#pragma once
#include "isfocus/focus/ports.h"

namespace isfocus::confinfo {

/// Makes each document the body of its NOTIFY and hands it on.
class Publisher final : public focus::RosterPort {
public:
    /// `sip` outlives the publisher.
    explicit Publisher(focus::SipPort& sip) : sip_(sip) {}

    void publish(focus::NotifyOrder notify, const focus::ConferenceInfo& document) override;

private:
    focus::SipPort& sip_;
};

}  // namespace isfocus::confinfo
