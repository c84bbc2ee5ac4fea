#pragma once
#include <optional>
#include <string>

#include "isfocus/base/uri.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// A URI in the library's form, which points into the Uri it was made of. The library decodes needless escapes when it
/// parses text; this way the octets stay those that the peer wrote (JOI-06, REF-14).
class UrlView {
public:
    explicit UrlView(const Uri& uri);
    UrlView(const UrlView&) = delete;
    UrlView& operator=(const UrlView&) = delete;

    const url_t& get() const noexcept { return url_; }
    const url_string_t* as_url_string() const noexcept { return reinterpret_cast<const url_string_t*>(&url_); }

private:
    std::string port_;
    std::string parameters_;
    url_t url_{};
};

/// Of nobody (RFC 3323 4.1.1.3).
Uri anonymous_uri();

/// Nothing for schemes other than sip, sips and tel, and for what the library took but RFC 3261 does not.
std::optional<Uri> read_uri(const url_t& url);

}  // namespace isfocus::sip
