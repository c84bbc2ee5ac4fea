#include "mrfpd/packages.h"

#include <cerrno>
#include <string>
#include <system_error>

#include "isfocus/h248/transactions.h"

namespace isfocus::mrfpd {
namespace {

using h248::ErrorCode;

}  // namespace

std::string package_of(std::string_view name) {
    return std::string{name.substr(0, name.find('/'))};
}

bool has_package(std::string_view name) {
    return supported_packages().version_of(package_of(name)) > 0;
}

h248::Packages supported_packages() {
    return {{{"g", 2},
             {"root", 2},
             {"nt", 1},
             {"rtp", 1},
             {"ocp", 1},
             {"it", 1},
             {"chp", 1},
             {"hangterm", 1},
             {"ipnapt", 1},
             {"adid", 1},
             {"dd", 1},
             {"cg", 1},
             {"an", 1}}};
}

std::optional<Fault> fault_of(const std::vector<h248::Parameter>& stream_properties) {
    for (const auto& property : stream_properties) {
        if (!has_package(property.name)) return fault(ErrorCode::unknown_package, package_of(property.name));
        if (!h248::equal_names(property.name, "nt/jit")) return fault(ErrorCode::no_such_property, property.name);
    }
    return std::nullopt;
}

bool cancels_graceful(const h248::Services& services) {
    constexpr unsigned kGracefulCancelled = 918;
    return services.method == h248::ServiceChangeMethod::restart && services.reason_code() == kGracefulCancelled;
}

std::optional<h248::Services> service_change(const MediaEvent& seen) {
    h248::Services services;
    if (seen.kind == MediaEvent::Kind::back_in_service) {
        services.method = h248::ServiceChangeMethod::restart;
        services.reason = "900 Service Restored";
        return services;
    }
    if (seen.kind != MediaEvent::Kind::out_of_service) return std::nullopt;
    services.method = h248::ServiceChangeMethod::forced;
    services.reason =
        seen.error == EADDRNOTAVAIL ? "906 Loss of Lower Layer Connectivity" : "904 Termination Malfunctioning";
    return services;
}

bool is_fault(MediaEvent::Kind kind) {
    using enum MediaEvent::Kind;
    return kind == network_failed || kind == bearer_lost || kind == out_of_service || kind == back_in_service ||
           kind == too_many_keys;
}

std::string text_of(int error) {
    return std::generic_category().message(error);
}

}  // namespace isfocus::mrfpd
