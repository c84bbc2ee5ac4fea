#include <cstddef>
#include <cstdint>

#include "isfocus/config/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto config = isfocus::config::parse({reinterpret_cast<const char*>(data), size});
    if (!config && config.error().empty()) __builtin_trap();  // a refusal without a reason
    return 0;
}
