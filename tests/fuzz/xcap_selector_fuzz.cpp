#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "xcap/head.h"
#include "xcap/tree.h"
#include "xcap/uri.h"

using namespace isfocus::xcap;

namespace {

constexpr std::string_view kDocument =
    "<r xmlns='urn:r' xmlns:p='urn:p'> <a id='1'/><!-- c --><p:a id='2' p:x='3'>t</p:a> <b><a/><a/></b> </r>";

void check(bool holds) {
    if (!holds) std::abort();
}

/// What was put is read back, and what was removed is not there any more (RFC 4825 7.4, 8.4).
void change(const NodeSelector& selector, const Scope& scope, std::string_view content) {
    Tree tree = std::move(*Tree::parse(kDocument));
    if (!selector.namespaces && tree.put(selector, scope, content)) check(tree.get(selector, scope).has_value());
    Tree other = std::move(*Tree::parse(kDocument));
    const auto was_there = other.get(selector, scope).has_value();
    if (selector.namespaces) return;
    const auto removed = other.remove(selector, scope);
    check(removed.has_value() == was_there);
    if (removed && *removed) check(!other.get(selector, scope));
}

}  // namespace

/// A selector in front of the first line end, and behind it what is put there. Whatever they say, a selector is what
/// its own text says, and its changes keep their promises. The whole as a request, too, is either understood or
/// refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.substr(0, text.find('\n'));
    const auto content = text.substr(std::min(line.size() + 1, text.size()));
    if (const auto selector = parse_selector(line)) {
        check(parse_selector(text_of(*selector)) == selector);
        const Namespaces bindings{{"p", "urn:p"}, {"r", "urn:r"}};
        change(*selector, {"urn:r", bindings}, content);
    }
    if (const auto uri = parse_resource(line, "/x"))
        check(!uri->node || parse_selector(text_of(*uri->node)) == uri->node);
    if (const auto head = parse_head(text)) check(head->body <= 65536);
    return 0;
}
