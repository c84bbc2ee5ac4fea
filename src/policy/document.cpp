#include "isfocus/policy/document.h"

#include <libxml/xmlreader.h>

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "base/header_text.h"
#include "base/text.h"
#include "policy/draft.h"
#include "policy/values.h"

namespace isfocus::policy {
namespace {

constexpr std::string_view kNamespace = "urn:ietf:params:xml:ns:conference-policy";
/// Of the rules in it (RFC 4745).
constexpr std::string_view kCommonPolicy = "urn:ietf:params:xml:ns:common-policy";

struct FreeReader {
    void operator()(xmlTextReader* reader) const noexcept { xmlFreeTextReader(reader); }
};
struct FreeText {
    void operator()(xmlChar* text) const noexcept { xmlFree(text); }
};
using Text = std::unique_ptr<xmlChar, FreeText>;

std::string_view view(const xmlChar* text) {
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

bool is_condition(Where where) {
    return where == Where::conditions || where == Where::identity || where == Where::many || where == Where::validity;
}

/// Goes through a document once, and through the table of elements with it.
class Document {
public:
    explicit Document(std::string_view text)
        // The encoding is given so that no other can hide anything; without entities and the network by the options.
        : reader_(xmlReaderForMemory(text.data(), static_cast<int>(text.size()), nullptr, "UTF-8",
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)) {}

    Result<focus::ConferencePolicy, Fault> read() {
        if (!reader_) return Fault{0, "no memory"};
        xmlResetLastError();
        int step = xmlTextReaderRead(reader_.get());
        while (step == 1) {
            const auto is_done = take_node();
            if (fault_) return *fault_;
            step = is_done ? xmlTextReaderNext(reader_.get()) : xmlTextReaderRead(reader_.get());
        }
        if (step == 0) return std::move(draft_.policy);
        const auto* error = xmlGetLastError();
        return Fault{error ? error->line : 0, "expects well-formed XML in UTF-8"};
    }

private:
    struct Open {
        Where where = Where::document;
        std::set<const ElementRow*> seen;
    };

    /// Whether what is inside the node is to be passed over.
    bool take_node() {
        const int type = xmlTextReaderNodeType(reader_.get());
        if (type == XML_READER_TYPE_DOCUMENT_TYPE) return fail("expects no DOCTYPE");
        if (type == XML_READER_TYPE_ELEMENT) return open();
        if (type == XML_READER_TYPE_END_ELEMENT) leave();
        const bool is_text = type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA;
        if (is_text) return fail("expects no text in " + names_.back());
        return false;
    }

    bool open() {
        const std::string name(view(xmlTextReaderConstLocalName(reader_.get())));
        const bool is_empty = xmlTextReaderIsEmptyElement(reader_.get()) == 1;
        if (xmlTextReaderDepth(reader_.get()) >= kDeepest) return fail("expects fewer elements inside one another");
        if (!is_of_policy()) return pass_over();
        const ElementRow* row = find_row(open_.back().where, name);
        if (!row) return fail("unknown element " + name + (names_.empty() ? "" : " in " + names_.back()));
        if (!open_.back().seen.insert(row).second && row->only_once) return fail(name + " is there twice");
        if (row->take)
            if (const char* wrong = row->take(draft_, element(*row))) return fail(name + ": " + wrong);
        if (row->to == Where::text || row->to == Where::passed_over) return true;
        names_.push_back(name);
        open_.push_back({row->to, {}});
        if (is_empty) leave();
        return false;
    }

    /// Another namespace's.
    bool pass_over() {
        if (names_.empty()) return fail("expects the root conference of " + std::string(kNamespace));
        draft_.rule_never_applies |= is_condition(open_.back().where);
        return true;
    }

    void leave() {
        if (const char* wrong = close(open_.back().where, draft_)) fail(names_.back() + ": " + wrong, true);
        open_.pop_back();
        names_.pop_back();
    }

    bool is_of_policy() const {
        const auto space = view(xmlTextReaderConstNamespaceUri(reader_.get()));
        return space == kNamespace || (space == kCommonPolicy && open_.size() > 2);
    }

    Element element(const ElementRow& row) {
        Element element;
        for (const char* attribute : row.attributes) {
            if (!attribute || !element.attribute.empty()) continue;
            const Text value(xmlTextReaderGetAttribute(reader_.get(), reinterpret_cast<const xmlChar*>(attribute)));
            element.attribute = text::trimmed(view(value.get()));
        }
        if (row.to == Where::text) {
            const Text value(xmlTextReaderReadString(reader_.get()));
            element.text = text::trimmed(view(value.get()));
        }
        return element;
    }

    bool fail(std::string message, bool is_of_whole = false) {
        const long line = xmlGetLineNo(xmlTextReaderCurrentNode(reader_.get()));
        if (!fault_) fault_ = Fault{line > 0 ? static_cast<int>(line) : 0, std::move(message), is_of_whole};
        return true;
    }

    std::unique_ptr<xmlTextReader, FreeReader> reader_;
    Draft draft_;
    std::vector<Open> open_{Open{}};
    std::vector<std::string> names_;
    std::optional<Fault> fault_;
};

}  // namespace

std::string Fault::text() const {
    return line == 0 ? message : "line " + std::to_string(line) + ": " + message;
}

std::string conference_key(const Uri& uri) {
    return uri.user + '@' + text::lower(uri.host);
}

Result<focus::ConferencePolicy, Fault> read_policy(std::string_view xml) {
    if (xml.size() > kMostOctets) return Fault{0, "expects at most 64 KiB"};
    // Before anything reads ahead into what it declares.
    if (xml.find("<!DOCTYPE") != std::string_view::npos) return Fault{0, "expects no DOCTYPE"};
    return Document(xml).read();
}

}  // namespace isfocus::policy
