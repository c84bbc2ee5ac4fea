#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

namespace isfocus::load {

/// A child process, until it is stopped or destroyed: then it gets SIGTERM and is waited for. Throws
/// std::runtime_error.
class Process {
public:
    /// `output`: the file that what it says goes to; "": where ours goes.
    explicit Process(std::vector<std::string> words, const std::string& output = "");
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const noexcept { return pid_; }
    /// Whether it ended as it should: by itself, with 0 (a sanitizer that has found something ends it with another).
    /// False when it had been stopped before.
    bool stop() noexcept;

private:
    pid_t pid_ = -1;
};

}  // namespace isfocus::load
