#pragma once
#include <libxml/xmlwriter.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace isfocus::confinfo {

template <auto Destroy>
struct XmlDelete {
    void operator()(auto* object) const noexcept { Destroy(object); }
};
using XmlBufferPtr = std::unique_ptr<xmlBuffer, XmlDelete<xmlBufferFree>>;
using XmlTextWriterPtr = std::unique_ptr<xmlTextWriter, XmlDelete<xmlFreeTextWriter>>;

/// An xmlTextWriter into memory. Names are ours and literal; values may be anything (see xml_text.h). libxml2 fails
/// here only for want of memory: std::bad_alloc.
class XmlWriter {
public:
    XmlWriter();

    /// The element that is open until `close`.
    void open(const char* name);
    void close();
    /// Of the element just opened.
    void attribute(const char* name, std::string_view value);
    void attribute(const char* name, std::uint32_t value);

    /// A whole element with nothing but text in it.
    void element(const char* name, std::string_view value);
    void element(const char* name, std::uint32_t value);
    void element(const char* name, bool value) { element(name, std::string_view(value ? "true" : "false")); }
    void element(const char* name, const char* value) { element(name, std::string_view(value)); }
    /// The same, or nothing at all for an empty value.
    void optional_element(const char* name, std::string_view value);

    /// Ends the document and gives its text. The writer is of no use afterwards.
    std::string finish();

private:
    const xmlChar* clean(std::string_view value);

    XmlBufferPtr buffer_;  // before the writer, which writes to it until it is freed
    XmlTextWriterPtr writer_;
    std::string scratch_;  // the value being written, with its end marked by 0 as libxml2 wants it
};

}  // namespace isfocus::confinfo
