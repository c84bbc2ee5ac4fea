#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace isfocus::focus {

/// The version of the last document that each subscriber of a conference was sent, from which a new subscription goes
/// on (EVT-23). Of those who came once and never again only so many are known by name; when there are more, all names
/// are forgotten, and the highest of their versions is where everybody goes on: no version ever goes back, though it
/// may leap, which the full document that begins a subscription permits (RFC 4575 4.6).
class DocumentVersions {
public:
    /// 0 for who was never sent one, unless names were forgotten.
    std::uint32_t last(const std::string& subscriber) const {
        const auto it = last_.find(subscriber);
        return it == last_.end() ? forgotten_ : it->second;
    }

    /// `subscriber` is sent `version`. At most `most` are known by name after it.
    void sent(const std::string& subscriber, std::uint32_t version, std::size_t most) {
        if (last_.size() >= most && !last_.contains(subscriber)) forget();
        auto& last = last_.try_emplace(subscriber, forgotten_).first->second;
        last = std::max(last, version);
    }

    std::size_t known() const noexcept { return last_.size(); }

private:
    void forget() {
        for (const auto& [name, version] : last_) forgotten_ = std::max(forgotten_, version);
        last_.clear();
    }

    std::unordered_map<std::string, std::uint32_t> last_;
    std::uint32_t forgotten_ = 0;  ///< the highest version of all whose names were forgotten
};

}  // namespace isfocus::focus
