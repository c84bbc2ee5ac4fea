#pragma once
#include <set>
#include <string>
#include <vector>

#include "isfocus/policy/directory.h"

namespace isfocus::app {

/// The policy documents of `policy.directory`, told to the focus.
class Policies {
public:
    /// `inbox` outlives this.
    explicit Policies(focus::Inbox& inbox) : inbox_(inbox) {}

    /// Reads the folder, posts what is new, and logs what is wrong. At the limits of policy::Directory that takes
    /// 0.2 s, in which nothing else is done.
    /// `taken`: keys of the conferences that have a document elsewhere.
    void read(const std::string& folder, const std::set<std::string>& taken);
    std::set<std::string> conferences() const { return directory_.conferences(); }

private:
    focus::Inbox& inbox_;
    policy::Directory directory_;
};

/// What `--check` says of the documents, as `FILE: line 7: ...`.
std::vector<std::string> policy_faults(const std::string& folder);

}  // namespace isfocus::app
