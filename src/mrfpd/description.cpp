#include "mrfpd/description.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "isfocus/sdp/amr_format.h"

namespace isfocus::mrfpd {
namespace {

using h248::ErrorCode;

constexpr std::uint32_t kPtime = 20;  // ms, all that the mixer makes
constexpr std::string_view kChoose = "$";

std::optional<Format> format_of(const sdp::Codec& codec) {
    const auto* known = std::ranges::find_if(kCodecs, [&](const Codec& one) {
        return h248::equal_names(codec.name, one.name) && codec.clock == one.clock && codec.channels == 1;
    });
    if (known == kCodecs.end()) return std::nullopt;
    Format format{codec.payload_type, static_cast<Encoding>(known - kCodecs.begin())};
    if (!is_amr(format.encoding)) return format;
    const auto amr = sdp::amr_format(codec);
    if (!amr) return std::nullopt;
    format.packing = amr->octet_aligned ? AmrPacking::octet_aligned : AmrPacking::bandwidth_efficient;
    format.modes = amr->modes;
    return format;
}

std::vector<sdp::Codec> all_codecs() {
    return {{0, "PCMU", 8000, 1, ""},
            {8, "PCMA", 8000, 1, ""},
            {9, "G722", 8000, 1, ""},
            {13, "CN", 8000, 1, ""},
            {96, "AMR-WB", 16000, 1, ""},
            {97, "AMR-WB", 16000, 1, "octet-align=1"},
            {98, "AMR", 8000, 1, ""},
            {99, "AMR", 8000, 1, "octet-align=1"},
            {100, "telephone-event", 16000, 1, "0-15"},
            {101, "telephone-event", 8000, 1, "0-15"}};
}

/// What we can do of them, in their order: every voice, and one telephone-event at the clock of each, which it shares a
/// stream with (RFC 4733 2.1), likewise comfort noise for what has none of its own (RFC 3389); or the first voice
/// alone.
std::vector<sdp::Codec> kept(const std::vector<sdp::Codec>& codecs, bool every_format) {
    std::set<std::uint32_t> clocks, noisy;
    for (const auto& codec : codecs) {
        const auto format = format_of(codec);
        if (!format || !every_format) continue;
        clocks.insert(codec.clock);
        if (!is_amr(format->encoding)) noisy.insert(codec.clock);
    }
    std::vector<sdp::Codec> kept;
    bool has_voice = false;
    for (const auto& codec : codecs) {
        const bool is_voice = format_of(codec) && (every_format || !std::exchange(has_voice, true));
        const bool is_event = sdp::is_telephone_event(codec) && clocks.erase(codec.clock) > 0;
        const bool is_noise = sdp::is_comfort_noise(codec) && noisy.erase(codec.clock) > 0;
        if (is_voice || is_event || is_noise) kept.push_back(codec);
    }
    return kept;
}

/// The one line that we can serve.
Checked<sdp::Media> audio_line(const sdp::Session& session) {
    const auto is_in_the_way = [](const sdp::Media& media) { return media.type != "audio" && !media.rejected(); };
    if (std::ranges::any_of(session.media, is_in_the_way))
        return fault(ErrorCode::unsupported_media_type, "audio only");
    const auto is_audio = [](const sdp::Media& media) { return media.type == "audio"; };
    if (std::ranges::count_if(session.media, is_audio) != 1)
        return fault(ErrorCode::unsupported_media_type, "one audio line, not more nor less");
    const auto& line = *std::ranges::find_if(session.media, is_audio);
    if (line.protocol != "RTP/AVP") return fault(ErrorCode::unsupported_media_type, line.protocol);
    return line;
}

Checked<std::vector<sdp::Session>> alternatives_of(const std::string& descriptor, const char* name) {
    auto alternatives = sdp::parse_h248(descriptor);
    if (alternatives) return std::move(*alternatives);
    return fault(ErrorCode::unknown_value, std::string{name} + ": " + alternatives.error().detail);
}

bool is_ours(const sdp::Address& address, const sdp::Address& ours) {
    if (address.family != ours.family) return false;
    return address.host == kChoose || h248::endpoint(address.host, 0) == h248::endpoint(ours.host, 0);
}

Checked<sdp::Media> reserve_one(const sdp::Session& alternative, const Reservation& reservation) {
    auto line = audio_line(alternative);
    if (!line) return line;
    if (!is_ours(line->connection, reservation.address))
        return fault(ErrorCode::unknown_value, "Local address " + line->connection.host);
    const bool is_our_port = line->choose_port || (line->port == reservation.port && line->port != 0);
    if (!is_our_port) return fault(ErrorCode::unknown_value, "Local port " + std::to_string(line->port));
    const bool any_format = line->formats == std::vector<std::string>{"$"};
    sdp::Media media;
    media.connection = reservation.address;
    media.port = reservation.port;
    media.codecs = kept(any_format ? all_codecs() : line->codecs, reservation.every_format);
    if (media.codecs.empty()) return fault(ErrorCode::unsupported_media_type, "no format of Local can be received");
    if (line->ptime) media.ptime = kPtime;
    media.maxptime = line->maxptime;
    media.bandwidths = line->bandwidths;
    return media;
}

/// RFC 3605: `a=rtcp:53020` or `a=rtcp:53020 IN IP4 192.0.2.1`; else the port above (RFC 3550 11).
std::optional<h248::Endpoint> rtcp_of(const sdp::Media& line, const h248::Endpoint& rtp) {
    auto rtcp = rtp;
    rtcp.port = static_cast<std::uint16_t>(rtp.port + 1);
    const auto given = std::ranges::find(line.attributes, "rtcp", &sdp::Attribute::name);
    if (given == line.attributes.end()) return rtcp.port ? std::optional{rtcp} : std::nullopt;
    const std::string_view value = given->value;
    const auto* end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, rtcp.port);
    if (read.ec != std::errc{} || rtcp.port == 0) return std::nullopt;
    if (read.ptr == end) return rtcp;
    const auto host = value.substr(value.find_last_of(' ') + 1);
    const auto elsewhere = h248::endpoint(host, rtcp.port);
    return elsewhere && elsewhere->is_ip6 == rtp.is_ip6 ? elsewhere : std::nullopt;
}

/// Nothing unless both are given, by the line or else by the session.
std::optional<RtcpBandwidth> rtcp_bandwidth_of(const sdp::Media& line, const sdp::Session& session) {
    const auto value = [&](std::string_view modifier) -> std::optional<std::uint32_t> {
        for (const auto* all : {&line.bandwidths, &session.bandwidths})
            if (const auto at = std::ranges::find(*all, modifier, &sdp::Bandwidth::modifier); at != all->end())
                return at->value;
        return std::nullopt;
    };
    const auto senders = value("RS"), receivers = value("RR");
    if (!senders || !receivers) return std::nullopt;
    return RtcpBandwidth{*senders, *receivers};
}

Checked<std::optional<Remote>> read_one(const sdp::Session& alternative, sdp::Address::Family family) {
    const auto line = audio_line(alternative);
    if (!line) return line.error();
    if (line->rejected()) return std::optional<Remote>{};
    const auto rtp = h248::endpoint(line->connection.host, line->port);
    if (!rtp || line->choose_port || line->connection.family != family)
        return fault(ErrorCode::unknown_value, "Remote address " + line->connection.host);
    if (rtp->address == decltype(rtp->address){}) return std::optional<Remote>{};
    const auto rtcp = rtcp_of(*line, *rtp);
    if (!rtcp) return fault(ErrorCode::unknown_value, "no RTCP port beside Remote port");
    const auto formats = voices(*line);
    if (formats.empty()) return fault(ErrorCode::unsupported_media_type, "no format of Remote can be sent");
    return std::optional{
        Remote{*rtp, *rtcp, formats.front(), telephone_event(*line), rtcp_bandwidth_of(*line, alternative)}};
}

}  // namespace

Checked<sdp::Media> reserve(const std::string& local, const Reservation& reservation) {
    const auto alternatives = alternatives_of(local, "Local");
    if (!alternatives) return alternatives.error();
    if (alternatives->empty()) return fault(ErrorCode::missing_local_or_remote);
    auto first = reserve_one(alternatives->front(), reservation);
    for (auto next = alternatives->begin() + 1; !first && next != alternatives->end(); ++next)
        if (auto media = reserve_one(*next, reservation)) return media;
    return first;
}

std::string write_local(const sdp::Media& media) {
    sdp::Session session;
    session.connection = media.connection;
    session.media = {media};
    return sdp::write_h248(session);
}

Checked<std::optional<Remote>> read_remote(const std::string& remote, sdp::Address::Family family) {
    const auto alternatives = alternatives_of(remote, "Remote");
    if (!alternatives) return alternatives.error();
    if (alternatives->empty()) return std::optional<Remote>{};
    auto first = read_one(alternatives->front(), family);
    for (auto next = alternatives->begin() + 1; !first && next != alternatives->end(); ++next)
        if (auto read = read_one(*next, family)) return read;
    return first;
}

std::vector<Format> voices(const sdp::Media& media) {
    std::vector<Format> formats;
    for (const auto& codec : media.codecs)
        if (const auto format = format_of(codec)) formats.push_back(*format);
    return formats;
}

std::optional<std::uint8_t> telephone_event(const sdp::Media& media) {
    const auto voice =
        std::ranges::find_if(media.codecs, [](const auto& codec) { return format_of(codec).has_value(); });
    const auto event = std::ranges::find_if(media.codecs, [&](const sdp::Codec& codec) {
        return sdp::is_telephone_event(codec) && voice != media.codecs.end() && codec.clock == voice->clock;
    });
    return event == media.codecs.end() ? std::nullopt : std::optional{event->payload_type};
}

std::vector<TelephoneEvent> telephone_events(const sdp::Media& media) {
    std::vector<TelephoneEvent> events;
    for (const auto& codec : media.codecs)
        if (sdp::is_telephone_event(codec)) events.push_back({codec.payload_type, codec.clock});
    return events;
}

std::optional<std::uint8_t> comfort_noise(const sdp::Media& media) {
    const auto at = std::ranges::find_if(media.codecs, sdp::is_comfort_noise);
    return at == media.codecs.end() ? std::nullopt : std::optional{at->payload_type};
}

std::string capabilities(sdp::Address::Family family) {
    sdp::Media media;
    media.choose_port = true;
    media.connection = {family, std::string{kChoose}};
    media.codecs = all_codecs();
    media.ptime = kPtime;
    media.maxptime = 240;
    return write_local(media);
}

}  // namespace isfocus::mrfpd
