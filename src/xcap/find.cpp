#include "xcap/find.h"

namespace isfocus::xcap {
namespace {

bool has_name(const xmlNode& element, const Step& step, const Scope& scope) {
    if (!step.name) return true;
    const auto space = element.ns ? view(element.ns->href) : std::string_view();
    return view(element.name) == step.name->local && space == namespace_of_element(*step.name, scope);
}

std::string_view bound(const Name& name, const Scope& scope) {
    const auto it = scope.bindings.find(name.prefix);
    return it == scope.bindings.end() ? std::string_view() : std::string_view(it->second);
}

}  // namespace

std::string_view namespace_of_element(const Name& name, const Scope& scope) {
    return name.prefix.empty() ? scope.default_namespace : bound(name, scope);
}

std::string_view namespace_of_attribute(const Name& name, const Scope& scope) {
    return name.prefix.empty() ? std::string_view() : bound(name, scope);
}

std::vector<xmlNode*> named(xmlDoc* document, xmlNode* parent, const Step& step, const Scope& scope) {
    std::vector<xmlNode*> out;
    for (xmlNode* one = parent ? parent->children : document->children; one; one = one->next)
        if (one->type == XML_ELEMENT_NODE && has_name(*one, step, scope)) out.push_back(one);
    return out;
}

std::vector<xmlNode*> selected(xmlDoc* document, xmlNode* parent, const Step& step, const Scope& scope) {
    auto out = named(document, parent, step, scope);
    if (step.position) {
        const auto position = *step.position;
        out = position >= 1 && position <= out.size() ? std::vector{out[position - 1]} : std::vector<xmlNode*>{};
    }
    if (step.test)
        std::erase_if(out, [&](xmlNode* one) {
            const xmlAttr* attribute = find_attribute(one, step.test->name, scope);
            return !attribute || value_of(*attribute) != step.test->value;
        });
    return out;
}

xmlNode* find(xmlDoc* document, std::span<const Step> steps, const Scope& scope) {
    xmlNode* context = nullptr;
    for (const auto& step : steps) {
        const auto found = selected(document, context, step, scope);
        if (found.size() != 1) return nullptr;
        context = found.front();
    }
    return context;
}

xmlAttr* find_attribute(xmlNode* element, const Name& name, const Scope& scope) {
    const auto space = namespace_of_attribute(name, scope);
    for (xmlAttr* one = element->properties; one; one = one->next)
        if (view(one->name) == name.local && (one->ns ? view(one->ns->href) : std::string_view()) == space) return one;
    return nullptr;
}

std::string value_of(const xmlAttr& attribute) {
    xmlChar* text = xmlNodeListGetString(attribute.doc, attribute.children, 1);
    std::string out(view(text));
    xmlFree(text);
    return out;
}

}  // namespace isfocus::xcap
