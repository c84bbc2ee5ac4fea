#include "isfocus/sdp/preconditions.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

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

/// Directions that a direction-tag names; none of what is no such tag.
enum Directions : unsigned { neither = 0, sending = 1, receiving = 2, both = 3 };

unsigned directions(std::string_view direction_tag) {
    if (direction_tag == "send") return sending;
    if (direction_tag == "recv") return receiving;
    return direction_tag == "sendrecv" ? both : neither;
}

/// What they send is what we receive.
std::string_view as_ours(std::string_view direction_tag) {
    if (direction_tag == "send") return "recv";
    if (direction_tag == "recv") return "send";
    return direction_tag == "sendrecv" ? direction_tag : "none";
}

/// A line whose status is that of the whole way instead of that of each side (RFC 3312 4). One that has both is read as
/// the latter.
bool is_end_to_end(const Media& media) {
    if (tag_of(media, "curr", "local")) return false;
    return std::ranges::any_of(media.attributes, [](const Attribute& attribute) {
        if (!is_precondition(attribute)) return false;
        const auto parts = words(attribute.value);
        const auto type = attribute.name == "des" ? 2u : 1u;
        return parts.size() > type && parts[0] == "qos" && parts[type] == "e2e";
    });
}

struct Desired {
    std::string_view strength, direction;
};

/// The desired status lines of their end-to-end status that can be understood, the first for each direction.
std::vector<Desired> desired_end_to_end(const Media& theirs) {
    std::vector<Desired> out;
    unsigned covered = neither;
    for (const auto& attribute : theirs.attributes) {
        const auto parts = attribute.name == "des" ? words(attribute.value) : std::vector<std::string_view>();
        if (parts.size() != 4 || parts[0] != "qos" || parts[2] != "e2e") continue;
        const unsigned meant = directions(parts[3]);
        if (meant == neither || (meant & covered) != 0) continue;
        for (const std::string_view strength : {"none", "optional", "mandatory"})
            if (parts[1] == strength) out.push_back({strength, parts[3]}), covered |= meant;
    }
    return out;
}

/// Where something mandatory is not there yet, as they see it: "none", or a direction-tag.
std::string_view lacking_end_to_end(const Media& theirs) {
    unsigned lacking = neither;
    for (const auto& [strength, direction] : desired_end_to_end(theirs))
        if (strength == "mandatory") lacking |= directions(direction);
    lacking &= ~directions(tag_of(theirs, "curr", "e2e").value_or("none"));
    constexpr std::string_view kTags[] = {"none", "send", "recv", "sendrecv"};
    return kTags[lacking];
}

/// Nobody tells us how the whole way is but they; so it is as they say, and as strongly wanted (RFC 3312 5.2).
void echo_end_to_end(Media& media, const Media& theirs) {
    const auto current = as_ours(tag_of(theirs, "curr", "e2e").value_or("none"));
    media.attributes.push_back({"curr", "qos e2e " + std::string(current)});
    auto desired = desired_end_to_end(theirs);
    if (desired.empty()) desired.push_back({"none", "sendrecv"});
    for (const auto& [strength, direction] : desired)
        media.attributes.push_back({"des", "qos " + std::string(strength) + " e2e " + std::string(as_ours(direction))});
}

void add_preconditions(Media& media, std::string_view their_status) {
    media.attributes.push_back({"curr", "qos local sendrecv"});
    media.attributes.push_back({"curr", "qos remote " + std::string(their_status)});
    media.attributes.push_back({"des", "qos mandatory local sendrecv"});
    media.attributes.push_back({"des", "qos mandatory remote sendrecv"});
}

/// What we want to hear of, "" for nothing: their side, or the whole way as far as it has to be there (RFC 3312 6).
std::string confirmation_wanted(const Media& theirs) {
    if (!is_end_to_end(theirs)) return tag_of(theirs, "curr", "local") == "sendrecv" ? "" : "qos remote sendrecv";
    const auto lacking = as_ours(lacking_end_to_end(theirs));
    return lacking == "none" ? "" : "qos e2e " + std::string(lacking);
}

}  // namespace

Session with_preconditions(Session ours, const Session* theirs) {
    ours = without_preconditions(std::move(ours));
    for (std::size_t line = 0; line < ours.media.size(); ++line) {
        if (ours.media[line].rejected()) continue;
        const bool is_told = theirs && line < theirs->media.size();
        if (is_told && is_end_to_end(theirs->media[line])) {
            echo_end_to_end(ours.media[line], theirs->media[line]);
            continue;
        }
        const auto told = is_told ? tag_of(theirs->media[line], "curr", "local") : std::nullopt;
        add_preconditions(ours.media[line], told ? as_ours(*told) : "none");
    }
    return ours;
}

std::string offer_with_preconditions(std::string_view offer) {
    constexpr std::string_view kLines =
        "a=curr:qos local sendrecv\r\na=curr:qos remote none\r\n"
        "a=des:qos mandatory local sendrecv\r\na=des:qos mandatory remote sendrecv\r\n";
    std::string out;
    out.reserve(offer.size() + kLines.size());
    std::string_view end_of_media;  // what is to be said at the end of the media line's part
    while (!offer.empty()) {
        const auto line = offer.substr(0, std::min(offer.find('\n'), offer.size() - 1) + 1);
        offer.remove_prefix(line.size());
        if (line.starts_with("m=")) {
            out += end_of_media;
            auto rest = line;
            next_word(rest);
            end_of_media = next_word(rest) == "0" ? "" : kLines;
        }
        const bool is_old = line.starts_with("a=curr:") || line.starts_with("a=des:") || line.starts_with("a=conf:");
        if (!is_old) out += line;
    }
    return out.append(end_of_media);
}

Session answer_with_preconditions(Session ours, const Session& theirs) {
    ours = with_preconditions(std::move(ours), &theirs);
    for (std::size_t line = 0; line < ours.media.size() && line < theirs.media.size(); ++line) {
        if (ours.media[line].rejected()) continue;
        if (const auto conf = confirmation_wanted(theirs.media[line]); !conf.empty())
            ours.media[line].attributes.push_back({"conf", conf});
    }
    return ours;
}

bool is_ready(const Session& theirs) {
    return std::ranges::all_of(theirs.media, [](const Media& media) {
        if (!media.rejected() && is_end_to_end(media)) return lacking_end_to_end(media) == "none";
        const auto desired = media.rejected() ? std::nullopt : mandatory_at_their_side(media);
        return !desired || includes(tag_of(media, "curr", "local").value_or("none"), *desired);
    });
}

bool speaks_of_preconditions(std::string_view sdp) {
    const auto session = parse(sdp);
    return session && std::ranges::any_of(session->media, [](const Media& media) {
               return std::ranges::any_of(media.attributes, [](const Attribute& attribute) {
                   if (attribute.name != "des" && attribute.name != "curr") return false;
                   const auto parts = words(attribute.value);
                   return !parts.empty() && parts.front() == "qos";
               });
           });
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
