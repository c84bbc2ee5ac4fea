#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "app/mailbox.h"
#include "isfocus/policy/directory.h"

namespace isfocus::app {

/// The policy documents of `policy.directory`, told to the focus. They are read in a thread of their own: at the limits
/// of policy::Directory that takes 0.2 s, and more where the disk is slow.
class Policies {
public:
    /// Keys of conferences: in one place there is a document for each at most.
    using Keys = std::set<std::string>;

    /// `taken` tells which have a document elsewhere, `reserve` takes those that have one here; both are called in the
    /// thread that reads. `mailbox` outlives this.
    Policies(Mailbox& mailbox, std::function<Keys()> taken, std::function<void(Keys)> reserve);
    /// Waits for the reading that goes on.
    ~Policies();
    Policies(const Policies&) = delete;
    Policies& operator=(const Policies&) = delete;

    /// Has the folder read: what is new comes by the mailbox, what is wrong is logged. Of several that wait for one
    /// that goes on only the last is read.
    void read(std::string folder);
    /// Whether all that was asked for has been read, and is in the mailbox, which is readable then.
    bool has_read() const noexcept { return has_read_; }

private:
    void run();
    void read_now(const std::string& folder);

    Mailbox& mailbox_;
    std::function<Keys()> taken_;
    std::function<void(Keys)> reserve_;
    policy::Directory directory_;  ///< of the thread alone
    std::atomic<bool> has_read_ = false;
    std::mutex mutex_;
    std::condition_variable asked_;
    std::optional<std::string> folder_;  ///< to be read next
    bool is_ending_ = false;
    std::thread thread_;  ///< last: it uses all the others
};

/// What `--check` says of the documents, as `FILE: line 7: ...`.
std::vector<std::string> policy_faults(const std::string& folder);

}  // namespace isfocus::app
