#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "connections_fixture.h"
#include "dscp.h"
#include "isfocus/h248/sctp.h"
#include "isfocus/h248/tpkt.h"

#include <linux/sctp.h>

/// mp-h248 4: associations as they are used, over the kernel's sockets where it has them, and over what stands in for
/// them (tests/support/sctp), each in a program of its own.
namespace isfocus::h248 {
namespace {

class SCTP_SOCKETS : public TwoEnds {
protected:
    SCTP_SOCKETS() : TwoEnds("sctp:127.0.0.1:0") {}
    void SetUp() override {
        if (const auto fault = sctp_fault()) GTEST_SKIP() << *fault;
        open({});
    }

    /// A peer that does as it likes.
    int raw_association() {
        const int fd = open_sctp_socket(false);
        sockaddr_storage address;
        const auto size = static_cast<socklen_t>(to_sockaddr(mgc->local(), address));
        if (connect(fd, reinterpret_cast<sockaddr*>(&address), size) != 0) {
            pollfd waits{fd, POLLOUT, 0};
            EXPECT_EQ(poll(&waits, 1, 5000), 1);
        }
        return fd;
    }

    static void send_as(int fd, std::uint32_t protocol, std::string octets) {
        alignas(8) char control[CMSG_SPACE(sizeof(sctp_sndinfo))] = {};
        iovec part{octets.data(), octets.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        sctp_sndinfo info{};
        info.snd_ppid = htonl(protocol);
        auto* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = IPPROTO_SCTP;
        header->cmsg_type = SCTP_SNDINFO;
        header->cmsg_len = CMSG_LEN(sizeof info);
        std::memcpy(CMSG_DATA(header), &info, sizeof info);
        EXPECT_EQ(sendmsg(fd, &message, MSG_NOSIGNAL), static_cast<ssize_t>(octets.size()));
    }
};

TEST_F(SCTP_SOCKETS, BothEndsMarkWhatTheySend_MED70) {
    open({.dscp = 34});
    mrfp->send(mgc->local(), "MEGACO/2", now);
    ASSERT_TRUE(run_until([&] { return !at_mgc.empty(); }));
    const auto marks = test::marks_of_connections(mgc->local().port);
    EXPECT_EQ(marks.size(), 2U);
    for (const auto& [fd, mark] : marks) EXPECT_EQ(mark, 34);
}

TEST_F(SCTP_SOCKETS, TheMrfpConnectsAndEachMessageIsARecordBothWays_MP4) {
    const std::string longest(kMaxTpktOctets, 'x');
    for (const auto& message : {std::string{"one"}, longest, std::string{"three"}})
        EXPECT_EQ(mrfp->send(mgc->local(), message, now), Sending::done);
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 3; }));
    EXPECT_EQ(at_mgc, (std::vector<std::string>{"one", longest, "three"}));
    EXPECT_EQ(peer.transport, Transport::sctp);
    EXPECT_EQ(peer.text().substr(0, 15), "sctp:127.0.0.1:");
    EXPECT_EQ(mgc->send(peer, "reply", now), Sending::done);
    ASSERT_TRUE(run_until([&] { return at_mrfp.size() == 1; }));
    EXPECT_EQ(at_mrfp.front(), "reply");
    EXPECT_EQ(mgc->connections(), 1U);
    auto over_tcp = peer;
    over_tcp.transport = Transport::tcp;
    EXPECT_EQ(mgc->send(over_tcp, "another transport", now), Sending::no_connection);
}

TEST_F(SCTP_SOCKETS, BothFamiliesAreServed_MP4) {
    open_at(test::h248_address("sctp:[::1]:0"));
    EXPECT_EQ(mrfp->send(mgc->local(), "over IPv6", now), Sending::done);
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 1; }));
    EXPECT_EQ(peer.text().substr(0, 11), "sctp:[::1]:");
    EXPECT_EQ(mgc->send(peer, "reply", now), Sending::done);
    EXPECT_TRUE(run_until([&] { return at_mrfp.size() == 1; }));
}

TEST_F(SCTP_SOCKETS, MoreThanTheKernelHoldsComesWholeAndInOrder_MP4) {
    std::vector<std::string> all;
    for (char each = 'a'; each <= 'p'; ++each) all.emplace_back(kMaxTpktOctets, each);
    for (const auto& message : all) EXPECT_EQ(mrfp->send(mgc->local(), message, now), Sending::done);
    ASSERT_TRUE(run_until([&] { return at_mgc.size() >= all.size(); }));
    EXPECT_TRUE(at_mgc == all);
    EXPECT_EQ(mgc->counters().garbage + mgc->counters().foreign, 0U);
}

TEST_F(SCTP_SOCKETS, AnEndInOrderIsOneThoughSomethingIsUnread_MP4) {
    const int fd = raw_association();
    send_as(fd, 7, "read");
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 1; }));
    send_as(fd, 7, "unread");
    EXPECT_EQ(mgc->send(peer, "the last", now), Sending::done);
    mgc = std::move(*Connections::listen(loopback));
    std::string seen;
    char octets[256];
    ssize_t size = 0;
    for (pollfd waits{fd, POLLIN, 0}; poll(&waits, 1, 5000) == 1;) {
        size = recv(fd, octets, sizeof octets, 0);
        if (size <= 0) break;
        seen.append(octets, static_cast<std::size_t>(size));
    }
    EXPECT_NE(seen.find("the last"), std::string::npos);
    EXPECT_EQ(size, 0) << "not aborted: " << std::strerror(errno);
    close(fd);
}

TEST_F(SCTP_SOCKETS, TheEndOfAnAssociationIsTold_MP4) {
    mrfp->send(mgc->local(), "one", now);
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 1; }));
    mrfp = std::move(*Connections::connect_from(loopback));
    EXPECT_TRUE(run_until([&] { return ended_at_mgc == 1; }));
    EXPECT_EQ(mgc->send(peer, "it is gone", now), Sending::no_connection);
}

TEST_F(SCTP_SOCKETS, AnAssociationThatCannotBeMadeIsToldAsEnded_MP4) {
    const auto nobody = mgc->local();
    mgc = std::move(*Connections::listen(loopback));
    const bool is_tried = mrfp->send(nobody, "one", now) == Sending::done;
    EXPECT_TRUE(!is_tried || run_until([&] { return ended_at_mrfp == 1; }));
    EXPECT_EQ(mrfp->connections(), 0U);
}

TEST_F(SCTP_SOCKETS, WhatIsNoH248IsDroppedAndTheAssociationStands_MP4) {
    std::vector<std::string> lines;
    ConnectionSettings settings;
    settings.warn = [&](const std::string& line) { lines.push_back(line); };
    open(settings);
    const int fd = raw_association();
    for (const std::uint32_t protocol : {3U, 3U, 7U, 0U}) send_as(fd, protocol, "of " + std::to_string(protocol));
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 2; }));
    EXPECT_EQ(at_mgc, (std::vector<std::string>{"of 7", "of 0"}));
    EXPECT_EQ(mgc->counters().foreign, 2U);
    ASSERT_EQ(lines.size(), 1U) << "one a second";
    EXPECT_NE(lines.front().find("payload-protocol=3: dropped"), std::string::npos);
    EXPECT_EQ(ended_at_mgc, 0);
    close(fd);
}

TEST_F(SCTP_SOCKETS, AMessageOverTheLimitAbortsTheAssociation_MP4) {
    const int fd = raw_association();
    send_as(fd, 7, std::string(66000, 'x'));
    ASSERT_TRUE(run_until([&] { return ended_at_mgc == 1; }));
    EXPECT_TRUE(at_mgc.empty());
    EXPECT_EQ(mgc->counters().garbage, 1U);
    close(fd);
}

TEST_F(SCTP_SOCKETS, WhoSaysNothingIsNotWaitedForForEver_MP4) {
    const int fd = raw_association();
    ASSERT_TRUE(run_until([&] { return mgc->connections() == 1; }));
    EXPECT_EQ(mgc->next_deadline(), now + 10s);
    now += 10s;
    EXPECT_TRUE(run_until([&] { return ended_at_mgc == 1; }));
    close(fd);
}

TEST(SCTP_PROBE, AnAddressThatNeedsSctpFailsWithWhatToDo_MP4) {
    const auto fault = sctp_fault();
    if (!fault) GTEST_SKIP() << "SCTP is there";
    const auto loopback = test::h248_address("sctp:127.0.0.1:0");
    auto listening = Connections::listen(loopback);
    ASSERT_FALSE(listening);
    EXPECT_NE(listening.error().text.find("sctp:127.0.0.1:0: this kernel has no SCTP"), std::string::npos);
    auto connecting = Connections::connect_from(loopback);
    ASSERT_FALSE(connecting);
    EXPECT_NE(connecting.error().text.find("modprobe sctp"), std::string::npos);
}

}  // namespace
}  // namespace isfocus::h248
