#include <algorithm>
#include <utility>

#include "sdp/lines.h"
#include "sdp/parse.h"

namespace isfocus::sdp {
namespace {

constexpr std::size_t kMaxAlternatives = 16;

/// What an m= line of H.248 says beyond SDP, and the line without it.
struct MediaLine {
    std::string plain;
    bool choose_port = false;
    std::string format;  ///< `$` or `-`, when that is all there is
};

bool is_wildcard(std::string_view word) {
    return word == "$" || word == "-";
}

/// `parse.h` knows numbers only: another port takes the place of `$`, port 0 that of `-` (no media).
MediaLine read_media_line(std::string_view line) {
    auto parts = words(line);
    MediaLine read;
    if (parts.size() > 1 && is_wildcard(parts[1])) {
        read.choose_port = parts[1] == "$";
        parts[1] = read.choose_port ? "9" : "0";
    }
    if (parts.size() == 4 && is_wildcard(parts[3])) {
        read.format = parts[3];
        parts.pop_back();
    }
    for (const auto part : parts) read.plain.append(read.plain.empty() ? "" : " ").append(part);
    return read;
}

Result<Session> read_alternative(std::vector<std::string_view> lines) {
    std::vector<MediaLine> media_lines;
    media_lines.reserve(kMaxMedia);  // the lines below point into it
    for (auto& line : lines) {
        if (line[0] == 'm') line = media_lines.emplace_back(read_media_line(line)).plain;
    }
    auto session = read_session(lines);
    if (!session) return session;
    if (session->media.size() != media_lines.size()) return bad("sdp: media line not understood");
    for (std::size_t i = 0; i < media_lines.size(); ++i) {
        auto& media = session->media[i];
        media.choose_port = media_lines[i].choose_port;
        if (media.choose_port) media.port = 0;
        if (!media_lines[i].format.empty()) media.formats = {media_lines[i].format};
    }
    return session;
}

}  // namespace

Result<std::vector<Session>> parse_h248(std::string_view text) {
    const auto lines = checked_lines(text);
    if (!lines) return lines.error();
    const auto starts_alternative = [](std::string_view line) { return line[0] == 'v'; };
    std::vector<Session> alternatives;
    for (auto begin = lines->begin(); begin != lines->end();) {
        if (!starts_alternative(*begin)) return bad("sdp: descriptor does not begin with v=0");
        if (alternatives.size() == kMaxAlternatives) return bad("sdp: too many alternatives");
        const auto end = std::find_if(begin + 1, lines->end(), starts_alternative);
        auto session = read_alternative({begin, end});
        if (!session) return session.error();
        alternatives.push_back(std::move(*session));
        begin = end;
    }
    return alternatives;
}

}  // namespace isfocus::sdp
