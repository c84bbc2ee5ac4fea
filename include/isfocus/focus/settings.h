#pragma once
#include <chrono>
#include <cstdint>
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
    enum class Join : std::uint8_t { open, invited, approval } join = Join::open;
    bool anonymous_may_join = false;  ///< also without anybody who vouches for the caller (CHG-04)
    enum class HostLeaves : std::uint8_t { end, carry_on, transfer } on_host_leave = HostLeaves::end;
    bool one_endpoint_per_user = false;  ///< JOI-04, OUT-59
    bool replaces_by_referral = false;   ///< Replaces also by whom the replaced user's Referred-By sends (JOI-07)
    /// Who hears our description in a reliable 183 first: whoever supports that (CRE-06), or only who needs it because
    /// its own resources are not ready (CRE-08).
    enum class Early183 : std::uint8_t { supported, needed } early_183 = Early183::needed;
    std::chrono::seconds precondition_wait{15};  ///< for the UE's resources (DEC-09)
    bool end_when_alone = false;                 ///< TRM-03
    std::chrono::seconds empty_linger{0};        ///< TRM-01
    std::chrono::seconds lock_after{0};          ///< REF-23; 0: never
    std::chrono::seconds max_duration{0};        ///< TRM-06; 0: none
    bool shutdown_hands_over = false;            ///< TRM-07: another isfocusd takes over, so subscribers may come back
    std::vector<Uri> operators;                  ///< may invite, remove, watch and end in every conference (REF-22)
    bool lists_need_consent = false;   ///< nobody is called by a list who has not agreed to that (RFC 5360; CRE-39)
    std::vector<Uri> consented;        ///< those who have; `*` for any user of a host
    bool policy_is_mandatory = false;  ///< POL-17: no conference is created while the policy store cannot be used
    std::vector<Uri> denied;           ///< may neither join nor be invited; `*` for any user of a host (REF-24)

    std::string mute_keys;  ///< by which a user mutes himself, and is heard again; "": none
    std::string lock_keys;  ///< by which the host locks the conference, and opens it again; "": none

    int refer_accept_status = 202;       ///< 202 or 200 (REF-39)
    int refer_unallocated_status = 604;  ///< 604 or 404 (table 2.1)
    bool participants_may_invite = false;
    bool refer_id_always = false;  ///< NTF-03, DEC-24
    std::chrono::seconds refer_subscription_expiry{180};
    std::chrono::seconds refer_expiry_min{10};  ///< NTF-18
    std::chrono::milliseconds refer_min_gap{1000};
    std::chrono::seconds refer_linger{64};  ///< after the outcome, for Refer-Events-At (RFC 7614 4.7)
    bool refer_list_unasked = true;         ///< REF-19a
    bool refer_token_required = false;      ///< REF-28: 429 without
    /// How many REFERs may be under way in one dialog and in one conference, beside one for each of its seats (GEN-11).
    unsigned refer_max_per_dialog = 64;
    unsigned refer_max_per_conference = 1024;

    std::chrono::seconds no_answer{60};       ///< after 180 (OUT-55)
    std::chrono::seconds overall_answer{90};  ///< after the INVITE; also its Expires (OUT-21)
    std::string display_name = "Conference Call";
    unsigned follow_redirects = 0;          ///< OUT-47: how many targets of 3xx are tried, at most 3
    bool cancel_on_referrer_leave = false;  ///< OUT-57
    std::string tel_domain;                 ///< tel targets are called as SIP URIs of it; "": as tel (REF-04)

    std::chrono::seconds session_interval{1800};  ///< Session-Expires that we ask for (RFC 4028); 0: no session timers
    std::chrono::seconds session_interval_min{90};

    std::chrono::seconds event_expiry_default{3600};
    std::chrono::seconds event_expiry_max{7200};
    std::chrono::seconds event_expiry_min{60};
    std::chrono::milliseconds event_min_gap{1000};
    std::chrono::milliseconds event_min_gap_large{5000};  ///< with more than 10 participants (EVT-31)
    unsigned event_max_per_dialog = 16;                   ///< subscriptions to the conference (GEN-11)
    unsigned event_max_per_conference = 5000;             ///< likewise
    bool host_sees_invited = false;  ///< the host is told the identity of private users whom it invited (XML-03)

    std::chrono::seconds retry_after{5};  ///< in a 503 for want of media, in a 500 for want of room
};

}  // namespace isfocus::focus
