#include "sdp/amr.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/number.h"
#include "isfocus/sdp/amr_format.h"
#include "sdp/lines.h"

namespace isfocus::sdp {
namespace {

struct Parameter {
    std::string_view name;
    std::string_view value;
};

std::vector<Parameter> parameters(std::string_view fmtp) {
    std::vector<Parameter> out;
    while (!fmtp.empty()) {
        const auto end = std::min(fmtp.find(';'), fmtp.size());
        const auto one = trimmed(fmtp.substr(0, end));
        const auto equals = std::min(one.find('='), one.size());
        const auto name = trimmed(one.substr(0, equals));
        if (!name.empty()) out.push_back({name, trimmed(one.substr(std::min(equals + 1, one.size())))});
        fmtp.remove_prefix(std::min(end + 1, fmtp.size()));
    }
    return out;
}

std::string_view value_of(std::string_view fmtp, std::string_view name) {
    for (const auto& one : parameters(fmtp))
        if (text::equals_ignoring_case(one.name, name)) return one.value;
    return {};
}

bool is_on(const Codec& codec, std::string_view name) {
    const auto value = value_of(codec.fmtp, name);
    return !value.empty() && value != "0";
}

/// Those modes of `offered` that are in `ours`, in its order; all of it where one of them has no restriction.
std::string common_modes(std::string_view offered, std::string_view ours) {
    if (offered.empty() || ours.empty()) return std::string(offered.empty() ? ours : offered);
    const auto list = "," + std::string(ours) + ",";
    std::string kept;
    while (!offered.empty()) {
        const auto end = std::min(offered.find(','), offered.size());
        const auto mode = trimmed(offered.substr(0, end));
        if (list.find("," + std::string(mode) + ",") != std::string::npos)
            kept.append(kept.empty() ? "" : ",").append(mode);
        offered.remove_prefix(std::min(end + 1, offered.size()));
    }
    return kept;
}

bool is_plain(const Codec& codec) {
    return !is_on(codec, "crc") && !is_on(codec, "robust-sorting") && !is_on(codec, "interleaving");
}

/// Those from 0 to `highest` that a mode-set names.
std::uint16_t modes_of(std::string_view set, unsigned highest) {
    unsigned modes = 0;
    while (!set.empty()) {
        const auto end = std::min(set.find(','), set.size());
        const auto text = trimmed(set.substr(0, end));
        if (const auto mode = text::parse_number(text, highest)) modes |= 1U << *mode;
        set.remove_prefix(std::min(end + 1, set.size()));
    }
    return static_cast<std::uint16_t>(modes);
}

/// An offer that restricts the modes to some that we lack leaves nothing to send.
bool shares_a_mode(const Codec& offered, const Codec& ours) {
    const auto theirs = value_of(offered.fmtp, "mode-set"), own = value_of(ours.fmtp, "mode-set");
    return theirs.empty() || own.empty() || !common_modes(theirs, own).empty();
}

/// What an answer repeats: RFC 4867 8.3.1 wants octet-align so; UEs expect the others (TS 26.114 6.2.2).
constexpr std::array<std::string_view, 4> kEchoed{"octet-align", "mode-change-period", "mode-change-capability",
                                                  "max-red"};

}  // namespace

bool is_amr(const Codec& codec) {
    return text::equals_ignoring_case(codec.name, "AMR") || text::equals_ignoring_case(codec.name, "AMR-WB");
}

bool same_payload_format(const Codec& offered, const Codec& ours) {
    if (!is_amr(offered)) return true;
    return is_plain(offered) && is_plain(ours) && is_on(offered, "octet-align") == is_on(ours, "octet-align") &&
           shares_a_mode(offered, ours);
}

std::optional<AmrFormat> amr_format(const Codec& codec) {
    if (!is_amr(codec) || !is_plain(codec)) return std::nullopt;
    const auto set = value_of(codec.fmtp, "mode-set");
    const auto modes = modes_of(set, text::equals_ignoring_case(codec.name, "AMR") ? 7 : 8);
    if (!set.empty() && modes == 0) return std::nullopt;
    return AmrFormat{is_on(codec, "octet-align"), modes};
}

std::string answered_format(const Codec& offered, const Codec& ours) {
    if (!is_amr(offered)) return ours.fmtp;
    std::string out;
    const auto add = [&out](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        out.append(out.empty() ? "" : "; ").append(name).append("=").append(value);
    };
    for (const auto name : kEchoed) {
        const auto theirs = value_of(offered.fmtp, name);
        add(name, theirs.empty() ? value_of(ours.fmtp, name) : theirs);
    }
    add("mode-set", common_modes(value_of(offered.fmtp, "mode-set"), value_of(ours.fmtp, "mode-set")));
    for (const auto& one : parameters(ours.fmtp))
        if (std::ranges::find(kEchoed, one.name) == kEchoed.end() && one.name != "mode-set") add(one.name, one.value);
    return out;
}

}  // namespace isfocus::sdp
