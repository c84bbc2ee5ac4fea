#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/config/config.h"

namespace isfocus::config {

/// Where something stands in the file; 0, 0 is nowhere.
struct Place {
    int line = 0;
    int column = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

/// What reading a file brings to light: its faults, and where each of its keys stands.
class Findings {
public:
    void saw(const std::string& key, Place place) { places_.emplace(key, place); }
    bool seen(const std::string& key) const { return places_.contains(key); }
    /// Nothing for a key that was not seen.
    std::optional<Place> place(const std::string& key) const;

    /// Faults past the first hundred are counted only: a file of another kind is no reason for a flood.
    void fault(Place place, const std::string& key, std::string message);

    /// A fault in how several keys go together, told at the last of them. Nothing when one of them is faulty by itself:
    /// it then still has its default, of which the file says nothing.
    void fault_across(const std::vector<std::string>& keys, std::string message);

    bool clean() const noexcept { return faults_.empty(); }
    /// In the order of the file.
    std::vector<Fault> take();

private:
    std::map<std::string, Place> places_;
    std::set<std::string> faulty_;
    std::vector<Fault> faults_;
    int untold_ = 0;
};

/// `text` as it may be shown in a message: shortened, control characters replaced.
std::string shown(std::string_view text);

}  // namespace isfocus::config
