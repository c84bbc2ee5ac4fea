#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "isfocus/base/result.h"
#include "xcap/conflict.h"
#include "xcap/selector.h"

struct _xmlDoc;

namespace isfocus::xcap {

/// How the names in a selector are to be understood.
struct Scope {
    std::string_view default_namespace;  ///< of elements without prefix
    const Namespaces& bindings;
};

/// An XML document, and what RFC 4825 does to it. White space, comments and namespace declarations stay as they are.
class Tree {
public:
    /// Reads a document: well-formed, in UTF-8, namespaces declared, without DOCTYPE, so that it has no entities, and
    /// nothing is ever fetched.
    static Result<Tree, Conflict> parse(std::string_view text);

    Tree(Tree&&) noexcept;
    Tree& operator=(Tree&&) noexcept;
    ~Tree();

    /// The document, in UTF-8 with its XML declaration.
    std::string text() const;

    /// What the selector selects: an element, the quoted value of an attribute, or the element that shows namespace
    /// bindings (RFC 4825 8.3, 10). Nothing when it selects nothing, or more than one.
    std::optional<std::string> get(const NodeSelector& selector, const Scope& scope) const;

    /// What a change did.
    enum class Outcome : std::uint8_t { created, replaced };
    using Change = Result<Outcome, Conflict>;

    /// Puts the element or attribute there (RFC 4825 8.2). After a conflict the tree is of no use any more. In a
    /// `no_parent` the ancestor is the selector of what is there, or "".
    Change put(const NodeSelector& selector, const Scope& scope, std::string_view content);

    /// Removes it (RFC 4825 8.4); nothing when there is no such node. Likewise.
    std::optional<Change> remove(const NodeSelector& selector, const Scope& scope);

private:
    struct Free {
        void operator()(_xmlDoc* document) const noexcept;
    };
    explicit Tree(_xmlDoc* document) : document_(document) {}

    std::unique_ptr<_xmlDoc, Free> document_;
};

}  // namespace isfocus::xcap
