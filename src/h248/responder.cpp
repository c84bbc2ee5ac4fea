#include <algorithm>

#include "h248/production.h"
#include "isfocus/h248/transactions.h"

namespace isfocus::h248 {
namespace {

/// Different requests under one id within LONG-TIMER: restarts, and no peer restarts that often.
constexpr std::ptrdiff_t kMaxSameId = 8;

bool is_unanswered(ResponseState state) noexcept {
    return state == ResponseState::executing || state == ResponseState::pending_sent;
}

bool has_timer(ResponseState state) noexcept {
    return is_unanswered(state) || state == ResponseState::awaiting_ack;
}

std::string encode_transaction(const MId& self, std::uint8_t version, const Endpoint& to, Form form,
                               Transaction transaction) {
    Message message;
    message.version = version;
    message.mid = self;
    message.transactions.push_back(std::move(transaction));
    return encode_for(to, message, form);
}

}  // namespace

std::uint64_t digest_of(const TransactionRequest& request) {
    std::string text;
    text.reserve(1024);
    Writer writer{text, Form::compact};
    write(writer, request);
    return std::hash<std::string>{}(text);
}

ResponderSettings responder_settings(const H248Timers& timers) {
    ResponderSettings settings;
    settings.execution_time = timers.execution;
    settings.pending_interval = timers.provisional_response * 2 / 3;
    settings.pending_limit = static_cast<unsigned>(timers.pending_limit);
    settings.first_repeat = timers.first_repeat;
    settings.longest_repeat = std::max(settings.longest_repeat, timers.first_repeat);
    settings.long_timer = timers.long_timer;
    settings.max_remembered *= rooms_for(timers);
    return settings;
}

Responder::Responder(MId self, Form form, const ResponderSettings& settings)
    : self_(std::move(self)), form_(form), settings_(settings) {}

RequestOutcome Responder::request(const TransactionRequest& request, std::uint8_t version, const Endpoint& from,
                                  Time now) {
    forget(now);
    const Ticket ticket{request.id, digest_of(request)};
    RequestOutcome outcome{RequestVerdict::duplicate, ticket, std::nullopt};
    if (const auto known = find(ticket); known != requests_.end()) {
        known->second.from = from;
        outcome.send = copy(ticket, known->second, now);
        return outcome;
    }
    const auto same_id = requests_.equal_range(request.id);
    const bool full = requests_.size() >= settings_.max_remembered;
    outcome.verdict = RequestVerdict::overloaded;
    if (full || std::distance(same_id.first, same_id.second) >= kMaxSameId) return outcome;
    outcome.verdict = RequestVerdict::execute;
    auto& fresh = requests_.emplace(request.id, Request{})->second;
    fresh.digest = ticket.digest;
    fresh.version = version;
    fresh.from = from;
    schedule(ticket, fresh, now + settings_.execution_time);
    remember(ticket, fresh, now);
    return outcome;
}

std::optional<Outgoing> Responder::answer(const Ticket& ticket, TransactionReply reply, Time now) {
    const auto at = find(ticket);
    if (at == requests_.end()) return std::nullopt;
    auto& request = at->second;
    const auto* row = step(request, ResponseEvent::answer);
    if (row == nullptr) return std::nullopt;
    reply.id = ticket.id;
    reply.imm_ack_required = row->action == ResponseAction::send_reply_wanting_ack;
    TransactionReply too_large;
    too_large.id = reply.id;
    too_large.imm_ack_required = reply.imm_ack_required;
    too_large.error = error_descriptor(ErrorCode::reply_too_large);
    request.reply = encode_transaction(self_, request.version, request.from, form_, std::move(reply));
    if (request.reply.size() > kMaxSentOctets)
        request.reply = encode_transaction(self_, request.version, request.from, form_, std::move(too_large));
    request.wait = settings_.first_repeat;
    request.deadline = Time::max();
    if (request.state == ResponseState::awaiting_ack && settings_.repeats && !request.from.has_connection())
        schedule(ticket, request, now + request.wait);
    remember(ticket, request, now);
    prune();
    return Outgoing{request.from, request.reply};
}

void Responder::ack(const TransactionResponseAck& ack) {
    std::uint64_t ids = 0;
    for (const auto& range : ack.ranges) ids += std::uint64_t{range.last} - range.first + 1;
    if (ids > requests_.size()) return ack_all_within(ack);
    for (const auto& range : ack.ranges)
        for (std::uint64_t id = range.first; id <= range.last; ++id) acknowledge(static_cast<std::uint32_t>(id));
    prune();
}

std::vector<Outgoing> Responder::tick(Time now) {
    std::vector<Outgoing> output;
    while (const auto due = timers_.pop_due(now)) {
        const auto at = find(due->key);
        if (at == requests_.end() || at->second.deadline != due->at) continue;
        auto& request = at->second;
        const bool repeats = request.state == ResponseState::awaiting_ack;
        const auto* row = step(request, repeats ? ResponseEvent::repeat_due : ResponseEvent::execution_time_over);
        if (row == nullptr) continue;
        if (row->action == ResponseAction::repeat_reply) {
            request.wait = std::min(2 * request.wait, settings_.longest_repeat);
            schedule(due->key, request, now + request.wait);
            output.push_back({request.from, request.reply});
        } else if (auto pending = make_pending(due->key, request, now)) {
            output.push_back(std::move(*pending));
        }
    }
    forget(now);
    prune();
    return output;
}

std::optional<Time> Responder::next_deadline() const {
    const auto next = timers_.front();
    if (remembered_.empty()) return next;
    const auto forgetting = remembered_.front().first + kForgetsTogether;
    return next ? std::min(*next, forgetting) : forgetting;
}

std::optional<ResponseState> Responder::state_of(const Ticket& ticket) const {
    const auto range = requests_.equal_range(ticket.id);
    for (auto at = range.first; at != range.second; ++at)
        if (at->second.digest == ticket.digest) return at->second.state;
    return std::nullopt;
}

Responder::Requests::iterator Responder::find(const Ticket& ticket) {
    const auto range = requests_.equal_range(ticket.id);
    for (auto at = range.first; at != range.second; ++at)
        if (at->second.digest == ticket.digest) return at;
    return requests_.end();
}

const ResponseRow* Responder::step(Request& request, ResponseEvent event) {
    const auto* row = find_row(kResponder, request.state, event);
    if (row != nullptr) request.state = row->to;
    return row;
}

std::optional<Outgoing> Responder::copy(const Ticket& ticket, Request& request, Time now) {
    const auto* row = step(request, ResponseEvent::copy);
    if (row == nullptr) return std::nullopt;
    if (row->action == ResponseAction::repeat_reply) return Outgoing{request.from, request.reply};
    if (row->action != ResponseAction::send_pending) return std::nullopt;
    // Copies that come thick and fast get one Pending: the peer counts them.
    const bool just_sent = request.pendings > 0 && now - request.last_pending < settings_.execution_time;
    return just_sent ? std::nullopt : make_pending(ticket, request, now);
}

std::optional<Outgoing> Responder::make_pending(const Ticket& ticket, Request& request, Time now) {
    request.deadline = Time::max();
    if (request.pendings >= settings_.pending_limit) return std::nullopt;
    ++request.pendings;
    request.last_pending = now;
    schedule(ticket, request, now + settings_.pending_interval);
    return Outgoing{request.from,
                    encode_transaction(self_, request.version, request.from, form_, TransactionPending{ticket.id})};
}

void Responder::acknowledge(std::uint32_t id) {
    const auto range = requests_.equal_range(id);
    for (auto at = range.first; at != range.second; ++at) drop_reply(at->second);
}

/// For ranges wider than the table: one pass, whatever they say.
void Responder::ack_all_within(const TransactionResponseAck& ack) {
    auto ranges = ack.ranges;
    std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < ranges.size(); ++i) ranges[i].last = std::max(ranges[i].last, ranges[i - 1].last);
    for (auto& [id, request] : requests_) {
        const auto above = std::upper_bound(ranges.begin(), ranges.end(), id,
                                            [](std::uint32_t value, const auto& range) { return value < range.first; });
        if (above != ranges.begin() && std::prev(above)->last >= id) drop_reply(request);
    }
    prune();
}

void Responder::drop_reply(Request& request) {
    const auto* row = step(request, ResponseEvent::ack);
    if (row == nullptr) return;
    request.reply = {};
    request.deadline = Time::max();
}

void Responder::schedule(const Ticket& ticket, Request& request, Time at) {
    request.deadline = at;
    timers_.push(at, ticket);
}

/// From now on LONG-TIMER runs anew.
void Responder::remember(const Ticket& ticket, Request& request, Time now) {
    request.forget = now + settings_.long_timer;
    remembered_.emplace_back(request.forget, ticket);
}

void Responder::forget(Time now) {
    for (; !remembered_.empty() && remembered_.front().first <= now; remembered_.pop_front()) {
        const auto at = find(remembered_.front().second);
        if (at == requests_.end() || at->second.forget != remembered_.front().first) continue;
        if (step(at->second, ResponseEvent::forget_due) != nullptr) requests_.erase(at);
    }
}

void Responder::prune() {
    timers_.prune([this](const auto& entry) {
        const auto at = find(entry.key);
        return at != requests_.end() && has_timer(at->second.state) && at->second.deadline == entry.at;
    });
}

}  // namespace isfocus::h248
