#include "xcap/usage.h"

#include <algorithm>

#include "base/text.h"
#include "isfocus/policy/document.h"

namespace isfocus::xcap {
namespace {

using Cause = Conflict::Cause;

bool is_of_domain(const Uri& uri, const std::string& domain) {
    const auto host = uri.port == 0 ? uri.host : uri.host + ':' + std::to_string(uri.port);
    return text::equals_ignoring_case(host, domain);
}

bool is_factory(const Uri& uri, const Settings& settings) {
    const auto key = policy::conference_key(uri);
    return std::any_of(settings.factory_uris.begin(), settings.factory_uris.end(),
                       [&](const Uri& one) { return policy::conference_key(one) == key; });
}

}  // namespace

Result<focus::ConferencePolicy, Conflict> validate(std::string_view text, const Author& author,
                                                   const Settings& settings) {
    const auto constraint = [](std::string phrase) { return Conflict{Cause::constraint_failure, std::move(phrase)}; };
    if (text.size() > policy::kMostOctets) return constraint("expects at most 64 KiB in the whole document");
    auto read = policy::read_policy(text);
    if (!read) {
        const auto& fault = read.error();
        return Conflict{fault.is_of_whole ? Cause::constraint_failure : Cause::schema_validation_error, fault.text()};
    }
    if (!is_of_domain(read->uri, settings.uri_domain))
        return constraint("expects a conference-uri of " + settings.uri_domain);
    if (is_factory(read->uri, settings)) return constraint("expects a conference-uri that is no factory URI");
    if (!read->owner) read->owner = author.owner;
    if (!author.is_administrator && address_of_record(*read->owner) != address_of_record(author.owner))
        return constraint("expects the owner of the home directory in host-info");
    return std::move(*read);
}

Conflict uniqueness_failure(const Uri& conference, const std::set<std::string>& taken) {
    constexpr int kMostAlternatives = 3;
    Conflict conflict{Cause::uniqueness_failure, "another document has this conference-uri"};
    conflict.field = "conference/settings/conference-uri";
    for (int i = 2; conflict.alternatives.size() < kMostAlternatives; ++i) {
        Uri other = conference;
        other.user += '-' + std::to_string(i);
        if (!taken.contains(policy::conference_key(other))) conflict.alternatives.push_back(other.text());
    }
    return conflict;
}

}  // namespace isfocus::xcap
