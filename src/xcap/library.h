#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "isfocus/focus/event.h"
#include "isfocus/xcap/settings.h"
#include "xcap/store.h"

namespace isfocus::xcap {

struct Document {
    StoredDocument stored;
    /// Nothing when it cannot hold, after a change of the configuration.
    std::optional<focus::ConferencePolicy> policy;
};

/// By owner and name.
using Shelf = std::map<std::pair<std::string, std::string>, std::shared_ptr<const Document>>;

/// The documents: on the disk, in memory as a snapshot, and with the focus, always in this order. What is called with
/// the lock of `writing` is called by one thread at a time; all else by any.
class Library {
public:
    using Post = std::function<void(focus::Event)>;
    /// The policy of a document that is read from the store; nothing, with a line in the log, when it cannot hold.
    using Read = std::function<std::optional<focus::ConferencePolicy>(const StoredDocument&)>;

    Library(std::string file, Read read, Post post, Log log);

    /// As it was a moment ago, and never changes.
    std::shared_ptr<const Shelf> shelf() const;
    /// Whether documents have ever been read from the store.
    bool is_known() const;
    std::set<std::string> conferences() const;
    std::set<std::string> reserved() const;
    void reserve(std::set<std::string> conferences);

    std::unique_lock<std::mutex> writing() { return std::unique_lock(writing_); }
    /// With the lock of `writing`: false when it is not on the disk, and nothing has changed.
    bool keep(Document document);
    bool drop(const Document& document);

    void announce();
    /// Opens the store if it is not, and takes what is in it.
    void open();

private:
    bool is_kept(const std::optional<StoreFault>& fault);
    void set_reachable(bool is_reachable);
    void show(Shelf shelf);
    void tell(focus::Event event);

    Store store_;
    Read read_;
    Post post_;
    Log log_;
    std::mutex writing_;  ///< held while the disk is waited for; guards what is not below
    bool is_announced_ = false;
    bool is_reachable_ = true;
    bool has_been_open_ = false;
    std::string last_fault_;

    mutable std::mutex reading_;  ///< held for a moment only
    std::shared_ptr<const Shelf> shelf_;
    bool is_known_ = false;
    std::set<std::string> reserved_;
};

}  // namespace isfocus::xcap
