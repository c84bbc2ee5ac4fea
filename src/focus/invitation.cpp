#include "focus/invitation.h"

namespace isfocus::focus {

InviteOrder build_invitation(const Conference& conference, const InviteLeg& leg, Description offer,
                             const Settings& settings) {
    InviteOrder order;
    order.dialog = leg.dialog;
    order.request_uri = leg.target.uri;
    order.conference = conference.uri;
    order.display_name = settings.display_name;
    order.referred_by = leg.referred_by;
    order.replaces = leg.target.replaces;
    order.require_replaces = leg.target.require_replaces;
    order.subject = leg.target.subject;
    order.expires = settings.overall_answer;
    order.offer = std::move(offer);
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
        case 503:
            return "Service Unavailable";
        case 603:
            return "Decline";
        case 604:
            return "Does Not Exist Anywhere";
        default:
            return "Server Internal Error";
    }
}

}  // namespace isfocus::focus
