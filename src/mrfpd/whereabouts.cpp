#include <spdlog/spdlog.h>

#include <utility>

#include "mrfpd/control.h"

/// Where the MGC is: an address, or a name (H.248.1 annex B: an mId may be one) that is looked up.
namespace isfocus::mrfpd {

std::optional<h248::Endpoint> Control::mgc() const {
    const auto& place = registration_.mgc();
    if (place.name.empty()) return place.at;
    return place == found_.first ? std::optional{found_.second} : std::nullopt;
}

/// A name is looked up first, each time: who cannot be had may have moved.
void Control::announce() {
    agreed_address_.reset();
    looking_for_.reset();
    const auto& place = registration_.mgc();
    if (place.name.empty()) return announce_there();
    found_ = {};
    looking_for_ = place;
    looking_until_ = now_ + settings_.timers.t_max;
    look_up_(place.name);
}

void Control::looked_up(const std::string& name, const std::optional<h248::Endpoint>& address, const std::string& fault,
                        Time now) {
    now_ = now;
    const bool is_wanted = looking_for_ && looking_for_->name == name && looking_for_ == registration_.mgc();
    if (!is_wanted || registration_.state() != RegistrationState::registering) return;
    const auto place = *std::exchange(looking_for_, std::nullopt);
    if (!address) {
        if (may_warn()) spdlog::warn("mgc={} has no address: {}", place.text(), fault);
        return step(RegistrationEvent::unanswered);
    }
    auto there = *address;
    there.port = place.at.port;
    there.transport = place.at.transport;
    spdlog::debug("mgc={} is at {}", place.text(), there.text());
    found_ = {place, there};
    announce_there();
}

/// Who has no address by then is like one that does not answer.
void Control::give_up_looking() {
    if (!looking_for_ || now_ < looking_until_) return;
    const auto place = *std::exchange(looking_for_, std::nullopt);
    if (registration_.state() != RegistrationState::registering || place != registration_.mgc()) return;
    if (may_warn()) spdlog::warn("mgc={} has no address: the name servers do not answer", place.text());
    step(RegistrationEvent::unanswered);
}

/// Over the transport that is configured.
std::optional<MgcPlace> Control::place_named_by(const h248::MId& mgc) const {
    auto place = place_of(mgc, settings_.registration.mgc.at.transport);
    if (!place)
        spdlog::warn("mgc={} names mgc={}: that is neither an address nor a domain name, back to mgc={}",
                     registration_.mgc().text(), mgc.text(), settings_.registration.mgc.text());
    return place;
}

/// ServiceChangeAddress, a port or an address (H.248.1 7.2.8.1.6). A connection leads to nobody else, and what is said
/// of the same MGC is not looked up.
std::optional<h248::Endpoint> Control::address_in(const h248::Services& agreed) const {
    auto address = mgc();
    if (!address || address->has_connection()) return std::nullopt;
    if (agreed.address) {
        const auto place = place_of(*agreed.address, address->transport);
        if (place && place->name.empty()) return place->at;
        spdlog::warn("mgc={} wants to be sent to at {}, which is no address: it is sent to where it was found",
                     registration_.mgc().text(), agreed.address->text());
        return std::nullopt;
    }
    if (!agreed.port) return std::nullopt;
    address->port = *agreed.port;
    return address;
}

}  // namespace isfocus::mrfpd
