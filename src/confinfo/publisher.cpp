#include "isfocus/confinfo/publisher.h"

#include <utility>

#include "isfocus/confinfo/document.h"

namespace isfocus::confinfo {

void Publisher::publish(focus::NotifyOrder notify, const focus::ConferenceInfo& document) {
    notify.content_type = "application/conference-info+xml";
    notify.body = to_xml(document);
    sip_.notify(notify);
}

}  // namespace isfocus::confinfo
