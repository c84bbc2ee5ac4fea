#include <algorithm>

#include "isfocus/h248/transactions.h"

namespace isfocus::h248 {
namespace {

using Microseconds = std::chrono::microseconds;

bool is_under_way(RequestState state) noexcept {
    return state == RequestState::waiting || state == RequestState::provisional;
}

}  // namespace

RequesterSettings requester_settings(const H248Timers& timers) {
    RequesterSettings settings;
    settings.first_repeat = timers.first_repeat;
    settings.longest_repeat = std::max(settings.longest_repeat, timers.first_repeat);
    settings.t_max = timers.t_max;
    settings.long_timer = timers.long_timer;
    settings.provisional_response = timers.provisional_response;
    settings.pending_limit = static_cast<unsigned>(timers.pending_limit);
    settings.max_remembered *= rooms_for(timers);
    return settings;
}

Requester::Requester(const RequesterSettings& settings, std::uint32_t first_id, std::uint64_t seed)
    : settings_(settings), last_id_(first_id - 1), random_(seed) {}

std::uint32_t Requester::next_id() {
    do {
        ++last_id_;
    } while (last_id_ == 0 || requests_.contains(last_id_));
    return last_id_;
}

bool Requester::sent(std::uint32_t id, std::string octets, Time now) {
    forget(now);
    if (outstanding_ >= settings_.max_outstanding || requests_.size() >= settings_.max_remembered) return false;
    const auto [at, is_new] = requests_.try_emplace(id);
    if (!is_new) return false;
    auto& request = at->second;
    request.octets = std::move(octets);
    request.sent = now;
    request.give_up = now + settings_.t_max;
    ++outstanding_;
    const auto measured = smoothed_ + 4 * variation_;
    schedule(id, request, now, std::clamp<Microseconds>(measured, settings_.first_repeat, settings_.longest_repeat));
    return true;
}

ReplyOutcome Requester::reply(const TransactionReply& reply, Time now) {
    ReplyOutcome outcome;
    if (reply.imm_ack_required) outcome.ack = TransactionResponseAck{{{reply.id, reply.id}}};
    const auto at = requests_.find(reply.id);
    if (at == requests_.end()) return outcome;
    auto& request = at->second;
    const bool was_under_way = is_under_way(request.state);
    const auto* row = step(request, RequestEvent::reply);
    if (row == nullptr) return outcome;
    switch (row->action) {
        case RequestAction::deliver:
            outcome.verdict = ReplyVerdict::expected;
            break;
        case RequestAction::deliver_late:
            outcome.verdict = ReplyVerdict::late;
            break;
        default:
            outcome.verdict = ReplyVerdict::duplicate;
            break;
    }
    if (was_under_way) {
        measure(request, now);
        settle(reply.id, request, now);
    }
    return outcome;
}

std::optional<RequestFailure> Requester::pending(std::uint32_t id, Time now) {
    const auto at = requests_.find(id);
    if (at == requests_.end()) return std::nullopt;
    auto& request = at->second;
    const bool too_many = request.pendings >= settings_.pending_limit;
    const auto* row = step(request, too_many ? RequestEvent::pending_limit : RequestEvent::pending);
    if (row == nullptr) return std::nullopt;
    if (row->action == RequestAction::report_pending_limit) {
        settle(id, request, now);
        return RequestFailure::pending_limit;
    }
    ++request.pendings;
    request.repeated = true;
    request.give_up = now + settings_.t_max;
    schedule(id, request, now, settings_.provisional_response);
    return std::nullopt;
}

RequesterOutput Requester::tick(Time now) {
    RequesterOutput output;
    while (const auto due = timers_.pop_due(now)) {
        const auto at = requests_.find(due->key);
        if (at == requests_.end() || !is_under_way(at->second.state) || at->second.deadline != due->at) continue;
        auto& request = at->second;
        const auto* row = step(request, now >= request.give_up ? RequestEvent::give_up_due : RequestEvent::repeat_due);
        if (row->action == RequestAction::report_timeout) {
            settle(at->first, request, now);
            output.failed.push_back({at->first, RequestFailure::timed_out});
            continue;
        }
        request.repeated = true;
        output.repeats.push_back({at->first, request.octets});
        schedule(at->first, request, now, std::min<Microseconds>(2 * request.wait, settings_.longest_repeat));
    }
    forget(now);
    prune();
    return output;
}

std::optional<Time> Requester::next_deadline() const {
    const auto next = timers_.front();
    if (remembered_.empty()) return next;
    const auto forgetting = remembered_.front().first + kForgetsTogether;
    return next ? std::min(*next, forgetting) : forgetting;
}

std::optional<RequestState> Requester::state_of(std::uint32_t id) const {
    const auto at = requests_.find(id);
    return at == requests_.end() ? std::nullopt : std::optional{at->second.state};
}

const RequestRow* Requester::step(Request& request, RequestEvent event) {
    const auto* row = find_row(kRequester, request.state, event);
    if (row != nullptr) request.state = row->to;
    return row;
}

/// The request is no longer under way: only its id is kept.
void Requester::settle(std::uint32_t id, Request& request, Time now) {
    --outstanding_;
    request.octets = {};
    remembered_.emplace_back(now + settings_.long_timer, id);
    prune();
}

void Requester::schedule(std::uint32_t id, Request& request, Time now, Microseconds wait) {
    request.wait = wait;
    const auto jitter = std::chrono::duration<double, std::micro>{wait} * (settings_.jitter * random());
    const auto repeat = now + wait + std::chrono::duration_cast<Microseconds>(jitter);
    request.deadline = settings_.repeats ? std::min(repeat, request.give_up) : request.give_up;
    timers_.push(request.deadline, id);
}

/// RFC 6298 section 2, for requests that were sent once: of others it is not known which copy was answered.
void Requester::measure(const Request& request, Time now) {
    if (request.repeated) return;
    const auto round_trip = std::chrono::duration_cast<Microseconds>(now - request.sent);
    if (smoothed_ == Microseconds{0}) {
        smoothed_ = round_trip;
        variation_ = round_trip / 2;
        return;
    }
    const auto difference = smoothed_ > round_trip ? smoothed_ - round_trip : round_trip - smoothed_;
    variation_ = (3 * variation_ + difference) / 4;
    smoothed_ = (7 * smoothed_ + round_trip) / 8;
}

void Requester::forget(Time now) {
    for (; !remembered_.empty() && remembered_.front().first <= now; remembered_.pop_front()) {
        const auto at = requests_.find(remembered_.front().second);
        if (at != requests_.end() && step(at->second, RequestEvent::forget_due) != nullptr) requests_.erase(at);
    }
}

void Requester::prune() {
    timers_.prune([this](const auto& entry) {
        const auto at = requests_.find(entry.key);
        return at != requests_.end() && is_under_way(at->second.state) && at->second.deadline == entry.at;
    });
}

/// SplitMix64, as a fraction of 1.
double Requester::random() {
    random_ += 0x9e3779b97f4a7c15U;
    auto z = random_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
}

}  // namespace isfocus::h248
