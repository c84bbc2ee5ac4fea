#include "focus/invitation.h"

#include <algorithm>

#include "focus/conference_policy.h"

namespace isfocus::focus {

Uri as_sip_uri(const Uri& tel, const std::string& domain) {
    Uri uri = parse_uri("sip:user@" + domain).value_or(Uri{});
    uri.user = tel.user;
    for (const auto& one : tel.parameters) {
        uri.user.append(";").append(one.name);
        if (one.value) uri.user.append("=").append(*one.value);
    }
    uri.parameters = {{"user", "phone"}};
    return uri;
}

std::vector<Uri> targets_to_try(const Invitation& invitation, const std::vector<Uri>& contacts,
                                const Settings& settings) {
    std::vector<Uri> targets = invitation.untried;
    const auto is_known = [&](const Uri& uri) {
        const auto same = [&](const Uri& one) { return equivalent(one, uri); };
        return std::any_of(invitation.tried.begin(), invitation.tried.end(), same) ||
               std::any_of(targets.begin(), targets.end(), same);
    };
    for (const Uri& uri : contacts) {
        const bool may = invitation.tried.size() + targets.size() <= settings.follow_redirects;
        if (may && uri.scheme != Uri::Scheme::sips && !is_known(uri) && !is_denied(uri, settings))
            targets.push_back(uri);
    }
    return targets;
}

/// Where a user is called, and by whose name.
namespace {

Uri called_uri(const Uri& target, const Settings& settings) {
    const bool is_tel = target.scheme == Uri::Scheme::tel && !settings.tel_domain.empty();
    return is_tel ? as_sip_uri(target, settings.tel_domain) : target;
}

std::string display_name_of(const Conference& conference, const Settings& settings) {
    const bool is_named = conference.policy && !conference.policy->display_text.empty();
    return is_named ? conference.policy->display_text : settings.display_name;
}

}  // namespace

ReferOrder build_request_to_join(const Conference& conference, const Asking& asking, const Settings& settings) {
    return {.dialog = asking.dialog,
            .request_uri = called_uri(asking.user, settings),
            .conference = conference.uri,
            .display_name = display_name_of(conference, settings),
            .charging = conference.charging};
}

InviteOrder build_invitation(const Conference& conference, const InviteLeg& leg, const Settings& settings) {
    const Invitation& invitation = leg.invitation;
    InviteOrder order;
    order.dialog = leg.dialog;
    order.request_uri = called_uri(invitation.target.uri, settings);
    order.conference = conference.uri;
    order.display_name = display_name_of(conference, settings);
    order.referred_by = invitation.referred_by;
    order.referred_by_token = invitation.referred_by_token;
    order.replaces = invitation.target.replaces;
    order.require_replaces = invitation.target.require_replaces;
    order.subject = invitation.target.subject;
    if (conference.policy && !order.subject && !conference.policy->subject.empty())
        order.subject = conference.policy->subject;
    order.session_id = invitation.target.session_id;
    order.charging = conference.charging;
    order.expires = settings.overall_answer;
    order.session_interval = settings.session_interval;
    if (leg.offer) order.offer = *leg.offer;
    return order;
}

std::optional<std::string> choose_referred_by(const ReferRequest& request, const Identity& referrer) {
    if (referrer.is_private) return std::nullopt;
    if (request.referred_by) return request.referred_by;
    return "<" + referrer.uri.text() + ">";
}

std::string_view phrase_of(int status) {
    switch (status) {
        case 100:
            return "Trying";
        case 183:
            return "Session Progress";
        case 200:
            return "OK";
        case 202:
            return "Accepted";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 422:
            return "Session Interval Too Small";
        case 423:
            return "Interval Too Brief";
        case 480:
            return "Temporarily Unavailable";
        case 481:
            return "Call/Transaction Does Not Exist";
        case 486:
            return "Busy Here";
        case 487:
            return "Request Terminated";
        case 488:
            return "Not Acceptable Here";
        case 489:
            return "Bad Event";
        case 491:
            return "Request Pending";
        case 500:
            return "Server Internal Error";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Server Time-out";
        case 580:
            return "Precondition Failure";
        case 603:
            return "Decline";
        case 604:
            return "Does Not Exist Anywhere";
        default:
            return "Server Internal Error";
    }
}

}  // namespace isfocus::focus
