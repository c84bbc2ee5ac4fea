#pragma once
#include <array>
#include <cstdint>
#include <utility>

#include "focus/roster.h"
#include "isfocus/base/ids.h"
#include "isfocus/focus/conference_info.h"

namespace isfocus::focus {

/// What a document follows from, its version aside.
struct DocumentKey {
    ConferenceId conference;
    View view = View::everybody;
    bool is_full = false;
    bool is_described = false;
    std::uint64_t since = 0;  ///< roster changes after this one; 0 in a full document
    std::uint64_t last = 0;   ///< and up to this one

    friend bool operator==(const DocumentKey&, const DocumentKey&) = default;
};

/// The documents that were told last: what many subscribers are to hear is made once for each view, and not for each of
/// them (RFC 4575 8.2). Small, because those who hear the same hear it at the same time.
class DocumentCache {
public:
    /// Null if it is not there. Holds until the next `keep`.
    ConferenceInfo* find(const DocumentKey& key) {
        for (auto& [kept, document] : kept_)
            if (document.content != 0 && kept == key) return &document;
        return nullptr;
    }

    /// In place of the oldest one. Numbers its content.
    ConferenceInfo& keep(const DocumentKey& key, ConferenceInfo document) {
        document.content = ++contents_;
        auto& place = kept_[contents_ % kept_.size()];
        place = {key, std::move(document)};
        return place.second;
    }

    /// What documents follow from has changed beside their keys.
    void forget() {
        for (auto& [key, document] : kept_) document.content = 0;
    }

private:
    std::array<std::pair<DocumentKey, ConferenceInfo>, 8> kept_;
    std::uint64_t contents_ = 0;
};

}  // namespace isfocus::focus
