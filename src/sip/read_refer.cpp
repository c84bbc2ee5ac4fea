#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sip/message.h"
#include "sip/read.h"
#include "sip/recipient_lists.h"
#include "sip/refer_to.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

using focus::ReferList;
using focus::ReferTarget;

/// Whom a REFER is about: one target, or those of a list.
struct Referral {
    ReferList list = ReferList::none;
    Result<ReferTarget> target;
    std::vector<ReferTarget> targets;
};

const MimePart* part_of_id(const MimePart& body, std::string_view id) {
    return find_part(body, [id](const MimePart& part) { return !id.empty() && part.content_id() == id; });
}

Referral refer_to_list(ReferList kind, Result<ReferTarget> target, const std::vector<const MimePart*>& lists,
                       const ListReader& read_list) {
    auto targets = read_targets(lists, read_list, read_list_entry);
    if (!targets) return {kind, std::move(targets.error()), {}};
    return {kind, std::move(target), std::move(*targets)};
}

/// Exactly one value, in one header field (RFC 3515 2.4.1, REF-01), which names a target or the list of them.
Referral read_referral(const sip_t& sip, const MimePart& body, const ListReader& read_list) {
    const auto values = raw_values(sip, "Refer-To", 'r');
    if (values.empty()) return {.target = Rejection{400, "Missing Refer-To", "REFER without Refer-To"}};
    if (values.size() > 1) return {.target = Rejection{400, "Bad Refer-To", "two Refer-To headers"}};
    const bool wants_list = requires_extension(sip, "multiple-refer");
    std::vector<const MimePart*> lists;
    const auto id = content_id_of_cid(split_name_addr(values.front()).uri);
    if (id && wants_list) {
        const auto* named = part_of_id(body, *id);
        if (!named) return {ReferList::by_cid, bad_list("no part of this Content-ID"), {}};
        lists.push_back(named);
        collect_lists(body, lists);
        return refer_to_list(ReferList::by_cid, ReferTarget{}, lists, read_list);
    }
    auto target = read_refer_to(values.front());
    collect_lists(body, lists);
    if (!lists.empty() && target) return refer_to_list(ReferList::unasked, std::move(target), lists, read_list);
    if (wants_list && target) target = bad_list("none");
    return {.target = std::move(target)};
}

/// The token goes on as it came, for whoever can read it (RFC 3892 2.2).
std::optional<focus::BodyPart> read_token(const std::optional<std::string>& referred_by, const MimePart& body) {
    const auto* part = referred_by ? part_of_id(body, token_id(*referred_by)) : nullptr;
    if (!part) return std::nullopt;
    return focus::BodyPart{part->headers, std::string(part->content)};
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

Result<focus::ReferRequest> read_refer(const sip_t& sip, Assertion assertion, const ListReader& read_list) {
    auto request_uri = read_request_uri(sip);
    if (!request_uri) return request_uri.error();
    auto referred_by = read_referred_by(sip);
    if (!referred_by) return referred_by.error();
    const auto body = read_body(sip);
    if (!body) return body.error();
    auto referral = read_referral(sip, *body, read_list);
    auto token = read_token(*referred_by, *body);
    return focus::ReferRequest{
        .request_uri = std::move(*request_uri),
        .asserted = read_identity(sip, assertion),
        .target = std::move(referral.target),
        .referred_by = std::move(*referred_by),
        .reports = referral.list == ReferList::by_cid ? focus::ReferReports::none : read_reports(sip),
        .cseq = sip.sip_cseq->cs_seq,
        .list = referral.list,
        .targets = std::move(referral.targets),
        .is_private = asks_for_privacy(sip),
        .referred_by_token = std::move(token)};
}

}  // namespace isfocus::sip
