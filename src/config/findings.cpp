#include "findings.h"
#include "base/text.h"

#include <algorithm>
#include <tuple>

namespace isfocus::config {
namespace {

constexpr std::size_t kMaxFaults = 100;
constexpr std::size_t kMaxShown = 64;

}  // namespace

std::string Fault::text() const {
    std::string out;
    if (line > 0) out += "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
    if (!key.empty()) out += key + ": ";
    return out + message;
}

std::optional<Place> Findings::place(const std::string& key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? std::nullopt : std::optional{found->second};
}

void Findings::fault(Place place, const std::string& key, std::string message) {
    faulty_.insert(key);
    if (faults_.size() < kMaxFaults)
        faults_.push_back({place.line, place.column, key, std::move(message)});
    else
        ++untold_;
}

void Findings::fault_across(const std::vector<std::string>& keys, std::string message) {
    std::string last = keys.front();
    Place place;
    for (const auto& key : keys) {
        if (faulty_.contains(key)) return;
        const auto found = places_.find(key);
        if (found == places_.end() || found->second < place) continue;
        last = key;
        place = found->second;
    }
    fault(place, last, std::move(message));
}

std::vector<Fault> Findings::take() {
    std::stable_sort(faults_.begin(), faults_.end(), [](const Fault& a, const Fault& b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    });
    if (untold_ > 0) faults_.push_back({0, 0, "", "and " + std::to_string(untold_) + " more faults"});
    return std::move(faults_);
}

std::string shown(std::string_view text) {
    std::string out{text.substr(0, kMaxShown)};
    std::replace_if(out.begin(), out.end(), text::is_control, '?');
    return text.size() > kMaxShown ? out + "..." : out;
}

}  // namespace isfocus::config
