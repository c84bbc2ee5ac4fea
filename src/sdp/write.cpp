#include <algorithm>

#include "isfocus/sdp/session.h"

namespace isfocus::sdp {
namespace {

enum class Form { sip, h248 };

/// Collects lines. A value that would break its line, or in H.248 end its descriptor, leaves the line out, an m= line
/// with all that belongs to it.
class Writer {
public:
    explicit Writer(Form form) : form_(form) {
        constexpr std::size_t kUsualOctets = 500;
        text_.reserve(kUsualOctets);
    }

    Form form() const { return form_; }

    bool line(char type, std::string_view value) { return line(type, value, "", ""); }

    void attribute(std::string_view name, std::string_view value = {}) {
        line('a', name, value.empty() ? "" : ":", value);
    }

    std::string take() { return std::move(text_); }

private:
    bool breaks(std::string_view part) const {
        return std::ranges::any_of(part, [this](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || (c == '}' && form_ == Form::h248);
        });
    }

    bool line(char type, std::string_view name, std::string_view separator, std::string_view value) {
        if (breaks(name) || breaks(value)) return false;
        text_ += type;
        text_.append("=").append(name).append(separator).append(value).append("\r\n");
        return true;
    }

    Form form_;
    std::string text_;
};

std::string connection_data(const Address& address) {
    return (address.family == Address::Family::ip6 ? "IN IP6 " : "IN IP4 ") + address.host;
}

std::string media_line(const Media& media, Form form) {
    const bool no_media = form == Form::h248 && media.rejected();
    std::string line = media.type + ' ';
    line += media.choose_port ? "$" : no_media ? "-" : std::to_string(media.port);
    line += ' ' + media.protocol;
    for (const auto& codec : media.codecs) line += ' ' + std::to_string(codec.payload_type);
    for (const auto& format : media.formats) line += ' ' + format;
    if (media.codecs.empty() && media.formats.empty()) line += form == Form::h248 ? " -" : " 0";
    return line;
}

void write_codec(Writer& out, const Codec& codec) {
    const auto payload_type = std::to_string(codec.payload_type);
    if (!codec.name.empty()) {
        auto map = payload_type + ' ' + codec.name + '/' + std::to_string(codec.clock);
        if (codec.channels > 1) map += '/' + std::to_string(codec.channels);
        out.attribute("rtpmap", map);
    }
    if (!codec.fmtp.empty()) out.attribute("fmtp", payload_type + ' ' + codec.fmtp);
}

void write_bandwidths(Writer& out, const std::vector<Bandwidth>& bandwidths) {
    for (const auto& bandwidth : bandwidths) out.line('b', bandwidth.modifier + ':' + std::to_string(bandwidth.value));
}

void write_media(Writer& out, const Media& media, const Address& of_session) {
    if (!out.line('m', media_line(media, out.form()))) return;
    if (!media.connection.host.empty() && media.connection != of_session)
        out.line('c', connection_data(media.connection));
    write_bandwidths(out, media.bandwidths);
    for (const auto& codec : media.codecs) write_codec(out, codec);
    if (media.ptime) out.attribute("ptime", std::to_string(*media.ptime));
    if (media.maxptime) out.attribute("maxptime", std::to_string(*media.maxptime));
    if (!media.label.empty()) out.attribute("label", media.label);
    for (const auto& attribute : media.attributes) out.attribute(attribute.name, attribute.value);
    if (out.form() == Form::sip && !media.rejected()) out.attribute(text(media.direction));
}

void write_session(Writer& out, const Session& session) {
    const bool sip = out.form() == Form::sip;
    out.line('v', "0");
    if (sip) {
        const auto& origin = session.origin;
        out.line('o', origin.user + ' ' + std::to_string(origin.id) + ' ' + std::to_string(origin.version) + ' ' +
                          connection_data(origin.address));
        out.line('s', "-");
    }
    if (!session.connection.host.empty()) out.line('c', connection_data(session.connection));
    write_bandwidths(out, session.bandwidths);
    if (sip) out.line('t', session.timing);
    for (const auto& attribute : session.attributes) out.attribute(attribute.name, attribute.value);
    for (const auto& media : session.media) write_media(out, media, session.connection);
}

}  // namespace

std::string write(const Session& session) {
    Writer out{Form::sip};
    write_session(out, session);
    return out.take();
}

std::string write_h248(const std::vector<Session>& alternatives) {
    Writer out{Form::h248};
    for (const auto& session : alternatives) write_session(out, session);
    return out.take();
}

}  // namespace isfocus::sdp
