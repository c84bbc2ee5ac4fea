#include "app/mailbox.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <thread>

namespace isfocus::app {
namespace {

bool is_readable(int fd) {
    pollfd watched{fd, POLLIN, 0};
    return ::poll(&watched, 1, 0) == 1;
}

TEST(Mailbox, DeliversInTheOrderOfEachThread_POL09) {
    Mailbox mailbox;
    focus::Inbox inbox;
    EXPECT_FALSE(is_readable(mailbox.fd()));
    constexpr std::uint16_t kEvents = 500;
    const auto post = [&](const char* user) {
        for (std::uint16_t i = 1; i <= kEvents; ++i) mailbox.post(focus::PolicyWithdrawn{{.user = user, .port = i}});
    };
    std::thread first(post, "a"), second(post, "b");
    std::map<std::string, std::uint16_t> last;
    while (last["a"] < kEvents || last["b"] < kEvents) {
        mailbox.deliver(inbox);
        inbox.drain([&](const focus::Event& event) {
            const auto& uri = std::get<focus::PolicyWithdrawn>(event).conference;
            EXPECT_EQ(uri.port, last[uri.user] + 1);
            last[uri.user] = uri.port;
        });
    }
    first.join();
    second.join();
    EXPECT_FALSE(is_readable(mailbox.fd()));
    mailbox.post(focus::PolicyStoreChanged{});
    EXPECT_TRUE(is_readable(mailbox.fd()));
}

}  // namespace
}  // namespace isfocus::app
