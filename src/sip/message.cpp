#include "sip/message.h"

#include "sip/start_line.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

std::size_t max_body = 65536;

/// Stands where a Request-URI was that could not be read. No host has this name (RFC 6761 6.4).
constexpr const char kUnreadable[] = "unreadable.invalid";
/// Stands for any version but ours. The library would answer it, but to the sent-by of Via instead of to its sender, so
/// it is not to see the difference, which is where the text is.
constexpr const char kOtherVersion[] = "SIP/2.0";

/// What the first line begins with: a method, or whatever else is there.
const char* copy_first_word(su_home_t* home, std::string_view line) {
    const auto word = line.substr(0, line.find_first_of(std::string_view(" \t\r\n\0", 5)));
    return su_strndup(home, word.data(), static_cast<isize_t>(word.size()));
}

/// The library drops a message whose first line it cannot read, and a stream in which that happens it never reads again
/// (nor does it close it). So such a line is read all the same, and the request refused by what is wrong with it.
issize_t parse_request_line(su_home_t* home, msg_header_t* header, char* text, isize_t size) {
    const std::string_view line(text, static_cast<std::size_t>(size));
    const char* version = trimmed(line).ends_with(" SIP/2.0") ? sip_version_2_0 : kOtherVersion;
    const char* method = copy_first_word(home, line);
    if (!method) return -1;
    const auto result = sip_request_d(home, header, text, size);
    auto* request = reinterpret_cast<sip_request_t*>(header);
    if (result >= 0) {
        if (!equals_ignoring_case(request->rq_version, sip_version_2_0)) request->rq_version = kOtherVersion;
        return result;
    }
    request->rq_method = sip_method_code(method);
    request->rq_method_name = method;
    url_init(request->rq_url, url_sip);
    request->rq_url->url_host = kUnreadable;
    request->rq_version = version;
    return 0;
}

/// The same for the first line of a response, which is dropped for its version.
issize_t parse_status_line(su_home_t* home, msg_header_t* header, char* text, isize_t size) {
    const auto result = sip_status_d(home, header, text, size);
    if (result >= 0) return result;
    auto* status = reinterpret_cast<sip_status_t*>(header);
    status->st_version = "";
    status->st_status = 0;
    status->st_phrase = "";
    return 0;
}

/// A class of the library's with another parser.
msg_hclass_t* with_parser(msg_hclass_t* given, msg_parse_f* parse) {
    auto* own = new msg_hclass_s(*given);  // as long-lived as the message class that it is of
    own->hc_parse = parse;
    return own;
}

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

/// An answer to another version of SIP is sent as in ours, or the library would not know by which transport (GEN-02).
void adopt_transport(sip_via_t* via) {
    const std::string_view protocol = via && via->v_protocol ? via->v_protocol : "";
    if (protocol.starts_with("SIP/2.0/")) return;
    if (protocol.ends_with("/UDP")) via->v_protocol = sip_transport_udp;
    if (protocol.ends_with("/TCP")) via->v_protocol = sip_transport_tcp;
}

/// The library answers a CANCEL by itself: with 481 when the INVITE has got its 2xx, as if it were forgotten by then.
/// It is not, since RFC 6026 (CRE-14). So it takes this one for a method that it does not know, and gives it to us. One
/// in a dialog it would refuse where another request has followed the INVITE, so those stay as they are.
void hide_cancel(sip_t* sip) {
    if (!sip->sip_request || sip->sip_request->rq_method != sip_method_cancel) return;
    if (!sip->sip_to || sip->sip_to->a_tag || !sip->sip_cseq) return;
    sip->sip_request->rq_method = sip_method_unknown;
    sip->sip_cseq->cs_method = sip_method_unknown;
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
        adopt_transport(sip->sip_via);
        hide_cancel(sip);
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
    const char first = line.empty() ? '\0' : lower(line.front());
    if (first != lower(name.front()) && first != compact) return false;  // of nearly all, and each is asked about often
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
        own->mc_request->hr_class = with_parser(own->mc_request->hr_class, behind_line_ends<parse_request_line>);
        own->mc_status->hr_class = with_parser(own->mc_status->hr_class, behind_line_ends<parse_status_line>);
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

bool has_readable_uri(const sip_t& sip) {
    return sip.sip_request->rq_url->url_host != kUnreadable;
}

bool is_of_our_version(const sip_t& sip) {
    return sip.sip_request->rq_version != kOtherVersion;
}

bool is_hidden_cancel(const sip_t& sip) {
    return sip.sip_request->rq_method == sip_method_unknown &&
           std::string_view(sip.sip_request->rq_method_name) == "CANCEL";
}

bool requires_extension(const sip_t& sip, std::string_view option_tag) {
    return names(sip.sip_require, option_tag);
}

bool supports_extension(const sip_t& sip, std::string_view option_tag) {
    return names(sip.sip_supported, option_tag);
}

bool accepts(const sip_t& sip, std::string_view media_type) {
    if (!sip.sip_accept) return true;
    const auto family = std::string(media_type.substr(0, media_type.find('/'))) + "/*";
    int best = 0;
    bool is_accepted = false;
    for (const auto* one = sip.sip_accept; one; one = one->ac_next) {
        const std::string_view range = one->ac_type ? one->ac_type : "";
        const std::string_view q = one->ac_q ? one->ac_q : "";
        const int precision = equals_ignoring_case(range, media_type) ? 3
                              : equals_ignoring_case(range, family)   ? 2
                              : range == "*/*"                        ? 1
                                                                      : 0;
        if (precision <= best) continue;
        best = precision;
        is_accepted = q.empty() || q.front() != '0' || q.find_first_of("123456789") != std::string_view::npos;
    }
    return is_accepted;
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
