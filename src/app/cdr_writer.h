#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace isfocus::app {

/// Appends charging records to a file, in their order, from a thread of its own: whoever writes one waits for nothing,
/// whatever the disk does. What cannot be written now waits and is tried again every second; when too much waits, new
/// records are dropped and counted.
class CdrWriter {
public:
    struct Target {
        std::string file;               ///< "": no records
        std::chrono::seconds flush{1};  ///< how often what was written is forced to the disk
    };

    explicit CdrWriter(Target target, std::size_t most_waiting = 65536);
    /// Writes what waits and forces it to the disk. What cannot be written then is lost.
    ~CdrWriter();
    CdrWriter(const CdrWriter&) = delete;
    CdrWriter& operator=(const CdrWriter&) = delete;

    /// From now on to this file, which is opened anew even if it is the same: so it may be moved away (SIGHUP).
    void use(Target target);
    /// Whether records are wanted.
    bool is_on() const noexcept { return is_on_; }
    /// One record, without line end.
    void write(std::string_view record);
    /// Records that were dropped because too many waited.
    std::uint64_t lost() const noexcept { return lost_; }

private:
    /// What only the thread uses.
    class File;
    void run();

    const std::size_t most_waiting_;
    std::atomic<bool> is_on_ = false;
    std::atomic<std::uint64_t> lost_ = 0;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::string waiting_;            ///< whole lines
    std::size_t waiting_lines_ = 0;  ///< those that the thread has taken and not written are among them
    Target target_;
    bool is_target_new_ = true;
    bool is_closing_ = false;
    std::thread thread_;
};

}  // namespace isfocus::app
