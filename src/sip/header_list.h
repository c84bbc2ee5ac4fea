#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/uri.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// Header fields of one message of ours, as text. They go into the message as the library's unknown headers, so their
/// values are on the wire octet by octet and nothing is parsed that we have just written.
class HeaderList {
public:
    HeaderList();

    /// Of no effect when the name is no token or the value has control characters: nobody may smuggle in a line.
    void add(std::string_view name, std::string_view value);

    /// For SIPTAG_UNKNOWN, which copies. Null when empty. Valid until the next `add`.
    const sip_unknown_t* chain();

private:
    struct Field {
        std::size_t name;  ///< where it begins in the text, NUL at its end
        std::size_t value;
    };
    std::size_t keep(std::string_view part);

    std::string text_;
    std::vector<Field> fields_;
    std::vector<sip_unknown_t> chain_;
};

inline constexpr const char* kAllow =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, REFER, SUBSCRIBE, NOTIFY, INFO";
/// An extension that really works: we say so in Supported, and Require may name it.
struct Extension {
    std::string_view option_tag;
    sip_method_t only_in = sip_method_invalid;  ///< means nothing in other methods; invalid: may stand in any
    bool only_factory = false;  ///< a property of the factory alone, whose answers to OPTIONS list it (RFC 5366 5.1)
};
inline constexpr std::array kExtensions{
    Extension{"timer"},                                           // RFC 4028
    Extension{"replaces"},                                        // RFC 3891
    Extension{"join"},                                            // RFC 3911
    Extension{"norefersub"},                                      // RFC 4488
    Extension{"explicitsub", sip_method_refer},                   // RFC 7614 6: in no other request
    Extension{"nosub", sip_method_refer},                         // RFC 7614 6
    Extension{"tdialog"},                                         // RFC 4538
    Extension{"multiple-refer", sip_method_refer},                // RFC 5368 4
    Extension{"recipient-list-invite", sip_method_invite, true},  // RFC 5366 5
};
/// Those option tags as one list.
const std::string& supported_extensions();
inline constexpr const char* kAllowEvents = "conference, refer";
/// In answers: what requests to us may carry.
inline constexpr const char* kAccept =
    "application/sdp, message/sipfrag, application/resource-lists+xml, multipart/mixed";
/// In requests of ours: what their answers may carry.
inline constexpr const char* kAcceptInAnswers = "application/sdp";

inline constexpr const char* kMmtelService = "urn:urn-7:3gpp-service.ims.icsi.mmtel";
/// The same as a feature parameter (RFC 3840 9).
inline constexpr const char* kMmtelFeature = "+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\"";

/// Whether a request of this method may name the option tag in Require.
bool supports(std::string_view option_tag, sip_method_t method, bool in_dialog);

/// Adds Allow, Supported, Allow-Events and Accept as far as a message of this kind carries them (procedures 0.4).
/// `status` is 0 for a request. `also` are option tags that are supported in this one message only.
void add_capabilities(HeaderList& headers, sip_method_t method, int status, std::string_view also = {});

/// Contact of the focus: the conference URI as it is, marked (RFC 4579 5.2, RFC 3840).
std::string focus_contact(const Uri& conference);

}  // namespace isfocus::sip
