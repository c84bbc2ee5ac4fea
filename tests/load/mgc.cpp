#include "mgc.h"

#include <poll.h>

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <variant>

#include "common.h"
#include "isfocus/h248/codec.h"

namespace isfocus::load {
namespace {

constexpr int kPatience_ms = 10'000;

std::string mid(const h248::Endpoint& endpoint) {
    const auto text = endpoint.text();
    const auto colon = text.rfind(':');
    return "[" + text.substr(0, colon) + "]" + text.substr(colon);
}

}  // namespace

Mgc::Mgc(const std::string& program, const std::string& address, int media_threads)
    : socket_(bound(address)),
      mrfp_(bound(address).local()),
      mrfpd_({program, "--mgc", "udp:" + socket_.local().text(), "--mid", mid(mrfp_), "--rtp-address", address,
              "--rtp-ports", "20000-29999", "--media-threads", std::to_string(media_threads), "--log-level", "warn"}) {
    register_it();
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

std::uint16_t Mgc::join(std::size_t conference, const std::string& formats, const h248::Endpoint& remote) {
    const auto text = remote.text();
    const auto host = text.substr(0, text.rfind(':'));
    if (conference == contexts_.size()) contexts_.push_back(0);
    auto& context = contexts_.at(conference);
    const auto reply =
        ask("Context = " + (context == 0 ? "$" : std::to_string(context)) +
                " { Add = $ { Media { Stream = 1 { LocalControl { Mode = SendReceive, ReservedValue = ON }, Local {\n"
                "v=0\nc=IN IP4 $\nm=audio $ RTP/AVP " +
                formats + "\n}, Remote {\nv=0\nc=IN IP4 " + host + "\nm=audio " + std::to_string(remote.port) +
                " RTP/AVP " + formats + "\n} } } } }",
            &context);
    legs_.push_back({context, reply.termination.text});
    std::uint16_t port = 0;
    if (reply.media && !reply.media->streams.empty())
        port = number_after<std::uint16_t>(reply.media->streams[0].local.value_or(""), "m=audio ");
    if (port == 0) throw std::runtime_error("no port in the reply to Add");
    return port;
}

std::uint64_t Mgc::end() {
    std::uint64_t received = 0;
    for (const auto& leg : legs_) {
        const auto reply = ask("Context = " + std::to_string(leg.context) + " { Subtract = " + leg.termination +
                               " { Audit { Statistics } } }");
        const auto counted = reply.statistics.value_or(h248::Statistics{});
        const auto* packets = h248::find(counted.values, "rtp/pr");
        if (packets != nullptr) received += std::strtoull(std::string{packets->value()}.c_str(), nullptr, 10);
    }
    legs_.clear();
    return received;
}

}  // namespace isfocus::load
