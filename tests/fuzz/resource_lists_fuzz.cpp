#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "isfocus/confinfo/resource_lists.h"

using namespace isfocus;

/// Whatever a list says, there are no more entries than there may be, and each is for a URI that stands in the text or
/// was written with references to characters.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view xml{reinterpret_cast<const char*>(data), size};
    const auto entries = confinfo::read_resource_lists(xml);
    if (!entries) return entries.error().status == 400 ? 0 : (std::abort(), 0);
    if (entries->size() > confinfo::kMostListEntries) std::abort();
    for (const auto& one : *entries) {
        const bool is_verbatim = xml.find(one.uri) != std::string_view::npos;
        const bool has_references = xml.find('&') != std::string_view::npos;
        // White space inside an attribute is normalised by every XML reader.
        const bool has_space = one.uri.find(' ') != std::string::npos;
        if (one.uri.empty() || (!is_verbatim && !has_references && !has_space)) std::abort();
    }
    return 0;
}
