#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

namespace isfocus::load {

/// A child process, until it is destroyed: then it gets SIGTERM and is waited for. Throws std::runtime_error.
class Process {
public:
    /// `output`: the file that what it says goes to; "": where ours goes.
    explicit Process(std::vector<std::string> words, const std::string& output = "");
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const noexcept { return pid_; }

private:
    pid_t pid_ = -1;
};

}  // namespace isfocus::load
