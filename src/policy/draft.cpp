#include "policy/draft.h"

#include <algorithm>

#include "isfocus/policy/document.h"
#include "policy/values.h"

namespace isfocus::policy {
namespace {

using focus::JoinHandling;
using focus::Permission;
using Standing = focus::PolicyRule::Standing;

constexpr const char* kUser = "expects the SIP or tel URI of a user";
constexpr const char* kDomain = "expects a domain";

template <class Value>
const char* put(Value& into, std::optional<std::remove_cvref_t<Value>> value, const char* otherwise) {
    if (!value) return otherwise;
    into = std::move(*value);
    return nullptr;
}

const char* put_user(std::vector<Uri>& into, const std::string& text) {
    auto uri = user_uri(text);
    if (!uri) return kUser;
    into.push_back(std::move(*uri));
    return nullptr;
}

const char* put_domain(std::vector<Uri>& into, const std::string& text) {
    auto pattern = domain(text);
    if (!pattern) return kDomain;
    into.push_back(std::move(*pattern));
    return nullptr;
}

const char* put_time(std::optional<focus::Time>& into, const std::string& text) {
    into = date_time(text);
    return into ? nullptr : "expects a date and time with its time zone, such as 2026-12-01T09:00:00+01:00";
}

template <std::optional<focus::Time> focus::ConferencePolicy::*Member>
const char* time_of_policy(Draft& draft, const Element& element) {
    return put_time(draft.policy.*Member, element.text);
}

template <std::optional<focus::Time> focus::PolicyRule::*Member>
const char* time_of_rule(Draft& draft, const Element& element) {
    return put_time(draft.rule.*Member, element.text);
}

template <std::string focus::ConferencePolicy::*Member>
const char* text_of_policy(Draft& draft, const Element& element) {
    return put(draft.policy.*Member, line_of_text(element.text), "expects at most 128 octets on one line");
}

template <Standing Which>
const char* standing(Draft& draft, const Element&) {
    if (draft.rule.standing != Standing::any)
        return "expects one of is-on-dialout-list, is-on-refer-list and participant only";
    draft.rule.standing = Which;
    return nullptr;
}

template <Permission Which>
const char* permission(Draft& draft, const Element& element) {
    const auto value = boolean(element.text);
    if (!value) return "expects true or false";
    if (*value) draft.rule.grants.push_back(Which);
    return nullptr;
}

const char* conference_uri_of(Draft& draft, const Element& element) {
    return put(draft.policy.uri, conference_uri(element.text), "expects a SIP URI without parameters");
}

const char* most_participants(Draft& draft, const Element& element) {
    return put(draft.policy.max_participants, number(element.text, 1, 1000), "expects a number from 1 to 1000");
}

const char* owner(Draft& draft, const Element& element) {
    draft.policy.owner = user_uri(element.text);
    return draft.policy.owner ? nullptr : kUser;
}

const char* begin_rule(Draft& draft, const Element&) {
    draft.rule = {};
    draft.rule_never_applies = draft.rule_is_about_anybody = false;
    return draft.policy.rules.size() < kMostRules ? nullptr : "expects fewer rules";
}

const char* anybody(Draft& draft, const Element&) {
    draft.rule_is_about_anybody = true;
    return nullptr;
}

/// Without a domain `many` is anybody (RFC 4745 7.1.2).
const char* many(Draft& draft, const Element& element) {
    if (element.attribute.empty()) return anybody(draft, element);
    return put_domain(draft.rule.users, element.attribute);
}

const char* one(Draft& draft, const Element& element) {
    return put_user(draft.rule.users, element.attribute);
}
const char* id(Draft& draft, const Element& element) {
    return put_user(draft.rule.users, element.text);
}
const char* domain_of_users(Draft& draft, const Element& element) {
    return put_domain(draft.rule.users, element.text);
}

/// A URI, or else a domain.
const char* except(Draft& draft, const Element& element) {
    const std::string& who = element.attribute.empty() ? element.text : element.attribute;
    const bool is_uri = who.find(':') != std::string::npos;
    return is_uri ? put_user(draft.rule.except, who) : put_domain(draft.rule.except, who);
}

const char* join_handling(Draft& draft, const Element& element) {
    if (element.text == "block") draft.rule.join = JoinHandling::block;
    if (element.text == "confirm") draft.rule.join = JoinHandling::confirm;
    if (element.text == "allow") draft.rule.join = JoinHandling::allow;
    return draft.rule.join ? nullptr : "expects block, confirm or allow";
}

template <std::vector<focus::ReferTarget> focus::ConferencePolicy::*List, std::set<std::string> Draft::*Keys>
const char* target(Draft& draft, const Element& element) {
    auto uri = user_uri(element.attribute);
    if (!uri) return kUser;
    auto& list = draft.policy.*List;
    if (!(draft.*Keys).insert(address_of_record(*uri)).second) return "expects each target once";
    if (list.size() == kMostTargets) return "expects fewer targets";
    list.push_back({.uri = std::move(*uri)});
    return nullptr;
}

using Policy = focus::ConferencePolicy;
using Rule = focus::PolicyRule;

/// Names as in the drafts of CPCP; those that RFC 4745 spells otherwise are there both ways.
constexpr std::array kElements{
    ElementRow{Where::document, "conference", Where::conference, true, {}, nullptr},

    ElementRow{Where::conference, "settings", Where::settings, true, {}, nullptr},
    ElementRow{Where::settings, "conference-uri", Where::text, true, {}, conference_uri_of},
    ElementRow{Where::settings, "max-participant-count", Where::text, true, {}, most_participants},
    ElementRow{Where::settings, "allow-sidebars", Where::passed_over, true, {}, nullptr},
    ElementRow{Where::settings, "security-level", Where::passed_over, true, {}, nullptr},

    ElementRow{Where::conference, "info", Where::info, true, {}, nullptr},
    ElementRow{Where::info, "subject", Where::text, true, {}, text_of_policy<&Policy::subject>},
    ElementRow{Where::info, "display-name", Where::text, true, {}, text_of_policy<&Policy::display_text>},
    ElementRow{Where::info, "host-info", Where::host_info, true, {}, nullptr},
    ElementRow{Where::host_info, "uri", Where::text, true, {}, owner},
    ElementRow{Where::host_info, "e-mail", Where::passed_over, false, {}, nullptr},
    ElementRow{Where::host_info, "web-page", Where::passed_over, false, {}, nullptr},
    ElementRow{Where::info, "free-text", Where::passed_over, false, {}, nullptr},
    ElementRow{Where::info, "keywords", Where::passed_over, false, {}, nullptr},
    ElementRow{Where::info, "web-page", Where::passed_over, false, {}, nullptr},

    ElementRow{Where::conference, "time", Where::time, true, {}, nullptr},
    ElementRow{Where::time, "start-time", Where::text, true, {}, time_of_policy<&Policy::start>},
    ElementRow{Where::time, "stop-time", Where::text, true, {}, time_of_policy<&Policy::stop>},
    ElementRow{Where::time, "can-join-after", Where::text, true, {}, time_of_policy<&Policy::join_after>},
    ElementRow{Where::time, "must-join-before", Where::text, true, {}, time_of_policy<&Policy::join_before>},

    ElementRow{Where::conference, "authorization-rules", Where::rules, true, {}, nullptr},
    ElementRow{Where::rules, "rule", Where::rule, false, {}, begin_rule},
    ElementRow{Where::rule, "conditions", Where::conditions, true, {}, nullptr},
    ElementRow{Where::conditions, "identity", Where::identity, true, {}, nullptr},
    ElementRow{Where::identity, "one", Where::text, false, {"id"}, one},
    ElementRow{Where::identity, "id", Where::text, false, {}, id},
    ElementRow{Where::identity, "domain", Where::text, false, {}, domain_of_users},
    ElementRow{Where::identity, "any", Where::text, true, {}, anybody},
    ElementRow{Where::identity, "except", Where::text, false, {}, except},
    ElementRow{Where::identity, "many", Where::many, false, {"domain"}, many},
    ElementRow{Where::many, "except", Where::text, false, {"id", "domain"}, except},
    ElementRow{Where::conditions, "is-on-dialout-list", Where::text, true, {}, standing<Standing::on_dial_out_list>},
    ElementRow{Where::conditions, "is-on-refer-list", Where::text, true, {}, standing<Standing::on_refer_list>},
    ElementRow{Where::conditions, "participant", Where::text, true, {}, standing<Standing::participant>},
    ElementRow{Where::conditions, "validity", Where::validity, true, {}, nullptr},
    ElementRow{Where::validity, "from", Where::text, true, {}, time_of_rule<&Rule::from>},
    ElementRow{Where::validity, "until", Where::text, true, {}, time_of_rule<&Rule::until>},
    ElementRow{Where::rule, "actions", Where::actions, true, {}, nullptr},
    ElementRow{Where::actions, "join-handling", Where::text, true, {}, join_handling},
    ElementRow{Where::actions, "allow-conference-state", Where::text, true, {}, permission<Permission::see>},
    ElementRow{Where::actions, "allow-invite-users-dynamically", Where::text, true, {}, permission<Permission::invite>},
    ElementRow{Where::actions, "allow-remove-users-dynamically", Where::text, true, {}, permission<Permission::remove>},
    ElementRow{Where::rule, "transformations", Where::passed_over, true, {}, nullptr},

    ElementRow{Where::conference, "dialout-list", Where::dial_out, true, {}, nullptr},
    ElementRow{Where::dial_out, "target", Where::text, false, {"uri"}, target<&Policy::dial_out, &Draft::targets>},
    ElementRow{Where::conference, "refer-list", Where::refer, true, {}, nullptr},
    ElementRow{Where::refer, "target", Where::text, false, {"uri"}, target<&Policy::refer, &Draft::referred>},

    ElementRow{Where::conference, "security-control", Where::passed_over, true, {}, nullptr},
    ElementRow{Where::conference, "floor-policy", Where::passed_over, true, {}, nullptr},
    ElementRow{Where::conference, "media-streams", Where::passed_over, true, {}, nullptr},
};

bool is_before(const std::optional<focus::Time>& a, const std::optional<focus::Time>& b) {
    return !a || !b || *a < *b;
}

/// A start without a stop would call everybody again at each start of isfocusd from then on.
const char* close_time(const focus::ConferencePolicy& policy) {
    if (policy.start && !policy.stop) return "expects a stop-time beside start-time";
    if (!is_before(policy.start, policy.stop)) return "expects stop-time to be after start-time";
    if (!is_before(policy.join_after, policy.stop)) return "expects stop-time to be after can-join-after";
    return nullptr;
}

const char* close_rule(Draft& draft) {
    if (!draft.rule_never_applies) draft.policy.rules.push_back(std::move(draft.rule));
    return nullptr;
}

}  // namespace

const ElementRow* find_row(Where in, std::string_view name) {
    const auto row = std::find_if(kElements.begin(), kElements.end(),
                                  [&](const ElementRow& one) { return one.in == in && one.name == name; });
    return row == kElements.end() ? nullptr : row;
}

const char* close(Where where, Draft& draft) {
    switch (where) {
        case Where::conference:
            return draft.policy.uri.host.empty() ? "expects a conference-uri in settings" : nullptr;
        case Where::time:
            return close_time(draft.policy);
        case Where::identity:
            if (draft.rule_is_about_anybody && !draft.rule.users.empty())
                return "expects either anybody or some, not both";
            return draft.rule_is_about_anybody || !draft.rule.users.empty() ? nullptr : "expects who is meant";
        case Where::validity:
            return is_before(draft.rule.from, draft.rule.until) ? nullptr : "expects until to be after from";
        case Where::rule:
            return close_rule(draft);
        default:
            return nullptr;
    }
}

}  // namespace isfocus::policy
