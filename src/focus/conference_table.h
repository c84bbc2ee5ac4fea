#pragma once
#include <string>
#include <unordered_map>

#include "focus/conference.h"

namespace isfocus::focus {

/// Which conference URIs are allocated: decided here, and only here. A closing conference keeps its record until its
/// last leg is gone, but not its URI (TRM-04).
class ConferenceTable {
public:
    /// A conference with a URI nobody can guess. `nonce` holds at least 64 random bits (CRE-03).
    Conference& create(const std::string& nonce, const std::string& domain, Identity host);
    /// The same with a URI that a policy has reserved, which must not be allocated now.
    Conference& open(const Uri& uri, Identity host);
    void free_uri(const Conference& conference);
    void erase(ConferenceId id);

    Conference* find(ConferenceId id);
    /// The conference allocated at `uri`, compared by user and host: a port or transport in it decides nothing
    /// (CRE-01).
    Conference* find(const Uri& uri);

    const Conference* find(const Uri& uri) const { return const_cast<ConferenceTable*>(this)->find(uri); }

    std::size_t size() const noexcept { return conferences_.size(); }
    /// Those whose URI is allocated.
    std::size_t allocated() const noexcept { return by_uri_.size(); }
    bool empty() const noexcept { return conferences_.empty(); }
    std::vector<ConferenceId> ids() const;

    static std::string key(const Uri& uri);

private:
    std::unordered_map<ConferenceId, Conference> conferences_;
    std::unordered_map<std::string, ConferenceId> by_uri_;
    IdSource<ConferenceTag> ids_;
};

}  // namespace isfocus::focus
