#include "sdp/parse.h"

#include <algorithm>
#include <bitset>
#include <limits>

#include "base/number.h"
#include "base/text.h"
#include "sdp/lines.h"
#include "sdp/static_codecs.h"

namespace isfocus::sdp {
namespace {

/// Of a session's id or version only equality counts: one that is beyond all bounds is the greatest, and a minus sign,
/// which some write though they must not, is none.
std::optional<std::uint64_t> identifier(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    if (!text::is_number(text)) return std::nullopt;
    return text::parse_number<std::uint64_t>(text).value_or(std::numeric_limits<std::uint64_t>::max());
}

/// RFC 4566 5.7: `IN IP4 host`, where a multicast address has its TTL and how many there are behind slashes.
std::optional<Address> read_address(std::string_view text) {
    if (!text::equals_ignoring_case(next_word(text), "IN")) return std::nullopt;
    const auto type = next_word(text);
    const bool is_ip6 = text::equals_ignoring_case(type, "IP6");
    if (!is_ip6 && !text::equals_ignoring_case(type, "IP4")) return std::nullopt;
    const auto host = next_word(text);
    const auto slash = std::min(host.find('/'), host.size());
    if (slash == 0) return std::nullopt;
    for (auto rest = host.substr(slash); !rest.empty();) {
        rest.remove_prefix(1);
        const auto part = rest.substr(0, rest.find('/'));
        if (!text::parse_number<std::uint32_t>(part)) return std::nullopt;
        rest.remove_prefix(part.size());
    }
    return Address{is_ip6 ? Address::Family::ip6 : Address::Family::ip4, std::string{host.substr(0, slash)}};
}

std::optional<Origin> read_origin(std::string_view text) {
    const auto user = next_word(text);
    const auto id = identifier(next_word(text));
    const auto version = identifier(next_word(text));
    auto address = read_address(text);
    if (!id || !version || !address) return std::nullopt;
    return Origin{std::string{user}, *id, *version, std::move(*address)};
}

std::optional<Direction> read_direction(std::string_view name) {
    if (name.size() != text(Direction::inactive).size()) return std::nullopt;  // all four are equally long
    for (const auto direction : {Direction::inactive, Direction::sendonly, Direction::recvonly, Direction::sendrecv})
        if (text::equals_ignoring_case(name, text(direction))) return direction;
    return std::nullopt;
}

/// Cuts off a payload type and gives its codec, if the line has it.
Codec* codec_of(Media& media, std::string_view& value) {
    const auto payload_type = text::parse_number<std::uint8_t>(next_word(value));
    value = trimmed(value);
    const auto codec =
        payload_type ? std::ranges::find(media.codecs, *payload_type, &Codec::payload_type) : media.codecs.end();
    return codec == media.codecs.end() ? nullptr : &*codec;
}

/// `name/clock` or `name/clock/channels`. What makes no sense leaves the codec without name.
bool read_rtpmap(std::string_view value, Media& media) {
    auto* codec = codec_of(media, value);
    if (!codec) return false;
    const auto name = value.substr(0, value.find('/'));
    const auto rest = value.substr(std::min(value.size(), name.size() + 1));
    const auto clock_text = rest.substr(0, rest.find('/'));
    const auto channels = rest.substr(std::min(rest.size(), clock_text.size() + 1));
    const auto clock = text::parse_number<std::uint32_t>(trimmed(clock_text)).value_or(0);
    const bool makes_sense = is_token(name) && clock != 0;
    codec->name = makes_sense ? name : std::string_view{};
    codec->clock = makes_sense ? clock : 0;
    codec->channels = makes_sense ? text::parse_number<std::uint8_t>(trimmed(channels)).value_or(1) : 1;
    return true;
}

bool read_fmtp(std::string_view value, Media& media) {
    auto* codec = codec_of(media, value);
    if (codec) codec->fmtp = value;
    return codec != nullptr;
}

/// Reads line by line: first what holds for the session, from the first m= line on what belongs to that one.
class Reader {
public:
    /// Gives what is wrong.
    std::optional<std::string> read(char type, std::string_view value) {
        switch (type) {
            case 'o':
                return read_origin_line(value);
            case 'c':
                return read_connection(value);
            case 'm':
                return read_media(value);
            case 'b':
                read_bandwidth(value);
                break;
            case 'a':
                read_attribute(value);
                break;
            case 't':
                read_timing(value);
                break;
            case 'v':
                if (media_) break;
                return "sdp: second v= line";
            default:
                break;
        }
        return std::nullopt;
    }

    Session take() {
        finish_media();
        return std::move(session_);
    }

private:
    std::optional<std::string> read_origin_line(std::string_view value) {
        if (media_) return std::nullopt;
        auto origin = read_origin(value);
        if (!origin) return "sdp: o= line is not user, id, version and address";
        session_.origin = std::move(*origin);
        return std::nullopt;
    }

    /// Of several c= lines of a media line, which are for multicast, the first counts.
    std::optional<std::string> read_connection(std::string_view value) {
        auto address = read_address(value);
        if (!address) return "sdp: c= line without address";
        if (!media_)
            session_.connection = std::move(*address);
        else if (media_->connection.host.empty())
            media_->connection = std::move(*address);
        return std::nullopt;
    }

    /// Only the first counts, which is enough for an answer to a call. One that makes no sense is none.
    void read_timing(std::string_view value) {
        if (std::exchange(has_timing_, true)) return;
        auto rest = value;
        const auto begin = next_word(rest), end = next_word(rest);
        if (text::parse_number<std::uint64_t>(begin) && text::parse_number<std::uint64_t>(end) &&
            next_word(rest).empty())
            session_.timing = std::string(begin) + ' ' + std::string(end);
    }

    /// One that makes no sense is no reason to refuse a call.
    void read_bandwidth(std::string_view value) {
        const auto name = value.substr(0, value.find(':'));
        const auto rate =
            text::parse_number<std::uint32_t>(trimmed(value.substr(std::min(value.size(), name.size() + 1))));
        auto& bandwidths = media_ ? media_->bandwidths : session_.bandwidths;
        for (const auto* kept : {"AS", "CT", "RS", "RR"})
            if (rate && text::equals_ignoring_case(trimmed(name), kept)) bandwidths.push_back({kept, *rate});
    }

    /// One without a name that could be one says nothing.
    void read_attribute(std::string_view line) {
        const auto ends = [](char c) { return c == ':' || text::is_blank(c); };
        const std::string_view name{line.begin(), std::ranges::find_if(line, ends)};
        const auto value = trimmed(line.substr(std::min(line.size(), name.size() + 1)));
        if (!is_token(name)) return;
        if (const auto direction = read_direction(name))
            (media_ ? media_->direction : direction_) = *direction;
        else if (!media_)
            session_.attributes.push_back({std::string{name}, std::string{value}});
        else if (!is_field(name, value))
            media_->attributes.push_back({std::string{name}, std::string{value}});
    }

    /// Whether an attribute of the media line has a field that is its own.
    bool is_field(std::string_view name, std::string_view value) {
        if (text::equals_ignoring_case(name, "rtpmap")) return media_->is_rtp() && read_rtpmap(value, *media_);
        if (text::equals_ignoring_case(name, "fmtp")) return media_->is_rtp() && read_fmtp(value, *media_);
        if (text::equals_ignoring_case(name, "label"))
            media_->label = value;
        else if (text::equals_ignoring_case(name, "ptime"))
            media_->ptime = text::parse_number<std::uint32_t>(value);
        else if (text::equals_ignoring_case(name, "maxptime"))
            media_->maxptime = text::parse_number<std::uint32_t>(value);
        else
            return false;
        return true;
    }

    std::optional<std::string> read_media(std::string_view line) {
        finish_media();
        media_ = &session_.media.emplace_back();
        const auto type = next_word(line);
        media_->type = text::equals_ignoring_case(type, "audio") ? "audio" : type;
        const auto port_text = next_word(line);
        const auto port = text::parse_number<std::uint16_t>(port_text.substr(0, port_text.find('/')));
        if (!port) return "sdp: port is no number up to 65535";
        media_->port = *port;
        media_->direction = direction_;
        read_protocol(next_word(line));
        media_->codecs.reserve(static_cast<std::size_t>(std::ranges::count(line, ' ')) + 1);
        std::bitset<128> seen;
        for (auto format = next_word(line); !format.empty(); format = next_word(line)) {
            if (!media_->is_rtp()) {
                media_->formats.emplace_back(format);
                continue;
            }
            const auto payload_type = text::parse_number<std::uint8_t>(format);
            if (!payload_type || *payload_type >= seen.size()) return "sdp: payload type is no number up to 127";
            if (!seen.test(*payload_type)) media_->codecs.push_back(static_codec(*payload_type));
            seen.set(*payload_type);
        }
        return std::nullopt;
    }

    void read_protocol(std::string_view protocol) {
        media_->protocol = protocol;
        for (const auto* known : {"RTP/AVP", "RTP/SAVP"})
            if (text::equals_ignoring_case(protocol, known)) media_->protocol = known;
    }

    void finish_media() {
        if (!media_) return;
        if (media_->connection.host.empty()) media_->connection = session_.connection;
        const auto& host = media_->connection.host;
        if (host == "0.0.0.0" || host == "::") media_->direction = common(media_->direction, Direction::sendonly);
    }

    Session session_;
    Direction direction_ = Direction::sendrecv;
    Media* media_ = nullptr;  ///< the last one; null before the first
    bool has_timing_ = false;
};

}  // namespace

Result<Session> read_session(const std::vector<std::string_view>& lines) {
    if (lines.empty() || lines.front()[0] != 'v' || trimmed(lines.front().substr(2)) != "0")
        return bad("sdp: does not begin with v=0");
    Reader reader;
    for (auto line = lines.begin() + 1; line != lines.end(); ++line)
        if (auto fault = reader.read((*line)[0], trimmed(line->substr(2)))) return bad(std::move(*fault));
    return reader.take();
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
