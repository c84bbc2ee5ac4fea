#pragma once
#include <optional>
#include <string>
#include <vector>

namespace isfocus::config {

/// What `--check` finds wrong with what a setting names outside of the configuration: files, folders, addresses.
struct Doubt {
    std::string key;
    std::string text;
    bool is_fault = true;  ///< false: it may be as it should be for another user, or at another time
};
using Doubts = std::vector<Doubt>;

/// A folder whose files are read.
std::optional<Doubt> doubt_about_folder(const std::string& key, const std::string& folder);
/// A file that is written, and made where it is not there.
std::optional<Doubt> doubt_about_writing(const std::string& key, const std::string& file);
/// A file that is written, with others of its making beside it.
std::optional<Doubt> doubt_about_writing_beside(const std::string& key, const std::string& file);
/// A program.
std::optional<Doubt> doubt_about_running(const std::string& key, const std::string& program);
/// A file with secrets, which everybody may read.
std::optional<Doubt> doubt_about_secrecy(const std::string& key, const std::string& file);
/// A numeric address at which to listen; that it is taken is no doubt, for the daemon itself may run.
std::optional<Doubt> doubt_about_address(const std::string& key, const std::string& host);

/// That the files were tried as root, who may do all, while the daemon hardly runs so. Nothing for other users.
std::optional<Doubt> doubt_about_root();

inline void add(Doubts& doubts, std::optional<Doubt> one) {
    if (one) doubts.push_back(std::move(*one));
}

/// Each on a line, as `PROGRAM: FILE: KEY: text`, or with `warning: ` before the key. True if there is a fault.
bool print(const char* program, const std::string& file, const Doubts& doubts);

}  // namespace isfocus::config
