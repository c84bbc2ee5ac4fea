#include "xml_writer.h"

#include <charconv>
#include <new>

#include "xml_text.h"

namespace isfocus::confinfo {
namespace {

constexpr int kFirstSize = 2048;  // a partial document about one user

const xmlChar* as_xml(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

void require(bool worked) {
    if (!worked) throw std::bad_alloc();
}

struct Digits {
    explicit Digits(std::uint32_t value) { *std::to_chars(text, text + sizeof text - 1, value).ptr = 0; }
    char text[16];
};

}  // namespace

XmlWriter::XmlWriter() : buffer_(xmlBufferCreateSize(kFirstSize)) {
    require(buffer_ != nullptr);
    writer_.reset(xmlNewTextWriterMemory(buffer_.get(), 0));
    require(writer_ != nullptr);
    require(xmlTextWriterStartDocument(writer_.get(), nullptr, "UTF-8", nullptr) >= 0);
}

const xmlChar* XmlWriter::clean(std::string_view value) {
    if (is_plain_ascii(value))
        scratch_ = value;
    else
        scratch_ = xml_text(value);
    return as_xml(scratch_.c_str());
}

void XmlWriter::open(const char* name) {
    require(xmlTextWriterStartElement(writer_.get(), as_xml(name)) >= 0);
}

void XmlWriter::close() {
    require(xmlTextWriterEndElement(writer_.get()) >= 0);
}

void XmlWriter::attribute(const char* name, std::string_view value) {
    require(xmlTextWriterWriteAttribute(writer_.get(), as_xml(name), clean(value)) >= 0);
}

void XmlWriter::attribute(const char* name, std::uint32_t value) {
    attribute(name, std::string_view(Digits(value).text));
}

void XmlWriter::element(const char* name, std::string_view value) {
    require(xmlTextWriterWriteElement(writer_.get(), as_xml(name), clean(value)) >= 0);
}

void XmlWriter::element(const char* name, std::uint32_t value) {
    element(name, std::string_view(Digits(value).text));
}

void XmlWriter::optional_element(const char* name, std::string_view value) {
    if (!value.empty()) element(name, value);
}

std::string XmlWriter::finish() {
    require(xmlTextWriterEndDocument(writer_.get()) >= 0);
    writer_.reset();  // flushes into the buffer
    return {reinterpret_cast<const char*>(xmlBufferContent(buffer_.get())),
            static_cast<std::size_t>(xmlBufferLength(buffer_.get()))};
}

}  // namespace isfocus::confinfo
