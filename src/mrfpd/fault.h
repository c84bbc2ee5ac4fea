#pragma once
#include <string>

#include "isfocus/base/result.h"
#include "isfocus/h248/error.h"

namespace isfocus::mrfpd {

/// Why a command is refused, as its Error descriptor says it.
using Fault = h248::ErrorDescriptor;

/// The code's own text, with what was wrong here behind it.
inline Fault fault(h248::ErrorCode code, const std::string& detail = {}) {
    auto descriptor = h248::error_descriptor(code);
    if (!detail.empty()) descriptor.text += ": " + detail;
    return descriptor;
}

template <class T>
using Checked = Result<T, Fault>;

}  // namespace isfocus::mrfpd
