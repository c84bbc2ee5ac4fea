#include "sip/dialogs.h"

#include <string>

#include "base/random.h"
#include "sip/text.h"
#include "sip/uas.h"
#include "sip/url.h"

namespace isfocus::sip {
namespace {

/// A From or To that points into what it was made of, for the library to copy.
class AddressView {
public:
    AddressView(msg_hclass_t* type, const Uri& uri, std::string_view display_name, std::string_view tag)
        : url_(uri), display_(display_name.empty() ? std::string() : quoted(display_name)) {
        SIP_HEADER_INIT(&address_, type, sizeof address_);
        *address_.a_url = url_.get();
        if (!display_.empty()) address_.a_display = display_.c_str();
        if (!tag.empty()) set_tag(tag);
    }

    /// The same address with our tag in place of all parameters.
    AddressView(const sip_to_t& original, std::string_view tag) : url_(Uri{}), address_(original) {
        address_.a_next = nullptr;
        set_tag(tag);
    }
    AddressView(const AddressView&) = delete;
    AddressView& operator=(const AddressView&) = delete;

    const sip_addr_t* get() const noexcept { return &address_; }

private:
    void set_tag(std::string_view tag) {
        tag_parameter_.append("tag=").append(tag);
        parameters_[0] = tag_parameter_.c_str();
        address_.a_params = parameters_;
        address_.a_tag = tag_parameter_.c_str() + 4;
    }

    UrlView url_;
    std::string display_;
    std::string tag_parameter_;
    msg_param_t parameters_[2] = {nullptr, nullptr};
    sip_addr_t address_{};
};

class ContactView {
public:
    explicit ContactView(const Uri& uri) : url_(uri) {
        sip_contact_init(&contact_);
        *contact_.m_url = url_.get();
    }
    const sip_contact_t* get() const noexcept { return &contact_; }

private:
    UrlView url_;
    sip_contact_t contact_{};
};

}  // namespace

Dialog* Dialogs::keep(DialogId id, Uas& uas) {
    Dialog& dialog = dialogs_[id];
    dialog.id = id;
    dialog.uas = &uas;
    return &dialog;
}

Dialog* Dialogs::accept(DialogId id, Uas& uas, nta_incoming_t* incoming, const sip_t& request, const Uri& contact) {
    // The tag is there from the beginning: a leg that gets one later takes requests without To tag for its own.
    const std::string tag = random_text(8);
    const AddressView local(*request.sip_to, tag);
    nta_incoming_tag(incoming, tag.c_str());
    Dialog* dialog = keep(id, uas);
    dialog->leg.reset(nta_leg_tcreate(agent_, Uas::on_request, dialog, SIPTAG_CALL_ID(request.sip_call_id),
                                      SIPTAG_FROM(local.get()), SIPTAG_TO(request.sip_from),
                                      NTATAG_REMOTE_CSEQ(request.sip_cseq->cs_seq), TAG_END()));
    if (!dialog->leg) return forget(*dialog), nullptr;
    dialog->is_made = true;
    dialog->call_id = request.sip_call_id->i_id;
    dialog->local_tag = tag;
    if (request.sip_from->a_tag) dialog->remote_tag = request.sip_from->a_tag;
    dialog->remote_cseq = request.sip_cseq->cs_seq;
    const ContactView target(contact);
    nta_leg_server_route(dialog->leg.get(), request.sip_record_route, target.get());
    return dialog;
}

Dialog* Dialogs::begin(DialogId id, Uas& uas, const Uri& local, std::string_view display_name, const Uri& remote) {
    const std::string tag = random_text(8);
    const AddressView from(sip_from_class, local, display_name, tag);
    const AddressView to(sip_to_class, remote, "", "");
    Dialog* dialog = keep(id, uas);
    dialog->call_id = random_text(16);
    dialog->leg.reset(nta_leg_tcreate(agent_, Uas::on_request, dialog, SIPTAG_CALL_ID_STR(dialog->call_id.c_str()),
                                      SIPTAG_FROM(from.get()), SIPTAG_TO(to.get()), TAG_END()));
    if (!dialog->leg) return forget(*dialog), nullptr;
    dialog->local_tag = tag;
    index_.add(id, dialog->call_id, tag);
    return dialog;
}

void Dialogs::forget(Dialog& dialog) {
    dialogs_.erase(DialogId(dialog.id));
}

Dialog* Dialogs::find_even_released(DialogId id) {
    const auto found = dialogs_.find(id);
    return found == dialogs_.end() ? nullptr : &found->second;
}

Dialog* Dialogs::find(DialogId id) {
    Dialog* dialog = find_even_released(id);
    return dialog && !dialog->is_released ? dialog : nullptr;
}

void Dialogs::release(DialogId id) {
    Dialog* dialog = find(id);
    if (!dialog) return;
    dialog->is_released = true;
    if (dialog->requests_under_way == 0) ended_.push_back(id);
    index_.remove(id);
}

void Dialogs::list_accepted(DialogId id) {
    const Dialog* dialog = find(id);
    if (!dialog) return;
    index_.add(id, dialog->call_id, dialog->local_tag);
    index_.settle(id, dialog->remote_tag);
}

void Dialogs::list_answered(DialogId id, const sip_t& response) {
    const int status = response.sip_status->st_status;
    Dialog* dialog = find(id);
    if (!dialog || status <= 100 || status >= 300) return;
    const std::string_view tag = response.sip_to && response.sip_to->a_tag ? response.sip_to->a_tag : "";
    if (status < 200) return index_.add_branch(id, tag);
    dialog->remote_tag = tag;
    index_.settle(id, tag);
}

void Dialogs::request_ended(Dialog& dialog) {
    --dialog.requests_under_way;
    if (dialog.is_released && dialog.requests_under_way == 0) ended_.push_back(dialog.id);
}

void Dialogs::sweep() {
    for (const DialogId id : ended_) {
        const Dialog* dialog = find_even_released(id);
        if (dialog && dialog->requests_under_way == 0) dialogs_.erase(id);
    }
    ended_.clear();
}

void refresh_target(nta_leg_t* leg, const Uri& contact) {
    const ContactView target(contact);
    nta_leg_server_route(leg, nullptr, target.get());
}

void confirm(nta_leg_t* leg, const sip_t& response, const Uri* contact) {
    nta_leg_rtag(leg, response.sip_to->a_tag);
    if (contact) {
        const ContactView target(*contact);
        nta_leg_client_reroute(leg, response.sip_record_route, target.get(), 1);
    } else {
        nta_leg_client_reroute(leg, response.sip_record_route, nullptr, 1);
    }
}

}  // namespace isfocus::sip
