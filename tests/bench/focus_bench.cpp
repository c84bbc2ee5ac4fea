#include <benchmark/benchmark.h>

#include "isfocus/focus/focus.h"

/// The main job through the core alone: REFER, media, INVITE, 180, 200, NOTIFYs, and the BYE at the end.
namespace isfocus::focus {
namespace {

/// Answers every order that asks for something the way a quick peer would.
class QuickWorld : public SipPort,
                   public MrfpPort,
                   public TimerPort,
                   public RosterPort,
                   public JournalPort,
                   public ChargingPort {
public:
    void respond(TransactionId, const Response& response) override {
        if (response.contact) conference = *response.contact;
    }
    void invite(const InviteOrder& order) override { called = order.dialog; }
    void acknowledge(DialogId) override {}
    void cancel(DialogId) override {}
    void bye(DialogId dialog, std::string_view) override { inbox.post(ByeAnswered{dialog, 200}); }
    void probe(DialogId) override {}
    void refresh(const RefreshOrder&) override {}
    void notify(const NotifyOrder& order) override { inbox.post(NotifyAnswered{order.subscription, 200}); }
    void refer(const ReferOrder&) override {}
    void release(DialogId) override {}
    void reserve(const ReserveOrder& order) override { inbox.post(MediaReserved{order.leg, sdp}); }
    void configure(LegId, const Description&) override {}
    void renegotiate(LegId, const Description&) override {}
    void offer_again(LegId) override {}
    void move(LegId) override {}
    void mute(LegId, bool) override {}
    void announce(ConferenceId, Announcement, LegId) override {}
    void welcome(LegId) override {}
    void release(LegId) override {}
    void end(ConferenceId) override {}
    void start(TimerId, Time) override {}
    void cancel(TimerId) override {}
    void publish(NotifyOrder order, const ConferenceInfo&) override { notify(order); }
    void record(const JournalEntry&) override {}
    void record(const ChargingEntry&) override {}

    void handle(Event event) {
        inbox.post(std::move(event));
        inbox.drain([this](const Event& one) { focus.handle(one, now); });
    }

    static Settings settings() {
        Settings some;
        some.factory_uris = {*parse_uri("sip:mmtel@conf-factory.ims.test")};
        some.uri_domain = "conf-factory.ims.test";
        some.max_participants = 1'000'000;
        return some;
    }

    Inbox inbox;
    DialogIds ids;
    IdSource<TransactionTag> transactions;
    Time now{std::chrono::milliseconds{1}};
    Description sdp{std::string(300, 'x'), {{"audio", "1", Direction::sendrecv}}};
    Uri conference;
    DialogId called;
    Identity host{*parse_uri("sip:chair@ims.test"), {}, {}, false};
    Focus focus{settings(), {*this, *this, *this, *this, *this, *this}, ids};
};

/// Invites one user and lets it leave, in a conference that already has `range` participants.
void refer_flow(benchmark::State& state) {
    QuickWorld world;
    const Uri contact = *parse_uri("sip:ue@192.0.2.1:5060");
    const DialogId creator = world.ids.next();
    world.handle(InviteReceived{world.transactions.next(),
                                creator,
                                {.request_uri = world.settings().factory_uris[0],
                                 .asserted = world.host,
                                 .contact = contact,
                                 .offer = world.sdp,
                                 .nonce = "1234"}});
    world.handle(AckReceived{creator, std::nullopt});
    std::uint64_t users = 0;
    const auto bring_in = [&] {
        ReferTarget target;
        target.uri = *parse_uri("sip:user" + std::to_string(++users) + "@ims.test");
        world.handle(
            ReferReceived{world.transactions.next(),
                          world.ids.next(),
                          false,
                          {.request_uri = world.conference, .asserted = world.host, .target = target, .cseq = 1}});
        const DialogId leg = world.called;
        world.handle(InviteProgress{leg, 180, "Ringing"});
        world.handle(InviteAnswered{leg, 200, "OK", contact, world.sdp, std::nullopt});
        return leg;
    };
    for (int i = 0; i < state.range(0); ++i) bring_in();
    for (auto _ : state) world.handle(ByeReceived{world.transactions.next(), bring_in()});
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(refer_flow)->Arg(2)->Arg(10)->Arg(1000);

}  // namespace
}  // namespace isfocus::focus
