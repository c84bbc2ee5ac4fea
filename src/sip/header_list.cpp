#include "sip/header_list.h"

#include <algorithm>
#include <array>

#include "sip/text.h"

namespace isfocus::sip {
namespace {

/// Which messages carry which list: requests have status 0, `any` stands for all methods.
struct CapabilityRow {
    sip_method_t method;
    int first_status;
    int last_status;
    bool allow;
    bool supported;
    bool allow_events;
    bool accept;
};

constexpr sip_method_t any = sip_method_invalid;

constexpr std::array kCapabilities{
    CapabilityRow{sip_method_invite, 0, 0, true, true, true, true},
    CapabilityRow{sip_method_invite, 101, 199, true, true, true, false},
    CapabilityRow{sip_method_invite, 200, 299, true, true, true, true},
    CapabilityRow{sip_method_update, 0, 0, false, true, false, false},  // RFC 4028 7.1, 7.4
    CapabilityRow{sip_method_update, 200, 299, true, true, false, false},
    CapabilityRow{sip_method_bye, 0, 0, false, true, false, false},  // RFC 4028 7.1
    CapabilityRow{sip_method_options, 0, 0, false, true, false, true},
    CapabilityRow{sip_method_options, 200, 299, true, true, true, true},
    CapabilityRow{sip_method_refer, 200, 299, true, true, false, false},
    CapabilityRow{sip_method_subscribe, 200, 299, true, true, true, false},
    CapabilityRow{sip_method_notify, 0, 0, true, true, false, false},
    CapabilityRow{any, 405, 405, true, false, false, false},
    CapabilityRow{any, 415, 415, false, false, false, true},
    CapabilityRow{any, 489, 489, false, false, true, false},
};

}  // namespace

/// Room for what a message of ours has, so that adding allocates nothing.
HeaderList::HeaderList() {
    constexpr std::size_t kUsualOctets = 1000, kUsualFields = 16;
    text_.reserve(kUsualOctets);
    fields_.reserve(kUsualFields);
}

void HeaderList::add(std::string_view name, std::string_view value) {
    if (!is_token(name) || has_control_characters(value)) return;
    const auto at = keep(name);
    fields_.push_back({at, keep(value)});
}

std::size_t HeaderList::keep(std::string_view part) {
    const auto at = text_.size();
    text_.append(part).push_back('\0');
    return at;
}

const sip_unknown_t* HeaderList::chain() {
    chain_.clear();
    chain_.resize(fields_.size());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        SIP_HEADER_INIT(&chain_[i], sip_unknown_class, sizeof(sip_unknown_t));
        chain_[i].un_name = text_.data() + fields_[i].name;
        chain_[i].un_value = text_.data() + fields_[i].value;
        chain_[i].un_next = i + 1 < chain_.size() ? &chain_[i + 1] : nullptr;
    }
    return chain_.empty() ? nullptr : chain_.data();
}

const std::string& supported_extensions() {
    static const std::string list = [] {
        std::string out;
        for (const auto& one : kExtensions)
            if (!one.only_factory) out.append(out.empty() ? "" : ", ").append(one.option_tag);
        return out;
    }();
    return list;
}

bool supports(std::string_view option_tag, sip_method_t method, bool in_dialog) {
    return std::any_of(kExtensions.begin(), kExtensions.end(), [&](const Extension& one) {
        return equals_ignoring_case(one.option_tag, option_tag) && (one.only_in == any || one.only_in == method) &&
               !(one.only_factory && in_dialog);
    });
}

void add_capabilities(HeaderList& headers, sip_method_t method, int status, std::string_view also) {
    for (const auto& row : kCapabilities) {
        if ((row.method != any && row.method != method) || status < row.first_status || status > row.last_status)
            continue;
        if (row.allow) headers.add("Allow", kAllow);
        if (row.supported)
            headers.add("Supported",
                        also.empty() ? supported_extensions() : std::string(also) + ", " + supported_extensions());
        if (row.allow_events) headers.add("Allow-Events", kAllowEvents);
        if (row.accept) headers.add("Accept", status == 0 ? kAcceptInAnswers : kAccept);
    }
}

std::string focus_contact(const Uri& conference) {
    return "<" + conference.text() + ">;isfocus;" + kMmtelFeature;
}

}  // namespace isfocus::sip
