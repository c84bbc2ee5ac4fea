#include "sip/responses.h"

#include "sip/message.h"
#include "sip/text.h"

namespace isfocus::sip {

namespace {

/// Null when the library cannot.
msg_t* make_response(nta_agent_t* agent, nta_incoming_t* incoming, int status, std::string_view phrase,
                     HeaderList& headers, std::string_view body) {
    if (!body.empty()) headers.add("Content-Type", "application/sdp");
    const sip_payload_t payload = payload_view(body);
    const auto* chain = headers.chain();

    msg_t* message = nta_msg_create(agent, 0);
    // The library keeps the pointer, so the text has to live as long as the message.
    const bool usable = !phrase.empty() && !has_control_characters(phrase);
    const char* kept =
        usable ? su_strndup(msg_home(message), phrase.data(), static_cast<isize_t>(phrase.size())) : nullptr;
    if (nta_incoming_complete_response(incoming, message, status, kept, TAG_IF(chain, SIPTAG_UNKNOWN(chain)),
                                       TAG_IF(!body.empty(), SIPTAG_PAYLOAD(&payload)), TAG_END()) < 0) {
        msg_destroy(message);
        return nullptr;
    }
    return message;
}

}  // namespace

void send_response(nta_agent_t* agent, nta_incoming_t* incoming, int status, std::string_view phrase,
                   HeaderList& headers, std::string_view body) {
    if (msg_t* message = make_response(agent, incoming, status, phrase, headers, body))
        nta_incoming_mreply(incoming, message);
    else
        nta_incoming_treply(incoming, SIP_500_INTERNAL_SERVER_ERROR, TAG_END());
}

void send_reliably(nta_agent_t* agent, nta_incoming_t* invite, nta_prack_f* acknowledged,
                   ServerTransaction* transaction, int status, std::string_view phrase, HeaderList& headers,
                   std::string_view body) {
    msg_t* message = make_response(agent, invite, status, phrase, headers, body);
    if (!message || !nta_reliable_mreply(invite, acknowledged, transaction, message))
        nta_incoming_treply(invite, SIP_500_INTERNAL_SERVER_ERROR, TAG_END());
}

void add_origin(HeaderList& headers, int status, const Settings& settings) {
    if (!settings.product.empty()) headers.add("Server", settings.product);
    // TS 24.229 7.2.17: an AS, in the role of an MMTEL AS.
    if (settings.response_source && status >= 400) headers.add("Response-Source", "fe=<urn:3gpp:fe:as.mmtel-as>");
}

}  // namespace isfocus::sip
