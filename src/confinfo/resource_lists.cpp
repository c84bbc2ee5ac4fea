#include "isfocus/confinfo/resource_lists.h"
#include "base/number.h"

#include <libxml/xmlreader.h>

#include <memory>
#include <optional>
#include <utility>

#include "base/text.h"

namespace isfocus::confinfo {
namespace {

constexpr std::string_view kResourceLists = "urn:ietf:params:xml:ns:resource-lists";
/// The schema spells it in lower case (RFC 5364 5); an example of RFC 5366 and UEs in the field spell it otherwise.
constexpr const char* kCopyControl[] = {"urn:ietf:params:xml:ns:copycontrol", "urn:ietf:params:xml:ns:copyControl"};

struct FreeReader {
    void operator()(xmlTextReader* reader) const noexcept { xmlFreeTextReader(reader); }
};
struct FreeText {
    void operator()(xmlChar* text) const noexcept { xmlFree(text); }
};

Rejection bad(const char* detail) {
    return {400, "Bad Resource List", detail};
}

const xmlChar* xml(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

std::string_view view(const xmlChar* text) {
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

/// Goes through a document once, from element to element.
class Lists {
public:
    explicit Lists(std::string_view text)
        // The encoding is given so that no other can hide anything; without entities and the network by the options.
        : reader_(xmlReaderForMemory(text.data(), static_cast<int>(text.size()), nullptr, "UTF-8",
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)) {}

    Result<std::vector<ListEntry>> read() {
        if (!reader_) return bad("no memory");
        int step = xmlTextReaderRead(reader_.get());
        while (step == 1) {
            auto next = take_node();
            if (!next) return next.error();
            step = *next ? xmlTextReaderNext(reader_.get()) : xmlTextReaderRead(reader_.get());
        }
        if (step != 0) return bad("not well-formed");
        return std::move(entries_);
    }

private:
    /// Whether what is inside the node is to be passed over.
    Result<bool> take_node() {
        const int type = xmlTextReaderNodeType(reader_.get());
        if (type == XML_READER_TYPE_DOCUMENT_TYPE) return bad("DOCTYPE");
        if (type != XML_READER_TYPE_ELEMENT) return false;
        const int depth = xmlTextReaderDepth(reader_.get());
        if (depth >= kDeepestList) return bad("too deep");
        if (depth == 0) return is("resource-lists") ? Result(false) : Result<bool>(bad("another root"));
        if (is("list")) return false;
        if (depth < 2 || !is("entry")) return true;
        auto entry = read_entry();
        if (!entry) return bad("entry without uri");
        if (entries_.size() == kMostListEntries) return bad("too many entries");
        entries_.push_back(std::move(*entry));
        return true;
    }

    bool is(std::string_view name) const {
        return view(xmlTextReaderConstLocalName(reader_.get())) == name &&
               view(xmlTextReaderConstNamespaceUri(reader_.get())) == kResourceLists;
    }

    std::optional<ListEntry> read_entry() const {
        ListEntry entry{.uri = attribute("uri", nullptr)};
        if (entry.uri.empty()) return std::nullopt;
        for (const auto* space : kCopyControl) {
            const auto copy = attribute("copyControl", space);
            if (copy == "to") entry.copy_control = ListEntry::CopyControl::to;
            if (copy == "cc") entry.copy_control = ListEntry::CopyControl::cc;
            if (copy == "bcc") entry.copy_control = ListEntry::CopyControl::bcc;
            const auto anonymize = attribute("anonymize", space);
            entry.anonymize |= anonymize == "true" || anonymize == "1";
            if (const auto count = text::parse_number<std::uint32_t>(attribute("count", space))) entry.count = *count;
        }
        return entry;
    }

    /// White space around it is none of the value's (XML Schema, anyURI).
    std::string attribute(const char* name, const char* space) const {
        const std::unique_ptr<xmlChar, FreeText> value(
            space ? xmlTextReaderGetAttributeNs(reader_.get(), xml(name), xml(space))
                  : xmlTextReaderGetAttribute(reader_.get(), xml(name)));
        return std::string(text::trimmed(view(value.get())));
    }

    std::unique_ptr<xmlTextReader, FreeReader> reader_;
    std::vector<ListEntry> entries_;
};

}  // namespace

Result<std::vector<ListEntry>> read_resource_lists(std::string_view xml) {
    if (xml.size() > kMostListOctets) return bad("too long");
    // Before anything reads ahead into what it declares.
    if (xml.find("<!DOCTYPE") != std::string_view::npos) return bad("DOCTYPE");
    return Lists(xml).read();
}

}  // namespace isfocus::confinfo
