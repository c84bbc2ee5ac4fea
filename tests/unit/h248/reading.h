#pragma once
#include <gtest/gtest.h>

#include <string>

#include "isfocus/h248/codec.h"

namespace isfocus::h248 {

inline std::string in_context(const std::string& command) {
    return "MEGACO/2 [127.0.0.1]:2944\nTransaction = 7 { Context = 1 { " + command + " } }";
}

inline std::string in_reply(const std::string& command) {
    return "MEGACO/2 [127.0.0.1]:2944\nReply = 7 { Context = 1 { " + command + " } }";
}

inline Message read(const std::string& text) {
    const auto message = decode(text);
    EXPECT_TRUE(message) << message.error().text << " at " << message.error().offset << "\n" << text;
    return message ? *message : Message{};
}

inline Command first_command(const std::string& command) {
    const auto message = read(in_context(command));
    if (message.transactions.empty()) return {};
    return std::get<TransactionRequest>(message.transactions.front()).actions.at(0).commands.at(0);
}

inline ErrorCode refusal(const std::string& text) {
    const auto message = decode(text);
    EXPECT_FALSE(message) << text;
    return message ? ErrorCode{} : message.error().code;
}

inline Stream first_stream(const Command& command) {
    if (!command.media || command.media->streams.empty()) {
        ADD_FAILURE() << "no stream";
        return {};
    }
    return command.media->streams.front();
}

}  // namespace isfocus::h248
