#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "isfocus/focus/ports.h"

namespace isfocus::confinfo {

/// Makes each document the body of its NOTIFY and hands it on. What many subscribers are told is written once.
class Publisher final : public focus::RosterPort {
public:
    /// `sip` outlives the publisher.
    explicit Publisher(focus::SipPort& sip) : sip_(sip) {}

    void publish(focus::NotifyOrder notify, const focus::ConferenceInfo& document) override;

private:
    /// A document up to its version, and from there on.
    struct Written {
        std::uint64_t content = 0;
        std::string head;
        std::string tail;
    };
    const Written& write(const focus::ConferenceInfo& document);

    focus::SipPort& sip_;
    std::array<Written, 8> written_;  ///< the last ones, by their content's number
};

}  // namespace isfocus::confinfo
