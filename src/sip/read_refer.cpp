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

/// What is required comes first: Refer-Sub: true says no more than its absence (RFC 4488 4), and neither makes an
/// implicit subscription where RFC 7614 4.3 and 5.3 forbid it.
focus::ReferReports read_reports(const sip_t& sip) {
    if (requires_extension(sip, "nosub")) return focus::ReferReports::none;
    if (requires_extension(sip, "explicitsub")) return focus::ReferReports::on_request;
    // The library takes the parameters for a part of the value, and so sees neither true nor false.
    const auto values = raw_values(sip, "Refer-Sub");
    const auto value = values.empty() ? std::string_view() : std::string_view(values.front());
    const bool renounced = equals_ignoring_case(trimmed(value.substr(0, value.find(';'))), "false");
    return renounced ? focus::ReferReports::renounced : focus::ReferReports::implicit;
}

}  // namespace

Result<focus::ReferRequest> read_refer(const sip_t& sip, Assertion assertion) {
    auto request_uri = read_request_uri(sip);
    if (!request_uri) return request_uri.error();
    auto referred_by = read_referred_by(sip);
    if (!referred_by) return referred_by.error();
    return focus::ReferRequest{.request_uri = std::move(*request_uri),
                               .asserted = read_identity(sip, assertion),
                               .target = read_target(sip),
                               .referred_by = std::move(*referred_by),
                               .reports = read_reports(sip),
                               .cseq = sip.sip_cseq->cs_seq};
}

}  // namespace isfocus::sip
