#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/ids.h"
#include "isfocus/focus/event.h"
#include "isfocus/focus/ports.h"
#include "isfocus/sip/settings.h"

namespace isfocus::sip {

/// What happened since the start, for the operator.
struct Counters {
    std::uint64_t requests_received = 0;
    std::uint64_t responses_received = 0;
    std::uint64_t messages_sent = 0;
    std::uint64_t retransmissions_received = 0;
    std::uint64_t bad_messages = 0;       ///< unreadable, or refused with 400
    std::uint64_t client_timeouts = 0;    ///< requests of ours that nobody answered
    std::uint64_t udp_receive_drops = 0;  ///< datagrams that found our socket's buffer full
    std::uint64_t requests_shed = 0;      ///< refused for overload
    std::uint64_t ended_connections = 0;  ///< too many of them, or dead
    std::size_t connections = 0;          ///< now: those that peers have made to us
    std::size_t dialogs = 0;              ///< now
    std::size_t server_transactions = 0;  ///< now: unanswered, or a 2xx to INVITE without its ACK
    std::size_t client_transactions = 0;  ///< now: without final response
};

/// What a charging record says of a dialog, without the quotes of the wire; "" for what is not known.
struct DialogCharging {
    std::string call_id;
    std::string session_id;  ///< ours, and the peer's as `remote` (RFC 7989)
    std::string icid;
    std::string orig_ioi;
    std::string term_ioi;
    std::string access_network;  ///< P-Access-Network-Info of the user
    std::string served_user;     ///< P-Served-User of an originating session case
};

/// SIP on sofia-sip's transaction layer. Turns what arrives into Events and carries out the orders of the focus.
///
/// Everything happens in the thread that calls step() and the orders. The loop is the caller's:
///
///     for (;;) {
///         const auto next = stack.step();
///         inbox.drain(focus);
///         poll(epoll_fd() and others, until the earliest deadline, at most *next);
///     }
///
/// An order may make the next step() due at once, so step() comes after the orders and before the wait: as long as
/// drain() gave orders, call step() again. Answers that need no decision are given without an Event: 400, 413, 415,
/// 416, 420, 501, 505 for requests that break a rule, 405 for methods that are not offered, 481 for dialogs that do not
/// exist, 482 for merged requests and for
/// those that we have sent ourselves, 503 in overload, 500 for a CSeq that goes back, and those to INFO and NOTIFY.
class SofiaStack final : public focus::SipPort {
public:
    /// Binds all listen addresses. Throws std::runtime_error naming the one that could not be bound. `inbox` and
    /// `dialog_ids` must outlive the stack. One stack at a time may exist in a thread.
    SofiaStack(Settings settings, focus::Inbox& inbox, DialogIds& dialog_ids);
    /// Ends all transactions silently.
    ~SofiaStack() override;
    SofiaStack(const SofiaStack&) = delete;
    SofiaStack& operator=(const SofiaStack&) = delete;

    /// The addresses really bound, in the order of Settings::listen, with the ports that the system chose. In the place
    /// of a wildcard stand the addresses that this host had when it was bound.
    const std::vector<ListenAddress>& bound() const noexcept;
    /// Addresses that a wildcard in Settings::listen means, too, and that this host has got since: nobody reaches us
    /// there.
    std::vector<ListenAddress> not_served() const;
    /// Readable when step() has work to do.
    int epoll_fd() const noexcept;
    /// Handles what has arrived and what is due, without waiting. Gives back how long the caller may wait for
    /// epoll_fd(), rounded up; nothing when no timer runs.
    std::optional<std::chrono::milliseconds> step();

    /// How long what the next step() handles may have waited before, as the loop's owner sees it: the time since the
    /// sockets were last found empty. Counts for overload.
    void note_lag(std::chrono::milliseconds lag) noexcept;
    /// Messages that have arrived so far.
    std::uint64_t received() const;

    /// Takes new values from now on, except for those of `listen`, `t1`, `udp_buffer_bytes`, `log`, and the times of
    /// `connections`. Reads certificates again: connections that are there stay as they are. Tells why not if they
    /// cannot be used, and goes on with the old ones then.
    std::optional<TlsFault> reconfigure(Settings settings);

    /// Reads /proc/net/udp, so call it when somebody asks, not for every message.
    Counters counters() const;
    /// For the log; "" for an unknown dialog.
    std::string call_id(DialogId dialog) const;
    /// The same for a request that waits for its answer.
    std::string call_id(TransactionId transaction) const;
    /// `method=… from=… trusted=…` and, outside of any dialog, `uri=…` of a request that waits for its answer.
    std::string origin(TransactionId transaction) const;

    /// For the charging record; empty for an unknown dialog.
    DialogCharging charging(DialogId dialog) const;

    void respond(TransactionId transaction, const focus::Response& response) override;
    void invite(const focus::InviteOrder& order) override;
    void acknowledge(DialogId dialog) override;
    void cancel(DialogId dialog) override;
    void bye(DialogId dialog, std::string_view reason) override;
    void notify(const focus::NotifyOrder& order) override;
    void refer(const focus::ReferOrder& order) override;
    void probe(DialogId dialog) override;
    void refresh(const focus::RefreshOrder& order) override;
    void release(DialogId dialog) override;

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace isfocus::sip
