#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "isfocus/base/result.h"
#include "xcap/selector.h"

namespace isfocus::xcap {

/// What the request URI of XCAP names (RFC 4825 6): a document, or a node in it.
struct ResourceUri {
    std::string auid;
    bool is_global = false;     ///< of the global tree, otherwise of a user's
    std::string xui;            ///< whose; "" in the global tree
    std::string document;       ///< file name; "" when the URI names a directory only
    bool has_folders = false;   ///< between home directory and file name: there are none here
    std::string home;           ///< path of the directory, encoded as it came, with `/` at its end
    std::string document_path;  ///< likewise of the document
    std::optional<NodeSelector> node;
    Namespaces namespaces;  ///< of the query

    friend bool operator==(const ResourceUri&, const ResourceUri&) = default;
};

/// Reads the target of a request, in origin or absolute form, below `root`, such as `/xcap-root`. 404 for what is not
/// below it or has no form of a document selector, 400 for what is malformed, such as a selector with a prefix that the
/// query does not bind. Pure.
Result<ResourceUri> parse_resource(std::string_view target, std::string_view root);

}  // namespace isfocus::xcap
