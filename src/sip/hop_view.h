#pragma once
#include "isfocus/base/uri.h"
#include "sip/next_hops.h"
#include "sip/sofia.h"
#include "sip/url.h"

namespace isfocus::sip {

/// A next hop in the library's form, which points into what it was made of. With `lr` its URI is a Route, without it
/// only where to send (OUT-18).
class HopView {
public:
    explicit HopView(const NextHop& hop)
        : url_(hop.uri),
          address_(hop.address),
          is_loose_(hop.uri.parameter("lr").has_value()),
          is_resolved_(hop.is_resolved()) {
        sip_route_init(&route_);
        *route_.r_url = url_.get();
    }

    const sip_route_t* route() const noexcept { return is_loose_ ? &route_ : nullptr; }
    const url_string_t* address() const noexcept {
        return is_loose_ && !is_resolved_ ? nullptr : address_.as_url_string();
    }

private:
    UrlView url_;
    UrlView address_;
    sip_route_t route_{};
    bool is_loose_;
    bool is_resolved_;
};

}  // namespace isfocus::sip
