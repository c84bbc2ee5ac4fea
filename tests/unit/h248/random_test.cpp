#include <gtest/gtest.h>

#include <random>

#include "isfocus/h248/codec.h"

/// Messages made at random, from fixed seeds: each comes back equal through both forms.
namespace isfocus::h248 {
namespace {

class Maker {
public:
    explicit Maker(unsigned seed) : random_(seed) {}

    Message message() {
        Message message;
        message.version = static_cast<std::uint8_t>(between(1, 3));
        message.mid = mid();
        if (chance(8)) {
            message.error = error();
            return message;
        }
        for (unsigned i = between(1, 3); i > 0; --i) message.transactions.push_back(transaction());
        return message;
    }

private:
    unsigned between(unsigned low, unsigned high) {
        return std::uniform_int_distribution<unsigned>{low, high}(random_);
    }
    bool chance(unsigned in) { return between(1, in) == 1; }
    template <class Number>
    Number any() {
        return static_cast<Number>(std::uniform_int_distribution<std::uint64_t>{}(random_));
    }
    template <class T, class Make>
    std::optional<T> maybe(const Make& make) {
        return chance(2) ? std::optional<T>{make()} : std::nullopt;
    }
    template <class Make>
    auto some(const Make& make, unsigned least = 0, unsigned most = 3) {
        std::vector<decltype(make())> out;
        for (unsigned i = between(least, most); i > 0; --i) out.push_back(make());
        return out;
    }

    std::string of(std::string_view characters, unsigned least, unsigned most) {
        std::string out;
        for (unsigned i = between(least, most); i > 0; --i)
            out.push_back(characters[between(0, static_cast<unsigned>(characters.size()) - 1)]);
        return out;
    }
    std::string word() { return "x" + of("abcXYZ019+-&!_'?@^`~$\\()%|.", 1, 12); }
    std::string item() { return word() + "/" + word(); }
    TerminationId termination() { return {chance(4) ? "ip/*" : item()}; }
    std::string text() { return of("aB9 ;{},=[]:<>#\\/\t\x80", 0, 20); }
    /// White space around an octet string is not part of it.
    std::string octets() { return "v=0\r\n" + of("aB9 ;{},=\"\\}\n", 0, 40) + "\\}."; }

    Value value() { return chance(2) ? Value{word(), false} : Value{text(), true}; }
    Parameter parameter(std::string name) {
        Parameter result;
        result.name = std::move(name);
        result.form = static_cast<ValueForm>(between(0, 3));
        if (result.form == ValueForm::single) result.relation = static_cast<Relation>(between(0, 3));
        const unsigned least = result.form == ValueForm::single ? 1 : 2;
        result.values = some([&] { return value(); }, least, least);
        return result;
    }
    /// Names that differ.
    std::vector<Parameter> parameters(bool of_package = false) {
        std::vector<Parameter> out;
        for (unsigned i = between(0, 3); i > 0; --i)
            out.push_back(parameter(std::to_string(i) + (of_package ? item() : word())));
        return out;
    }
    MId mid() {
        switch (between(0, 4)) {
            case 0:
                return {MId::Kind::ip4, "192.0.2.1", any<std::uint16_t>()};
            case 1:
                return {MId::Kind::ip6, "2001:db8::1", any<std::uint16_t>()};
            case 2:
                return {MId::Kind::domain_name, "mrfp1.example.org", any<std::uint16_t>()};
            case 3:
                return {MId::Kind::mtp, "11aF", 0};
            default:
                return {MId::Kind::device_name, word(), 0};
        }
    }
    ErrorDescriptor error() { return {static_cast<ErrorCode>(between(0, 9999)), text()}; }
    std::string timestamp() { return of("0123456789", 8, 8) + "T" + of("0123456789", 8, 8); }

    Stream stream(std::uint16_t id) {
        Stream stream;
        stream.id = id;
        stream.local = octets();
        stream.remote = maybe<std::string>([&] { return octets(); });
        LocalControl control;
        control.mode = static_cast<StreamMode>(between(0, 4));
        control.reserved_value = maybe<bool>([&] { return chance(2); });
        control.reserved_group = maybe<bool>([&] { return chance(2); });
        control.properties = parameters(true);
        stream.control = maybe<LocalControl>([&] { return control; });
        if (chance(4)) stream.statistics = {statistic()};
        return stream;
    }
    Media media() {
        Media media;
        TerminationState state;
        state.service_state = static_cast<ServiceState>(between(0, 2));
        state.event_buffer_control =
            maybe<EventBufferControl>([&] { return static_cast<EventBufferControl>(between(0, 1)); });
        state.properties = parameters(true);
        media.termination_state = maybe<TerminationState>([&] { return state; });
        media.streams.push_back(stream(1));
        if (chance(3)) media.streams.push_back(stream(2));
        return media;
    }
    Signal signal() {
        Signal signal;
        signal.name = item();
        signal.stream = maybe<std::uint16_t>([&] { return any<std::uint16_t>(); });
        signal.type = maybe<SignalType>([&] { return static_cast<SignalType>(between(0, 2)); });
        signal.duration = maybe<std::uint16_t>([&] { return any<std::uint16_t>(); });
        signal.notify_completion = some([&] { return static_cast<CompletionReason>(between(0, 4)); });
        signal.keep_active = chance(2);
        signal.direction = maybe<SignalDirection>([&] { return static_cast<SignalDirection>(between(0, 2)); });
        signal.request_id = maybe<std::uint32_t>([&] { return any<std::uint32_t>(); });
        signal.parameters = parameters();
        return signal;
    }
    Signals signals() {
        Signals signals;
        signals.signals = some([&] { return signal(); });
        signals.lists = some([&] { return SignalList{any<std::uint16_t>(), some([&] { return signal(); }, 1)}; }, 0, 1);
        return signals;
    }
    RequestedEvent event(bool embeds_events) {
        RequestedEvent event;
        event.name = item();
        event.stream = maybe<std::uint16_t>([&] { return any<std::uint16_t>(); });
        event.keep_active = chance(2);
        event.digit_map = maybe<DigitMap>([&] { return chance(2) ? DigitMap{word(), ""} : DigitMap{"", octets()}; });
        event.parameters = parameters();
        event.embedded_signals = maybe<Signals>([&] { return signals(); });
        if (embeds_events && chance(2)) {
            event.embedded_request_id = any<std::uint32_t>();
            event.embedded_events = some([&] { return this->event(false); }, 1);
        }
        event.notify_behaviour = maybe<NotifyBehaviour>([&] { return static_cast<NotifyBehaviour>(between(0, 2)); });
        event.reset_events = chance(4);
        return event;
    }
    ObservedEvent observed(bool with_time) {
        return {with_time ? timestamp() : "", item(), maybe<std::uint16_t>([&] { return any<std::uint16_t>(); }),
                parameters()};
    }
    AuditItem audit_item() { return {static_cast<AuditToken>(between(0, 9)), chance(3) ? "{ a { b = \"}\" } }" : ""}; }
    Services services() {
        Services services;
        services.method = static_cast<ServiceChangeMethod>(between(0, 6));
        if (services.method == ServiceChangeMethod::extension) services.extension_method = "X-" + word();
        services.reason = chance(2) ? "901 Cold Boot" : "";
        services.delay = maybe<std::uint32_t>([&] { return any<std::uint32_t>(); });
        if (chance(2))
            services.address = mid();
        else
            services.port = any<std::uint16_t>();
        services.mgc_id_to_try = maybe<MId>([&] { return mid(); });
        services.profile = maybe<Profile>([&] { return Profile{word(), static_cast<std::uint8_t>(between(0, 99))}; });
        services.version = maybe<std::uint8_t>([&] { return static_cast<std::uint8_t>(between(0, 99)); });
        services.timestamp = chance(2) ? timestamp() : "";
        services.incomplete = chance(4);
        services.audit_items = some([&] { return audit_item(); });
        if (chance(4)) services.extensions = {parameter("X-" + word())};
        return services;
    }
    Audit audit() {
        Audit audit;
        audit.items = some([&] { return audit_item(); });
        return audit;
    }
    Packages packages() {
        return {some([&] { return PackageVersion{word(), any<std::uint16_t>()}; }, 1)};
    }
    Parameter statistic() {
        auto result = parameter(item());
        result.relation = Relation::equal;
        return result;
    }
    Statistics statistics() {
        return {some([&] { return statistic(); }, 1)};
    }
    void request_descriptors(Command& command) {
        command.media = maybe<Media>([&] { return media(); });
        command.events = maybe<Events>([&] {
            return Events{any<std::uint32_t>(), some([&] { return event(true); }, 1)};
        });
        command.signals = maybe<Signals>([&] { return signals(); });
        if (chance(4)) command.digit_maps = {{word(), octets()}};
        command.event_buffer = maybe<EventBuffer>([&] { return EventBuffer{some([&] { return observed(false); })}; });
        command.modem = maybe<Modem>([&] { return Modem{some([&] { return word(); }, 1), parameters()}; });
        command.mux = maybe<Mux>([&] { return Mux{word(), some([&] { return termination(); }, 1)}; });
        command.audit = maybe<Audit>([&] { return audit(); });
    }
    void reply_descriptors(Command& command) {
        request_descriptors(command);
        if (chance(4)) command.digit_maps.push_back({word(), octets()});
        command.observed_events = maybe<ObservedEvents>([&] { return ObservedEvents{7, {observed(chance(2))}}; });
        command.statistics = maybe<Statistics>([&] { return statistics(); });
        command.packages = maybe<Packages>([&] { return packages(); });
        command.services = maybe<Services>([&] { return services(); });
        command.error = maybe<ErrorDescriptor>([&] { return error(); });
        if (chance(3)) command.empty_items = {AuditToken::mux, AuditToken::media};
    }
    Command command(bool in_reply) {
        Command command;
        command.name = static_cast<CommandName>(between(0, 7));
        command.optional = chance(4);
        command.wildcarded_reply = chance(4);
        command.termination = termination();
        if (chance(5)) command.more_terminations = {termination(), termination()};
        if (in_reply)
            reply_descriptors(command);
        else if (command.name <= CommandName::move)
            request_descriptors(command);
        else if (command.name <= CommandName::audit_capability)
            command.audit = audit();
        else if (command.name == CommandName::notify)
            command.observed_events = ObservedEvents{9, {observed(true)}};
        else
            command.services = services();
        return command;
    }
    Action action(bool in_reply) {
        Action action;
        action.context = {chance(2) ? ContextId::choose() : ContextId{any<std::uint32_t>()}};
        action.properties.priority = maybe<std::uint16_t>([&] { return any<std::uint16_t>(); });
        action.properties.emergency = maybe<bool>([&] { return chance(2); });
        action.properties.ieps_call = maybe<bool>([&] { return chance(2); });
        action.properties.topology = some([&] {
            return Topology{termination(), termination(), static_cast<TopologyDirection>(between(0, 4)),
                            maybe<std::uint16_t>([&] { return any<std::uint16_t>(); })};
        });
        action.commands = some([&] { return command(in_reply); }, 1);
        if (in_reply)
            action.error = maybe<ErrorDescriptor>([&] { return error(); });
        else if (chance(4))
            action.audit = ContextAudit{true, chance(2), chance(2), chance(2), parameters()};
        return action;
    }
    Transaction transaction() {
        const auto id = any<std::uint32_t>();
        switch (between(0, 5)) {
            case 0:
                return TransactionPending{id};
            case 1:
                return TransactionResponseAck{{{3, 3}, {5, 900}}};
            case 2:
                return SegmentReply{id, {3, chance(2)}};
            case 3:
                return TransactionReply{id, chance(2), std::nullopt, some([&] { return action(true); }, 1),
                                        std::nullopt};
            default:
                return TransactionRequest{id, some([&] { return action(false); }, 1)};
        }
    }

    std::mt19937 random_;
};

TEST(RandomMessage, ComesBackEqualThroughBothForms) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        const auto message = Maker{seed}.message();
        for (const auto form : {Form::pretty, Form::compact}) {
            const auto text = encode(message, form);
            const auto again = decode(text);
            ASSERT_TRUE(again) << "seed " << seed << ": " << again.error().text << " at " << again.error().offset
                               << "\n"
                               << text;
            ASSERT_EQ(*again, message) << "seed " << seed << "\n" << text << "\n--- became\n" << encode(*again, form);
        }
    }
}

TEST(RandomMessage, CutShortAnywhereIsRefusedOrRead) {
    for (unsigned seed = 0; seed < 10; ++seed) {
        const auto text = encode(Maker{seed}.message(), Form::compact);
        for (std::size_t length = 0; length < text.size(); length += 7) {
            const auto message = decode(std::string_view{text}.substr(0, length));
            EXPECT_TRUE(!message || decode(encode(*message)));
        }
    }
}

}  // namespace
}  // namespace isfocus::h248
