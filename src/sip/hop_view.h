#pragma once
#include "isfocus/base/uri.h"
#include "sip/sofia.h"
#include "sip/url.h"

namespace isfocus::sip {

/// A next hop in the library's form, which points into the Uri it was made of. With `lr` it is a Route, without it only
/// where to send (OUT-18).
class HopView {
public:
    explicit HopView(const Uri& hop) : url_(hop), is_loose_(hop.parameter("lr").has_value()) {
        sip_route_init(&route_);
        *route_.r_url = url_.get();
    }

    const sip_route_t* route() const noexcept { return is_loose_ ? &route_ : nullptr; }
    const url_string_t* address() const noexcept { return is_loose_ ? nullptr : url_.as_url_string(); }

private:
    UrlView url_;
    sip_route_t route_{};
    bool is_loose_;
};

}  // namespace isfocus::sip
