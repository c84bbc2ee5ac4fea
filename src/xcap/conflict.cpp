#include "xcap/conflict.h"

#include "xcap/characters.h"

namespace isfocus::xcap {
namespace {

std::string element(std::string_view name, std::string_view text) {
    return text.empty() ? "" : '<' + std::string(name) + '>' + xml_text(text) + "</" + std::string(name) + '>';
}

}  // namespace

std::string_view name(Conflict::Cause cause) noexcept {
    using Cause = Conflict::Cause;
    switch (cause) {
        case Cause::not_well_formed:
            return "not-well-formed";
        case Cause::not_xml_frag:
            return "not-xml-frag";
        case Cause::no_parent:
            return "no-parent";
        case Cause::schema_validation_error:
            return "schema-validation-error";
        case Cause::not_xml_att_value:
            return "not-xml-att-value";
        case Cause::cannot_insert:
            return "cannot-insert";
        case Cause::cannot_delete:
            return "cannot-delete";
        case Cause::uniqueness_failure:
            return "uniqueness-failure";
        case Cause::constraint_failure:
            break;
        case Cause::not_utf_8:
            return "not-utf-8";
    }
    return "constraint-failure";
}

std::string document_of(const Conflict& conflict) {
    std::string inside = element("ancestor", conflict.ancestor);
    if (conflict.cause == Conflict::Cause::uniqueness_failure) {
        inside = "<exists field=" + quoted_value(encoded_path(conflict.field)) + '>';
        for (const auto& one : conflict.alternatives) inside += element("alt-value", one);
        inside += "</exists>";
    }
    const std::string cause(name(conflict.cause));
    const auto phrase = conflict.phrase.empty() ? "" : " phrase=" + quoted_value(conflict.phrase);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xcap-error xmlns=\"urn:ietf:params:xml:ns:xcap-error\">" +
           ('<' + cause + phrase + (inside.empty() ? "/>" : '>' + inside + "</" + cause + '>')) + "</xcap-error>\n";
}

}  // namespace isfocus::xcap
