#include "isfocus/policy/directory.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>

namespace isfocus::policy {
namespace {

namespace fs = std::filesystem;

/// The documents of a folder by name; nothing when it cannot be read.
std::optional<std::set<fs::path>> files_of(const fs::path& folder) {
    std::set<fs::path> files;
    if (folder.empty()) return files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const auto name = it->path().filename().string();
        std::error_code ignored;
        if (it->path().extension() == ".xml" && !name.starts_with('.') && it->is_regular_file(ignored))
            files.insert(it->path());
    }
    if (error) return std::nullopt;
    return files;
}

/// One octet more than may be there tells that there are too many.
std::optional<std::string> content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    std::string content(kMostOctets + 1, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (in.bad()) return std::nullopt;
    content.resize(static_cast<std::size_t>(in.gcount()));
    return content;
}

/// What is read of a folder, within its limits.
class Budget {
public:
    Result<focus::ConferencePolicy, Fault> read(const fs::path& file) {
        if (++files_ > kMostFiles) return Fault{0, "expects at most 1000 files"};
        const auto content = content_of(file);
        if (!content) return Fault{0, "cannot be read"};
        octets_ += content->size();
        if (octets_ > kMostOctetsInAll) return Fault{0, "expects at most 4 MiB in all files"};
        return read_policy(*content);
    }

private:
    std::size_t files_ = 0;
    std::size_t octets_ = 0;
};

}  // namespace

std::set<std::string> Directory::conferences() const {
    std::set<std::string> out;
    for (const auto& [file, policy] : told_) out.insert(conference_key(policy.uri));
    return out;
}

Directory::Reading Directory::read(const fs::path& folder, const std::set<std::string>& taken) {
    Reading reading;
    const auto files = files_of(folder);
    if (!files) {
        reading.faults.push_back({folder.string(), {0, "cannot be read"}});
        reading.documents = told_.size();
        return reading;
    }
    Documents now;
    std::set<std::string> conferences;
    Budget budget;
    for (const auto& file : *files) {
        auto policy = budget.read(file);
        if (policy && conferences.contains(conference_key(policy->uri)))
            policy = Fault{0, "expects another conference-uri: " + policy->uri.text() + " has a file already"};
        if (policy && taken.contains(conference_key(policy->uri)))
            policy = Fault{0, "expects another conference-uri: " + policy->uri.text() + " has a document by XCAP"};
        const auto before = told_.find(file.string());
        if (!policy) reading.faults.push_back({file.string(), policy.error()});
        if (!policy && (before == told_.end() || conferences.contains(conference_key(before->second.uri)))) continue;
        const auto& stands = policy ? *policy : before->second;
        conferences.insert(conference_key(stands.uri));
        now.emplace(file.string(), stands);
    }
    std::map<std::string, const focus::ConferencePolicy*> told;
    for (const auto& [file, policy] : told_) {
        told[conference_key(policy.uri)] = &policy;
        if (!conferences.contains(conference_key(policy.uri)))
            reading.events.push_back(focus::PolicyWithdrawn{policy.uri});
    }
    for (const auto& [file, policy] : now) {
        const auto before = told.find(conference_key(policy.uri));
        if (before == told.end() || !(*before->second == policy)) reading.events.push_back(focus::PolicyGiven{policy});
    }
    told_ = std::move(now);
    reading.documents = told_.size();
    return reading;
}

}  // namespace isfocus::policy
