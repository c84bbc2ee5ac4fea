#include <utility>

#include "sip/message.h"
#include "sip/read.h"
#include "sip/refer_to.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

/// Exactly one value, in one header field (RFC 3515 2.4.1, REF-01).
Result<focus::ReferTarget> read_target(const sip_t& sip) {
    const auto values = raw_values(sip, "Refer-To", 'r');
    if (values.empty()) return Rejection{400, "Missing Refer-To", "REFER without Refer-To"};
    if (values.size() > 1) return Rejection{400, "Bad Refer-To", "two Refer-To headers"};
    return read_refer_to(values.front());
}

/// Refer-Sub: false (RFC 4488 4). Absent means true.
focus::ReferReports read_reports(const sip_t& sip) {
    const auto* refer_sub = sip_refer_sub(&sip);
    const bool renounced = refer_sub && refer_sub->rs_value && equals_ignoring_case(refer_sub->rs_value, "false");
    return renounced ? focus::ReferReports::renounced : focus::ReferReports::implicit;
}

}  // namespace

Result<focus::ReferRequest> read_refer(const sip_t& sip, Assertion assertion) {
    auto request_uri = read_request_uri(sip);
    if (!request_uri) return request_uri.error();
    auto referred_by = raw_values(sip, "Referred-By", 'b');
    if (referred_by.size() > 1) return Rejection{400, "Bad Referred-By Header", "two Referred-By (RFC 3892 2.1)"};
    return focus::ReferRequest{
        .request_uri = std::move(*request_uri),
        .asserted = read_identity(sip, assertion),
        .target = read_target(sip),
        .referred_by = referred_by.empty() ? std::nullopt : std::optional(std::move(referred_by.front())),
        .reports = read_reports(sip),
        .cseq = sip.sip_cseq->cs_seq};
}

}  // namespace isfocus::sip
