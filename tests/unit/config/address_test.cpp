#include "isfocus/config/address.h"

#include <gtest/gtest.h>

#include "isfocus/config/h248_address.h"

namespace isfocus::config {
namespace {

bool in_range(const char* range, const char* address) {
    return parse_ip_range(range)->contains(*parse_ip_address(address));
}

TEST(Address, IsReadInCanonicalForm) {
    EXPECT_EQ(parse_ip_address("127.0.0.1")->text(), "127.0.0.1");
    EXPECT_EQ(parse_ip_address("2001:DB8:0:0::1")->text(), "2001:db8::1");
    EXPECT_EQ(parse_ip_address("[::1]")->text(), "::1");
}

TEST(Address, MappedIpv6IsTheIpv4AddressItStandsFor) {
    EXPECT_EQ(parse_ip_address("::ffff:10.0.0.1"), parse_ip_address("10.0.0.1"));
    EXPECT_TRUE(in_range("10.0.0.0/8", "::ffff:10.1.2.3"));
}

TEST(Address, NamesAndSlipsAreNoAddress) {
    for (const char* text : {"", "localhost", "1.2.3", "1.2.3.4.5", "256.0.0.1", "[127.0.0.1]", "[::1", "::1]",
                             "fe80::1%lo", " 127.0.0.1", "127.0.0.1 "})
        EXPECT_FALSE(parse_ip_address(text)) << text;
    EXPECT_FALSE(parse_ip_address(std::string_view{"127.0.0.1\0x", 11}));
}

TEST(Endpoint, GivesBackItsText) {
    for (const char* text : {"udp:127.0.0.1:5060", "tcp:[::1]:5060", "tls:[2001:db8::1]:5061", "udp:0.0.0.0:0"})
        EXPECT_EQ(parse_endpoint(text)->text(), text);
    const auto endpoint = parse_endpoint("tcp:[::1]:5060");
    EXPECT_EQ(endpoint->transport, Endpoint::Transport::tcp);
    EXPECT_EQ(endpoint->host, "::1");
    EXPECT_EQ(endpoint->port, 5060);
    EXPECT_TRUE(endpoint->is_ipv6());
}

TEST(Endpoint, NeedsTransportNumericAddressAndPort) {
    for (const char* text :
         {"", ":", "::", "udp", "udp:127.0.0.1", "127.0.0.1:5060", "UDP:127.0.0.1:5060", "quic:127.0.0.1:1",
          "udp:localhost:5060", "udp:::1:5060", "udp:127.0.0.1:", "udp:127.0.0.1:65536", "udp:127.0.0.1:-1",
          "udp:127.0.0.1:+1", "udp:127.0.0.1:1x", "udp::5060"})
        EXPECT_FALSE(parse_endpoint(text)) << text;
}

TEST(Range, ContainsWhatSharesItsPrefix) {
    EXPECT_TRUE(in_range("127.0.0.0/8", "127.255.255.255"));
    EXPECT_FALSE(in_range("127.0.0.0/8", "128.0.0.0"));
    EXPECT_TRUE(in_range("10.0.0.128/25", "10.0.0.200"));
    EXPECT_FALSE(in_range("10.0.0.128/25", "10.0.0.127"));
    EXPECT_TRUE(in_range("0.0.0.0/0", "192.0.2.1"));
    EXPECT_TRUE(in_range("192.0.2.1", "192.0.2.1"));
    EXPECT_FALSE(in_range("192.0.2.1", "192.0.2.2"));
    EXPECT_TRUE(in_range("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(in_range("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(Range, HoldsAddressesOfItsOwnFamilyOnly) {
    EXPECT_FALSE(in_range("0.0.0.0/0", "::1"));
    EXPECT_FALSE(in_range("::/0", "127.0.0.1"));
}

TEST(Range, RefusesBitsBeyondThePrefixAndBadLengths) {
    for (const char* text : {"10.0.0.1/8", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "/8", "10.0.0.0/8/8"})
        EXPECT_FALSE(parse_ip_range(text)) << text;
}

TEST(RtpPorts, AreWholePairs) {
    EXPECT_EQ(parse_port_range("20000-29999"), (PortRange{20000, 29999}));
    EXPECT_EQ(parse_port_range("20000-29999")->pairs(), 5000);
    EXPECT_EQ(parse_port_range("20000-20001")->pairs(), 1);
    EXPECT_EQ(parse_port_range("20000-29999")->text(), "20000-29999");
    for (const char* text :
         {"", "-", "20000", "20001-29999", "20000-30000", "20002-20001", "1022-2001", "20000-65537", "20000 - 29999"})
        EXPECT_FALSE(parse_port_range(text)) << text;
}

TEST(Mid, NamesAnAddressWithTheTextPortByDefault) {
    EXPECT_EQ(mid_endpoint("[127.0.0.1]:2945"), (Endpoint{Endpoint::Transport::udp, "127.0.0.1", 2945}));
    EXPECT_EQ(mid_endpoint("[::1]:2945"), (Endpoint{Endpoint::Transport::udp, "::1", 2945}));
    EXPECT_EQ(mid_endpoint("[127.0.0.1]")->port, 2944);
    EXPECT_FALSE(mid_endpoint("<mrfp1.example.org>:2944"));
    EXPECT_FALSE(mid_endpoint("mrfp1"));
}

TEST(Mid, NamesAnAddressHoweverItIsSpelled) {
    EXPECT_EQ(mid_endpoint("[127.000.000.001]:2945"), mid_endpoint("[127.0.0.1]:2945"));
    EXPECT_EQ(mid_endpoint("[2001:DB8:0::1]:2944"), mid_endpoint("[2001:db8::1]:2944"));
    EXPECT_EQ(mid_endpoint("[::ffff:127.0.0.1]:2945"), mid_endpoint("[127.0.0.1]:2945"));
}

TEST(H248Endpoint, IsThatOfTheConfigurationUnlessItHasAName) {
    for (const char* text : {"tcp:127.0.0.1:2944", "sctp:[2001:db8::1]:2944"})
        EXPECT_EQ(h248_endpoint(*parse_endpoint(text)).value().text(), text);
    EXPECT_EQ(h248_endpoint(*parse_endpoint("udp:127.0.0.1:2944")).value().text(), "127.0.0.1:2944");
    EXPECT_FALSE(h248_endpoint(*parse_endpoint_or_name("udp:mgc.ims.test:2944")));
}

}  // namespace
}  // namespace isfocus::config
