#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "isfocus/focus/event.h"
#include "isfocus/focus/ports.h"
#include "isfocus/h248/deadline_queue.h"
#include "isfocus/h248/endpoint.h"
#include "isfocus/mrfp/settings.h"

namespace isfocus::mrfp {

using h248::Time;

/// What the operator must see.
struct Counters {
    std::uint64_t registrations = 0;
    std::uint64_t lost = 0;             ///< times that an MRFP was given up
    std::uint64_t moved = 0;            ///< legs whose media were moved to another MRFP
    std::uint64_t strangers = 0;        ///< messages from an mId that is not allowed, or not from its host
    std::uint64_t refused_for_now = 0;  ///< requests of MRFPs beyond what can be remembered of them
    std::uint64_t malformed = 0;        ///< messages that could not be read
    std::uint64_t media_timeouts = 0;   ///< orders that the MRFP did not carry out in time
    std::uint64_t overloads = 0;        ///< times that an MRFP said that it is overloaded
    std::uint64_t held_back = 0;        ///< legs that were refused because of that
    std::uint64_t late_subtracted = 0;  ///< terminations that came into being when nobody wanted them any more

    friend bool operator==(const Counters&, const Counters&) = default;
};

/// The MRFP resource client: the focus's orders as H.248 towards the MRFPs that have registered (Mp, TS 29.333). A
/// context per conference, a termination per leg; a new conference goes to the MRFP in service with the fewest
/// contexts, and to the next one when that has no room. What an MRFP had when it is lost may be moved to others. No
/// socket and no clock of its own: it is handed datagrams, asks `clock` for the time and gives what is to be sent to
/// `sink`. Whatever comes of an order is posted into the inbox.
class Client final : public focus::MrfpPort {
public:
    using Clock = std::function<Time()>;
    /// One datagram; the octets are valid during the call alone.
    using Sink = std::function<void(const h248::Endpoint& to, std::string_view octets)>;

    /// `seed` keeps transaction ids apart from those of an earlier run. Throws std::invalid_argument when an mId in the
    /// settings is none.
    Client(const Settings& settings, focus::Inbox& inbox, Clock clock, Sink sink, std::uint64_t seed);
    ~Client() override;

    /// Tells all MRFPs whose mId is an address that we are there anew (ServiceChange Restart 901): those that have
    /// outlived an earlier run register at once. Those that are not there need not answer.
    void start();
    /// Tells the registered ones that we go after `delay` (ServiceChange Graceful 905). Until stop() everything goes
    /// on, but that MRFPs that come anew are sent to the successor, if there is one (MgcIdToTry).
    void announce_stop(std::chrono::seconds delay);
    /// Tells the registered ones that we go (ServiceChange Forced 905), or where to go (HandOff 903). Nothing is waited
    /// for.
    void stop();

    void received(const h248::Endpoint& from, std::string_view octets);
    /// A connection has ended (H.248.1 annex D.2): with it the MRFP is lost.
    void closed(const h248::Endpoint& peer);
    /// To be called when next_deadline() has come; earlier does no harm.
    void tick();
    std::optional<Time> next_deadline() const;

    /// Whether a new conference would find an MRFP now. Changes are posted as MrfpAvailability.
    bool is_available() const;
    const Counters& counters() const;

    void reserve(const focus::ReserveOrder& order) override;
    void configure(LegId leg, const focus::Description& answer) override;
    void renegotiate(LegId leg, const focus::Description& offer) override;
    void offer_again(LegId leg) override;
    void move(LegId leg) override;
    void mute(LegId leg, bool is_muted) override;
    void announce(ConferenceId conference, focus::Announcement what, LegId who) override;
    void welcome(LegId leg) override;
    void release(LegId leg) override;
    void end(ConferenceId conference) override;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace isfocus::mrfp
