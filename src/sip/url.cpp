#include "sip/url.h"

#include <array>
#include <cstddef>

namespace isfocus::sip {
namespace {

std::string joined(const std::vector<Uri::Parameter>& parameters) {
    std::string out;
    for (const auto& one : parameters) {
        if (!out.empty()) out += ';';
        out += one.name;
        if (one.value) out.append("=").append(*one.value);
    }
    return out;
}

const char* text_or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

}  // namespace

UrlView::UrlView(const Uri& uri)
    : port_(uri.port == 0 ? std::string() : std::to_string(uri.port)), parameters_(joined(uri.parameters)) {
    url_.url_type = static_cast<signed char>(uri.scheme == Uri::Scheme::sip    ? url_sip
                                             : uri.scheme == Uri::Scheme::sips ? url_sips
                                                                               : url_tel);
    url_.url_scheme = url_scheme(static_cast<url_type_e>(url_.url_type));
    url_.url_user = text_or_null(uri.user);
    url_.url_host = text_or_null(uri.host);
    url_.url_port = text_or_null(port_);
    url_.url_params = text_or_null(parameters_);
    url_.url_headers = text_or_null(uri.headers);
}

Uri anonymous_uri() {
    return {.user = "anonymous", .host = "anonymous.invalid"};
}

std::optional<Uri> read_uri(const url_t& url) {
    std::array<char, 512> buffer{};
    const issize_t length = url_e(buffer.data(), buffer.size(), &url);
    if (length < 0) return std::nullopt;
    const auto size = static_cast<std::size_t>(length);
    if (size < buffer.size()) return parse_uri({buffer.data(), size});
    std::string text(size + 1, '\0');
    url_e(text.data(), static_cast<isize_t>(text.size()), &url);
    return parse_uri({text.data(), size});
}

}  // namespace isfocus::sip
