#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "sip/sofia.h"

namespace isfocus::sip {

/// What of a P-Charging-Vector belongs to a dialog for its whole life (RFC 7315 4.6, CHG-01).
struct ChargingVector {
    std::string icid;      ///< icid-value, quotes included if it came with some
    std::string orig_ioi;  ///< of the peer's first request; "" if none

    friend bool operator==(const ChargingVector&, const ChargingVector&) = default;
};

/// Nothing when the header is missing, repeated or without icid-value.
std::optional<ChargingVector> read_charging_vector(const sip_t& sip);

/// A new one, for a dialog that we begin or whose first request brought none (CHG-02).
ChargingVector make_charging_vector();

/// The header's value in an initial request of ours. `generated_at` is our address.
std::string initial_charging(const ChargingVector& vector, std::string_view generated_at, std::string_view own_ioi);
/// ... in our later requests of the dialog.
std::string later_charging(const ChargingVector& vector, std::string_view own_ioi);
/// ... in responses: echoes orig-ioi, adds term-ioi.
std::string response_charging(const ChargingVector& vector, std::string_view own_ioi);

}  // namespace isfocus::sip
