#include "mrfpd/control.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

/// Messages in and out.
namespace isfocus::mrfpd {
namespace {

using h248::ErrorCode;

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

std::optional<Time> earliest(std::initializer_list<std::optional<Time>> times) {
    std::optional<Time> earliest;
    for (const auto& time : times)
        if (time && (!earliest || *time < *earliest)) earliest = time;
    return earliest;
}

}  // namespace

Control::Control(const ControlSettings& settings, MediaPort& media, Sink sink, LookUp look_up, std::uint64_t seed)
    : settings_(settings),
      sink_(std::move(sink)),
      look_up_(std::move(look_up)),
      gateway_(settings.gateway, media),
      registration_(settings.registration, seed),
      requester_(h248::requester_settings(settings.timers), static_cast<std::uint32_t>(seed), seed),
      responder_(settings.mid, settings.form, h248::responder_settings(settings.timers)) {
    requester_.set_repeats(!settings.registration.mgc.at.has_connection());
}

void Control::start(Time now) {
    now_ = now;
    registration_.start(now);
}

void Control::received(const h248::Endpoint& from, std::string_view octets, Time now) {
    now_ = now;
    if (octets.empty()) return;
    if (h248::is_binary(octets)) return ignore_binary(from);
    const auto decoded = h248::decode_each(octets);
    if (!decoded) return refuse_malformed(from, {&decoded.error(), 1});
    const auto& message = decoded->message;
    if (!is_mgc(from, message.mid)) return refuse_stranger(from, message);
    for (const auto& what : decoded->ignored) spdlog::debug("mgc={} ignored: {}", message.mid.text(), what);
    registration_.heard(now);
    asking_.reset();
    if (message.error) return message_refused(*message.error, message.mid);
    if (!decoded->refused.empty()) refuse_malformed(from, decoded->refused);
    for (const auto& transaction : message.transactions) handle(from, message, transaction);
}

/// What comes next is announced over a new connection, later each time that this fails.
void Control::disconnected(const h248::Endpoint& peer, Time now) {
    now_ = now;
    if (peer != mgc()) return;
    farewell_.reset();
    step(is_served(registration_.state()) ? RegistrationEvent::connection_lost : RegistrationEvent::unanswered);
}

void Control::tick(Time now) {
    now_ = now;
    if (const auto event = registration_.due(now)) step(*event);
    give_up_looking();
    for (auto& notification : gateway_.tick(now)) notify(std::move(notification));
    for (const auto& outgoing : responder_.tick(now)) sink_(outgoing.to, outgoing.octets);
    const auto output = requester_.tick(now);
    if (const auto to = mgc_address())
        for (const auto& repeat : output.repeats) sink_(*to, repeat.octets);
    for (const auto& failed : output.failed) given_up(failed.id);
}

std::optional<Time> Control::next_deadline() const {
    return earliest({registration_.next_deadline(), gateway_.next_deadline(), requester_.next_deadline(),
                     responder_.next_deadline(), looking_for_ ? std::optional{looking_until_} : std::nullopt});
}

void Control::stop(Time now) {
    now_ = now;
    gateway_.clear();
    step(RegistrationEvent::stopped);
}

// ---- Who may ask ----------------------------------------------------------------------------------------------------

/// Before the first registration nobody has a name yet: then the address alone counts.
bool Control::is_mgc(const h248::Endpoint& from, const h248::MId& mid) const {
    const bool is_known = !mgc_ || *mgc_ == mid || !is_served(registration_.state());
    return is_its_address(from) && is_known;
}

bool Control::is_its_address(const h248::Endpoint& from) const {
    return from == mgc() || from == agreed_address_;
}

/// Strangers are answered as seldom as they are logged: what they send must neither fill the log nor make us a source
/// of datagrams for addresses that they forge.
void Control::refuse_stranger(const h248::Endpoint& from, const h248::Message& message) {
    ++counters_.strangers;
    if (!may_warn()) return;
    spdlog::warn("mid={} from={}: not our MGC, refused", message.mid.text(), from.text());
    for (const auto& transaction : message.transactions) {
        const auto* request = std::get_if<h248::TransactionRequest>(&transaction);
        if (!request) continue;
        h248::TransactionReply reply;
        reply.id = request->id;
        reply.error = fault(ErrorCode::unauthorized);
        return send(from, message.version, std::move(reply));
    }
}

/// Text would tell its sender as little as its message tells us. Its connection, if it has one, is closed.
void Control::ignore_binary(const h248::Endpoint& from) {
    ++counters_.malformed;
    if (may_warn()) spdlog::warn("h248 from={}: a binary message (BER), ignored: H.248 is text here", from.text());
}

void Control::refuse_malformed(const h248::Endpoint& from, std::span<const h248::DecodeError> faults) {
    ++counters_.malformed;
    const bool is_stranger = !is_its_address(from);
    const bool warn = may_warn();
    const auto& first = faults.front();
    if (warn)
        spdlog::warn("h248 from={} offset={} error={}: {}", from.text(), first.offset, static_cast<int>(first.code),
                     first.text);
    if (is_stranger && !warn) return;
    if (const auto answer = h248::answer_to(faults, settings_.mid)) sink_(from, h248::encode(*answer, settings_.form));
}

/// One warning a second.
bool Control::may_warn() {
    if (now_ < quiet_until_) return false;
    quiet_until_ = now_ + std::chrono::seconds{1};
    return true;
}

// ---- Transactions ---------------------------------------------------------------------------------------------------

void Control::handle(const h248::Endpoint& from, const h248::Message& message, const h248::Transaction& transaction) {
    std::visit(Overloaded{
                   [&](const h248::TransactionRequest& request) { serve(from, request, message.version); },
                   [&](const h248::TransactionReply& reply) { settle(reply, message.mid); },
                   [&](const h248::TransactionPending& pending) {
                       if (requester_.pending(pending.id, now_)) given_up(pending.id);
                   },
                   [&](const h248::TransactionResponseAck& ack) { responder_.ack(ack); },
                   [](const h248::SegmentReply&) {},  // we send no segments
               },
               transaction);
}

void Control::serve(const h248::Endpoint& from, const h248::TransactionRequest& request, std::uint8_t version) {
    const auto outcome = responder_.request(request, version, from, now_);
    if (outcome.verdict == h248::RequestVerdict::duplicate) ++counters_.copies;
    if (outcome.send) sink_(outcome.send->to, outcome.send->octets);
    h248::TransactionReply reply;
    reply.id = request.id;
    if (outcome.verdict == h248::RequestVerdict::overloaded) {
        reply.error = fault(ErrorCode::insufficient_resources, "too many transactions");
        return send(from, version, std::move(reply));
    }
    if (outcome.verdict != h248::RequestVerdict::execute) return;
    ++counters_.requests;
    std::optional<h248::Services> service_change;
    if (registration_.state() == RegistrationState::leaving) {
        reply.error = fault(ErrorCode::service_unavailable);
    } else {
        auto execution = gateway_.execute(request.actions, now_);
        reply.actions = std::move(execution.replies);
        service_change = std::move(execution.service_change);
        registration_.ask_after(gateway_.longest_silence(), now_);
    }
    if (const auto answer = responder_.answer(outcome.ticket, std::move(reply), now_))
        sink_(answer->to, answer->octets);
    if (service_change) ordered(*service_change);
    if (gateway_.contexts() == 0) step_lock(LockEvent::emptied);
}

void Control::settle(const h248::TransactionReply& reply, const h248::MId& mgc) {
    const auto outcome = requester_.reply(reply, now_);
    if (const auto to = mgc_address(); outcome.ack && to) send(*to, version_, *outcome.ack);
    if (outcome.verdict != h248::ReplyVerdict::expected && outcome.verdict != h248::ReplyVerdict::late) return;
    if (reply.id == registering_) return registration_answered(reply, mgc);
    if (reply.id == farewell_) return farewell_.reset();
    look_whether_disowned(reply);
}

void Control::given_up(std::uint32_t id) {
    if (id == farewell_) farewell_.reset();
    if (id == registering_) step(RegistrationEvent::unanswered);
    if (id == asking_) step(RegistrationEvent::silent);
}

std::optional<std::uint32_t> Control::request(h248::Action action, std::uint8_t version) {
    const auto to = mgc_address();
    if (!to) return std::nullopt;
    h248::TransactionRequest request;
    request.id = requester_.next_id();
    request.actions.push_back(std::move(action));
    const auto id = request.id;
    h248::Message message{.version = version, .mid = settings_.mid, .transactions = {std::move(request)}};
    auto octets = h248::encode_for(*to, message, settings_.form);
    if (!requester_.sent(id, octets, now_)) return std::nullopt;
    sink_(*to, octets);
    return id;
}

void Control::send(const h248::Endpoint& to, std::uint8_t version, h248::Transaction transaction) {
    const h248::Message message{.version = version, .mid = settings_.mid, .transactions = {std::move(transaction)}};
    sink_(to, h248::encode_for(to, message, settings_.form));
}

}  // namespace isfocus::mrfpd
