#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/result.h"
#include "isfocus/focus/values.h"
#include "isfocus/sdp/session.h"
#include "isfocus/sip/settings.h"
#include "sip/dialog_name.h"
#include "sip/multipart.h"
#include "sip/sofia.h"

/// From messages to the values of the focus. Pure: they read the message and nothing else. Rejections are 400 with a
/// phrase that names the field, unless told otherwise.
namespace isfocus::sip {

/// Whose word counts for who sent a message (CHG-03, CHG-04).
enum class Assertion : std::uint8_t {
    none,             ///< from a peer that is not trusted: nobody vouches
    network,          ///< P-Asserted-Identity (RFC 3325)
    network_or_from,  ///< From where there is no P-Asserted-Identity
    from_only,        ///< a peer that is not trusted, in a laboratory
};

/// Privacy with id, user or header, and not none (RFC 3323 4.2, RFC 3325 9.3).
bool asks_for_privacy(const sip_t& sip);

std::optional<focus::Identity> read_identity(const sip_t& sip, Assertion assertion);

/// Whether P-Asserted-Identity holds anything else than what `read_identity` takes of it: more values, or such that
/// identify nobody.
bool has_odd_assertion(const sip_t& sip);

/// The URI of the only Contact, octet by octet as it came (JOI-06). Nothing when there is none; 400 for one that is no
/// SIP URI, and for more than one.
Result<std::optional<Uri>> read_contact(const sip_t& sip);

/// 416 for a scheme that is not served.
Result<Uri> read_request_uri(const sip_t& sip);

inline constexpr std::string_view kResourceLists = "application/resource-lists+xml";
/// A list of those whom a request is for (RFC 5363 4.1).
bool is_recipient_list(const MimePart& part);

/// The body as a part of its own, opened if it is a multipart; 400 for one that is malformed and required. Points into
/// the message.
Result<MimePart> read_body(const sip_t& sip);

/// The Content-ID that a cid URL names (RFC 2392 2), "" for one that names none; nothing for another URL.
std::optional<std::string> content_id_of_cid(std::string_view url);
/// The Content-ID of the token that a Referred-By names (RFC 3892 3); "" without one.
std::string token_id(std::string_view referred_by);
/// The Content-IDs that Refer-To and Referred-By name: what those parts are for is said there, and their type and
/// disposition matter no more (RFC 5621 9.3).
std::vector<std::string> referenced_parts(const sip_t& sip);

/// The session description in the body or in a part of it; nothing when the message has none.
Result<std::optional<focus::Description>> read_description(const sip_t& sip);

/// The same as text, not read yet; "" when the message has none.
Result<std::string_view> description_text(const sip_t& sip);

/// A text that was read as `session`, with its streams in view.
focus::Description describe(std::string_view text, const sdp::Session& session);

/// The value of the only Referred-By, verbatim; 400 for two (RFC 3892 2.1).
Result<std::optional<std::string>> read_referred_by(const sip_t& sip);

/// The dialog that an INVITE wants to replace or join. 400 for two Replaces, two Join, and both at once (RFC 3891 3,
/// RFC 3911 4).
Result<std::optional<TakeOverName>> read_take_over(const sip_t& sip);

/// Target-Dialog (RFC 4538), of which there may be one; what lacks a tag counts as absent.
Result<std::optional<DialogName>> read_target_dialog(const sip_t& sip);

/// All but what needs to know of our dialogs, which are `take_over` and `target_dialog`, and the nonce, which is drawn
/// by the caller.
/// `read_list` is that of the Settings.
Result<focus::InviteRequest> read_invite(const sip_t& sip, Assertion assertion, const ListReader& read_list);
Result<focus::ReferRequest> read_refer(const sip_t& sip, Assertion assertion, const ListReader& read_list);
Result<focus::SubscribeRequest> read_subscribe(const sip_t& sip, Assertion assertion);

}  // namespace isfocus::sip
