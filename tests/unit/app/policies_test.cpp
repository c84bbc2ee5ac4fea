#include "app/policies.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>

namespace isfocus::app {
namespace {

namespace fs = std::filesystem;

class PoliciesTest : public testing::Test {
protected:
    PoliciesTest() {
        std::string pattern = (fs::temp_directory_path() / "isfocus-policies-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    ~PoliciesTest() override { fs::remove_all(folder); }

    void write(const std::string& room) const {
        std::ofstream(folder / (room + ".xml"))
            << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<conference "
               "xmlns=\"urn:ietf:params:xml:ns:conference-policy\"><settings><conference-uri>sip:"
            << room << "@as.test</conference-uri></settings><dialout-list></dialout-list></conference>";
    }

    /// The next events that come; "" after five seconds without any.
    std::string next() {
        std::string text;
        focus::Inbox inbox;
        pollfd watched{mailbox.fd(), POLLIN, 0};
        while (text.empty() && ::poll(&watched, 1, 5000) == 1) {
            mailbox.deliver(inbox);
            inbox.drain([&](const focus::Event& event) {
                if (const auto* given = std::get_if<focus::PolicyGiven>(&event)) text += "+" + given->policy.uri.user;
                if (const auto* gone = std::get_if<focus::PolicyWithdrawn>(&event)) text += "-" + gone->conference.user;
            });
        }
        return text;
    }

    /// Whether the end of all readings is told within five seconds.
    bool comes_to_rest(const Policies& policies) {
        focus::Inbox inbox;
        pollfd watched{mailbox.fd(), POLLIN, 0};
        while (!policies.has_read() && ::poll(&watched, 1, 5000) == 1) mailbox.deliver(inbox);
        return policies.has_read();
    }

    fs::path folder;
    Mailbox mailbox;
};

TEST_F(PoliciesTest, AreReadInAThreadOfTheirOwn_POL09) {
    write("lobby");
    std::thread::id reader;
    Policies::Keys reserved;
    Policies policies(
        mailbox,
        [&] {
            reader = std::this_thread::get_id();
            return Policies::Keys{};
        },
        [&](Policies::Keys keys) { reserved = std::move(keys); });
    EXPECT_FALSE(policies.has_read());
    policies.read(folder);
    EXPECT_EQ(next(), "+lobby");
    EXPECT_NE(reader, std::this_thread::get_id());
    EXPECT_EQ(reserved.size(), 1u) << "before the focus hears of it";
}

TEST_F(PoliciesTest, WhatIsAskedForMeanwhileIsReadAfterwards_POL09) {
    std::promise<void> released;
    std::promise<void> begun;
    int readings = 0;
    Policies policies(
        mailbox,
        [&] {
            if (++readings == 1) {
                begun.set_value();
                released.get_future().wait();
            }
            return Policies::Keys{};
        },
        [](const Policies::Keys&) {});
    write("lobby");
    policies.read("");
    begun.get_future().wait();
    policies.read("/nowhere");
    policies.read(folder);
    EXPECT_FALSE(policies.has_read());
    released.set_value();
    EXPECT_EQ(next(), "+lobby");
    EXPECT_EQ(readings, 2);
    EXPECT_TRUE(comes_to_rest(policies));
}

/// Whoever waits for its end is woken even if nothing is new.
TEST_F(PoliciesTest, TheEndOfAReadingIsTold_POL15) {
    Policies policies(
        mailbox, [] { return Policies::Keys{}; }, [](const Policies::Keys&) {});
    for (int i = 0; i < 3; ++i) {
        policies.read(folder);
        EXPECT_TRUE(comes_to_rest(policies)) << i;
    }
}

TEST_F(PoliciesTest, ASecondReadingTellsWhatIsNew_POL15) {
    Policies policies(
        mailbox, [] { return Policies::Keys{}; }, [](const Policies::Keys&) {});
    write("lobby");
    policies.read(folder);
    EXPECT_EQ(next(), "+lobby");
    write("roof");
    fs::remove(folder / "lobby.xml");
    policies.read(folder);
    auto told = next();
    while (told.size() < 11) {
        const auto more = next();
        if (more.empty()) break;
        told += more;
    }
    EXPECT_EQ(told, "-lobby+roof");
}

}  // namespace
}  // namespace isfocus::app
