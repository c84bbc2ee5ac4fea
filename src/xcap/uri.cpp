#include "xcap/uri.h"

#include <algorithm>

#include "base/header_text.h"
#include "isfocus/base/uri.h"
#include "xcap/characters.h"

namespace isfocus::xcap {
namespace {

constexpr std::string_view kSeparator = "~~";
constexpr std::size_t kMostOctetsOfName = 128;

Rejection not_found() {
    return {404, "Not Found", "the URI is none of a document"};
}

Rejection malformed(const char* detail) {
    return {400, "Bad Request", detail};
}

/// The path of `http://host/path` alone; both forms are to be taken (RFC 9112 3.2).
std::string_view origin_form(std::string_view target) {
    const auto scheme = target.find("://");
    if (target.starts_with('/') || scheme == std::string_view::npos) return target;
    const auto path = target.find('/', scheme + 3);
    return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

struct Segment {
    std::string name;
    std::string_view rest;  ///< what follows it, from its `/` on
};

/// Cuts the first segment off, which begins with `/`.
std::optional<Segment> next_segment(std::string_view path) {
    if (!path.starts_with('/')) return std::nullopt;
    const auto end = std::min(path.find('/', 1), path.size());
    auto name = percent_decode(path.substr(1, end - 1));
    if (!name) return std::nullopt;
    return Segment{std::move(*name), path.substr(end)};
}

bool is_good_name(std::string_view name) {
    return name.size() <= kMostOctetsOfName && is_utf8(name) && name != "." && name != ".." &&
           !text::has_control_characters(name) && name.find('/') == std::string_view::npos;
}

bool binds(const Namespaces& bindings, const Name& name) {
    return name.prefix.empty() || bindings.contains(name.prefix);
}

bool binds_all(const Namespaces& bindings, const NodeSelector& node) {
    return (!node.attribute || binds(bindings, *node.attribute)) &&
           std::all_of(node.steps.begin(), node.steps.end(), [&](const Step& step) {
               return (!step.name || binds(bindings, *step.name)) && (!step.test || binds(bindings, step.test->name));
           });
}

std::optional<Rejection> read_node(std::string_view rest, ResourceUri& out) {
    if (rest.size() < 2) return malformed("expects a node selector after ~~");
    const auto decoded = percent_decode(rest.substr(1));
    out.node = decoded ? parse_selector(*decoded) : std::nullopt;
    if (!out.node) return malformed("the node selector is malformed, or an extension that is not known");
    if (!binds_all(out.namespaces, *out.node)) return malformed("a prefix of the node selector is not bound");
    return std::nullopt;
}

/// File name and node selector, below the directory.
std::optional<Rejection> read_document(std::string_view path, std::string_view rest, ResourceUri& out) {
    const auto here = [&] { return path.substr(0, path.size() - rest.size()); };
    out.home = std::string(here()) + '/';
    while (!rest.empty() && rest != "/") {
        const auto before = here();
        auto segment = next_segment(rest);
        if (!segment) return malformed("an escape in the path is broken");
        rest = segment->rest;
        if (segment->name == kSeparator) {
            if (out.document.empty()) return not_found();
            out.document_path = before;
            return read_node(rest, out);
        }
        if (segment->name.empty() || !is_good_name(segment->name)) return not_found();
        out.has_folders = !out.document.empty();
        out.document = std::move(segment->name);
    }
    if (rest == "/" && !out.document.empty()) return not_found();
    out.document_path = path;
    return std::nullopt;
}

}  // namespace

Result<ResourceUri> parse_resource(std::string_view target, std::string_view root) {
    target = origin_form(target);
    if (!std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f; }))
        return malformed("the URI holds what has to be percent-encoded");
    const auto query = target.find('?');
    const auto path = target.substr(0, query);
    ResourceUri out;
    if (query != std::string_view::npos) {
        const auto decoded = percent_decode(target.substr(query + 1));
        auto bindings = decoded ? parse_bindings(*decoded) : std::nullopt;
        if (!bindings) return malformed("the query is malformed");
        out.namespaces = std::move(*bindings);
    }
    if (!path.starts_with(root)) return not_found();
    auto auid = next_segment(path.substr(root.size()));
    auto tree = auid ? next_segment(auid->rest) : std::nullopt;
    if (!tree) return not_found();
    out.auid = std::move(auid->name);
    out.is_global = tree->name == "global";
    auto rest = tree->rest;
    if (!out.is_global) {
        auto user = tree->name == "users" ? next_segment(rest) : std::nullopt;
        if (!user || user->name.empty()) return not_found();
        out.xui = std::move(user->name);
        rest = user->rest;
    }
    if (auto fault = read_document(path, rest, out)) return std::move(*fault);
    return out;
}

}  // namespace isfocus::xcap
