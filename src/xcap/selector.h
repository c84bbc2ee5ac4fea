#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The part of an XCAP URI that selects inside of a document (RFC 4825 6.3, 6.4), as a value. Pure.
namespace isfocus::xcap {

/// A QName as it is spelled.
struct Name {
    std::string prefix;  ///< "" for none
    std::string local;

    std::string text() const { return prefix.empty() ? local : prefix + ':' + local; }
    friend bool operator==(const Name&, const Name&) = default;
};

/// `[@name="value"]`.
struct AttributeTest {
    Name name;
    std::string value;  ///< its references resolved

    friend bool operator==(const AttributeTest&, const AttributeTest&) = default;
};

/// Chooses among the children of one element.
struct Step {
    std::optional<Name> name;          ///< nothing: `*`
    std::optional<unsigned> position;  ///< from 1; 0 is never there
    std::optional<AttributeTest> test;

    friend bool operator==(const Step&, const Step&) = default;
};

struct NodeSelector {
    std::vector<Step> steps;  ///< never empty; the first chooses the root element
    std::optional<Name> attribute;
    bool namespaces = false;  ///< `namespace::*`; never with an attribute

    friend bool operator==(const NodeSelector&, const NodeSelector&) = default;
};

/// How long a selector may be: deeper than any document.
inline constexpr std::size_t kMostSteps = 32;

/// Reads a selector whose percent-encoding has been taken off. Nothing when it is not of the grammar;
/// extension-selectors are not, for there are none that we know.
std::optional<NodeSelector> parse_selector(std::string_view text);

/// The inverse of parse_selector.
std::string text_of(const NodeSelector& selector);

using Namespaces = std::map<std::string, std::string>;  ///< by prefix

/// Reads the query of an XCAP URI, percent-encoding taken off: `xmlns(a=urn:x)xmlns(b=urn:y)`. Other xpointer schemes
/// are passed over. Nothing when it is malformed.
std::optional<Namespaces> parse_bindings(std::string_view query);

}  // namespace isfocus::xcap
