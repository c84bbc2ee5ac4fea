#include "app/policies.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace isfocus::app {
namespace {

std::string text_of(const policy::Directory::FileFault& one) {
    return one.file + ": " + one.fault.text();
}

}  // namespace

void Policies::read(const std::string& folder, const std::set<std::string>& taken) {
    auto reading = directory_.read(folder, taken);
    for (const auto& fault : reading.faults) spdlog::error("{}", text_of(fault));
    if (!reading.faults.empty()) spdlog::error("conferences with faulty documents stay as they were");
    if (!reading.events.empty())
        spdlog::info("policies documents={} changes={}", reading.documents, reading.events.size());
    for (auto& event : reading.events) inbox_.post(std::move(event));
}

std::vector<std::string> policy_faults(const std::string& folder) {
    std::vector<std::string> texts;
    policy::Directory directory;
    for (const auto& fault : directory.read(folder).faults) texts.push_back(text_of(fault));
    return texts;
}

}  // namespace isfocus::app
