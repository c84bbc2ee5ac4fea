#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <limits>
#include <string_view>

#include "isfocus/sdp/session.h"

namespace isfocus::sdp {
namespace {

enum class Form { sip, h248 };

constexpr auto kBreaks = [] {  // what would end its line
    std::array<bool, 256> breaks{};
    for (unsigned char c = 0; c < 0x20; ++c) breaks[c] = true;
    breaks[0x7f] = true;
    return breaks;
}();

/// Collects lines. A value that would break its line, or in H.248 end its descriptor, leaves the line out, an m= line
/// with all that belongs to it. What a line is made of goes into the text at once: descriptions are written often.
class Writer {
public:
    explicit Writer(Form form) : form_(form) {
        constexpr std::size_t kUsualOctets = 1000;
        text_.reserve(kUsualOctets);
    }

    Form form() const { return form_; }

    /// Parts are texts, characters and numbers. False: left out.
    template <class... Parts>
    bool line(char type, const Parts&... parts) {
        const auto begin = text_.size();
        text_ += type;
        text_ += '=';
        (add(parts), ...);
        if (breaks(std::string_view{text_}.substr(begin))) {
            text_.resize(begin);
            return false;
        }
        text_ += "\r\n";
        return true;
    }

    template <class... Parts>
    void attribute(std::string_view name, const Parts&... value) {
        line('a', name, ':', value...);
    }
    void attribute(const Attribute& attribute) {
        line('a', attribute.name, attribute.value.empty() ? "" : ":", attribute.value);
    }

    std::string take() { return std::move(text_); }

private:
    bool breaks(std::string_view line) const {
        if (form_ == Form::h248 && line.find('}') != std::string_view::npos) return true;
        return std::ranges::any_of(line, [](char c) { return kBreaks[static_cast<unsigned char>(c)]; });
    }

    void add(std::string_view part) { text_ += part; }
    void add(char part) { text_ += part; }
    void add(std::unsigned_integral auto number) {
        std::array<char, std::numeric_limits<std::uint64_t>::digits10 + 1> digits;
        text_.append(digits.data(), std::to_chars(digits.begin(), digits.end(), number).ptr);
    }
    void add(const Address& address) {
        add(address.family == Address::Family::ip6 ? "IN IP6 " : "IN IP4 ");
        add(address.host);
    }
    /// What follows the media type on its line.
    void add(const Media& media) {
        const bool no_media = form_ == Form::h248 && media.rejected();
        if (media.choose_port)
            add('$');
        else if (no_media)
            add('-');
        else
            add(media.port);
        add(' ');
        add(media.protocol);
        for (const auto& codec : media.codecs) add(' '), add(codec.payload_type);
        for (const auto& format : media.formats) add(' '), add(format);
        if (media.codecs.empty() && media.formats.empty()) add(form_ == Form::h248 ? " -" : " 0");
    }

    Form form_;
    std::string text_;
};

void write_codec(Writer& out, const Codec& codec) {
    if (!codec.name.empty() && codec.channels > 1)
        out.attribute("rtpmap", codec.payload_type, ' ', codec.name, '/', codec.clock, '/', codec.channels);
    else if (!codec.name.empty())
        out.attribute("rtpmap", codec.payload_type, ' ', codec.name, '/', codec.clock);
    if (!codec.fmtp.empty()) out.attribute("fmtp", codec.payload_type, ' ', codec.fmtp);
}

void write_bandwidths(Writer& out, const std::vector<Bandwidth>& bandwidths) {
    for (const auto& bandwidth : bandwidths) out.line('b', bandwidth.modifier, ':', bandwidth.value);
}

void write_media(Writer& out, const Media& media, const Address& of_session) {
    if (!out.line('m', media.type, ' ', media)) return;
    if (!media.connection.host.empty() && media.connection != of_session) out.line('c', media.connection);
    write_bandwidths(out, media.bandwidths);
    for (const auto& codec : media.codecs) write_codec(out, codec);
    if (media.ptime) out.attribute("ptime", *media.ptime);
    if (media.maxptime) out.attribute("maxptime", *media.maxptime);
    if (!media.label.empty()) out.attribute("label", media.label);
    for (const auto& attribute : media.attributes) out.attribute(attribute);
    if (out.form() == Form::sip && !media.rejected()) out.line('a', text(media.direction));
}

void write_session(Writer& out, const Session& session) {
    const bool sip = out.form() == Form::sip;
    out.line('v', '0');
    if (sip) {
        const auto& origin = session.origin;
        out.line('o', origin.user, ' ', origin.id, ' ', origin.version, ' ', origin.address);
        out.line('s', '-');
    }
    if (!session.connection.host.empty()) out.line('c', session.connection);
    write_bandwidths(out, session.bandwidths);
    if (sip) out.line('t', session.timing);
    for (const auto& attribute : session.attributes) out.attribute(attribute);
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

std::string write_h248(const Session& session) {
    Writer out{Form::h248};
    write_session(out, session);
    return out.take();
}

}  // namespace isfocus::sdp
