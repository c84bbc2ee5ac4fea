#include "sip/charging.h"

#include "sip/message.h"
#include "sip/random.h"
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
    ChargingVector out{std::string(header_parameter(values.front(), "icid-value")),
                       std::string(header_parameter(values.front(), "orig-ioi"))};
    if (out.icid.empty()) return std::nullopt;
    return out;
}

ChargingVector make_charging_vector() {
    return {.icid = random_text(16)};
}

std::string initial_charging(const ChargingVector& vector, std::string_view generated_at, std::string_view own_ioi) {
    return with_parameter(with_parameter("icid-value=" + vector.icid, "icid-generated-at", generated_at), "orig-ioi",
                          own_ioi);
}

std::string later_charging(const ChargingVector& vector, std::string_view own_ioi) {
    return with_parameter("icid-value=" + vector.icid, "orig-ioi", own_ioi);
}

std::string response_charging(const ChargingVector& vector, std::string_view own_ioi) {
    return with_parameter(with_parameter("icid-value=" + vector.icid, "orig-ioi", vector.orig_ioi), "term-ioi",
                          own_ioi);
}

}  // namespace isfocus::sip
