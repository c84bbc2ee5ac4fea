#include <gtest/gtest.h>

#include "isfocus/config/config.h"

/// What of a configuration is a fault, and how it is told.
namespace isfocus::config {
namespace {

struct FaultCase {
    const char* text;
    const char* fault;
};

void expect_fault(const FaultCase& fault_case) {
    SCOPED_TRACE(fault_case.text);
    const auto config = parse(fault_case.text);
    ASSERT_FALSE(config);
    ASSERT_EQ(config.error().size(), 1u) << config.error().back().text();
    EXPECT_EQ(config.error().front().text(), fault_case.fault);
}

TEST(Keys, ValuesOfTheWrongKindAreFaultsThatSayWhatIsExpected) {
    const FaultCase cases[] = {
        {"sip: {listen: []}", "line 1, column 15: sip.listen: expects a list of 1 to 64 values"},
        {"sip: {listen: 'udp:127.0.0.1:5060'}", "line 1, column 15: sip.listen: expects a list of 1 to 64 values"},
        {"sip:\n  listen:\n    - udp:127.0.0.1:5060\n    - udp:localhost:5060",
         "line 4, column 7: sip.listen: expects udp:, tcp: or tls:ADDRESS:PORT, an IPv6 address in brackets, "
         "found "
         "\"udp:localhost:5060\""},
        {"sip: {listen: ['tls:127.0.0.1:5061']}",
         "line 1, column 7: sip.listen: expects sip.tls with a certificate to listen on tls"},
        {"sip: {tls: {certificate: a.pem, key: b.pem}}",
         "line 1, column 33: sip.tls.key: expects all of sip.tls.certificate, key and ca, or none"},
        {"sip: {outbound: 'sips:scscf.home1.net'}",
         "line 1, column 7: sip.outbound: expects sip.listen to hold a tls address for a next hop over TLS"},
        {"sip: {outbound_backup: ['sip:b.home1.net;transport=TLS']}",
         "line 1, column 7: sip.outbound_backup: expects sip.listen to hold a tls address for a next hop over TLS"},
        {"sip: {trusted_certificates: ['']}",
         "line 1, column 30: sip.trusted_certificates: expects a DNS name or URI of a certificate, found \"\""},
        {"sip: {listen: ['udp:127.0.0.1:5060', 'udp:127.0.0.1:5060']}",
         "line 1, column 38: sip.listen: holds \"udp:127.0.0.1:5060\" twice"},
        {"sip: {dns_servers: ['127.0.0.1:53', '127.0.0.2:54']}",
         "line 1, column 7: sip.dns_servers: expects all of sip.dns_servers to have one port"},
        {"sip: {dns_servers: ['127.0.0.1']}",
         "line 1, column 21: sip.dns_servers: expects ADDRESS:PORT, an IPv6 address in brackets, found \"127.0.0.1\""},
        {"sip: {outbound: 'tel:+1'}",
         "line 1, column 17: sip.outbound: expects a SIP URI, such as sip:HOST:PORT;lr, found \"tel:+1\""},
        {"sip: {trusted: [10.0.0.1/8]}",
         "line 1, column 17: sip.trusted: expects an address or ADDRESS/BITS with nothing set beyond these bits, found "
         "\"10.0.0.1/8\""},
        {"sip: {identity_without_assertion: maybe}",
         "line 1, column 35: sip.identity_without_assertion: expects reject or from, found \"maybe\""},
        {"mrfp: {heartbeat_s: 61}",
         "line 1, column 21: mrfp.heartbeat_s: expects a whole number from 1 to 60, found \"61\""},
        {"mrfpd: {rtp_dscp: 64}",
         "line 1, column 19: mrfpd.rtp_dscp: expects a whole number from 0 to 63, found \"64\""},
        {"sip: {t1_ms: 9}", "line 1, column 14: sip.t1_ms: expects a whole number from 10 to 5000, found \"9\""},
        {"sip: {t1_ms: 5001}", "line 1, column 14: sip.t1_ms: expects a whole number from 10 to 5000, found \"5001\""},
        {"sip: {t1_ms: 0x64}", "line 1, column 14: sip.t1_ms: expects a whole number from 10 to 5000, found \"0x64\""},
        {"sip: {t1_ms: 99999999999999999999}",
         "line 1, column 14: sip.t1_ms: expects a whole number from 10 to 5000, found \"99999999999999999999\""},
        {"sip: {t1_ms: [1]}", "line 1, column 14: sip.t1_ms: expects a whole number from 10 to 5000, found a list"},
        {"sip: {t1_ms: }", "line 1, column 7: sip.t1_ms: expects a whole number from 10 to 5000, found nothing"},
        {"sip: {min_se_s: 89}",
         "line 1, column 17: sip.min_se_s: expects a whole number from 90 to 86400, found \"89\""},
        {"sip: {session_expires_s: -1}",
         "line 1, column 26: sip.session_expires_s: expects a whole number from 0 to 86400, found \"-1\""},
        {"conference: {factory_uris: []}",
         "line 1, column 28: conference.factory_uris: expects a list of 1 to 64 values"},
        {"conference: {factory_uris: ['']}",
         "line 1, column 29: conference.factory_uris: expects a SIP or tel URI without header part, found \"\""},
        {"conference: {factory_uris: ['sip:a@b?Subject=x']}",
         "line 1, column 29: conference.factory_uris: expects a SIP or tel URI without header part, found "
         "\"sip:a@b?Subject=x\""},
        {"conference: {keys: {mute: '*6x'}}",
         "line 1, column 27: conference.keys.mute: expects up to 8 of 0 to 9, *, #, A, B, C and D, found \"*6x\""},
        {"conference: {keys: {lock: '123456789'}}",
         "line 1, column 27: conference.keys.lock: expects up to 8 of 0 to 9, *, #, A, B, C and D, found "
         "\"123456789\""},
        {"conference: {keys: {mute: '*6', lock: '*'}}",
         "line 1, column 33: conference.keys.lock: expects neither of conference.keys.mute and lock to begin with the "
         "other"},
        {"conference: {uri_domain: 'a@b'}",
         "line 1, column 26: conference.uri_domain: expects HOST or HOST:PORT, found \"a@b\""},
        {"conference: {uri_domain: 'a;lr'}",
         "line 1, column 26: conference.uri_domain: expects HOST or HOST:PORT, found \"a;lr\""},
        {"refer: {accept_status: 201}", "line 1, column 24: refer.accept_status: expects 202 or 200, found \"201\""},
        {"refer: {participants_may_invite: yes}",
         "line 1, column 34: refer.participants_may_invite: expects true or false, found \"yes\""},
        {"invite: {display_name: \"a\\r\\nb\"}",
         "line 1, column 24: invite.display_name: expects at most 128 octets without control characters, found "
         "\"a??b\""},
        {"invite: {display_name: {a: b}}",
         "line 1, column 24: invite.display_name: expects one value, found keys and values"},
        {"mrfp: {listen: 'tls:127.0.0.1:2944'}",
         "line 1, column 16: mrfp.listen: expects udp, tcp or sctp, found "
         "\"tls:127.0.0.1:2944\""},
        {"sip: {listen: ['sctp:127.0.0.1:5060']}",
         "line 1, column 16: sip.listen: expects udp:, tcp: or tls:ADDRESS:PORT, an IPv6 address in brackets, found "
         "\"sctp:127.0.0.1:5060\""},
        {"mrfp: {listen: 'udp:127.0.0.1:0'}",
         "line 1, column 16: mrfp.listen: expects a port from 1 to 65535, found \"udp:127.0.0.1:0\""},
        {"mrfp: {profile: threegmrfp}",
         "line 1, column 17: mrfp.profile: expects the name and the version of a profile, such as threegmrfp/1, or "
         "nothing, found \"threegmrfp\""},
        {"mrfp: {allowed: [mrfp 1]}",
         "line 1, column 18: mrfp.allowed: expects an mId: \"[ADDRESS]:PORT\", \"<domain.name>:PORT\" or a device "
         "name, "
         "found \"mrfp 1\""},
        {"mrfp: {embedded: {mid: mrfp1}}",
         "line 1, column 24: mrfp.embedded.mid: expects an mId of the form \"[ADDRESS]:PORT\", the address of one "
         "host, found \"mrfp1\""},
        {"mrfp: {embedded: {rtp_ports: 20001-29999}}",
         "line 1, column 30: mrfp.embedded.rtp_ports: expects FIRST-LAST of 1024 to 65535, the first even and the last "
         "odd, found \"20001-29999\""},
        {"mrfp: {embedded: true}", "line 1, column 18: mrfp.embedded: expects keys and values"},
        {"policy: {directory: policy}",
         "line 1, column 21: policy.directory: expects the absolute path of a folder, found \"policy\""},
        {"policy: {mandatory: true}",
         "line 1, column 10: policy.mandatory: expects xcap.listen where policy.mandatory is true"},
        {"xcap: {listen: 'udp:127.0.0.1:8080'}",
         "line 1, column 16: xcap.listen: expects tcp:ADDRESS:PORT, an IPv6 address in brackets, found "
         "\"udp:127.0.0.1:8080\""},
        {"xcap: {listen: 'tcp:127.0.0.1:0'}",
         "line 1, column 16: xcap.listen: expects tcp:ADDRESS:PORT, an IPv6 address in brackets, found "
         "\"tcp:127.0.0.1:0\""},
        {"xcap: {listen: 'tcp:127.0.0.1:80', trusted: [10.0.0.1]}",
         "line 1, column 8: xcap.listen: expects xcap.store where there is xcap.listen"},
        {"xcap: {listen: 'tcp:127.0.0.1:80', store: /a}",
         "line 1, column 8: xcap.listen: expects xcap.trusted or xcap.digest.users where there is xcap.listen: "
         "nobody could say who they are"},
        {"xcap: {digest: {users: [{uri: 'sip:a@ims.test', user: a, password: b}]}}",
         "line 1, column 17: xcap.digest.users: expects xcap.digest.realm where there are xcap.digest.users"},
        {"xcap: {root: xcap}",
         "line 1, column 14: xcap.root: expects a path such as /xcap-root, of letters, digits and /-._~, found "
         "\"xcap\""},
        {"xcap: {store: a.sqlite}",
         "line 1, column 15: xcap.store: expects the absolute path of a file, found \"a.sqlite\""},
        {"cdr: {file: cdr.jsonl}",
         "line 1, column 13: cdr.file: expects the absolute path of a file, found \"cdr.jsonl\""},
        {"cdr: {file: /var/log/}",
         "line 1, column 13: cdr.file: expects the absolute path of a file, found \"/var/log/\""},
        {"cdr: {flush_s: 0}", "line 1, column 16: cdr.flush_s: expects a whole number from 1 to 3600, found \"0\""},
        {"mrfpd: {mgc: 'udp:127.0.0.256:2944'}",
         "line 1, column 14: mrfpd.mgc: expects udp|tcp|sctp:HOST:PORT, the host an address (an IPv6 address in "
         "brackets) or a name, found \"udp:127.0.0.256:2944\""},
        {"mrfpd: {mgc: 'udp:isfocus.ims.test:0'}",
         "line 1, column 14: mrfpd.mgc: expects a port from 1 to 65535, found \"udp:isfocus.ims.test:0\""},
        {"mrfpd: {mgc: 'udp:127.0.0.1:0'}",
         "line 1, column 14: mrfpd.mgc: expects a port from 1 to 65535, found \"udp:127.0.0.1:0\""},
        {"mrfpd: {rtp_address: localhost}",
         "line 1, column 22: mrfpd.rtp_address: expects the IPv4 or IPv6 address of one host, found \"localhost\""},
        {"mrfpd: {rtp_address: 0.0.0.0}",
         "line 1, column 22: mrfpd.rtp_address: expects the IPv4 or IPv6 address of one host, found \"0.0.0.0\""},
        {"mrfp: {embedded: {rtp_address: '::'}}",
         "line 1, column 32: mrfp.embedded.rtp_address: expects the IPv4 or IPv6 address of one host, found \"::\""},
        {"mrfp: {embedded: {rtp_address: 224.0.0.1}}",
         "line 1, column 32: mrfp.embedded.rtp_address: expects the IPv4 or IPv6 address of one host, found "
         "\"224.0.0.1\""},
        {"mrfp: {embedded: {rtp_address: 255.255.255.255}}",
         "line 1, column 32: mrfp.embedded.rtp_address: expects the IPv4 or IPv6 address of one host, found "
         "\"255.255.255.255\""},
        {"mrfp: {embedded: {rtp_address: 'ff02::1'}}",
         "line 1, column 32: mrfp.embedded.rtp_address: expects the IPv4 or IPv6 address of one host, found "
         "\"ff02::1\""},
        {"mrfp: {embedded: {mid: '[0.0.0.0]:2945', rtp_address: 192.0.2.7}, allowed: ['[0.0.0.0]:2945']}",
         "line 1, column 24: mrfp.embedded.mid: expects an mId of the form \"[ADDRESS]:PORT\", the address of one "
         "host, "
         "found \"[0.0.0.0]:2945\""},
    };
    for (const auto& fault_case : cases) expect_fault(fault_case);
}

TEST(Keys, OfEachSectionInAListAreCheckedWithTheirPlace) {
    const FaultCase cases[] = {
        {"sip: {credentials: {realm: a}}", "line 1, column 20: sip.credentials: expects a list of 0 to 64 sections"},
        {"sip: {credentials: [a]}", "line 1, column 21: sip.credentials[0]: expects keys and values"},
        {"sip:\n  credentials: [~]\n", "line 2, column 17: sip.credentials[0]: expects keys and values"},
        {"sip:\n  credentials:\n    - {realm: a, user: b, password: c}\n    - {realm: b, user: c}\n",
         "line 4, column 7: sip.credentials[1]: expects password"},
        {"sip:\n  credentials:\n    - {realm: a, user: b, password: c}\n    - {realm: a, user: c, password: c}\n",
         "line 4, column 7: sip.credentials[1]: is there twice"},
        {"sip: {credentials: [{realm: a, user: b, password: c, name: d}]}",
         "line 1, column 54: sip.credentials[0].name: unknown key"},
        {"sip: {credentials: [{realm: a, realm: b, user: b, password: c}]}",
         "line 1, column 32: sip.credentials[0].realm: is there twice"},
        {"sip: {credentials: [{realm: a, user: 'b\"c', password: c}]}",
         "line 1, column 38: sip.credentials[0].user: expects 1 to 128 octets without quotes, backslashes and control "
         "characters, found \"b\"c\""},
    };
    for (const auto& fault_case : cases) expect_fault(fault_case);
}

TEST(Keys, OfDigestGoTogether) {
    const FaultCase cases[] = {
        {"sip: {digest: {users: [{uri: 'sip:a@ims.test', user: a, password: b}]}}",
         "line 1, column 16: sip.digest.users: expects sip.digest.realm where there are sip.digest.users"},
        {"sip:\n  identity_without_assertion: from\n  digest: {realm: lab, users: [{uri: 'tel:+1', user: a, password: "
         "b}]}\n",
         "line 3, column 24: sip.digest.users: expects either sip.digest.users or sip.identity_without_assertion: "
         "from"},
        {"sip: {digest: {realm: lab, users: [{uri: 'sip:a@h', user: a, password: b}, {uri: 'sip:c@h', user: a, "
         "password: d}]}}",
         "line 1, column 76: sip.digest.users[1]: is there twice"},
    };
    for (const auto& fault_case : cases) expect_fault(fault_case);
}

TEST(Keys, ThatAreSecretAreInNoFault) {
    for (const char* password : {"\"hidden\\a\"", "[hidden]", "{a: hidden}", "hidden: {a: b"}) {
        const auto config = parse(
            "sip:\n  credentials:\n    - realm: a\n      user: b\n      password: " + std::string(password) + "\n");
        ASSERT_FALSE(config);
        for (const auto& fault : config.error()) EXPECT_EQ(fault.text().find("hidden"), std::string::npos);
    }
}

TEST(Keys, ThatAreNotKnownOrThereTwiceAreFaults) {
    const FaultCase cases[] = {
        {"sipp: {}", "line 1, column 1: sipp: unknown key"},
        {"log:\n  level: info\n  colour: red\n", "line 3, column 3: log.colour: unknown key"},
        {"mrfp: {embedded: {port: 1}}", "line 1, column 19: mrfp.embedded.port: unknown key"},
        {"log: {level: info, level: info}", "line 1, column 20: log.level: is there twice"},
        {"log: {}\nlog: {}", "line 2, column 1: log: is there twice"},
        {"? [a]\n: 1", "line 1, column 3: ?: unknown key"},
        {"log: [level]", "line 1, column 6: log: expects keys and values"},
        {"just words", "line 1, column 1: expects keys and values"},
    };
    for (const auto& fault_case : cases) expect_fault(fault_case);
}

TEST(Keys, HaveToGoTogether) {
    const FaultCase cases[] = {
        {"refer: {subscription_expiry_s: 119}\ninvite: {overall_s: 90}",
         "line 2, column 10: invite.overall_s: expects refer.subscription_expiry_s to exceed invite.overall_s by 30 or "
         "more"},
        {"refer: {subscription_expiry_s: 100}",
         "line 1, column 9: refer.subscription_expiry_s: expects refer.subscription_expiry_s to exceed "
         "invite.overall_s "
         "by 30 or more"},
        {"invite: {no_answer_s: 91}",
         "line 1, column 10: invite.no_answer_s: expects invite.overall_s to be no less than invite.no_answer_s"},
        {"mrfp: {timers: {long_timer_s: 10}}",
         "line 1, column 17: mrfp.timers.long_timer_s: expects mrfp.timers.long_timer_s to be more than t_max_s"},
        {"mrfp: {timers: {t_max_s: 1, first_repeat_ms: 1000}}",
         "line 1, column 29: mrfp.timers.first_repeat_ms: expects mrfp.timers.first_repeat_ms to be less than t_max_s"},
        {"mrfp: {timers: {provisional_response_ms: 500}}",
         "line 1, column 17: mrfp.timers.provisional_response_ms: expects mrfp.timers.provisional_response_ms to be "
         "more than execution_ms: the next Pending comes after that long"},
        {"conference_event: {expiry_min_s: 3601}",
         "line 1, column 20: conference_event.expiry_min_s: expects expiry_min_s to be no more than expiry_default_s"},
        {"conference_event: {expiry_default_s: 7201}",
         "line 1, column 20: conference_event.expiry_default_s: expects expiry_default_s to be no more than "
         "expiry_max_s"},
        {"conference_event: {min_gap_ms: 5001}",
         "line 1, column 20: conference_event.min_gap_ms: expects min_gap_ms to be no more than min_gap_large_ms"},
        {"conference_event: {max_subscriptions_per_conference: 9}",
         "line 1, column 20: conference_event.max_subscriptions_per_conference: expects "
         "conference_event.max_subscriptions_per_conference to be no less than conference.max_participants"},
        {"sip: {session_expires_s: 89}",
         "line 1, column 7: sip.session_expires_s: expects sip.session_expires_s to be 0 or no less than "
         "sip.min_se_s"},
        {"sip: {min_se_s: 1801}",
         "line 1, column 7: sip.min_se_s: expects sip.session_expires_s to be 0 or no less than sip.min_se_s"},
        {"sip: {outbound_backup: ['sip:b', 'sip:127.0.0.1:5070;lr']}",
         "line 1, column 7: sip.outbound_backup: expects sip.outbound_backup not to hold sip.outbound itself"},
        {"mrfp: {embedded: {}, allowed: [mrfp1]}",
         "line 1, column 22: mrfp.allowed: expects mrfp.allowed to hold the mId of mrfp.embedded"},
        {"mrfp: {embedded: {}, listen: 'udp:127.0.0.1:2945'}",
         "line 1, column 22: mrfp.listen: expects mrfp.listen and the mId of mrfp.embedded to be different addresses"},
        {"mrfp: {listen: 'udp:0.0.0.0:2944'}",
         "line 1, column 8: mrfp.listen: expects the first of mrfp.listen, which is our mId, to be an address that "
         "MRFPs can reach"},
        {"mrfp: {embedded: {mid: '[192.0.2.7]:2945'}, allowed: ['[192.0.2.7]:2945']}",
         "line 1, column 19: mrfp.embedded.mid: expects mrfp.embedded.rtp_address where its mId is not on loopback: "
         "users would be told to send to 127.0.0.1"},
        {"mrfpd: {mid: '[192.0.2.7]:2945'}",
         "line 1, column 9: mrfpd.mid: expects mrfpd.rtp_address where its mId is not on loopback: users would be told "
         "to send to 127.0.0.1"},
        {"sip: {outbound: 'sip:192.0.2.1;lr;transport=TCP', listen: ['udp:127.0.0.1:5060']}",
         "line 1, column 51: sip.listen: expects sip.listen to hold a tcp address for a next hop over TCP"},
        {"sip: {outbound_backup: ['sip:192.0.2.1;transport=tcp'], listen: ['udp:127.0.0.1:5060']}",
         "line 1, column 57: sip.listen: expects sip.listen to hold a tcp address for a next hop over TCP"},
        {"sip: {listen: ['udp:127.0.0.1:2944']}",
         "line 1, column 7: sip.listen: expects sip.listen, mrfp.listen and xcap.listen to be different addresses"},
        {"sip: {listen: ['udp:0.0.0.0:2944']}",
         "line 1, column 7: sip.listen: expects sip.listen, mrfp.listen and xcap.listen to be different addresses"},
        {"mrfp: {listen: ['udp:127.0.0.1:2944', 'udp:0.0.0.0:2944']}",
         "line 1, column 8: mrfp.listen: expects sip.listen, mrfp.listen and xcap.listen to be different addresses"},
        {"sip: {listen: ['udp:[::]:5060', 'tcp:127.0.0.1:5060', 'tls:127.0.0.1:5060'], tls: {certificate: a, key: b, "
         "ca: c}}",
         "line 1, column 7: sip.listen: expects tcp and tls in sip.listen to have different ports"},
        {"sip: {listen: ['udp:127.0.0.1:5062'], outbound: 'sip:127.0.0.1:5062;lr'}",
         "line 1, column 39: sip.outbound: expects sip.outbound not to be an address of sip.listen"},
        {"mrfp: {embedded: {rtp_ports: 20000-20017}}",
         "line 1, column 19: mrfp.embedded.rtp_ports: expects mrfp.embedded.rtp_ports to hold two ports for each of "
         "conference.max_participants"},
        {"mrfpd: {mid: '[127.0.0.1]:2944'}",
         "line 1, column 9: mrfpd.mid: expects mrfpd.mgc and mrfpd.mid to be different addresses"},
        {"mrfpd: {mgc: ['tcp:192.0.2.1:2944', 'udp:192.0.2.2:2944']}",
         "line 1, column 9: mrfpd.mgc: expects all of mrfpd.mgc to have one transport"},
    };
    for (const auto& fault_case : cases) expect_fault(fault_case);
}

TEST(Keys, AreNotComparedWithAKeyThatIsFaultyByItself) {
    const auto config = parse("refer: {subscription_expiry_s: many}\ninvite: {overall_s: 600}");
    ASSERT_FALSE(config);
    ASSERT_EQ(config.error().size(), 1u);
    EXPECT_EQ(config.error().front().key, "refer.subscription_expiry_s");
}

TEST(Keys, ThatAreListsKeepTheirDefaultWhereNothingInThemIsUsable) {
    const std::pair<const char*, const char*> lists[] = {
        {"sip", "listen"},
        {"sip", "outbound_backup"},
        {"sip", "dns_servers"},
        {"sip", "trusted"},
        {"sip", "ignored_requires"},
        {"conference", "factory_uris"},
        {"conference", "operators"},
        {"conference", "denied"},
        {"conference", "consented"},
        {"mrfp", "listen"},
        {"mrfp", "allowed"},
        {"mrfp", "codecs"},
        {"mrfpd", "mgc"},
        {"sip", "trusted_certificates"},
        {"xcap", "trusted"},
        {"xcap", "administrators"},
    };
    for (const auto& [section, key] : lists) {
        SCOPED_TRACE(std::string{section} + "." + key);
        const auto config = parse(std::string{section} + ": {" + key + ": ['']}");
        ASSERT_FALSE(config);
        ASSERT_EQ(config.error().size(), 1u) << config.error().back().text();
        EXPECT_EQ(config.error().front().key, std::string{section} + "." + key);
    }
}

}  // namespace
}  // namespace isfocus::config
