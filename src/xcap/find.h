#pragma once
#include <libxml/tree.h>

#include <span>
#include <vector>

#include "xcap/tree.h"

/// The matching of RFC 4825 6.3 on a tree of libxml2. Pure.
namespace isfocus::xcap {

/// The namespace of an element name in a selector; "" for none.
std::string_view namespace_of_element(const Name& name, const Scope& scope);
/// Likewise of an attribute: without prefix it has none.
std::string_view namespace_of_attribute(const Name& name, const Scope& scope);

/// All child elements that have the step's name. `parent` null: the root element.
std::vector<xmlNode*> named(xmlDoc* document, xmlNode* parent, const Step& step, const Scope& scope);

/// Those that the whole step selects.
std::vector<xmlNode*> selected(xmlDoc* document, xmlNode* parent, const Step& step, const Scope& scope);

/// The one element that the steps select; null when one of them selects none, or several.
xmlNode* find(xmlDoc* document, std::span<const Step> steps, const Scope& scope);

xmlAttr* find_attribute(xmlNode* element, const Name& name, const Scope& scope);

/// Its value, references resolved.
std::string value_of(const xmlAttr& attribute);

inline std::string_view view(const xmlChar* text) {
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}
inline const xmlChar* chars(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

}  // namespace isfocus::xcap
