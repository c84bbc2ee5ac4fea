#pragma once
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <variant>

#include "fake_media.h"
#include "isfocus/h248/codec.h"
#include "mrfpd/gateway.h"

namespace isfocus::mrfpd {

/// An MGC that writes H.248 text, and reads the replies back from it.
class GatewayTest : public testing::Test {
protected:
    explicit GatewayTest(const DigitMapTimers& timers = {}) : digit_map_timers(timers) {}

    /// The actions of one request, such as `Context = 1 { Subtract = ip/1 }`; gives those of the reply.
    std::vector<h248::Action> request(const std::string& actions) {
        return send("MEGACO/2 [127.0.0.1]:2944\nTransaction = 1 {\n" + actions + "\n}");
    }

    /// One of the example messages of the H.248 codec's tests.
    std::vector<h248::Action> example(const std::string& name) {
        std::ifstream file(ISFOCUS_SOURCE_DIR "/tests/unit/h248/examples/" + name);
        std::ostringstream text;
        text << file.rdbuf();
        return send(text.str());
    }

    std::vector<h248::Action> send(const std::string& message) {
        const auto decoded = h248::decode(message);
        if (!decoded) {
            ADD_FAILURE() << decoded.error().text << " in " << message;
            return {};
        }
        const auto& request = std::get<h248::TransactionRequest>(decoded->transactions.front());
        execution = gateway.execute(request.actions, now);
        return read_back(execution.replies);
    }

    /// What the MGC reads out of the reply: the codec must be able to say it.
    std::vector<h248::Action> read_back(const std::vector<h248::Action>& replies) {
        h248::TransactionReply reply;
        reply.id = 1;
        reply.actions = replies;
        h248::Message message{.version = 2, .mid = {h248::MId::Kind::ip4, "127.0.0.2", 2944}, .transactions = {reply}};
        const auto text = h248::encode(message);
        const auto decoded = h248::decode(text);
        if (!decoded) {
            ADD_FAILURE() << decoded.error().text << " in " << text;
            return {};
        }
        return std::get<h248::TransactionReply>(decoded->transactions.front()).actions;
    }

    static h248::Command only_command(const std::vector<h248::Action>& replies) {
        if (replies.size() != 1 || replies[0].commands.size() != 1) {
            ADD_FAILURE() << "not one command in the reply";
            return {};
        }
        return replies[0].commands[0];
    }

    /// The code of the error, wherever it stands in the reply; 0 for none.
    static int error_of(const std::vector<h248::Action>& replies) {
        for (const auto& action : replies) {
            if (action.error) return static_cast<int>(action.error->code);
            for (const auto& command : action.commands)
                if (command.error) return static_cast<int>(command.error->code);
        }
        return 0;
    }

    static std::string local_of(const h248::Command& command) {
        if (!command.media || command.media->streams.empty()) return "";
        return command.media->streams[0].local.value_or("");
    }

    /// An Add with PCMU, PCMA and telephone-event, both sides known.
    static std::string add(const std::string& context, const std::string& more = "") {
        return "Context = " + context +
               " { Add = $ { Media { Stream = 1 { LocalControl { Mode = SendReceive, "
               "ReservedValue = ON }, Local {\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP 0 8 101\n"
               "a=rtpmap:101 telephone-event/8000\n}, Remote {\nv=0\nc=IN IP4 127.0.0.11\nm=audio 49152 RTP/AVP 8 97\n"
               "a=rtpmap:97 telephone-event/8000\n} } }" +
               more + " } }";
    }
    static std::string add_with_local(const std::string& sdp) {
        return "Context = $ { Add = $ { Media { Stream = 1 { LocalControl { ReservedValue = ON }, Local {\n" + sdp +
               "\n} } } } }";
    }

    Time now{std::chrono::hours{1}};
    FakeMedia media;
    std::shared_ptr<const Recording> hello = std::make_shared<const Recording>();
    std::shared_ptr<const Recording> german = std::make_shared<const Recording>();
    DigitMapTimers digit_map_timers;
    GatewaySettings settings{{sdp::Address::Family::ip4, "127.0.0.2"},
                             50,
                             3,
                             {{"hello", hello}, {"hello-de", german}},
                             false,
                             {},
                             digit_map_timers};
    Gateway gateway{settings, media};
    Execution execution;
};

}  // namespace isfocus::mrfpd
