#include "sdp/parse.h"

#include <sofia-sip/sdp.h>

#include <bitset>
#include <charconv>
#include <limits>
#include <memory>

#include "sdp/lines.h"

namespace isfocus::sdp {
namespace {

constexpr std::string_view kLinesRead = "vocbam";

template <auto Destroy>
struct CDelete {
    void operator()(auto* object) const noexcept { Destroy(object); }
};
using HomePtr = std::unique_ptr<su_home_t, CDelete<su_home_unref>>;
using ParserPtr = std::unique_ptr<sdp_parser_t, CDelete<sdp_parser_free>>;

std::string_view view(const char* text) {
    return text ? std::string_view{text} : std::string_view{};
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Address read_address(const sdp_connection_t* connection) {
    if (!connection) return {};
    const auto family = connection->c_addrtype == sdp_addr_ip6 ? Address::Family::ip6 : Address::Family::ip4;
    return {family, std::string{view(connection->c_address)}};
}

bool is_unspecified(const Address& address) {
    return address.host == "0.0.0.0" || address.host == "::";
}

/// This version of the library gives AS by name only, CT by number only, and of all others neither.
std::string_view read_modifier(const sdp_bandwidth_t& line) {
    if (line.b_modifier_name) return line.b_modifier_name;
    return line.b_modifier == sdp_bw_ct ? "CT" : "";
}

std::vector<Bandwidth> read_bandwidths(const sdp_bandwidth_t* line) {
    std::vector<Bandwidth> bandwidths;
    for (; line; line = line->b_next) {
        const auto modifier = read_modifier(*line);
        if (modifier.empty() || line->b_value > std::numeric_limits<std::uint32_t>::max()) continue;
        bandwidths.push_back({std::string{modifier}, static_cast<std::uint32_t>(line->b_value)});
    }
    return bandwidths;
}

std::optional<Direction> read_direction(std::string_view name) {
    for (const auto direction : {Direction::inactive, Direction::sendonly, Direction::recvonly, Direction::sendrecv})
        if (equal_nocase(name, text(direction))) return direction;
    return std::nullopt;
}

/// Gives a predefined or named codec; one whose rtpmap makes no sense stays nameless.
Codec read_codec(const sdp_rtpmap_t& map) {
    Codec codec{.payload_type = static_cast<std::uint8_t>(map.rm_pt)};
    codec.fmtp = trimmed(view(map.rm_fmtp));
    if (map.rm_rate == 0 || map.rm_rate > std::numeric_limits<std::uint32_t>::max()) return codec;
    codec.name = view(map.rm_encoding);
    codec.clock = static_cast<std::uint32_t>(map.rm_rate);
    codec.channels = number<std::uint8_t>(trimmed(view(map.rm_params))).value_or(1);
    return codec;
}

std::vector<Codec> read_codecs(const sdp_rtpmap_t* map) {
    std::vector<Codec> codecs;
    for (std::bitset<128> seen; map; map = map->rm_next) {
        if (seen.test(map->rm_pt)) continue;
        seen.set(map->rm_pt);
        codecs.push_back(read_codec(*map));
    }
    return codecs;
}

/// Sorts one attribute into the field that is its own, or keeps it as it is.
void read_attribute(const sdp_attribute_t& attribute, Media& media) {
    const auto name = view(attribute.a_name);
    const auto value = trimmed(view(attribute.a_value));
    if (const auto direction = read_direction(name)) {
        media.direction = *direction;
    } else if (equal_nocase(name, "label")) {
        media.label = value;
    } else if (equal_nocase(name, "ptime")) {
        media.ptime = number<std::uint32_t>(value);
    } else if (equal_nocase(name, "maxptime")) {
        media.maxptime = number<std::uint32_t>(value);
    } else {
        media.attributes.push_back({std::string{name}, std::string{value}});
    }
}

Result<Media> read_media(const sdp_media_t& line, const Session& session, Direction session_direction) {
    if (line.m_port > std::numeric_limits<std::uint16_t>::max()) return bad("sdp: port over 65535");
    Media media;
    media.type = view(line.m_type_name);
    media.port = static_cast<std::uint16_t>(line.m_port);
    media.protocol = view(line.m_proto_name);
    media.codecs = read_codecs(line.m_rtpmaps);
    for (const auto* format = line.m_format; format; format = format->l_next)
        media.formats.emplace_back(view(format->l_text));
    media.connection = line.m_connections ? read_address(line.m_connections) : session.connection;
    media.direction = session_direction;
    media.bandwidths = read_bandwidths(line.m_bandwidths);
    for (const auto* attribute = line.m_attributes; attribute; attribute = attribute->a_next)
        read_attribute(*attribute, media);
    if (is_unspecified(media.connection)) media.direction = common(media.direction, Direction::sendonly);
    return media;
}

Result<Session> read(const sdp_session_t& described) {
    Session session;
    if (const auto* origin = described.sdp_origin) {
        session.origin = {std::string{view(origin->o_username)}, origin->o_id, origin->o_version,
                          read_address(origin->o_address)};
    }
    session.connection = read_address(described.sdp_connection);
    session.bandwidths = read_bandwidths(described.sdp_bandwidths);
    auto direction = Direction::sendrecv;
    for (const auto* attribute = described.sdp_attributes; attribute; attribute = attribute->a_next) {
        const auto name = view(attribute->a_name);
        if (const auto found = read_direction(name))
            direction = *found;
        else
            session.attributes.push_back({std::string{name}, std::string{trimmed(view(attribute->a_value))}});
    }
    for (const auto* line = described.sdp_media; line; line = line->m_next) {
        auto media = read_media(*line, session, direction);
        if (!media) return media.error();
        session.media.push_back(std::move(*media));
    }
    return session;
}

}  // namespace

Result<Session> read_session(const std::vector<std::string_view>& lines) {
    std::string text;  // only the lines that are read here: what the library never sees can do no harm in it
    for (const auto line : lines)
        if (kLinesRead.find(line[0]) != std::string_view::npos) text.append(line).append("\r\n");
    const HomePtr home{static_cast<su_home_t*>(su_home_new(sizeof(su_home_t)))};
    if (!home) return bad("sdp: out of memory");
    // The library's own idea of directions forgets the attributes of refused lines, and its sanity check refuses
    // descriptions without o=, which H.248 allows: both are done here.
    const ParserPtr parser{
        sdp_parse(home.get(), text.data(), static_cast<issize_t>(text.size()), sdp_f_insane | sdp_f_mode_manual)};
    const auto* described = sdp_session(parser.get());
    if (!described) return bad("sdp: " + std::string{view(sdp_parsing_error(parser.get()))});
    return read(*described);
}

Result<Session> parse(std::string_view text) {
    const auto lines = checked_lines(text);
    if (!lines) return lines.error();
    auto session = read_session(*lines);
    if (!session) return session;
    if (session->origin.address.host.empty()) return bad("sdp: no o= line");
    for (const auto& media : session->media)
        if (!media.rejected() && media.connection.host.empty()) return bad("sdp: media line without c= line");
    return session;
}

}  // namespace isfocus::sdp
