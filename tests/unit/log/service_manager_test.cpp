#include "isfocus/log/service_manager.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace isfocus::log {
namespace {

using namespace std::chrono_literals;

class ServiceManagerTest : public testing::Test {
protected:
    ServiceManagerTest() : name_("/tmp/isfocus-notify-" + std::to_string(getpid())) {}
    ~ServiceManagerTest() override {
        if (fd_ >= 0) close(fd_);
        std::filesystem::remove(name_);
        for (const char* one : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(one);
    }

    /// As systemd, at a path or at an abstract address (`@` before it).
    void listen(const std::string& prefix = "") {
        fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        const auto text = prefix + name_;
        std::memcpy(at.sun_path, text.data(), text.size());
        if (!prefix.empty()) at.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + text.size());
        ASSERT_EQ(bind(fd_, reinterpret_cast<const sockaddr*>(&at), size), 0);
        setenv("NOTIFY_SOCKET", text.c_str(), 1);
    }

    std::string heard() const {
        std::string text(4096, '\0');
        const auto size = recv(fd_, text.data(), text.size(), 0);
        text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return text;
    }

    const ServiceManager::Time now{1000s};

private:
    std::string name_;
    int fd_ = -1;
};

TEST_F(ServiceManagerTest, HearsHowItIs) {
    listen();
    ServiceManager manager;
    manager.ready();
    EXPECT_EQ(heard(), "READY=1");
    manager.reloading();
    EXPECT_TRUE(heard().starts_with("RELOADING=1\nMONOTONIC_USEC=")) << "as systemd 253 wants it";
    manager.status("serving");
    EXPECT_EQ(heard(), "STATUS=serving");
    manager.stopping(7s);
    EXPECT_EQ(heard(), "STOPPING=1\nEXTEND_TIMEOUT_USEC=7000000");
    manager.alive(now);
    EXPECT_EQ(heard(), "") << "nobody watches";
    EXPECT_FALSE(manager.next_sign_of_life());
}

TEST_F(ServiceManagerTest, MayBeAtAnAbstractAddress) {
    listen("@");
    ServiceManager().ready();
    EXPECT_EQ(heard(), "READY=1");
}

TEST_F(ServiceManagerTest, WhoWatchesHearsTwiceInItsTime) {
    listen();
    setenv("WATCHDOG_USEC", "3000000", 1);
    setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
    ServiceManager manager;
    manager.alive(now);
    EXPECT_EQ(heard(), "WATCHDOG=1");
    EXPECT_EQ(manager.next_sign_of_life(), now + 1500ms);
    manager.alive(now + 1499ms);
    EXPECT_EQ(heard(), "");
    manager.alive(now + 1500ms);
    EXPECT_EQ(heard(), "WATCHDOG=1");
}

TEST_F(ServiceManagerTest, WhoWatchesAnotherProcessHearsNothing) {
    listen();
    setenv("WATCHDOG_USEC", "3000000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    ServiceManager manager;
    manager.alive(now);
    EXPECT_EQ(heard(), "");
}

TEST_F(ServiceManagerTest, ChildrenAreNotToldOfIt) {
    listen();
    setenv("WATCHDOG_USEC", "3000000", 1);
    const ServiceManager manager;
    for (const char* one : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) EXPECT_EQ(std::getenv(one), nullptr);
}

TEST_F(ServiceManagerTest, WithoutOneNothingHappens) {
    ServiceManager().ready();
    setenv("NOTIFY_SOCKET", "/nowhere/notify", 1);
    ServiceManager().ready();
    setenv("NOTIFY_SOCKET", ("/" + std::string(200, 'x')).c_str(), 1);
    ServiceManager().ready();
}

}  // namespace
}  // namespace isfocus::log
