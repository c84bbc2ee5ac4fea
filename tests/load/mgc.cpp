#include "mgc.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <variant>
#include <vector>

#include "isfocus/h248/codec.h"

namespace isfocus::load {
namespace {

constexpr int kPatience_ms = 10'000;

h248::UdpSocket bound(const std::string& address) {
    auto socket = h248::UdpSocket::open(*h248::endpoint(address, 0));
    if (!socket) throw std::runtime_error(socket.error().text);
    return std::move(*socket);
}

std::string mid(const h248::Endpoint& endpoint) {
    const auto text = endpoint.text();
    const auto colon = text.rfind(':');
    return "[" + text.substr(0, colon) + "]" + text.substr(colon);
}

/// What follows `key` in `text`, as a number; 0 when it is not there.
template <class Number>
Number number_after(const std::string& text, const std::string& key) {
    const auto at = text.find(key);
    Number value{};
    if (at != std::string::npos) std::from_chars(text.data() + at + key.size(), text.data() + text.size(), value);
    return value;
}

pid_t start(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t pid = -1;
    if (posix_spawn(&pid, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0)
        throw std::runtime_error("cannot start " + words[0]);
    return pid;
}

}  // namespace

Mgc::Mgc(const std::string& program, const std::string& address, int media_threads)
    : socket_(bound(address)), mrfp_(bound(address).local()) {
    pid_ =
        start({program, "--mgc", "udp:" + socket_.local().text(), "--mid", mid(mrfp_), "--rtp-address", address,
               "--rtp-ports", "20000-29999", "--media-threads", std::to_string(media_threads), "--log-level", "warn"});
    register_it();
}

Mgc::~Mgc() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
}

h248::Message Mgc::next_message(int wait_ms) {
    std::optional<h248::Message> message;
    pollfd in{socket_.fd(), POLLIN, 0};
    while (!message) {
        if (poll(&in, 1, wait_ms) <= 0) throw std::runtime_error("the MRFP does not answer");
        socket_.receive([&](const h248::Endpoint&, std::string_view octets) {
            auto decoded = h248::decode(octets);
            if (decoded) message = std::move(*decoded);
        });
    }
    return std::move(*message);
}

void Mgc::register_it() {
    const auto message = next_message(kPatience_ms);
    const auto& request = std::get<h248::TransactionRequest>(message.transactions.at(0));
    socket_.send(mrfp_, "MEGACO/1 " + mid(socket_.local()) + "\nReply = " + std::to_string(request.id) +
                            " { Context = - { ServiceChange = ROOT { Services { Version = 2 } } } }");
}

/// Sends one action with one command; returns the command of the reply.
h248::Command Mgc::ask(const std::string& action, std::uint32_t* context) {
    const auto id = ++transaction_;
    socket_.send(mrfp_,
                 "MEGACO/2 " + mid(socket_.local()) + "\nTransaction = " + std::to_string(id) + " { " + action + " }");
    while (true) {
        const auto message = next_message(kPatience_ms);
        const auto* reply = std::get_if<h248::TransactionReply>(&message.transactions.at(0));
        if (reply == nullptr || reply->id != id) continue;
        const bool refused = reply->error || reply->actions.empty() || reply->actions[0].error ||
                             reply->actions[0].commands.empty() || reply->actions[0].commands[0].error;
        if (refused) throw std::runtime_error("refused: " + action + "\n" + h248::encode(message));
        if (context != nullptr) *context = reply->actions[0].context.value;
        return reply->actions[0].commands[0];
    }
}

Mgc::Leg Mgc::add(std::uint32_t context, const std::string& formats, const h248::Endpoint& remote) {
    const auto text = remote.text();
    const auto host = text.substr(0, text.rfind(':'));
    Leg leg;
    const auto reply =
        ask("Context = " + (context == 0 ? "$" : std::to_string(context)) +
                " { Add = $ { Media { Stream = 1 { LocalControl { Mode = SendReceive, ReservedValue = ON }, Local {\n"
                "v=0\nc=IN IP4 $\nm=audio $ RTP/AVP " +
                formats + "\n}, Remote {\nv=0\nc=IN IP4 " + host + "\nm=audio " + std::to_string(remote.port) +
                " RTP/AVP " + formats + "\n} } } } }",
            &leg.context);
    leg.termination = reply.termination.text;
    if (reply.media && !reply.media->streams.empty())
        leg.rtp_port = number_after<std::uint16_t>(reply.media->streams[0].local.value_or(""), "m=audio ");
    if (leg.rtp_port == 0) throw std::runtime_error("no port in the reply to Add");
    return leg;
}

Mgc::Statistics Mgc::subtract(const Leg& leg) {
    const auto reply = ask("Context = " + std::to_string(leg.context) + " { Subtract = " + leg.termination +
                           " { Audit { Statistics } } }");
    Statistics statistics;
    const auto counted = reply.statistics.value_or(h248::Statistics{});
    for (const auto& item : counted.values) {
        const std::string value{item.value()};
        if (item.name == "rtp/pr") statistics.packets_received = std::strtoull(value.c_str(), nullptr, 10);
        if (item.name == "rtp/ps") statistics.packets_sent = std::strtoull(value.c_str(), nullptr, 10);
        if (item.name == "rtp/pl") statistics.lost_percent = std::strtod(value.c_str(), nullptr);
    }
    return statistics;
}

}  // namespace isfocus::load
