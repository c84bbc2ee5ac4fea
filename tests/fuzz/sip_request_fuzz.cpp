#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "isfocus/confinfo/resource_lists.h"
#include "sip/charging.h"
#include "sip/dialog_index.h"
#include "sip/message.h"
#include "sip/read.h"
#include "sip/text.h"
#include "sip/validation.h"

using namespace isfocus;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

Result<std::vector<std::string>> read_list(std::string_view xml) {
    const auto entries = confinfo::read_resource_lists(xml);
    if (!entries) return entries.error();
    std::vector<std::string> uris;
    for (const auto& one : *entries) uris.push_back(one.uri);
    return uris;
}

/// What a target says goes into an INVITE of ours.
void check(const focus::ReferTarget& target) {
    const std::string uri = target.uri.text();
    require(!sip::has_control_characters(uri) && (uri == "sip:" || parse_uri(uri)));  // by_cid: no target at all
    for (const auto& value : {target.replaces, target.subject, target.session_id})
        require(!value || !sip::has_control_characters(*value));
}

/// So does the token of the referrer.
void check(const focus::ReferRequest& refer) {
    if (refer.target) check(*refer.target);
    for (const auto& target : refer.targets) check(target);
    require(refer.list == focus::ReferList::none ? refer.targets.empty() : !refer.target || !refer.targets.empty());
    if (!refer.referred_by_token) return;
    for (const auto& header : refer.referred_by_token->headers)
        require(sip::is_token(header.name) && !sip::has_control_characters(header.value));
}

/// A dialog is found by the name that a peer gives it, and has ended once it is gone; 0 is no tag for the index.
void check(const sip::DialogName& name) {
    require(!name.call_id.empty() && sip::is_token(name.local_tag) && sip::is_token(name.remote_tag));
    sip::DialogIndex index;
    index.add(DialogId{1}, name.call_id, name.local_tag);
    index.add_branch(DialogId{1}, "another");
    index.settle(DialogId{1}, name.remote_tag);
    require(index.find(name).dialog == DialogId{1});
    index.remove(DialogId{1});
    require(!index.find(name).dialog);
}

/// Reads a request with everything that reads requests, as the stack would after the library's own checks.
void read(const sip_t& sip) {
    const sip::Settings settings;
    for (const bool is_trusted : {true, false}) static_cast<void>(sip::check_request(sip, settings, is_trusted));
    static_cast<void>(sip::came_from_us(sip, sip.sip_via));
    static_cast<void>(sip::read_charging_vector(sip));
    if (const auto take_over = sip::read_take_over(sip); take_over && *take_over) check((*take_over)->dialog);
    if (const auto target = sip::read_target_dialog(sip); target && *target) check(**target);
    for (const auto assertion : {sip::Assertion::none, sip::Assertion::network, sip::Assertion::network_or_from}) {
        static_cast<void>(sip::read_invite(sip, assertion, read_list));
        static_cast<void>(sip::read_subscribe(sip, assertion));
    }
    if (const auto refer = sip::read_refer(sip, sip::Assertion::network, read_list)) check(*refer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const sip::MsgPtr message(
        msg_make(sip::message_class(65536), sip::kMessageFlags, data, static_cast<ssize_t>(size)));
    if (!message) return 0;
    const sip_t* sip = sip_object(message.get());
    if (sip && sip->sip_request && sip_sanity_check(sip) == 0) read(*sip);
    if (sip && sip->sip_status) static_cast<void>(sip::read_contact(*sip));
    return 0;
}
