#include "focus/conference_table.h"

#include <algorithm>

#include "base/text.h"

namespace isfocus::focus {

Conference& ConferenceTable::create(const std::string& nonce, const std::string& domain, Identity host) {
    return open(parse_uri("sip:conf-" + nonce + "@" + domain).value_or(Uri{}), std::move(host));
}

Conference& ConferenceTable::open(const Uri& uri, Identity host) {
    const ConferenceId id = ids_.next();
    Conference& conference = conferences_[id];
    conference.id = id;
    conference.uri = uri;
    conference.host = std::move(host);
    by_uri_[key(conference.uri)] = id;
    return conference;
}

void ConferenceTable::free_uri(const Conference& conference) {
    by_uri_.erase(key(conference.uri));
}

void ConferenceTable::erase(ConferenceId id) {
    conferences_.erase(id);
}

Conference* ConferenceTable::find(ConferenceId id) {
    const auto it = conferences_.find(id);
    return it == conferences_.end() ? nullptr : &it->second;
}

Conference* ConferenceTable::find(const Uri& uri) {
    const auto it = by_uri_.find(key(uri));
    return it == by_uri_.end() ? nullptr : find(it->second);
}

std::vector<ConferenceId> ConferenceTable::ids() const {
    std::vector<ConferenceId> all;
    for (const auto& [id, conference] : conferences_) all.push_back(id);
    std::sort(all.begin(), all.end());
    return all;
}

std::string ConferenceTable::key(const Uri& uri) {
    return uri.user + '@' + text::lower(uri.host);
}

}  // namespace isfocus::focus
