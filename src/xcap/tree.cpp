#include "xcap/tree.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <set>

#include "xcap/characters.h"
#include "xcap/find.h"

namespace isfocus::xcap {
namespace {

using Cause = Conflict::Cause;

constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

struct FreeContext {
    void operator()(xmlParserCtxt* context) const noexcept { xmlFreeParserCtxt(context); }
};

struct FreeBuffer {
    void operator()(xmlBuffer* buffer) const noexcept { xmlBufferFree(buffer); }
};

std::string dump(xmlNode* node) {
    const std::unique_ptr<xmlBuffer, FreeBuffer> buffer(xmlBufferCreate());
    xmlNodeDump(buffer.get(), node->doc, node, 0, 0);
    return std::string(view(xmlBufferContent(buffer.get())));
}

/// Says another encoding than UTF-8. An encoding is declared in the first line, or never.
bool declares_other_encoding(const xmlDoc& document) {
    const auto encoding = view(document.encoding);
    return !encoding.empty() && xmlStrcasecmp(document.encoding, chars("UTF-8")) != 0;
}

/// RFC 4825 10: an empty element of that name, with all declarations in scope.
std::string bindings_of(xmlNode* element) {
    const bool has_prefix = element->ns && element->ns->prefix;
    std::string out =
        '<' + (has_prefix ? std::string(view(element->ns->prefix)) + ':' : "") + std::string(view(element->name));
    std::set<std::string> seen;
    for (const xmlNode* one = element; one && one->type == XML_ELEMENT_NODE; one = one->parent)
        for (const xmlNs* space = one->nsDef; space; space = space->next) {
            const std::string prefix(view(space->prefix));
            if (!seen.insert(prefix).second) continue;
            out += prefix.empty() ? " xmlns=" : " xmlns:" + prefix + '=';
            out += quoted_value(view(space->href));
        }
    return out + "/>";
}

}  // namespace

void Tree::Free::operator()(_xmlDoc* document) const noexcept {
    xmlFreeDoc(document);
}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

Result<Tree, Conflict> Tree::parse(std::string_view text) {
    if (!is_utf8(text)) return Conflict{Cause::not_utf_8, "expects UTF-8"};
    // Which makes the parser take it for UTF-16 and what it declares for something else than we do.
    if (text.find('\0') != std::string_view::npos) return Conflict{Cause::not_well_formed, "expects no NUL"};
    // Before anything reads what it declares.
    if (text.find("<!DOCTYPE") != std::string_view::npos)
        return Conflict{Cause::constraint_failure, "expects no DOCTYPE"};
    const std::unique_ptr<xmlParserCtxt, FreeContext> context(xmlNewParserCtxt());
    Tree tree(xmlCtxtReadMemory(context.get(), text.data(), static_cast<int>(text.size()), nullptr, nullptr, kOptions));
    if (!tree.document_ || context->wellFormed == 0 || context->nsWellFormed == 0)
        return Conflict{Cause::not_well_formed,
                        "line " + std::to_string(context->lastError.line) + ": expects well-formed XML"};
    if (declares_other_encoding(*tree.document_)) return Conflict{Cause::not_utf_8, "expects encoding=\"UTF-8\""};
    return tree;
}

std::string Tree::text() const {
    xmlChar* text = nullptr;
    int size = 0;
    xmlDocDumpMemoryEnc(document_.get(), &text, &size, "UTF-8");
    std::string out(view(text).substr(0, static_cast<std::size_t>(size)));
    xmlFree(text);
    return out;
}

std::optional<std::string> Tree::get(const NodeSelector& selector, const Scope& scope) const {
    xmlNode* element = find(document_.get(), selector.steps, scope);
    if (!element) return std::nullopt;
    if (selector.namespaces) return bindings_of(element);
    if (!selector.attribute) return dump(element);
    const xmlAttr* attribute = find_attribute(element, *selector.attribute, scope);
    return attribute ? std::optional(quoted_value(value_of(*attribute))) : std::nullopt;
}

}  // namespace isfocus::xcap
