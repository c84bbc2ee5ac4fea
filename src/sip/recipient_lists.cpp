#include "sip/recipient_lists.h"

#include <algorithm>
#include <utility>

#include "sip/read.h"

namespace isfocus::sip {

Rejection bad_list(std::string detail) {
    return {400, "Bad Recipient List", std::move(detail)};
}

void collect_lists(const MimePart& body, std::vector<const MimePart*>& lists) {
    const bool is_known = std::find(lists.begin(), lists.end(), &body) != lists.end();
    if (is_recipient_list(body) && !is_known) lists.push_back(&body);
    for (const auto& part : body.parts) collect_lists(part, lists);
}

Result<std::vector<focus::ReferTarget>> read_targets(const std::vector<const MimePart*>& lists,
                                                     const ListReader& read_list, EntryReader* read_entry) {
    std::vector<focus::ReferTarget> out;
    for (const auto* part : lists) {
        if (!part->is_of(kResourceLists) || part->is_encoded() || !read_list) return bad_list("not readable as one");
        const auto uris = read_list(part->content);
        if (!uris) return bad_list(uris.error().detail);
        for (const auto& uri : *uris) {
            auto target = read_entry(uri);
            if (!target) return std::move(target.error());
            out.push_back(std::move(*target));
        }
    }
    if (out.empty()) return bad_list("no entry");
    return out;
}

}  // namespace isfocus::sip
