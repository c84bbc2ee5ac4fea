#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "app/cdr_writer.h"
#include "isfocus/focus/ports.h"
#include "isfocus/sip/sofia_stack.h"

namespace isfocus::app {

/// Which record of which run of which focus: `sequence` counts from 1 in each run.
struct RecordNumber {
    std::string node;  ///< conference.uri_domain
    std::string run;   ///< when the run began
    std::uint64_t sequence = 0;
};

/// One charging record as a JSON object: what the focus decided, and what the SIP dialog knows of its charging.
/// By its number whoever reads them sees whether one is missing, or the count has begun anew.
std::string cdr_text(const focus::ChargingEntry& entry, const sip::DialogCharging& dialog, const RecordNumber& number);

/// Makes charging records of what the focus tells (CHG-16). They are asked from the dialog at once, for it may be gone
/// soon.
class Cdr final : public focus::ChargingPort {
public:
    /// `writer` outlives it.
    Cdr(std::function<sip::DialogCharging(DialogId)> dialog, CdrWriter& writer, std::string node);

    void record(const focus::ChargingEntry& entry) override;

private:
    std::function<sip::DialogCharging(DialogId)> dialog_;
    CdrWriter& writer_;
    RecordNumber number_;
};

}  // namespace isfocus::app
