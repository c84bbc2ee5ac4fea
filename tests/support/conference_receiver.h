#pragma once
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A subscriber to the conference package, as RFC 4575 4.6 says that it treats the documents it is notified of.
namespace isfocus::test {

/// An element of a document: what is in it, without the syntax. All that a test wants to compare.
struct Element {
    std::string name;
    std::map<std::string, std::string> attributes;
    std::string text;
    std::vector<Element> children;

    friend bool operator==(const Element&, const Element&) = default;

    std::string attribute(const std::string& key, std::string otherwise = "") const {
        const auto found = attributes.find(key);
        return found == attributes.end() ? std::move(otherwise) : found->second;
    }
    const Element* child(std::string_view wanted) const {
        const auto found =
            std::find_if(children.begin(), children.end(), [&](const auto& each) { return each.name == wanted; });
        return found == children.end() ? nullptr : &*found;
    }
    /// The text of the child of that name, "" without one.
    std::string value(std::string_view wanted) const {
        const Element* found = child(wanted);
        return found == nullptr ? "" : found->text;
    }
};

/// Nothing when `xml` is not well formed, declares a document type or is in another namespace.
inline std::optional<Element> read_document(std::string_view xml) {
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
        xmlFreeDoc);
    if (!document || document->intSubset != nullptr) return std::nullopt;
    const auto to_string = [](const xmlChar* text) {
        return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
    };
    const auto read = [&](const auto& self, xmlNode* node) -> Element {
        Element element{to_string(node->name), {}, {}, {}};
        for (xmlAttr* each = node->properties; each != nullptr; each = each->next)
            element.attributes[to_string(each->name)] = to_string(each->children ? each->children->content : nullptr);
        for (xmlNode* each = node->children; each != nullptr; each = each->next) {
            if (each->type == XML_ELEMENT_NODE) element.children.push_back(self(self, each));
            if (each->type == XML_TEXT_NODE) element.text += to_string(each->content);
        }
        return element;
    };
    xmlNode* root = xmlDocGetRootElement(document.get());
    const bool is_ours = root != nullptr && root->ns != nullptr && root->ns->prefix == nullptr &&
                         to_string(root->ns->href) == "urn:ietf:params:xml:ns:conference-info";
    if (!is_ours) return std::nullopt;
    return read(read, root);
}

class ConferenceReceiver {
public:
    enum class Outcome {
        malformed,   ///< no conference-info document, or a partial one before any full one
        discarded,   ///< its version is not above ours
        replaced,    ///< full or deleted: everything local is gone
        merged,      ///< partial, one above ours
        needs_full,  ///< partial with a gap before it: a refresh is due
    };

    Outcome apply(std::string_view xml) {
        auto document = read_document(xml);
        if (!document || document->name != "conference-info") return Outcome::malformed;
        const std::string written = document->attribute("version");
        if (written.empty()) return Outcome::malformed;
        const std::uint64_t version = std::strtoull(written.c_str(), nullptr, 10);
        const std::string state = state_of(*document);
        if (!version_ && state == "partial") return Outcome::malformed;
        if (version_ && version <= *version_) return Outcome::discarded;
        if (state == "partial" && version != *version_ + 1) return Outcome::needs_full;
        version_ = version;
        if (state == "partial") {
            merge(local_, *document);
            return Outcome::merged;
        }
        local_ = *document;
        is_deleted_ = state == "deleted";
        return Outcome::replaced;
    }

    std::optional<std::uint64_t> version() const { return version_; }
    bool is_deleted() const { return is_deleted_; }
    const Element& local() const { return local_; }

    /// The users with an endpoint that has not left, by entity. `state` attributes are gone: they say how an update
    /// is meant, not what is so. A user who left is told once and then forgotten by full documents, so such users do
    /// not count.
    std::map<std::string, Element> present() const {
        std::map<std::string, Element> result;
        const Element* users = local_.child("users");
        if (users == nullptr) return result;
        for (const Element& user : users->children)
            if (is_present(user)) result[user.attribute("entity")] = without_state(user);
        return result;
    }

private:
    static std::string state_of(const Element& element) { return element.attribute("state", "full"); }

    /// The key that tells an element from its siblings (RFC 4575 4.4 and the element's own section); "" without one.
    static std::string key_of(const Element& element) {
        if (element.name == "user" || element.name == "endpoint") return element.attribute("entity");
        if (element.name == "media") return element.attribute("id");
        return "";
    }

    static void merge(Element& local, const Element& update) {
        for (const auto& [name, value] : update.attributes) local.attributes[name] = value;
        forget_atomic_lists(local, update);
        for (const Element& each : update.children) merge_child(local, each);
    }

    /// Elements without key and state that may stand several times are replaced together.
    static void forget_atomic_lists(Element& local, const Element& update) {
        std::erase_if(local.children, [&](const Element& each) {
            return key_of(each).empty() && each.name != "users" && update.child(each.name) != nullptr;
        });
    }

    static void merge_child(Element& local, const Element& update) {
        const auto same = [&](const Element& each) {
            return each.name == update.name && key_of(each) == key_of(update);
        };
        const auto found = std::find_if(local.children.begin(), local.children.end(), same);
        const bool is_known = found != local.children.end();
        const std::string state = state_of(update);
        if (state == "deleted") {
            if (is_known) local.children.erase(found);
        } else if (!is_known) {
            local.children.push_back(update);
        } else if (state == "partial") {
            merge(*found, update);
        } else {
            *found = update;
        }
    }

    static bool is_present(const Element& user) {
        return std::any_of(user.children.begin(), user.children.end(), [](const Element& each) {
            return each.name == "endpoint" && each.value("status") != "disconnected";
        });
    }

    static Element without_state(Element element) {
        element.attributes.erase("state");
        for (Element& each : element.children) each = without_state(std::move(each));
        return element;
    }

    Element local_;
    std::optional<std::uint64_t> version_;
    bool is_deleted_ = false;
};

}  // namespace isfocus::test
