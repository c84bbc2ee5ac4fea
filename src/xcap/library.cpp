#include "xcap/library.h"

#include "isfocus/policy/document.h"

namespace isfocus::xcap {
namespace {

using Policies = std::map<std::string, const focus::ConferencePolicy*>;

/// By conference.
Policies policies_of(const Shelf& shelf) {
    Policies out;
    for (const auto& [key, document] : shelf)
        if (document->policy) out[policy::conference_key(document->policy->uri)] = &*document->policy;
    return out;
}

}  // namespace

Library::Library(std::string file, Read read, Post post, Log log)
    : store_(std::move(file)),
      read_(std::move(read)),
      post_(std::move(post)),
      log_(std::move(log)),
      shelf_(std::make_shared<const Shelf>()) {}

std::shared_ptr<const Shelf> Library::shelf() const {
    const std::lock_guard lock(reading_);
    return shelf_;
}

bool Library::is_known() const {
    const std::lock_guard lock(reading_);
    return is_known_;
}

std::set<std::string> Library::conferences() const {
    std::set<std::string> out;
    const auto now = shelf();
    for (const auto& [key, document] : *now) out.insert(document->stored.conference);
    return out;
}

std::set<std::string> Library::reserved() const {
    const std::lock_guard lock(reading_);
    return reserved_;
}

void Library::reserve(std::set<std::string> conferences) {
    const std::lock_guard lock(reading_);
    reserved_ = std::move(conferences);
}

bool Library::keep(Document document) {
    if (!store_.is_open() || !is_kept(store_.put(document.stored))) return false;
    auto next = *shelf();
    std::pair key(document.stored.owner, document.stored.name);
    next[std::move(key)] = std::make_shared<const Document>(std::move(document));
    show(std::move(next));
    return true;
}

bool Library::drop(const Document& document) {
    if (!store_.is_open() || !is_kept(store_.erase(document.stored.owner, document.stored.name))) return false;
    auto next = *shelf();
    next.erase({document.stored.owner, document.stored.name});
    show(std::move(next));
    return true;
}

void Library::announce() {
    const std::lock_guard lock(writing_);
    is_announced_ = true;
    if (!is_reachable_) post_(focus::PolicyStoreChanged{false});
    const auto now = shelf();
    for (const auto& [conference, policy] : policies_of(*now)) post_(focus::PolicyGiven{*policy});
}

void Library::open() {
    const std::lock_guard lock(writing_);
    if (store_.is_open()) return;
    // One that was there is not made anew: it is to be brought back.
    if (!is_kept(store_.open(!has_been_open_))) return;
    has_been_open_ = true;
    auto all = store_.load();
    if (!all) return static_cast<void>(is_kept(all.error()));
    Shelf next;
    for (auto& one : *all) {
        auto policy = read_(one);
        std::pair key(one.owner, one.name);
        next[std::move(key)] = std::make_shared<const Document>(Document{std::move(one), std::move(policy)});
    }
    log_(Severity::info, "policy store opened documents=" + std::to_string(next.size()));
    show(std::move(next));
    const std::lock_guard reading(reading_);
    is_known_ = true;
}

/// Says so when it begins and when it ends, not each time.
bool Library::is_kept(const std::optional<StoreFault>& fault) {
    if (fault && fault->reason != last_fault_)
        log_(Severity::error, "policy store cannot be used: " + fault->reason + "; conferences keep their policies");
    last_fault_ = fault ? fault->reason : "";
    set_reachable(!fault);
    return !fault;
}

void Library::set_reachable(bool is_reachable) {
    if (is_reachable_ == is_reachable) return;
    is_reachable_ = is_reachable;
    if (is_reachable) log_(Severity::warn, "policy store can be used again");
    tell(focus::PolicyStoreChanged{is_reachable});
}

/// Makes it the snapshot, and tells the focus what is new in it (POL-09).
void Library::show(Shelf shelf) {
    auto next = std::make_shared<const Shelf>(std::move(shelf));
    const auto before = this->shelf();
    {
        const std::lock_guard lock(reading_);
        shelf_ = next;
    }
    const auto old_policies = policies_of(*before);
    const auto new_policies = policies_of(*next);
    for (const auto& [conference, policy] : old_policies)
        if (!new_policies.contains(conference)) tell(focus::PolicyWithdrawn{policy->uri});
    for (const auto& [conference, policy] : new_policies) {
        const auto old = old_policies.find(conference);
        if (old == old_policies.end() || !(*old->second == *policy)) tell(focus::PolicyGiven{*policy});
    }
}

void Library::tell(focus::Event event) {
    if (is_announced_) post_(std::move(event));
}

}  // namespace isfocus::xcap
