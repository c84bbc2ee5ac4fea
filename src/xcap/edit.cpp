#include <libxml/parser.h>
#include <libxml/tree.h>

#include "xcap/characters.h"
#include "xcap/find.h"
#include "xcap/tree.h"

/// Changes of elements and attributes (RFC 4825 8.2, 8.4). Each is tried on the tree, and then the selector is
/// evaluated again: it must select what was put, or nothing after a deletion (POL-06).
namespace isfocus::xcap {
namespace {

using Cause = Conflict::Cause;
using Outcome = Tree::Outcome;
using Change = Tree::Change;

constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

Conflict cannot_insert() {
    return {Cause::cannot_insert, "the URI would not select what was put"};
}

Conflict cannot_delete() {
    return {Cause::cannot_delete, "the URI would select another node then"};
}

struct FreeNodes {
    void operator()(xmlNode* list) const noexcept { xmlFreeNodeList(list); }
};
using Nodes = std::unique_ptr<xmlNode, FreeNodes>;

bool is_white_space(xmlNode* node) {
    return node->type == XML_TEXT_NODE && xmlIsBlankNode(node) == 1;
}

/// The one element among them, cut out; white space around it is passed over, anything else makes it no fragment of
/// one element.
Nodes only_element(Nodes list) {
    xmlNode* element = nullptr;
    for (xmlNode* one = list.get(); one; one = one->next) {
        if (is_white_space(one)) continue;
        if (element || one->type != XML_ELEMENT_NODE) return nullptr;
        element = one;
    }
    if (!element) return nullptr;
    if (element == list.get()) {
        const Nodes rest(element->next);
        xmlUnlinkNode(element);
        return list;
    }
    xmlUnlinkNode(element);
    return Nodes(element);
}

/// An element that will be the root: what the old root declares is gone with it.
Nodes read_root(xmlDoc* document, std::string_view content) {
    struct Free {
        void operator()(xmlDoc* one) const noexcept { xmlFreeDoc(one); }
    };
    const std::unique_ptr<xmlDoc, Free> own(
        xmlReadMemory(content.data(), static_cast<int>(content.size()), nullptr, "UTF-8", kOptions));
    const bool is_fragment =
        own && !own->intSubset && content.find("<?xml") == std::string_view::npos && own->children == own->last;
    return is_fragment ? Nodes(xmlDocCopyNode(own->children, document, 1)) : nullptr;
}

/// An element as it would be read where `context` is the parent, so that its prefixes may be declared there.
Nodes read_fragment(xmlNode* context, std::string_view content) {
    xmlNode* list = nullptr;
    const auto status =
        xmlParseInNodeContext(context, content.data(), static_cast<int>(content.size()), kOptions, &list);
    Nodes nodes(list);
    return status == XML_ERR_OK && nodes ? only_element(std::move(nodes)) : nullptr;
}

/// RFC 4825 8.2.3: where the new element goes. False when there is no such place.
bool insert(xmlDoc* document, xmlNode* parent, const Step& step, const Scope& scope, xmlNode* element) {
    const auto siblings = named(document, parent, step, scope);
    const auto position = step.position;
    if (siblings.empty() && position.value_or(1) == 1) return xmlAddChild(parent, element) != nullptr;
    if (!position && !step.name) return xmlAddChild(parent, element) != nullptr;
    if (!position) return xmlAddNextSibling(siblings.back(), element) != nullptr;
    if (*position == 1) return xmlAddPrevSibling(siblings.front(), element) != nullptr;
    if (*position == 0 || siblings.size() + 1 < *position) return false;
    return xmlAddNextSibling(siblings[*position - 2], element) != nullptr;
}

/// What of the selector is there, as a selector; "" when not even the root element is.
std::string existing_part(xmlDoc* document, const NodeSelector& selector, const Scope& scope) {
    std::size_t length = selector.steps.size();
    while (length > 0 && !find(document, std::span(selector.steps).first(length), scope)) --length;
    NodeSelector part;
    part.steps.assign(selector.steps.begin(), selector.steps.begin() + static_cast<std::ptrdiff_t>(length));
    return text_of(part);
}

Conflict no_parent(xmlDoc* document, const NodeSelector& selector, const Scope& scope) {
    return {Cause::no_parent, "there is no element to put it in", existing_part(document, selector, scope)};
}

Change put_element(xmlDoc* document, const NodeSelector& selector, const Scope& scope, std::string_view content) {
    const auto steps = std::span(selector.steps);
    const bool is_root = steps.size() == 1;
    xmlNode* parent = is_root ? nullptr : find(document, steps.first(steps.size() - 1), scope);
    if (!is_root && !parent) return no_parent(document, selector, scope);
    if (!is_utf8(content)) return Conflict{Cause::not_utf_8, "expects UTF-8"};
    auto element = parent ? read_fragment(parent, content) : read_root(document, content);
    if (!element) return Conflict{Cause::not_xml_frag, "expects one element of well-formed XML"};
    const auto there = selected(document, parent, steps.back(), scope);
    if (there.size() > 1 || (is_root && there.empty())) return cannot_insert();
    xmlNode* put = element.get();
    if (!there.empty()) {
        const Nodes old(xmlReplaceNode(there.front(), element.release()));
    } else if (insert(document, parent, steps.back(), scope, put)) {
        element.release();
    } else {
        return cannot_insert();
    }
    if (find(document, steps, scope) != put) return cannot_insert();
    return there.empty() ? Outcome::created : Outcome::replaced;
}

/// The namespace node that the attribute's prefix has to have in the document; false when there is none.
bool find_namespace(xmlNode* element, const Name& name, const Scope& scope, xmlNs*& space) {
    if (name.prefix.empty()) return true;
    const std::string uri(namespace_of_attribute(name, scope));
    space = xmlSearchNsByHref(element->doc, element, chars(uri.c_str()));
    return space != nullptr && space->prefix != nullptr;
}

Change put_attribute(xmlDoc* document, const NodeSelector& selector, const Scope& scope, std::string_view content) {
    xmlNode* element = find(document, selector.steps, scope);
    if (!element) return no_parent(document, selector, scope);
    if (!is_utf8(content)) return Conflict{Cause::not_utf_8, "expects UTF-8"};
    const auto value = attribute_value(content);
    if (!value) return Conflict{Cause::not_xml_att_value, "expects a value in quotes, without < and with &amp; for &"};
    xmlNs* space = nullptr;
    if (!find_namespace(element, *selector.attribute, scope, space))
        return Conflict{Cause::cannot_insert, "the document declares no prefix for the namespace of the attribute"};
    const bool is_there = find_attribute(element, *selector.attribute, scope) != nullptr;
    xmlSetNsProp(element, space, chars(selector.attribute->local.c_str()), chars(value->c_str()));
    if (find(document, selector.steps, scope) != element) return cannot_insert();
    return is_there ? Outcome::replaced : Outcome::created;
}

}  // namespace

Change Tree::put(const NodeSelector& selector, const Scope& scope, std::string_view content) {
    return selector.attribute ? put_attribute(document_.get(), selector, scope, content)
                              : put_element(document_.get(), selector, scope, content);
}

std::optional<Change> Tree::remove(const NodeSelector& selector, const Scope& scope) {
    xmlNode* element = find(document_.get(), selector.steps, scope);
    if (!element) return std::nullopt;
    if (selector.attribute) {
        xmlAttr* attribute = find_attribute(element, *selector.attribute, scope);
        if (!attribute) return std::nullopt;
        xmlRemoveProp(attribute);
        xmlNode* now = find(document_.get(), selector.steps, scope);
        if (now && find_attribute(now, *selector.attribute, scope)) return cannot_delete();
        return Outcome::replaced;
    }
    if (selector.steps.size() == 1)
        return Conflict{Cause::schema_validation_error, "a document has to have its root element"};
    xmlUnlinkNode(element);
    const Nodes gone(element);
    if (find(document_.get(), selector.steps, scope)) return cannot_delete();
    return Outcome::replaced;
}

}  // namespace isfocus::xcap
