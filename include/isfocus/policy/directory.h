#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "isfocus/focus/event.h"
#include "isfocus/policy/document.h"

namespace isfocus::policy {

inline constexpr std::size_t kMostFiles = 1000;
inline constexpr std::size_t kMostOctetsInAll = 4194304;

/// A folder of policy documents, a file *.xml for each conference. Remembers what it has told, so that each reading
/// tells only what is new.
class Directory {
public:
    struct FileFault {
        std::string file;
        Fault fault;
    };
    struct Reading {
        std::vector<focus::Event> events;  ///< PolicyWithdrawn, then PolicyGiven
        std::vector<FileFault> faults;
        std::size_t documents = 0;  ///< that stand now
    };

    /// Reads the folder, in the order of its file names; "" is an empty one. A file with a fault leaves its conference
    /// as it was, and so does a folder that cannot be read (POL-17); a file that is gone withdraws it (POL-15). The
    /// second of two files for one conference is a fault, and so is one for a conference of `taken` (keys), which has a
    /// document elsewhere. Takes no longer than a reading of the limits above: past them files are faults, too.
    Reading read(const std::filesystem::path& folder, const std::set<std::string>& taken = {});
    /// Keys of the conference URIs that have been told.
    std::set<std::string> conferences() const;

private:
    using Documents = std::map<std::string, focus::ConferencePolicy>;  ///< by the name of their file

    Documents told_;
};

}  // namespace isfocus::policy
