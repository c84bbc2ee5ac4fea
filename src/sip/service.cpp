#include "sip/service.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/uri.h"
#include "sip/header_list.h"
#include "sip/message.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

/// One of its own sub-services is MMTEL, too (RFC 6050 8.1).
bool is_mmtel(std::string_view service) {
    const std::string_view mmtel = kMmtelService;
    return equals_ignoring_case(service.substr(0, mmtel.size()), mmtel) &&
           (service.size() == mmtel.size() || service[mmtel.size()] == '.');
}

void append_list(std::string_view list, std::vector<std::string>& out) {
    while (!list.empty()) out.emplace_back(trimmed(next_part(list, ',')));
}

std::vector<std::string> asserted_services(const sip_t& invite) {
    std::vector<std::string> out;
    for (const auto& value : raw_values(invite, "P-Asserted-Service")) append_list(value, out);
    return out;
}

/// The colons of the URNs are escaped, because the value is a string of RFC 3840.
std::vector<std::string> wanted_services(const sip_t& invite) {
    std::vector<std::string> out;
    for (const auto& value : raw_values(invite, "Accept-Contact", 'a')) {
        for (std::string_view rest = value; !rest.empty();) {
            auto parameter = trimmed(next_part(rest, ';'));
            const auto name = trimmed(next_part(parameter, '='));
            if (!equals_ignoring_case(name, "+g.3gpp.icsi-ref")) continue;
            // Behind the string there may be the next value of the header field.
            auto text = std::string(parameter.substr(std::min(parameter.size(), parameter.find('"') + 1)));
            text.resize(std::min(text.size(), text.find('"')));
            append_list(percent_decode(text).value_or(text), out);
        }
    }
    return out;
}

}  // namespace

bool is_of_another_service(const sip_t& invite) {
    auto services = asserted_services(invite);
    if (services.empty()) services = wanted_services(invite);
    return !services.empty() && std::ranges::none_of(services, is_mmtel);
}

}  // namespace isfocus::sip
