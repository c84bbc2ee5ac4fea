#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "app/cdr_writer.h"
#include "isfocus/focus/ports.h"
#include "isfocus/sip/sofia_stack.h"

namespace isfocus::app {

/// One charging record as a JSON object: what the focus decided, and what the SIP dialog knows of its charging.
/// `sequence` counts the records of a run, so that whoever reads them sees whether one is missing.
std::string cdr_text(const focus::ChargingEntry& entry, const sip::DialogCharging& dialog, std::uint64_t sequence);

/// Makes charging records of what the focus tells (CHG-16). They are asked from the dialog at once, for it may be gone
/// soon.
class Cdr final : public focus::ChargingPort {
public:
    /// `writer` outlives it.
    Cdr(std::function<sip::DialogCharging(DialogId)> dialog, CdrWriter& writer)
        : dialog_(std::move(dialog)), writer_(writer) {}

    void record(const focus::ChargingEntry& entry) override;

private:
    std::function<sip::DialogCharging(DialogId)> dialog_;
    CdrWriter& writer_;
    std::uint64_t sequence_ = 0;
};

}  // namespace isfocus::app
