#pragma once
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <cstdarg>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace isfocus::test {

/// Validates documents against the schema of RFC 4575 6 (tests/schema). Reads files only.
class ConferenceSchema {
public:
    ConferenceSchema() {
        const std::string file = std::string(ISFOCUS_SOURCE_DIR) + "/tests/schema/conference-info.xsd";
        const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> parser(
            xmlSchemaNewParserCtxt(file.c_str()), xmlSchemaFreeParserCtxt);
        schema_.reset(xmlSchemaParse(parser.get()));
    }

    bool is_loaded() const { return schema_ != nullptr; }

    /// "" for a valid document, else what is wrong with it.
    std::string faults(std::string_view xml) const {
        const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
            xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
            xmlFreeDoc);
        if (!document) return "not well formed";
        std::string faults;
        const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> validator(
            xmlSchemaNewValidCtxt(schema_.get()), xmlSchemaFreeValidCtxt);
        xmlSchemaSetValidErrors(validator.get(), &note_fault, &note_fault, &faults);
        if (xmlSchemaValidateDoc(validator.get(), document.get()) != 0 && faults.empty()) faults = "not valid";
        return faults;
    }

private:
    __attribute__((format(printf, 2, 3))) static void note_fault(void* faults, const char* format, ...) {
        char text[512];
        std::va_list arguments;
        va_start(arguments, format);
        std::vsnprintf(text, sizeof text, format, arguments);
        va_end(arguments);
        *static_cast<std::string*>(faults) += text;
    }

    std::unique_ptr<xmlSchema, decltype(&xmlSchemaFree)> schema_{nullptr, xmlSchemaFree};
};

}  // namespace isfocus::test
