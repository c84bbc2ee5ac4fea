#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "isfocus/base/uri.h"

namespace isfocus::focus {

/// What the operator decides. Defaults are those of config/isfocus.yaml.
struct Settings {
    std::vector<Uri> factory_uris;
    std::string uri_domain;  ///< host or host:port of conference URIs
    unsigned max_participants = 10;
    unsigned max_conferences = 10000;
    enum class Join : std::uint8_t { open, invited } join = Join::open;
    enum class HostLeaves : std::uint8_t { end, carry_on } on_host_leave = HostLeaves::end;

    int refer_accept_status = 202;       ///< 202 or 200 (REF-39)
    int refer_unallocated_status = 604;  ///< 604 or 404 (table 2.1)
    bool participants_may_invite = false;
    bool refer_id_always = false;  ///< NTF-03, DEC-24
    std::chrono::seconds refer_subscription_expiry{180};
    std::chrono::milliseconds refer_min_gap{1000};

    std::chrono::seconds no_answer{60};       ///< after 180 (OUT-55)
    std::chrono::seconds overall_answer{90};  ///< after the INVITE; also its Expires (OUT-21)
    std::string display_name = "Conference Call";

    std::chrono::seconds event_expiry_default{3600};
    std::chrono::seconds event_expiry_max{7200};
    std::chrono::seconds event_expiry_min{60};
    std::chrono::milliseconds event_min_gap{1000};
    std::chrono::milliseconds event_min_gap_large{5000};  ///< with more than 10 participants (EVT-31)

    std::chrono::seconds retry_after{5};  ///< in a 503 for want of media
};

}  // namespace isfocus::focus
