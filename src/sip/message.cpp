#include "sip/message.h"

#include "sip/text.h"

namespace isfocus::sip {
namespace {

std::size_t max_body = 65536;

/// The library's own 400 names the first entry of the error list (GEN-01).
void blame(msg_t* msg, sip_t* sip, const char* header) {
    auto* error = reinterpret_cast<sip_error_t*>(msg_header_alloc(msg_home(msg), sip_error_class, 0));
    if (!error) return;
    error->er_name = header;
    error->er_next = sip->sip_error;
    sip->sip_error = error;
}

void check_mandatory_headers(msg_t* msg, sip_t* sip) {
    if (!sip->sip_to) return blame(msg, sip, "To");
    if (!sip->sip_from) return blame(msg, sip, "From");
    if (!sip->sip_call_id) return blame(msg, sip, "Call-ID");
    const bool is_strange =
        sip->sip_request && sip->sip_cseq && sip->sip_request->rq_method != sip->sip_cseq->cs_method;
    if (!sip->sip_cseq || is_strange) blame(msg, sip, "CSeq");
}

/// Called at the end of the headers, and again for the body.
issize_t extract_body(msg_t* msg, msg_pub_t* object, char bytes[], isize_t size, int eos) {
    auto* sip = reinterpret_cast<sip_t*>(object);
    const auto length = sip->sip_content_length ? sip->sip_content_length->l_length : 0;
    if ((sip->sip_flags & MSG_FLG_BODY) == 0) {
        if (length > max_body) {
            sip->sip_flags |= MSG_FLG_TOOLARGE;
            return -1;
        }
        check_mandatory_headers(msg, sip);
    } else if (eos && length > static_cast<unsigned long>(size)) {
        blame(msg, sip, "Content-Length");
    }
    return sip_extract_body(msg, sip, bytes, size, eos);
}

/// Cuts `Name: value CRLF` down to the value, and a folded one to one line.
std::string value_of(std::string_view line) {
    const auto value = trimmed(line.substr(std::min(line.size(), line.find(':') + 1)));
    if (value.find('\n') == std::string_view::npos && value.find('\r') == std::string_view::npos)
        return std::string(value);
    std::string out;
    out.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\r' || value[i] == '\n') {
            while (i + 1 < value.size() && is_space(value[i + 1])) ++i;
            out += ' ';
        } else {
            out += value[i];
        }
    }
    return out;
}

/// The first line heads the chain of all headers in the order of the message.
const msg_header_t* first_header(const sip_t& sip) {
    const msg_common_t* first = sip.sip_request  ? sip.sip_request->rq_common
                                : sip.sip_status ? sip.sip_status->st_common
                                                 : nullptr;
    return first ? first->h_succ : nullptr;
}

/// As it came; "" for one without text, and for the body, which is in the chain too and may look like a header.
std::string_view line_of(const msg_header_t* header) {
    if (!header->sh_data || header->sh_class->hc_hash == msg_payload_hash) return {};
    return {static_cast<const char*>(header->sh_data), header->sh_len};
}

bool has_name(std::string_view line, std::string_view name, char compact) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    const auto written = trimmed(line.substr(0, colon));
    return equals_ignoring_case(written, name) ||
           (compact != '\0' && written.size() == 1 && lower(written[0]) == compact);
}

bool names(const msg_list_t* list, std::string_view option_tag) {
    for (auto* tag = list ? list->k_items : nullptr; tag && *tag; ++tag)
        if (equals_ignoring_case(*tag, option_tag)) return true;
    return false;
}

}  // namespace

const msg_mclass_t* message_class(std::size_t max_body_bytes) {
    static msg_mclass_t* const extended = [] {
        msg_mclass_t* own = sip_extend_mclass(nullptr);
        own->mc_extract_body = extract_body;
        sip_update_default_mclass(own);
        return own;
    }();
    max_body = max_body_bytes;
    return extended;
}

std::vector<std::string> raw_values(const sip_t& sip, std::string_view name, char compact) {
    std::vector<std::string> out;
    for (const auto* header = first_header(sip); header; header = header->sh_succ)
        if (const auto line = line_of(header); has_name(line, name, compact)) out.push_back(value_of(line));
    return out;
}

bool has_header(const sip_t& sip, std::string_view name, char compact) {
    for (const auto* header = first_header(sip); header; header = header->sh_succ)
        if (has_name(line_of(header), name, compact)) return true;
    return false;
}

bool requires_extension(const sip_t& sip, std::string_view option_tag) {
    return names(sip.sip_require, option_tag);
}

bool supports_extension(const sip_t& sip, std::string_view option_tag) {
    return names(sip.sip_supported, option_tag);
}

std::string_view body(const sip_t& sip) {
    if (!sip.sip_payload || !sip.sip_payload->pl_data) return {};
    return {sip.sip_payload->pl_data, sip.sip_payload->pl_len};
}

sip_payload_t payload_view(std::string_view text) {
    sip_payload_t payload{};
    sip_payload_init(&payload);
    payload.pl_data = const_cast<char*>(text.data());
    payload.pl_len = static_cast<usize_t>(text.size());
    return payload;
}

}  // namespace isfocus::sip
