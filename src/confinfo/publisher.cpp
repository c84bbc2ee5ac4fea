#include "isfocus/confinfo/publisher.h"

#include <string_view>

#include "isfocus/confinfo/document.h"

namespace isfocus::confinfo {

void Publisher::publish(focus::NotifyOrder notify, const focus::ConferenceInfo& document) {
    notify.content_type = "application/conference-info+xml";
    if (document.content == 0) {
        notify.body = to_xml(document);
        return sip_.notify(notify);
    }
    const Written& written = write(document);
    notify.body = written.head + std::to_string(document.version) + written.tail;
    sip_.notify(notify);
}

const Publisher::Written& Publisher::write(const focus::ConferenceInfo& document) {
    Written& written = written_[document.content % written_.size()];
    if (written.content == document.content) return written;
    const std::string text = to_xml(document);
    // That of the root element, where no value before it can hold a quotation mark that is not escaped.
    constexpr std::string_view kVersion = " version=\"";
    const std::size_t version = text.find(kVersion, text.find("<conference-info")) + kVersion.size();
    written = {document.content, text.substr(0, version), text.substr(text.find('"', version))};
    return written;
}

}  // namespace isfocus::confinfo
