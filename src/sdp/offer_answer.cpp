#include "isfocus/sdp/offer_answer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <bitset>
#include <utility>

#include "sdp/amr.h"
#include "sdp/bandwidth.h"

namespace isfocus::sdp {
namespace {

constexpr std::uint8_t kPayloadTypes = 128;
constexpr std::uint8_t kFirstDynamic = 96;  // RFC 3551 3

Rejection not_acceptable(std::string detail) {
    return {488, "Not Acceptable Here", std::move(detail)};
}

const Codec* find_compatible(const std::vector<Codec>& codecs, const Codec& wanted) {
    const auto found = std::ranges::find_if(
        codecs, [&](const Codec& codec) { return same_encoding(codec, wanted) && same_payload_format(codec, wanted); });
    return found == codecs.end() ? nullptr : &*found;
}

bool has_voice(const std::vector<Codec>& codecs) {
    return std::ranges::any_of(codecs, is_voice);
}

/// Events and comfort noise share one RTP stream with the voice, and so one clock (RFC 4733 2.1, RFC 3389 4). AMR and
/// AMR-WB have comfort noise of their own, and want none of RFC 3389.
bool goes_with(const Codec& companion, const Codec& voice) {
    return is_voice(voice) && voice.clock == companion.clock && !(is_comfort_noise(companion) && is_amr(voice));
}

/// Those of `codecs` that `others` has too; telephone-event and comfort noise only beside a voice that stays and that
/// they go with.
std::vector<Codec> restricted(const std::vector<Codec>& codecs, const std::vector<Codec>& others) {
    std::vector<Codec> kept;
    std::ranges::copy_if(codecs, std::back_inserter(kept),
                         [&](const Codec& codec) { return find_compatible(others, codec) != nullptr; });
    std::erase_if(kept, [voices = kept](const Codec& codec) {
        return !is_voice(codec) &&
               std::ranges::none_of(voices, [&](const Codec& voice) { return goes_with(codec, voice); });
    });
    return kept;
}

/// Multicast and broadcast: what is mixed for one user is for nobody else, nor for their networks.
bool is_of_many(const std::string& host) {
    in_addr ip4{};
    in6_addr ip6{};
    if (inet_pton(AF_INET, host.c_str(), &ip4) == 1)
        return IN_MULTICAST(ntohl(ip4.s_addr)) || ip4.s_addr == htonl(INADDR_BROADCAST);
    return inet_pton(AF_INET6, host.c_str(), &ip6) == 1 && IN6_IS_ADDR_MULTICAST(&ip6);
}

bool is_usable_audio(const Media& media) {
    const auto& host = media.connection.host;
    return media.type == "audio" && media.protocol == "RTP/AVP" && !media.rejected() && !host.empty() &&
           !is_of_many(host);
}

Media our_line(const LocalMedia& local, std::vector<Codec> codecs, Direction direction, const Media* theirs) {
    Media media;
    media.bandwidths = bandwidths_of(codecs, local.address.family, theirs);
    media.port = local.port;
    media.codecs = std::move(codecs);
    media.connection = local.address;
    media.direction = direction;
    media.label = local.label;
    media.ptime = local.ptime;
    media.maxptime = local.maxptime;
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
            codec.fmtp = answered_format(codec, *find_compatible(ours, codec));
            common.codecs.push_back(std::move(codec));
        }
        return common;
    }
    return not_acceptable(has_audio ? "sdp: no common audio codec" : "sdp: no audio over RTP/AVP offered");
}

std::vector<Codec> widened(const std::vector<Codec>& agreed, const std::vector<Codec>& ours) {
    std::bitset<kPayloadTypes> taken;
    for (const auto* list : {&agreed, &ours})
        for (const auto& codec : *list) taken.set(codec.payload_type);
    std::vector<Codec> out;
    for (const auto& codec : ours) {
        if (const auto* known = find_compatible(agreed, codec)) {
            out.push_back(*known);
            continue;
        }
        out.push_back(codec);
        const bool is_free =
            std::ranges::none_of(agreed, [&](const Codec& other) { return other.payload_type == codec.payload_type; });
        if (is_free) continue;
        std::uint8_t other = kFirstDynamic;
        while (other < kPayloadTypes && taken.test(other)) ++other;
        if (other == kPayloadTypes) {
            out.pop_back();
            continue;
        }
        taken.set(other);
        out.back().payload_type = other;
    }
    return out;
}

Result<Session> answer(const Session& offer, const LocalMedia& local) {
    auto audio = common_audio(offer, local.codecs);
    if (!audio) return audio.error();
    Session answer;
    answer.origin = local.origin;
    answer.timing = offer.timing;  // RFC 3264 6
    answer.connection = local.address;
    for (const auto& media : offer.media) answer.media.push_back(refused(media));
    const auto direction = common(mirrored(offer.media[audio->line].direction), local.direction);
    answer.media[audio->line] = our_line(local, std::move(audio->codecs), direction, &offer.media[audio->line]);
    return answer;
}

Session make_offer(const LocalMedia& local) {
    Session offer;
    offer.origin = local.origin;
    offer.connection = local.address;
    offer.media.push_back(our_line(local, local.codecs, local.direction, nullptr));
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
