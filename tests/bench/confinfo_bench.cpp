#include <benchmark/benchmark.h>

#include <chrono>
#include <string>

#include "isfocus/confinfo/document.h"
#include "isfocus/confinfo/publisher.h"

namespace {

using namespace isfocus;

focus::UserInfo user(unsigned number) {
    const auto now = std::chrono::sys_days{std::chrono::year{2025} / 1 / 1};
    focus::EndpointInfo endpoint;
    endpoint.entity = "sip:+1555" + std::to_string(1'000'000 + number) + "@192.0.2.7:5060";
    endpoint.referred = focus::Execution{now, "", "sip:+15550000001@home.example"};
    endpoint.joining_method = focus::JoiningMethod::dialed_out;
    endpoint.joining_info = focus::Execution{now, "", ""};
    endpoint.media = {{"1", "audio", "11223", 3735928559U, Direction::sendrecv}};
    return {"sip:+1555" + std::to_string(1'000'000 + number) + "@home.example", "User", {endpoint}};
}

focus::ConferenceInfo document(unsigned users, focus::DocumentState state) {
    focus::ConferenceInfo info;
    info.entity = "sip:conf-8f3a@conf.example";
    info.state = state;
    info.version = 2;
    info.user_count = users;
    for (unsigned i = 0; i < users; ++i) info.users.push_back(user(i));
    return info;
}

/// Counts what would be sent.
class NoSip final : public focus::SipPort {
public:
    void respond(TransactionId, const focus::Response&) override {}
    void invite(const focus::InviteOrder&) override {}
    void acknowledge(DialogId) override {}
    void cancel(DialogId) override {}
    void bye(DialogId, std::string_view) override {}
    void notify(const focus::NotifyOrder& order) override { octets += order.body.size(); }
    void refer(const focus::ReferOrder&) override {}
    void probe(DialogId) override {}
    void refresh(const focus::RefreshOrder&) override {}
    void release(DialogId) override {}

    std::size_t octets = 0;
};

void render(benchmark::State& state, focus::DocumentState kind) {
    const auto info = document(static_cast<unsigned>(state.range(0)), kind);
    std::size_t octets = 0;
    for (auto _ : state) octets += confinfo::to_xml(info).size();
    state.SetBytesProcessed(static_cast<std::int64_t>(octets));
}

void conference_info_partial(benchmark::State& state) {
    render(state, focus::DocumentState::partial);
}
void conference_info_full(benchmark::State& state) {
    render(state, focus::DocumentState::full);
}

/// One change told to 100 subscribers of the same view, each with a version of its own.
void conference_info_told_to_100(benchmark::State& state) {
    NoSip sip;
    confinfo::Publisher publisher(sip);
    auto info = document(static_cast<unsigned>(state.range(0)), focus::DocumentState::full);
    for (auto _ : state) {
        ++info.content;
        for (info.version = 1; info.version <= 100; ++info.version) publisher.publish({}, info);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(sip.octets));
}

BENCHMARK(conference_info_partial)->Arg(1);
BENCHMARK(conference_info_full)->Arg(10)->Arg(100)->Arg(1000);
BENCHMARK(conference_info_told_to_100)->Arg(10)->Arg(100)->Arg(1000);

}  // namespace
