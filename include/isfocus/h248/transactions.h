#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "isfocus/base/h248_timers.h"
#include "isfocus/h248/codec.h"
#include "isfocus/h248/deadline_queue.h"
#include "isfocus/h248/endpoint.h"
#include "isfocus/h248/message.h"
#include "isfocus/h248/transaction_tables.h"

/// Transactions with one peer over a transport that may lose, repeat and reorder. Both sides are values: no socket,
/// no clock, no randomness of their own. They are told the time and say what is to be sent. Call tick() when
/// next_deadline() has come.
namespace isfocus::h248 {

using Milliseconds = std::chrono::milliseconds;

// ---- Requests that we send ------------------------------------------------------------------------------------------

struct RequesterSettings {
    bool repeats = true;                      ///< false over TCP and SCTP: no retransmission
    Milliseconds first_repeat{500};           ///< at least; the measured round trip may ask for more
    Milliseconds longest_repeat{4000};        ///< the wait doubles up to this
    double jitter = 0.1;                      ///< each wait is longer by up to this part of it
    Milliseconds t_max{10'000};               ///< give up a request
    Milliseconds provisional_response{1500};  ///< wait after a Pending
    Milliseconds long_timer{30'000};          ///< an id is not used again before
    unsigned pending_limit = 3;               ///< Pendings accepted for one request
    std::size_t max_outstanding = 4096;       ///< requests without an answer
    std::size_t max_remembered = 262'144;     ///< the same with those answered or given up within long_timer
};

RequesterSettings requester_settings(const H248Timers& timers);

enum class ReplyVerdict : std::uint8_t {
    expected,   ///< the answer
    late,       ///< the answer to a request reported as failed: news, undo what it did
    duplicate,  ///< known already
    unknown,    ///< to nothing that we remember
};

struct ReplyOutcome {
    ReplyVerdict verdict = ReplyVerdict::unknown;
    /// To be sent at once, whatever the verdict.
    std::optional<TransactionResponseAck> ack;
};

enum class RequestFailure : std::uint8_t { timed_out, pending_limit };

struct RequesterOutput {
    struct Repeat {
        std::uint32_t id = 0;
        std::string octets;
    };
    struct Failed {
        std::uint32_t id = 0;
        RequestFailure failure = RequestFailure::timed_out;
    };
    std::vector<Repeat> repeats;
    std::vector<Failed> failed;
};

/// The requests sent to one peer. One of these per association; after the peer's restart, make a new one with ids that
/// go on from last_id().
class Requester {
public:
    /// `first_id` random, so that a restart does not use ids that the peer remembers. `seed` for the jitter.
    Requester(const RequesterSettings& settings, std::uint32_t first_id, std::uint64_t seed);

    /// False over TCP: what is sent from now on is sent once.
    void set_repeats(bool repeats) noexcept { settings_.repeats = repeats; }

    /// An id that is in no use; never 0.
    std::uint32_t next_id();

    /// Takes note of a request that is sent now, and keeps its octets for repetition. False: too many are under way,
    /// do not send it.
    bool sent(std::uint32_t id, std::string octets, Time now);

    ReplyOutcome reply(const TransactionReply& reply, Time now);
    /// A failure when it was one Pending too many.
    std::optional<RequestFailure> pending(std::uint32_t id, Time now);

    RequesterOutput tick(Time now);
    std::optional<Time> next_deadline() const;

    std::size_t outstanding() const noexcept { return outstanding_; }
    std::optional<RequestState> state_of(std::uint32_t id) const;
    /// Smoothed round trip of requests that were not repeated; 0 before the first.
    std::chrono::microseconds round_trip() const noexcept { return smoothed_; }

private:
    struct Request {
        RequestState state = RequestState::waiting;
        std::string octets;
        Time sent;
        Time give_up;
        Time deadline;  ///< next repeat or give-up; later, when it is forgotten
        std::chrono::microseconds wait{};
        unsigned pendings = 0;
        bool repeated = false;  ///< or kept waiting by a Pending: its reply measures no round trip
    };
    using Requests = std::unordered_map<std::uint32_t, Request>;

    const RequestRow* step(Request& request, RequestEvent event);
    void settle(std::uint32_t id, Request& request, Time now);
    void schedule(std::uint32_t id, Request& request, Time now, std::chrono::microseconds wait);
    void measure(const Request& request, Time now);
    void forget(Time now);
    void prune();
    double random();

    RequesterSettings settings_;
    std::uint32_t last_id_;
    std::uint64_t random_;
    Requests requests_;
    std::size_t outstanding_ = 0;
    DeadlineQueue<std::uint32_t> timers_;
    std::deque<std::pair<Time, std::uint32_t>> remembered_;  ///< in order: all wait equally long
    std::chrono::microseconds smoothed_{};
    std::chrono::microseconds variation_{};
};

// ---- Requests that we receive ---------------------------------------------------------------------------------------

struct ResponderSettings {
    bool repeats = true;                  ///< false over TCP and SCTP: an unacknowledged reply is not repeated
    Milliseconds execution_time{500};     ///< without an answer for that long: Pending
    Milliseconds pending_interval{1000};  ///< and again, well before the peer gives us up
    unsigned pending_limit = 3;           ///< Pendings sent for one request at most
    Milliseconds first_repeat{500};       ///< of a reply that waits for its ack; doubles
    Milliseconds longest_repeat{4000};
    Milliseconds long_timer{30'000};      ///< how long a request is remembered
    std::size_t max_remembered = 65'536;  ///< over it new requests are refused
};

ResponderSettings responder_settings(const H248Timers& timers);

struct Outgoing {
    Endpoint to;
    std::string octets;
};

/// Names a received request until it is answered. A plain value: it may wait anywhere.
struct Ticket {
    std::uint32_t id = 0;
    std::uint64_t digest = 0;

    friend bool operator==(const Ticket&, const Ticket&) = default;
};

/// Equal for copies of one request, whatever form they came in; different, but for chance, for another request that
/// uses the same id, such as the first one after a restart.
std::uint64_t digest_of(const TransactionRequest& request);

enum class RequestVerdict : std::uint8_t {
    execute,     ///< new: carry it out and answer
    duplicate,   ///< known: not to be carried out
    overloaded,  ///< no room to remember it, so it must not be carried out: answer with error 510 or not at all
};

struct RequestOutcome {
    RequestVerdict verdict = RequestVerdict::execute;
    Ticket ticket;
    std::optional<Outgoing> send;  ///< the reply once more, or a Pending
};

/// The requests received from one peer (one mId), each carried out at most once. All answers go to where the last
/// copy of the request came from, in the message version that it had.
class Responder {
public:
    Responder(MId self, Form form, const ResponderSettings& settings = {});

    RequestOutcome request(const TransactionRequest& request, std::uint8_t version, const Endpoint& from, Time now);
    /// Completes a request. Sets ImmAckRequired where the handshake asks for it, and the id. A reply of more than
    /// kMaxSentOctets becomes error 533. Nothing to send when the request is forgotten or was answered before.
    std::optional<Outgoing> answer(const Ticket& ticket, TransactionReply reply, Time now);
    void ack(const TransactionResponseAck& ack);

    std::vector<Outgoing> tick(Time now);
    std::optional<Time> next_deadline() const;

    std::size_t remembered() const noexcept { return requests_.size(); }
    std::optional<ResponseState> state_of(const Ticket& ticket) const;

private:
    struct Request {
        std::uint64_t digest = 0;
        ResponseState state = ResponseState::executing;
        std::uint8_t version = 2;
        unsigned pendings = 0;
        Endpoint from;
        std::string reply;
        Time deadline;  ///< of the next Pending or repeat; Time::max() for none
        Time forget;
        Time last_pending;  ///< if there was one
        Milliseconds wait{};
    };
    using Requests = std::unordered_multimap<std::uint32_t, Request>;

    Requests::iterator find(const Ticket& ticket);
    const ResponseRow* step(Request& request, ResponseEvent event);
    std::optional<Outgoing> copy(const Ticket& ticket, Request& request, Time now);
    std::optional<Outgoing> make_pending(const Ticket& ticket, Request& request, Time now);
    void acknowledge(std::uint32_t id);
    void ack_all_within(const TransactionResponseAck& ack);
    void drop_reply(Request& request);
    void schedule(const Ticket& ticket, Request& request, Time at);
    void remember(const Ticket& ticket, Request& request, Time now);
    void forget(Time now);
    void prune();

    MId self_;
    Form form_;
    ResponderSettings settings_;
    Requests requests_;
    DeadlineQueue<Ticket> timers_;
    std::deque<std::pair<Time, Ticket>> remembered_;  ///< in order: all wait equally long
};

}  // namespace isfocus::h248
