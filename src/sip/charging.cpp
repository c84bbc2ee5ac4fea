#include "sip/charging.h"

#include <utility>

#include "base/random.h"
#include "sip/message.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

std::string with_parameter(std::string text, std::string_view name, std::string_view value) {
    if (!value.empty()) text.append(";").append(name).append("=").append(value);
    return text;
}

}  // namespace

std::optional<ChargingVector> read_charging_vector(const sip_t& sip) {
    const auto values = raw_values(sip, "P-Charging-Vector");
    if (values.size() != 1) return std::nullopt;
    const auto parameter = [&](std::string_view name) { return std::string(header_parameter(values.front(), name)); };
    ChargingVector out{parameter("icid-value"), parameter("orig-ioi"), parameter("term-ioi")};
    if (out.icid.empty()) return std::nullopt;
    return out;
}

ChargingVector make_charging_vector() {
    return {.icid = random_text(16)};
}

PeerCharging read_peer_charging(const sip_t& sip) {
    PeerCharging out;
    for (const auto& value : raw_values(sip, "P-Access-Network-Info"))
        out.access_network.append(out.access_network.empty() ? "" : ", ").append(value);
    const auto served = raw_values(sip, "P-Served-User");
    if (served.size() != 1) return out;
    const auto address = split_name_addr(served.front());
    if (address.is_valid && equals_ignoring_case(header_parameter(address.parameters, "sescase"), "orig"))
        out.served_user = address.uri;
    return out;
}

std::string read_charging_addresses(const sip_t& sip) {
    auto values = raw_values(sip, "P-Charging-Function-Addresses");
    return values.size() == 1 ? std::move(values.front()) : std::string();
}

std::string initial_charging(const ChargingVector& vector, std::string_view generated_at, std::string_view own_ioi,
                             std::string_view related_icid) {
    auto text = with_parameter("icid-value=" + vector.icid, "icid-generated-at", generated_at);
    return with_parameter(with_parameter(std::move(text), "orig-ioi", own_ioi), "related-icid", related_icid);
}

std::string later_charging(const ChargingVector& vector, std::string_view own_ioi) {
    return with_parameter(with_parameter("icid-value=" + vector.icid, "orig-ioi", own_ioi), "term-ioi",
                          vector.term_ioi);
}

std::string response_charging(const ChargingVector& vector, std::string_view asked_by, std::string_view own_ioi) {
    const std::string_view orig_ioi = asked_by.empty() ? vector.orig_ioi : asked_by;
    return with_parameter(with_parameter("icid-value=" + vector.icid, "orig-ioi", orig_ioi), "term-ioi", own_ioi);
}

}  // namespace isfocus::sip
