#include "isfocus/sdp/preconditions.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "isfocus/sdp/offer_answer.h"
#include "sdp/lines.h"

namespace isfocus::sdp {
namespace {

bool is_precondition(const Attribute& attribute) {
    return attribute.name == "curr" || attribute.name == "des" || attribute.name == "conf";
}

/// The direction-tag of `curr:qos local` or `conf:qos remote` (RFC 3312 5).
std::optional<std::string_view> tag_of(const Media& media, std::string_view name, std::string_view status_type) {
    for (const auto& attribute : media.attributes) {
        if (attribute.name != name) continue;
        const auto parts = words(attribute.value);
        if (parts.size() == 3 && parts[0] == "qos" && parts[1] == status_type) return parts[2];
    }
    return std::nullopt;
}

/// The direction-tag of `des:qos mandatory local`.
std::optional<std::string_view> mandatory_at_their_side(const Media& media) {
    for (const auto& attribute : media.attributes) {
        if (attribute.name != "des") continue;
        const auto parts = words(attribute.value);
        if (parts.size() == 4 && parts[0] == "qos" && parts[1] == "mandatory" && parts[2] == "local") return parts[3];
    }
    return std::nullopt;
}

bool includes(std::string_view current, std::string_view desired) {
    return current == desired || current == "sendrecv" || desired == "none";
}

/// What they send is what we receive.
std::string_view as_ours(std::string_view direction_tag) {
    if (direction_tag == "send") return "recv";
    if (direction_tag == "recv") return "send";
    return direction_tag == "sendrecv" ? direction_tag : "none";
}

void add_preconditions(Media& media, std::string_view their_status) {
    media.attributes.push_back({"curr", "qos local sendrecv"});
    media.attributes.push_back({"curr", "qos remote " + std::string(their_status)});
    media.attributes.push_back({"des", "qos mandatory local sendrecv"});
    media.attributes.push_back({"des", "qos mandatory remote sendrecv"});
}

}  // namespace

Session with_preconditions(Session ours, const Session* theirs) {
    ours = without_preconditions(std::move(ours));
    for (std::size_t line = 0; line < ours.media.size(); ++line) {
        if (ours.media[line].rejected()) continue;
        const bool is_told = theirs && line < theirs->media.size();
        const auto told = is_told ? tag_of(theirs->media[line], "curr", "local") : std::nullopt;
        add_preconditions(ours.media[line], told ? as_ours(*told) : "none");
    }
    return ours;
}

Session answer_with_preconditions(Session ours, const Session& theirs) {
    ours = with_preconditions(std::move(ours), &theirs);
    for (std::size_t line = 0; line < ours.media.size() && line < theirs.media.size(); ++line) {
        const auto told = tag_of(theirs.media[line], "curr", "local");
        if (!ours.media[line].rejected() && told != "sendrecv")
            ours.media[line].attributes.push_back({"conf", "qos remote sendrecv"});
    }
    return ours;
}

bool is_ready(const Session& theirs) {
    return std::ranges::all_of(theirs.media, [](const Media& media) {
        const auto desired = media.rejected() ? std::nullopt : mandatory_at_their_side(media);
        return !desired || includes(tag_of(media, "curr", "local").value_or("none"), *desired);
    });
}

bool speaks_of_preconditions(std::string_view sdp) {
    return sdp.find("\na=des:qos") != std::string_view::npos || sdp.find("\na=curr:qos") != std::string_view::npos;
}

Session without_preconditions(Session ours) {
    for (auto& media : ours.media) std::erase_if(media.attributes, is_precondition);
    return ours;
}

bool wants_confirmation(const Session& theirs) {
    return std::ranges::any_of(theirs.media, [](const Media& media) {
        if (media.rejected()) return false;
        const auto ready = tag_of(media, "curr", "local");
        return (ready && *ready != "sendrecv") || tag_of(media, "conf", "remote");
    });
}

std::string in_step(const std::string& last, const std::string& next) {
    const auto before = parse(last);
    const auto after = parse(next);
    return before && after ? write(next_version(*before, *after)) : next;
}

std::string settled(const std::string& last) {
    const auto before = parse(last);
    return before ? write(next_version(*before, without_preconditions(*before))) : last;
}

}  // namespace isfocus::sdp
