#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "sip/sofia.h"

namespace isfocus::sip {

/// What of a P-Charging-Vector belongs to a dialog for its whole life (RFC 7315 4.6, CHG-01). Quotes are included where
/// a value came with some.
struct ChargingVector {
    std::string icid;      ///< icid-value
    std::string orig_ioi;  ///< of the peer's first request; "" if none
    std::string term_ioi;  ///< of the peer's answer to our INVITE; "" if none

    friend bool operator==(const ChargingVector&, const ChargingVector&) = default;
};

/// Nothing when the header is missing, repeated or without icid-value.
std::optional<ChargingVector> read_charging_vector(const sip_t& sip);

/// A new one, for a dialog that we begin or whose first request brought none (CHG-02).
ChargingVector make_charging_vector();

/// What a message of a trusted peer says beside it, for the CDR only (CHG-08, CHG-09).
struct PeerCharging {
    std::string access_network;  ///< P-Access-Network-Info, several joined by ", "; "" if none
    std::string served_user;     ///< URI of P-Served-User in an originating session case (RFC 5502); "" if none

    friend bool operator==(const PeerCharging&, const PeerCharging&) = default;
};
PeerCharging read_peer_charging(const sip_t& sip);

/// The value of the only P-Charging-Function-Addresses; "" without one (CHG-10).
std::string read_charging_addresses(const sip_t& sip);

/// The header's value in an initial request of ours. `generated_at` is our address; `related_icid` that of the
/// conference, "" for none (RFC 7315 4.6.4).
std::string initial_charging(const ChargingVector& vector, std::string_view generated_at, std::string_view own_ioi,
                             std::string_view related_icid);
/// ... in our later requests of the dialog: orig-ioi is ours, for we are who asks, and term-ioi that of the answer to
/// our INVITE, if there was one.
std::string later_charging(const ChargingVector& vector, std::string_view own_ioi);
/// ... in responses: echoes `asked_by`, the orig-ioi of their request (TS 24.229 5.7.1.2), or that of the dialog's
/// first if theirs has none; adds term-ioi. icid-value stays that of the dialog.
std::string response_charging(const ChargingVector& vector, std::string_view asked_by, std::string_view own_ioi);

}  // namespace isfocus::sip
