#include "sip/dialog_index.h"

#include <utility>

#include "sip/text.h"

namespace isfocus::sip {
namespace {

/// A space stands in no Call-ID and in no tag.
std::string joined(std::string_view first, std::string_view tag) {
    return std::string(first) + ' ' + lower(tag);
}

bool names(std::string_view asked, const std::string& remote_tag) {
    return equals_ignoring_case(asked, remote_tag) || (asked == "0" && remote_tag.empty());
}

}  // namespace

void DialogIndex::add(DialogId dialog, std::string_view call_id, std::string_view local_tag) {
    if (keys_.contains(dialog)) return;
    std::string key = joined(call_id, local_tag);
    entries_[key].dialog = dialog;
    keys_[dialog] = std::move(key);
}

DialogIndex::Entry* DialogIndex::entry_of(DialogId dialog) {
    const auto key = keys_.find(dialog);
    return key == keys_.end() ? nullptr : &entries_.at(key->second);
}

void DialogIndex::add_branch(DialogId dialog, std::string_view remote_tag) {
    Entry* entry = entry_of(dialog);
    if (!entry || entry->is_settled || entry->remote_tags.size() == kMostBranches) return;
    auto& tags = entry->remote_tags;
    const bool is_known = std::any_of(tags.begin(), tags.end(),
                                      [&](const std::string& one) { return equals_ignoring_case(one, remote_tag); });
    if (!is_known) tags.emplace_back(remote_tag);
}

void DialogIndex::settle(DialogId dialog, std::string_view remote_tag) {
    Entry* entry = entry_of(dialog);
    if (!entry || std::exchange(entry->is_settled, true)) return;
    for (const auto& branch : std::exchange(entry->remote_tags, {std::string(remote_tag)}))
        if (!equals_ignoring_case(branch, remote_tag)) bury(keys_.at(dialog), branch);
}

void DialogIndex::remove(DialogId dialog) {
    const auto key = keys_.find(dialog);
    if (key == keys_.end()) return;
    const auto entry = entries_.extract(key->second);
    for (const auto& tag : entry.mapped().remote_tags) bury(key->second, tag);
    keys_.erase(key);
}

void DialogIndex::bury(const std::string& key, std::string_view remote_tag) {
    // Whoever writes such a name has no use for being told apart, and 1024 of them would be many octets.
    constexpr std::size_t kLongest = 1024;
    auto name = joined(key, remote_tag);
    if (name.size() > kLongest || !ended_.insert(name).second) return;
    ended_in_order_.push_back(std::move(name));
    if (ended_in_order_.size() <= kMostEnded) return;
    ended_.erase(ended_in_order_.front());
    ended_in_order_.pop_front();
}

focus::DialogReference DialogIndex::find(const DialogName& name) const {
    // Our own tags are neither empty nor 0.
    const std::string key = joined(name.call_id, name.local_tag);
    if (const auto found = entries_.find(key); found != entries_.end()) {
        const auto& tags = found->second.remote_tags;
        const auto matches =
            std::count_if(tags.begin(), tags.end(), [&](const auto& tag) { return names(name.remote_tag, tag); });
        if (matches == 1) return {found->second.dialog};
        if (matches > 1) return {};
    }
    const bool has_ended =
        ended_.contains(joined(key, name.remote_tag)) || (name.remote_tag == "0" && ended_.contains(joined(key, "")));
    return {std::nullopt, has_ended};
}

}  // namespace isfocus::sip
