#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "isfocus/policy/document.h"

using namespace isfocus;

/// Whatever a document says, a fault has a reason, and what is read keeps to the limits and can be meant.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto policy = policy::read_policy({reinterpret_cast<const char*>(data), size});
    if (!policy) return policy.error().message.empty() ? (std::abort(), 0) : 0;
    if (policy->uri.user.empty() || policy->uri.host.empty()) std::abort();
    if (policy->dial_out.size() > policy::kMostTargets || policy->rules.size() > policy::kMostRules) std::abort();
    if (policy->start && (!policy->stop || *policy->start >= *policy->stop)) std::abort();
    for (const auto& one : policy->dial_out)
        if (one.uri.user.empty() || one.uri.scheme == Uri::Scheme::sips) std::abort();
    for (const auto& one : policy->subject)
        if (static_cast<unsigned char>(one) < 0x20) std::abort();
    return 0;
}
