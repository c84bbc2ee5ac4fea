#include "isfocus/sdp/offer_answer.h"

#include <algorithm>
#include <utility>

#include "sdp/lines.h"

namespace isfocus::sdp {
namespace {

Rejection not_acceptable(std::string detail) {
    return {488, "Not Acceptable Here", std::move(detail)};
}

/// The value of one `name=value` of an fmtp line; "" when it is not there.
std::string_view format_parameter(std::string_view fmtp, std::string_view name) {
    while (!fmtp.empty()) {
        const auto end = std::min(fmtp.find(';'), fmtp.size());
        const auto parameter = trimmed(fmtp.substr(0, end));
        const auto equals = std::min(parameter.find('='), parameter.size());
        if (equal_nocase(trimmed(parameter.substr(0, equals)), name))
            return trimmed(parameter.substr(std::min(equals + 1, parameter.size())));
        fmtp.remove_prefix(std::min(end + 1, fmtp.size()));
    }
    return {};
}

/// AMR comes in two packings that do not understand each other (RFC 4867 8.3.1: octet-align must be the same on both
/// sides).
bool same_packing(const Codec& a, const Codec& b) {
    if (!equal_nocase(a.name, "AMR") && !equal_nocase(a.name, "AMR-WB")) return true;
    const auto aligned = [](const Codec& codec) { return format_parameter(codec.fmtp, "octet-align") == "1"; };
    return aligned(a) == aligned(b);
}

const Codec* find_compatible(const std::vector<Codec>& codecs, const Codec& wanted) {
    const auto found = std::ranges::find_if(
        codecs, [&](const Codec& codec) { return same_encoding(codec, wanted) && same_packing(codec, wanted); });
    return found == codecs.end() ? nullptr : &*found;
}

bool has_voice(const std::vector<Codec>& codecs) {
    return !std::ranges::all_of(codecs, is_telephone_event);
}

/// Those of `codecs` that `others` has too; telephone-event only at the clock of a voice that stays, because both share
/// one RTP stream and so one clock (RFC 4733 2.1).
std::vector<Codec> restricted(const std::vector<Codec>& codecs, const std::vector<Codec>& others) {
    std::vector<Codec> kept;
    std::ranges::copy_if(codecs, std::back_inserter(kept),
                         [&](const Codec& codec) { return find_compatible(others, codec) != nullptr; });
    std::erase_if(kept, [voices = kept](const Codec& codec) {
        return is_telephone_event(codec) && std::ranges::none_of(voices, [&](const Codec& voice) {
                   return !is_telephone_event(voice) && voice.clock == codec.clock;
               });
    });
    return kept;
}

bool is_usable_audio(const Media& media) {
    return media.type == "audio" && media.protocol == "RTP/AVP" && !media.rejected() && !media.connection.host.empty();
}

Media our_line(const LocalMedia& local, std::vector<Codec> codecs, Direction direction) {
    Media media;
    media.port = local.port;
    media.codecs = std::move(codecs);
    media.connection = local.address;
    media.direction = direction;
    media.label = local.label;
    media.ptime = local.ptime;
    media.maxptime = local.maxptime;
    media.bandwidths = local.bandwidths;
    return media;
}

/// Port 0, and as formats those offered, because the line must have one (RFC 3264 6).
Media refused(const Media& offered) {
    Media media;
    media.type = offered.type;
    media.protocol = offered.protocol;
    for (const auto& codec : offered.codecs) media.codecs.push_back({.payload_type = codec.payload_type});
    media.formats = offered.formats;
    return media;
}

}  // namespace

Result<CommonAudio> common_audio(const Session& offer, const std::vector<Codec>& ours) {
    bool has_audio = false;
    for (std::size_t line = 0; line < offer.media.size(); ++line) {
        const auto& media = offer.media[line];
        if (!is_usable_audio(media)) continue;
        has_audio = true;
        CommonAudio common{line, {}, restricted(media.codecs, ours)};
        if (!has_voice(common.offered)) continue;
        for (auto codec : common.offered) {
            codec.fmtp = find_compatible(ours, codec)->fmtp;
            common.codecs.push_back(std::move(codec));
        }
        return common;
    }
    return not_acceptable(has_audio ? "sdp: no common audio codec" : "sdp: no audio over RTP/AVP offered");
}

Result<Session> answer(const Session& offer, const LocalMedia& local) {
    auto audio = common_audio(offer, local.codecs);
    if (!audio) return audio.error();
    Session answer;
    answer.origin = local.origin;
    answer.connection = local.address;
    for (const auto& media : offer.media) answer.media.push_back(refused(media));
    const auto direction = common(mirrored(offer.media[audio->line].direction), local.direction);
    answer.media[audio->line] = our_line(local, std::move(audio->codecs), direction);
    return answer;
}

Session make_offer(const LocalMedia& local) {
    Session offer;
    offer.origin = local.origin;
    offer.connection = local.address;
    offer.media.push_back(our_line(local, local.codecs, local.direction));
    return offer;
}

Result<Agreement> agree(const Session& offer, const Session& answer) {
    if (answer.media.size() != offer.media.size()) return not_acceptable("sdp: answer has other media lines");
    const auto line = std::ranges::find_if(offer.media, is_usable_audio);
    if (line == offer.media.end()) return not_acceptable("sdp: no audio was offered");
    const auto index = static_cast<std::size_t>(line - offer.media.begin());
    const auto& answered = answer.media[index];
    if (answered.rejected()) return not_acceptable("sdp: audio refused");
    if (!is_usable_audio(answered)) return not_acceptable("sdp: answer is not audio over RTP/AVP with an address");
    Agreement agreement{index, restricted(line->codecs, answered.codecs), restricted(answered.codecs, line->codecs),
                        common(line->direction, mirrored(answered.direction))};
    if (!has_voice(agreement.send)) return not_acceptable("sdp: answer keeps no codec of the offer");
    return agreement;
}

bool usable_answer(const Session& offer, const Session& answer) {
    return static_cast<bool>(agree(offer, answer));
}

Session next_version(const Session& previous, Session next) {
    next.origin = previous.origin;
    if (next != previous) ++next.origin.version;
    return next;
}

}  // namespace isfocus::sdp
