#include <algorithm>
#include <string>
#include <utility>

#include "sip/message.h"
#include "sip/read.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

/// As in a part of a multipart; but what would be a fault there only counts for nothing in a message, whose headers the
/// library has judged.
void take_header(MimePart& part, const char* name, std::string value) {
    std::replace(value.begin(), value.end(), '\t', ' ');
    if (!has_control_characters(value)) part.headers.push_back({name, std::move(value)});
}

}  // namespace

bool is_recipient_list(const MimePart& part) {
    return part.is_of(kResourceLists) && equals_ignoring_case(part.disposition(), "recipient-list");
}

Result<MimePart> read_body(const sip_t& sip) {
    MimePart whole;
    whole.content = body(sip);
    if (whole.content.empty()) return whole;
    const std::pair<const char*, char> kFields[] = {{"Content-Type", 'c'},
                                                    {"Content-Disposition", '\0'},
                                                    {"Content-ID", '\0'},
                                                    {"Content-Encoding", 'e'},
                                                    {"Content-Transfer-Encoding", '\0'}};
    for (const auto& [name, compact] : kFields)
        for (auto& value : raw_values(sip, name, compact)) take_header(whole, name, std::move(value));
    // One that may be ignored may be broken, too: it stays closed.
    if (auto fault = open_multipart(whole); fault && !whole.is_optional()) return *fault;
    return whole;
}

std::vector<std::string> referenced_parts(const sip_t& sip) {
    std::vector<std::string> out;
    for (const auto& value : raw_values(sip, "Refer-To", 'r'))
        if (auto id = content_id_of_cid(split_name_addr(value).uri); id && !id->empty()) out.push_back(std::move(*id));
    for (const auto& value : raw_values(sip, "Referred-By", 'b'))
        if (auto id = token_id(value); !id.empty()) out.push_back(std::move(id));
    return out;
}

std::optional<std::string> content_id_of_cid(std::string_view url) {
    constexpr std::string_view kScheme = "cid:";
    if (!equals_ignoring_case(url.substr(0, kScheme.size()), kScheme)) return std::nullopt;
    return percent_decode(url.substr(kScheme.size())).value_or("");
}

std::string token_id(std::string_view referred_by) {
    return unquoted(header_parameter(split_name_addr(referred_by).parameters, "cid"));
}

}  // namespace isfocus::sip
