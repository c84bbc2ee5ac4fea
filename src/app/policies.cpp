#include "app/policies.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace isfocus::app {
namespace {

std::string text_of(const policy::Directory::FileFault& one) {
    return one.file + ": " + one.fault.text();
}

}  // namespace

Policies::Policies(Mailbox& mailbox, std::function<Keys()> taken, std::function<void(Keys)> reserve)
    : mailbox_(mailbox), taken_(std::move(taken)), reserve_(std::move(reserve)), thread_([this] { run(); }) {}

Policies::~Policies() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    asked_.notify_one();
    thread_.join();
}

void Policies::read(std::string folder) {
    {
        const std::lock_guard lock(mutex_);
        folder_ = std::move(folder);
        has_read_ = false;
    }
    asked_.notify_one();
}

void Policies::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        asked_.wait(lock, [this] { return is_ending_ || folder_; });
        if (is_ending_) return;
        const auto folder = *std::exchange(folder_, std::nullopt);
        lock.unlock();
        read_now(folder);
        lock.lock();
        if (folder_) continue;
        has_read_ = true;
        mailbox_.wake();
    }
}

void Policies::read_now(const std::string& folder) {
    auto reading = directory_.read(folder, taken_());
    for (const auto& fault : reading.faults) spdlog::error("{}", text_of(fault));
    if (!reading.faults.empty()) spdlog::error("conferences with faulty documents stay as they were");
    if (!reading.events.empty())
        spdlog::info("policies documents={} changes={}", reading.documents, reading.events.size());
    reserve_(directory_.conferences());
    for (auto& event : reading.events) mailbox_.post(std::move(event));
}

std::vector<std::string> policy_faults(const std::string& folder) {
    std::vector<std::string> texts;
    policy::Directory directory;
    for (const auto& fault : directory.read(folder).faults) texts.push_back(text_of(fault));
    return texts;
}

}  // namespace isfocus::app
