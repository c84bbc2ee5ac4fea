#pragma once
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "findings.h"
#include "isfocus/base/result.h"
#include "number.h"

namespace isfocus::config {

// A section of the file is a table of its keys, each with what reads its value into a member of the section's struct.

/// What should have stood there, to follow "expects".
struct Expected {
    std::string what;
};

/// Reads the text of a scalar.
template <class T>
using Parse = std::function<Result<T, Expected>(std::string_view)>;

template <class Section>
using Read = std::function<void(const YAML::Node& node, const std::string& path, Section& into, Findings& findings)>;

template <class Section>
struct Value {
    Read<Section> read;
    std::vector<std::string> inner;  ///< the keys below, for a section
};

template <class Section>
struct Key {
    std::string_view name;
    Value<Section> value;
};

template <class Section>
using Keys = std::vector<Key<Section>>;

/// The names of `keys` and of all below them, in full.
template <class Section>
std::vector<std::string> names(const Keys<Section>& keys) {
    std::vector<std::string> all;
    for (const auto& key : keys) {
        all.emplace_back(key.name);
        for (const auto& inner : key.value.inner) all.push_back(std::string{key.name} + "." + inner);
    }
    return all;
}

inline Place place_of(const YAML::Node& node) {
    return {node.Mark().line + 1, node.Mark().column + 1};
}

/// The same of the value of a key. One that is missing stands, for the parser, where the next key does: it is told at
/// its own key.
inline Place place_of(const YAML::Node& node, const std::string& path, const Findings& findings) {
    return node.IsNull() ? findings.place(path).value_or(place_of(node)) : place_of(node);
}

/// Reads a scalar; the fault is told when there is none to give back.
template <class T>
std::optional<T> read_scalar(const YAML::Node& node, const std::string& path, const Parse<T>& parse,
                             Findings& findings) {
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    auto parsed = parse(text);
    if (node.IsScalar() && parsed) return std::move(*parsed);
    const std::string what = parsed ? "one value" : parsed.error().what;
    const std::string found = node.IsScalar()     ? "\"" + shown(text) + "\""
                              : node.IsSequence() ? "a list"
                              : node.IsMap()      ? "keys and values"
                                                  : "nothing";
    findings.fault(place_of(node, path, findings), path, "expects " + what + ", found " + found);
    return std::nullopt;
}

/// Reads the keys of `node` into `section`. An unknown key is a fault: a typo must not fall back to a default.
template <class Section>
void read_section(const YAML::Node& node, const std::string& path, const Keys<Section>& keys, Section& section,
                  Findings& findings) {
    if (node.IsNull()) return;  // all its keys left out or commented out
    if (!node.IsMap()) return findings.fault(place_of(node, path, findings), path, "expects keys and values");
    for (const auto& entry : node) {
        const auto name = entry.first.IsScalar() ? entry.first.Scalar() : std::string{"?"};
        const auto full = (path.empty() ? "" : path + ".") + shown(name);
        const auto place = place_of(entry.first);
        const auto key = std::find_if(keys.begin(), keys.end(), [&](const auto& known) { return known.name == name; });
        if (key == keys.end()) {
            findings.fault(place, full, "unknown key");
        } else if (findings.seen(full)) {
            findings.fault(place, full, "is there twice");
        } else {
            findings.saw(full, place);
            key->value.read(entry.second, full, section, findings);
        }
    }
}

template <class Section, class T>
Value<Section> value(T Section::*member, Parse<T> parse) {
    return {[=](const YAML::Node& node, const std::string& path, Section& into, Findings& findings) {
                if (auto parsed = read_scalar(node, path, parse, findings)) into.*member = std::move(*parsed);
            },
            {}};
}

/// A text that no message may show.
template <class Section>
Value<Section> secret(std::string Section::*member, Parse<std::string> parse) {
    return {[=](const YAML::Node& node, const std::string& path, Section& into, Findings& findings) {
                auto parsed = parse(node.IsScalar() ? node.Scalar() : std::string{});
                if (!node.IsScalar()) return findings.fault(place_of(node, path, findings), path, "expects one value");
                if (!parsed)
                    return findings.fault(place_of(node, path, findings), path, "expects " + parsed.error().what);
                into.*member = std::move(*parsed);
            },
            {}};
}

/// A whole number, or a duration counted in the unit that its key names.
template <class Section, class T>
Value<Section> number(T Section::*member, std::int64_t min, std::int64_t max) {
    return value<Section, T>(member, [=](std::string_view text) -> Result<T, Expected> {
        if (const auto parsed = parse_number(text, min, max)) return static_cast<T>(*parsed);
        return Expected{"a whole number from " + std::to_string(min) + " to " + std::to_string(max)};
    });
}

/// One of a few words.
template <class Section, class T>
Value<Section> choice(T Section::*member, std::vector<std::pair<std::string, T>> choices) {
    return value<Section, T>(member, [choices = std::move(choices)](std::string_view text) -> Result<T, Expected> {
        std::string words;
        for (const auto& [word, meaning] : choices) {
            if (word == text) return T{meaning};
            words += (words.empty() ? "" : " or ") + word;
        }
        return Expected{words};
    });
}

template <class Section>
Value<Section> flag(bool Section::*member) {
    return choice<Section, bool>(member, {{"true", true}, {"false", false}});
}

/// A list of `min` to 64 scalars, no two of them alike. Where one is at fault the default stays: a list is never
/// shorter than `min`.
template <class Section, class T>
Value<Section> list(std::vector<T> Section::*member, std::size_t min, Parse<T> parse) {
    constexpr std::size_t kMaxItems = 64;
    return {[=](const YAML::Node& node, const std::string& path, Section& into, Findings& findings) {
                if (!node.IsSequence() || node.size() < min || node.size() > kMaxItems) {
                    const auto count = std::to_string(min) + " to " + std::to_string(kMaxItems);
                    return findings.fault(place_of(node, path, findings), path,
                                          "expects a list of " + count + " values");
                }
                std::vector<T> items;
                for (const auto& item : node) {
                    auto parsed = read_scalar(item, path, parse, findings);
                    if (!parsed) continue;
                    if (std::find(items.begin(), items.end(), *parsed) == items.end())
                        items.push_back(std::move(*parsed));
                    else
                        findings.fault(place_of(item), path, "holds \"" + shown(item.Scalar()) + "\" twice");
                }
                if (items.size() == node.size()) into.*member = std::move(items);
            },
            {}};
}

/// The same, where one value may stand alone.
template <class Section, class T>
Value<Section> one_or_list(std::vector<T> Section::*member, Parse<T> parse) {
    auto several = list<Section, T>(member, 1, parse);
    const auto read_several = several.read;
    several.read = [=](const YAML::Node& node, const std::string& path, Section& into, Findings& findings) {
        if (!node.IsScalar()) return read_several(node, path, into, findings);
        if (auto parsed = read_scalar(node, path, parse, findings)) into.*member = {std::move(*parsed)};
    };
    return several;
}

template <class Section, class Inner>
Value<Section> section(Inner Section::*member, const Keys<Inner>& keys) {
    return {[=](const YAML::Node& node, const std::string& path, Section& into, Findings& findings) {
                read_section(node, path, keys, into.*member, findings);
            },
            names(keys)};
}

/// A section that is absent unless its key is there.
template <class Section, class Inner>
Value<Section> optional_section(std::optional<Inner> Section::*member, const Keys<Inner>& keys) {
    return {[=](const YAML::Node& node, const std::string& path, Section& into, Findings& findings) {
                read_section(node, path, keys, (into.*member).emplace(), findings);
            },
            names(keys)};
}

/// Reads a section that must have all of its keys.
template <class Section>
void read_whole_section(const YAML::Node& node, const std::string& path, const Keys<Section>& keys, Section& section,
                        Findings& findings) {
    if (!node.IsMap()) return findings.fault(place_of(node, path, findings), path, "expects keys and values");
    read_section(node, path, keys, section, findings);
    for (const auto& key : keys)
        if (!findings.seen(path + "." + std::string{key.name}))
            findings.fault(place_of(node, path, findings), path, "expects " + std::string{key.name});
}

/// A list of up to 64 sections, each with all of its keys, and no two of them the `same`.
template <class Section, class Inner>
Value<Section> section_list(std::vector<Inner> Section::*member, const Keys<Inner>& keys,
                            bool (*same)(const Inner&, const Inner&)) {
    constexpr std::size_t kMaxItems = 64;
    return {[=](const YAML::Node& node, const std::string& path, Section& into, Findings& findings) {
                if (!node.IsSequence() || node.size() > kMaxItems) {
                    const auto count = "0 to " + std::to_string(kMaxItems);
                    return findings.fault(place_of(node, path, findings), path,
                                          "expects a list of " + count + " sections");
                }
                std::vector<Inner> items;
                for (const auto& item : node) {
                    const auto item_path = path + "[" + std::to_string(items.size()) + "]";
                    Inner inner;
                    read_whole_section(item, item_path, keys, inner, findings);
                    if (std::any_of(items.begin(), items.end(), [&](const auto& one) { return same(one, inner); }))
                        findings.fault(place_of(item), item_path, "is there twice");
                    items.push_back(std::move(inner));
                }
                into.*member = std::move(items);
            },
            {}};
}

}  // namespace isfocus::config
