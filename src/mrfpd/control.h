#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "isfocus/h248/transactions.h"
#include "mrfpd/gateway.h"
#include "mrfpd/registration.h"

namespace isfocus::mrfpd {

struct ControlSettings {
    h248::MId mid;  ///< ours, in every message
    /// Offered when it registers, TS 29.333's unless told otherwise; nothing: none. The MGC may accept any.
    std::optional<h248::Profile> profile = h248::Profile{"threegmrfp", 1};
    h248::Form form = h248::Form::pretty;
    RegistrationSettings registration;
    H248Timers timers;
    GatewaySettings gateway;
};

/// What the operator must see.
struct ControlCounters {
    std::uint64_t registrations = 0;
    std::uint64_t requests = 0;   ///< of the MGC, copies not counted
    std::uint64_t copies = 0;     ///< requests that came again
    std::uint64_t strangers = 0;  ///< messages from elsewhere than the MGC
    std::uint64_t malformed = 0;

    friend bool operator==(const ControlCounters&, const ControlCounters&) = default;
};

/// The H.248 side of the MRFP: keeps it registered with its MGC and has the gateway carry out what the MGC asks. Only
/// the MGC is served: the address that is configured, and the mId that answered the registration from there. Contexts
/// outlive the association: they go when the MGC says so. No socket and no clock: datagrams and times are handed in,
/// what is to be sent goes to `sink`.
class Control {
public:
    /// One datagram; the octets are valid during the call alone.
    using Sink = std::function<void(const h248::Endpoint& to, std::string_view octets)>;
    /// Has the address of a host name found; looked_up() tells what came of it, later.
    using LookUp = std::function<void(const std::string& name)>;

    /// `media` outlives this. `seed` keeps transaction ids apart from those of an earlier run.
    Control(const ControlSettings& settings, MediaPort& media, Sink sink, LookUp look_up, std::uint64_t seed);

    void start(Time now);
    void received(const h248::Endpoint& from, std::string_view octets, Time now);
    /// A connection has ended, or could not be made. With that to the MGC the association is lost (H.248.1 annex D.2);
    /// that to an MGC which has sent us to another one means nothing any more.
    void disconnected(const h248::Endpoint& peer, Time now);
    /// The address of that name, whatever its port; nothing: there is none, for this reason.
    void looked_up(const std::string& name, const std::optional<h248::Endpoint>& address, const std::string& fault,
                   Time now);
    /// To be called when next_deadline() has come; earlier does no harm.
    void tick(Time now);
    std::optional<Time> next_deadline() const;

    /// The MRFP has more to do than it can: tells the MGC, if that wants to know (ocp/mg_overload).
    void overloaded(Time now);
    /// By how many percent new work is to be less; 0: it need not (chp/mgcon).
    void congested(unsigned reduction, Time now);

    /// Maintenance lock: from now on new contexts are refused, and the MGC is told (ServiceChange Graceful 905, without
    /// Delay: until the last context has gone). Or that off again (Restart 918).
    void lock(Time now);
    void unlock(Time now);

    /// Ends all audio and tells the MGC (ServiceChange Forced 905).
    void stop(Time now);
    /// After stop(): whether nothing is left to wait for, because the MGC has answered or does not know us.
    bool has_left() const noexcept { return !farewell_; }

    /// The address of whom we are registered with, or want to be; nothing: it is a name that has to be looked up.
    std::optional<h248::Endpoint> mgc() const;
    RegistrationState registration() const noexcept { return registration_.state(); }
    const Gateway& gateway() const noexcept { return gateway_; }
    const ControlCounters& counters() const noexcept { return counters_; }

private:
    void handle(const h248::Endpoint& from, const h248::Message& message, const h248::Transaction& transaction);
    void serve(const h248::Endpoint& from, const h248::TransactionRequest& request, std::uint8_t version);
    void settle(const h248::TransactionReply& reply, const h248::MId& mgc);
    void message_refused(const Fault& why, const h248::MId& mgc);
    void look_whether_disowned(const h248::TransactionReply& reply);
    void given_up(std::uint32_t id);
    void refuse_stranger(const h248::Endpoint& from, const h248::Message& message);
    void ignore_binary(const h248::Endpoint& from);
    void refuse_malformed(const h248::Endpoint& from, std::span<const h248::DecodeError> faults);
    bool is_mgc(const h248::Endpoint& from, const h248::MId& mid) const;
    bool is_its_address(const h248::Endpoint& from) const;
    /// Where what is no registration is sent.
    std::optional<h248::Endpoint> mgc_address() const { return agreed_address_ ? agreed_address_ : mgc(); }

    void step(RegistrationEvent event);
    void step_lock(LockEvent event);
    void tell_of_root(h248::ServiceChangeMethod method, const char* reason);
    void announce();
    void announce_there();
    void give_up_looking();
    void ask();
    void registration_answered(const h248::TransactionReply& reply, const h248::MId& mgc);
    std::optional<MgcPlace> place_named_by(const h248::MId& mgc) const;
    std::optional<h248::Endpoint> address_in(const h248::Services& agreed) const;
    void registered(const h248::Services& agreed, const h248::MId& mgc);
    void registration_refused(const Fault& why);
    void ordered(const h248::Services& service_change);
    /// Its transaction id; nothing: it could not be sent.
    std::optional<std::uint32_t> notify(Notification notification);

    std::optional<std::uint32_t> request(h248::Action action, std::uint8_t version);
    void send(const h248::Endpoint& to, std::uint8_t version, h248::Transaction transaction);
    bool may_warn();

    ControlSettings settings_;
    Sink sink_;
    LookUp look_up_;
    Gateway gateway_;
    Registration registration_;
    h248::Requester requester_;
    h248::Responder responder_;
    ControlCounters counters_;
    LockState lock_ = LockState::open;
    std::optional<h248::MId> mgc_;                  ///< who answered our registration
    std::optional<h248::Endpoint> agreed_address_;  ///< ServiceChangeAddress of the MGC
    std::optional<MgcPlace> looking_for_;           ///< whose address we wait for
    Time looking_until_{};
    std::pair<MgcPlace, h248::Endpoint> found_;  ///< the name looked up last, and its address
    std::uint8_t version_ = 2;                   ///< agreed with the MGC
    std::optional<std::uint32_t> registering_;   ///< the ServiceChange under way, or the last one given up
    std::optional<std::uint32_t> asking_;        ///< the Notify of it/ito, as long as nothing has been heard since
    std::optional<std::uint32_t> farewell_;
    Time now_{};
    Time quiet_until_{};
};

}  // namespace isfocus::mrfpd
