#include "app/cdr_writer.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

namespace isfocus::app {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kRetry{1};
constexpr mode_t kMode = 0640;  // records name users

std::size_t lines_in(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

/// The file, and the lines that are still to go into it.
class CdrWriter::File {
public:
    ~File() { close(); }

    void use(Target target) {
        close();
        target_ = std::move(target);
    }
    void add(std::string lines) { pending_ += lines; }

    /// Writes as much as can be; gives back how many lines that were, or that nobody wants any more.
    std::size_t write();
    /// When there is something to be done even if no record comes.
    std::optional<steady_clock::time_point> due() const;
    void sync_if_due();
    bool is_failing() const noexcept { return is_failing_; }
    std::size_t pending_lines() const { return lines_in(pending_); }

private:
    bool open();
    void close();
    void sync();
    void fail();
    bool cut_off(std::size_t octets) const;

    Target target_;
    int fd_ = -1;
    std::string pending_;
    bool is_dirty_ = false;  ///< written, but not forced to the disk
    bool is_failing_ = false;
    steady_clock::time_point next_;
};

/// A pipe that nobody reads, or not quickly enough, is like a disk that is full: it must not stop this thread.
bool CdrWriter::File::open() {
    constexpr int kHow = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK;
    if (fd_ < 0) fd_ = ::open(target_.file.c_str(), kHow, kMode);
    return fd_ >= 0;
}

void CdrWriter::File::close() {
    if (fd_ < 0) return;
    sync();
    ::close(std::exchange(fd_, -1));
}

void CdrWriter::File::sync() {
    if (!std::exchange(is_dirty_, false)) return;
    const bool is_file = ::fdatasync(fd_) == 0 || errno == EINVAL || errno == EROFS;  // a pipe has no disk
    if (!is_file) fail();
}

std::size_t CdrWriter::File::write() {
    if (target_.file.empty()) return lines_in(std::exchange(pending_, {}));
    std::size_t lines = 0;
    if (!open()) return fail(), lines;
    while (!pending_.empty()) {
        const auto written = ::write(fd_, pending_.data(), pending_.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail(), lines;
        const auto octets = static_cast<std::size_t>(written);
        const auto whole = octets == 0 ? 0 : pending_.rfind('\n', octets - 1) + 1;
        const auto kept = cut_off(octets - whole) ? whole : octets;
        lines += lines_in(std::string_view(pending_).substr(0, kept));
        pending_.erase(0, kept);
        if (!is_dirty_) next_ = steady_clock::now() + target_.flush;
        is_dirty_ = true;
        if (kept == 0 && octets < pending_.size()) return errno = ENOSPC, fail(), lines;
    }
    if (std::exchange(is_failing_, false)) spdlog::info("charging records are written again file={}", target_.file);
    return lines;
}

/// Takes the beginning of a line off the end, so that the file holds whole lines whatever comes next. False where that
/// cannot be, as in a pipe: then the rest of the line is to follow.
bool CdrWriter::File::cut_off(std::size_t octets) const {
    if (octets == 0) return true;
    const auto end = ::lseek(fd_, 0, SEEK_END);
    return end >= static_cast<off_t>(octets) && ::ftruncate(fd_, end - static_cast<off_t>(octets)) == 0;
}

/// One line in the log for each outage.
void CdrWriter::File::fail() {
    const auto why = std::generic_category().message(errno);
    if (!std::exchange(is_failing_, true))
        spdlog::warn("charging records cannot be written, they wait file={} detail=\"{}\"", target_.file, why);
    next_ = steady_clock::now() + kRetry;
}

std::optional<steady_clock::time_point> CdrWriter::File::due() const {
    return is_failing_ || is_dirty_ ? std::optional(next_) : std::nullopt;
}

void CdrWriter::File::sync_if_due() {
    if (is_dirty_ && steady_clock::now() >= next_) sync();
}

CdrWriter::CdrWriter(Target target, std::size_t most_waiting)
    : most_waiting_(most_waiting),
      is_on_(!target.file.empty()),
      target_(std::move(target)),
      thread_([this] { run(); }) {}

CdrWriter::~CdrWriter() {
    {
        const std::lock_guard lock(mutex_);
        is_closing_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void CdrWriter::use(Target target) {
    {
        const std::lock_guard lock(mutex_);
        is_on_ = !target.file.empty();
        target_ = std::move(target);
        is_target_new_ = true;
    }
    wake_.notify_one();
}

void CdrWriter::write(std::string_view record) {
    if (!is_on_) return;
    {
        const std::lock_guard lock(mutex_);
        if (waiting_lines_ >= most_waiting_) {
            ++lost_;
            return;
        }
        waiting_.append(record).push_back('\n');
        ++waiting_lines_;
    }
    wake_.notify_one();
}

void CdrWriter::run() {
    File file;
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto has_work = [&] {
            return is_closing_ || is_target_new_ || (!waiting_.empty() && !file.is_failing());
        };
        if (const auto due = file.due())
            wake_.wait_until(lock, *due, has_work);
        else
            wake_.wait(lock, has_work);
        const bool is_last = is_closing_;
        std::optional<Target> target;
        if (std::exchange(is_target_new_, false)) target = target_;
        std::string lines = std::exchange(waiting_, {});
        lock.unlock();
        // Records from before a change wait for the old file no longer than it works.
        std::size_t written = 0;
        if (target) {
            written = file.write();
            file.use(std::move(*target));
        }
        file.add(std::move(lines));
        written += file.write();
        file.sync_if_due();
        lock.lock();
        waiting_lines_ -= written;
        if (is_last && waiting_.empty()) break;
    }
    if (const auto unwritten = file.pending_lines(); unwritten > 0)
        spdlog::error("charging records are lost count={}", unwritten);
}

}  // namespace isfocus::app
