#include "service_fixture.h"

namespace isfocus::xcap {
namespace {

TEST_F(Xcap, LinesThatRequestsMakeGoToALogOfTheirOwn) {
    std::string of_requests;
    service = std::make_unique<Service>((folder / "other.sqlite").string(), settings, [](const focus::Event&) {},
                                        [this](Severity, const std::string& line) { log += line + "\n"; },
                                        [&](Severity, const std::string& line) { of_requests += line + "\n"; });
    log.clear();
    get(kAlice + "index");
    EXPECT_EQ(log, "");
    EXPECT_NE(of_requests.find("xcap method=GET status=404"), std::string::npos) << of_requests;
}

TEST_F(Xcap, LogTellsWhyADocumentCannotBe) {
    put(kAlice + "one", policy("lobby"));
    log.clear();
    EXPECT_EQ(cause(put(kAlice + "two", policy("lobby"))), "uniqueness-failure");
    EXPECT_NE(log.find("status=409 peer=127.0.0.1 detail=\"uniqueness-failure"), std::string::npos) << log;
    EXPECT_EQ(log.find("phrase="), std::string::npos) << "in words, not in XML: " << log;
}

TEST_F(Xcap, PutsGetsAndDeletesDocuments_POL02) {
    EXPECT_EQ(get(kAlice + "index").status, 404);
    EXPECT_EQ(remove(kAlice + "index").status, 404);
    const auto created = put(kAlice + "index", policy("room"));
    EXPECT_EQ(created.status, 201);
    const auto read = get(kAlice + "index");
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.type, kPolicy);
    EXPECT_EQ(read.body, policy("room"));
    EXPECT_EQ(header(read, "ETag"), header(created, "ETag"));
    EXPECT_EQ(header(read, "Cache-Control"), "no-cache");
    const auto replaced = put(kAlice + "index", policy("room", target("bob")));
    EXPECT_EQ(replaced.status, 200);
    EXPECT_NE(header(replaced, "ETag"), header(created, "ETag"));
    EXPECT_EQ(put(kAlice + "other", policy("den")).status, 201);
    EXPECT_EQ(put(kAlice + "other", policy("study")).status, 200);
    EXPECT_EQ(remove(kAlice + "index").status, 200);
    EXPECT_EQ(get(kAlice + "index").status, 404);
    EXPECT_EQ(events, "+room 0\n+room 1\n+den 0\n-den\n+study 0\n-room\n");
}

TEST_F(Xcap, HasDocumentsAgainAfterARestart_POL02) {
    put(kAlice + "index", policy("room", target("bob")));
    const auto before = get(kAlice + "index");
    events.clear();
    restart();
    EXPECT_EQ(events, "+room 1\n");
    EXPECT_EQ(get(kAlice + "index").body, before.body);
    EXPECT_EQ(header(get(kAlice + "index"), "ETag"), header(before, "ETag"));
}

TEST_F(Xcap, ChangesElementsAndAttributes_POL02_POL04) {
    const auto first = put(kAlice + "index", policy("room", target("bob")));
    const auto list = kAlice + "index/~~/conference/dialout-list/";
    const auto carol = list + "target%5b@uri=%22sip:carol@home1.test%22%5d";
    const auto added = put(carol, target("carol"), kElement);
    EXPECT_EQ(added.status, 201);
    EXPECT_NE(header(added, "ETag"), header(first, "ETag"));
    EXPECT_EQ(put(carol, "<target uri='sip:carol@home1.test' />", kElement).status, 200);
    const auto read = get(carol);
    EXPECT_EQ(read.type, kElement);
    EXPECT_EQ(read.body, target("carol"));
    EXPECT_EQ(header(read, "ETag"), header(get(kAlice + "index"), "ETag"));
    EXPECT_EQ(put(list + "target%5b1%5d/@uri", "\"sip:dave@home1.test\"", kAttribute).status, 200);
    EXPECT_EQ(get(list + "target%5b1%5d/@uri").body, "\"sip:dave@home1.test\"");
    EXPECT_EQ(get(list + "target%5b1%5d/@uri").type, kAttribute);
    EXPECT_EQ(get(list + "target%5b1%5d/namespace::*").type, "application/xcap-ns+xml");
    EXPECT_EQ(get(list + "target%5b1%5d/namespace::*").body,
              "<target xmlns=\"urn:ietf:params:xml:ns:conference-policy\"/>");
    EXPECT_EQ(get(kAlice + "index/~~/p:conference/p:settings?xmlns(p=urn:ietf:params:xml:ns:conference-policy)").status,
              200);
    EXPECT_EQ(remove(carol).status, 200);
    EXPECT_EQ(header(get(kAlice + "index"), "ETag").empty(), false);
    for (const auto& gone :
         {get(carol), remove(carol), remove(list + "target/@no"), get(kAlice + "none/~~/conference")})
        EXPECT_EQ(gone.status, 404);
    EXPECT_EQ(events, "+room 1\n+room 2\n+room 2\n+room 1\n");
    EXPECT_EQ(get(kAlice + "index").body, policy("room", target("dave")) + "\n");
}

TEST_F(Xcap, DoesNothingOnAFalseCondition_POL03) {
    const auto ask_if = [&](const char* method, std::optional<std::string> match, std::optional<std::string> none,
                            const std::string& where = kAlice + "index") {
        return ask({.method = method,
                    .target = where,
                    .content_type = kPolicy,
                    .if_match = match,
                    .if_none_match = none,
                    .body = policy("room")})
            .status;
    };
    EXPECT_EQ(ask_if("PUT", "*", {}), 412);
    EXPECT_EQ(ask_if("PUT", {}, "*"), 201);
    EXPECT_EQ(ask_if("PUT", {}, "*"), 412);
    const auto etag = header(get(kAlice + "index"), "ETag");
    EXPECT_EQ(ask_if("GET", {}, etag), 304);
    EXPECT_EQ(ask_if("GET", "\"other\"", {}), 412);
    EXPECT_EQ(ask_if("DELETE", "\"other\"", {}), 412);
    EXPECT_EQ(ask_if("PUT", etag, {}), 200);
    EXPECT_EQ(ask_if("DELETE", etag, {}), 412);
    const auto node = kAlice + "index/~~/conference/info";
    const auto element = [&](std::optional<std::string> match, std::optional<std::string> none) {
        return ask({.method = "PUT",
                    .target = node,
                    .content_type = kElement,
                    .if_match = match,
                    .if_none_match = none,
                    .body = "<info/>"})
            .status;
    };
    EXPECT_EQ(element({}, "*"), 412);  // RFC 4825 8.2.6
    EXPECT_EQ(element(etag, {}), 412);
    EXPECT_EQ(element(header(get(kAlice + "index"), "ETag"), {}), 201);
}

TEST_F(Xcap, WantsTheTypeOfWhatIsPut_POL04) {
    EXPECT_EQ(put(kAlice + "index", policy("room"), "application/xml").status, 415);
    EXPECT_EQ(ask({.method = "PUT", .target = kAlice + "index", .body = policy("room")}).status, 415);
    EXPECT_EQ(put(kAlice + "index", policy("room"), "Application/Conference-Policy+XML ; charset=utf-8").status, 201);
    EXPECT_EQ(put(kAlice + "index/~~/conference/info", "<info/>", kPolicy).status, 415);
    EXPECT_EQ(put(kAlice + "index/~~/conference/info/@a", "\"b\"", kElement).status, 415);
    for (const char* method : {"PUT", "DELETE"}) {
        const auto response = ask({.method = method,
                                   .target = kAlice + "index/~~/conference/namespace::*",
                                   .content_type = "application/xcap-ns+xml",
                                   .body = "<a/>"});
        EXPECT_EQ(response.status, 405);
        EXPECT_EQ(header(response, "Allow"), "GET, HEAD");
    }
    EXPECT_EQ(ask({.method = "POST", .target = kAlice + "index"}).status, 405);
}

TEST_F(Xcap, TellsEachCauseOfAConflict_POL05) {
    put(kAlice + "index", policy("room", target("bob") + target("carol")));
    const auto before = get(kAlice + "index");
    events.clear();
    const auto list = kAlice + "index/~~/conference/dialout-list";
    EXPECT_EQ(cause(put(kAlice + "a", "<conference>")), "not-well-formed");
    EXPECT_EQ(cause(put(kAlice + "a", "<a>\xff</a>")), "not-utf-8");
    EXPECT_EQ(cause(put(list, "<dialout-list>", kElement)), "not-xml-frag");
    EXPECT_EQ(cause(put(list, "<p:dialout-list/>", kElement)), "cannot-insert");
    EXPECT_EQ(cause(put(list + "/target%5b1%5d", "<target uri='sip:x@y'><p:a/></target>", kElement)), "not-xml-frag");
    EXPECT_EQ(cause(put(list + "/target%5b1%5d/@uri", "sip:bob@home1.test", kAttribute)), "not-xml-att-value");
    EXPECT_EQ(cause(put(list + "/target", target("dave"), kElement)), "cannot-insert");
    EXPECT_EQ(cause(remove(list + "/target%5b1%5d")), "cannot-delete");
    EXPECT_EQ(cause(put(kAlice + "a", policy("den", "<x/>"))), "schema-validation-error");
    EXPECT_EQ(cause(put(list + "/x", "<x/>", kElement)), "schema-validation-error");
    EXPECT_EQ(cause(remove(list + "/target%5b2%5d/@uri")), "schema-validation-error");
    EXPECT_EQ(cause(remove(kAlice + "index/~~/conference/settings")), "constraint-failure");
    EXPECT_EQ(cause(put(kAlice + "folder/a", policy("den"))), "no-parent");
    EXPECT_EQ(cause(put(kAlice + "a/~~/conference/info", "<info/>", kElement)), "no-parent");
    const auto orphan = put(kAlice + "index/~~/conference/info/host-info/uri", "<uri/>", kElement);
    EXPECT_EQ(cause(orphan), "no-parent");
    EXPECT_NE(orphan.body.find("<ancestor>" + kAlice + "index/~~/conference</ancestor>"), std::string::npos)
        << orphan.body;
    EXPECT_EQ(get(kAlice + "index").body, before.body);
    EXPECT_EQ(header(get(kAlice + "index"), "ETag"), header(before, "ETag"));
    EXPECT_EQ(events, "");
}

TEST_F(Xcap, GivesAConferenceUriToOneDocument_POL05) {
    service->reserve({"lobby@as.test", "lobby-2@as.test"});
    put(kAlice + "index", policy("room"));
    user = "bob";
    const auto bob = kRoot + "/conference-policy/users/sip:bob@home1.test/index";
    const auto taken = put(bob, policy("room"));
    EXPECT_EQ(cause(taken), "uniqueness-failure");
    EXPECT_NE(taken.body.find("<exists field=\"conference/settings/conference-uri\"><alt-value>sip:room-2@as.test<"),
              std::string::npos)
        << taken.body;
    const auto reserved = put(bob, policy("lobby"));
    EXPECT_EQ(cause(reserved), "uniqueness-failure");
    EXPECT_NE(reserved.body.find("><alt-value>sip:lobby-3@as.test<"), std::string::npos) << reserved.body;
    EXPECT_EQ(put(bob, policy("den")).status, 201);
    EXPECT_EQ(service->conferences(), (std::set<std::string>{"den@as.test", "room@as.test"}));
    EXPECT_EQ(events, "+room 0\n+den 0\n");
}

TEST_F(Xcap, HoldsDocumentsToTheOperatorsLimits_POL05) {
    const auto den = [](const std::string& uri) {
        auto text = policy("den");
        return text.replace(text.find("sip:den@as.test"), 15, uri);
    };
    for (const auto& body : {den("sip:den@elsewhere.test"), den("sip:den@as.test:5070"), den("sip:mmtel@as.test"),
                             policy("den", "", "<info><host-info><uri>sip:bob@home1.test</uri></host-info></info>"),
                             policy("den", "", "<time><start-time>2026-01-01T00:00:00Z</start-time></time>"),
                             "<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;&b;&b;'>]>" + policy("den", "&d;"),
                             std::string("<conference xmlns='urn:ietf:params:xml:ns:conference-policy'/>")})
        EXPECT_EQ(cause(put(kAlice + "index", body)), "constraint-failure") << body;
    EXPECT_EQ(put(kAlice + "index", policy("den", std::string(65536, ' '))).status, 413);
    EXPECT_EQ(put(kAlice + "index", policy("den", std::string(65000, ' '))).status, 201);
    EXPECT_EQ(cause(put(kAlice + "index/~~/conference/info", "<info>" + std::string(1000, ' ') + "</info>", kElement)),
              "constraint-failure");
    std::string deep = "<x:a xmlns:x='urn:x'>", end = "</x:a>";
    for (int i = 0; i < 40; ++i) deep += "<x:a>", end += "</x:a>";
    EXPECT_EQ(cause(put(kAlice + "deep", policy("deep", deep + end))), "status 201");  // passed over, within limits
    for (std::size_t i = 2; i < kMostDocumentsOfOwner; ++i)
        EXPECT_EQ(put(kAlice + std::to_string(i), policy(std::to_string(i))).status, 201);
    EXPECT_EQ(cause(put(kAlice + "more", policy("more"))), "constraint-failure");
}

TEST_F(Xcap, IsForOwnersAndAdministrators_POL08) {
    put(kAlice + "index", policy("room"));
    user = "bob";
    for (const auto& refused : {get(kAlice + "index"), put(kAlice + "index", policy("den")), remove(kAlice + "index")})
        EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(ask({.method = "GET",
                   .target = kAlice + "index",
                   .peer = "10.0.0.1",
                   .asserted_identities = {"\"sip:alice@home1.test\""}})
                  .status,
              403);
    EXPECT_EQ(ask({.method = "GET",
                   .target = kAlice + "index",
                   .asserted_identities = {"tel:+15550100", "\"sip:alice@HOME1.test\""}})
                  .status,
              200);
    user = "admin";
    EXPECT_EQ(
        put(kAlice + "index", policy("room", "", "<info><host-info><uri>sip:bob@home1.test</uri></host-info></info>"))
            .status,
        200);
    EXPECT_EQ(remove(kAlice + "index").status, 200);
}

TEST_F(Xcap, AsksForAPasswordWhomNobodyVouchesFor_POL08) {
    put(kAlice + "index", policy("room"));
    settings.digest = {"lab", {{*parse_uri("sip:alice@home1.test"), "al", "s3cret"}}};
    service->configure(settings);
    const auto ask_with = [&](const std::string& authorization, const std::string& target) {
        return ask({.method = "GET", .target = target, .peer = "10.0.0.1", .authorizations = {authorization}});
    };
    const auto refused = ask_with("", kAlice + "index");
    ASSERT_EQ(refused.status, 401);
    ASSERT_EQ(std::count_if(refused.headers.begin(), refused.headers.end(),
                            [](const auto& one) { return one.first == "WWW-Authenticate"; }),
              2);
    const auto challenge = digest::parse_challenge(header(refused, "WWW-Authenticate"));
    const auto answer = [&](const std::string& password, const std::string& uri) {
        return digest::authorization(*challenge, {"", "al", password}, {"GET", uri, ""}, "c");
    };
    EXPECT_EQ(ask_with(answer("guess", kAlice + "index"), kAlice + "index").body, "wrong credentials\n");
    EXPECT_EQ(ask_with(answer("s3cret", kAlice + "index"), kAlice + "other").status, 401);
    EXPECT_EQ(ask_with(answer("s3cret", kAlice + "index"), kAlice + "index").status, 200);
    const auto again = ask_with(answer("s3cret", kAlice + "index"), kAlice + "index");
    EXPECT_EQ(again.status, 401);
    EXPECT_TRUE(digest::parse_challenge(header(again, "WWW-Authenticate"))->is_stale);
    EXPECT_NE(log.find("status=401 peer=10.0.0.1 detail=\"wrong credentials\""), std::string::npos) << log;
}

TEST_F(Xcap, KnowsTwoApplicationUsages_POL01_POL07) {
    for (const char* path : {"/other/users/sip:alice@home1.test/index", "/conference-policy/global/index",
                             "/conference-policy/users/alice/index", "/conference-policy/users/sip:alice@home1.test/",
                             "/xcap-caps/users/sip:alice@home1.test/index", "/xcap-caps/global/other"})
        EXPECT_EQ(get(kRoot + path).status, 404) << path;
    EXPECT_EQ(get("/elsewhere").status, 404);
    EXPECT_EQ(get(kAlice + "index/~~/a%5b").status, 400);
    const auto caps = get(kRoot + "/xcap-caps/global/index");
    EXPECT_EQ(caps.status, 200);
    EXPECT_EQ(caps.type, "application/xcap-caps+xml");
    for (const char* word : {"<auid>xcap-caps<", "<auid>conference-policy<", ">urn:ietf:params:xml:ns:xcap-caps<"})
        EXPECT_NE(caps.body.find(word), std::string::npos) << word;
    EXPECT_EQ(get(kRoot + "/xcap-caps/global/index/~~/xcap-caps/auids/auid%5b2%5d").body,
              "<auid>conference-policy</auid>");
    EXPECT_EQ(put(kRoot + "/xcap-caps/global/index", "<a/>").status, 405);
}

TEST_F(Xcap, GoesOnReadingWithoutItsStore_POL17) {
    put(kAlice + "index", policy("room"));
    fs::rename(file(), folder / "aside");
    events.clear();
    const auto refused = put(kAlice + "index", policy("room", target("bob")));
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(header(refused, "Retry-After"), "5");
    EXPECT_EQ(get(kAlice + "index").body, policy("room"));
    service->retry();
    EXPECT_EQ(remove(kAlice + "index").status, 503);
    EXPECT_EQ(events, "no store\n");
    EXPECT_FALSE(fs::exists(file()));
    EXPECT_NE(log.find("policies.sqlite was moved away or deleted"), std::string::npos) << log;
    fs::rename(folder / "aside", file());
    service->retry();
    EXPECT_EQ(put(kAlice + "index", policy("room", target("bob"))).status, 200);
    EXPECT_EQ(events, "no store\nstore\n+room 1\n");
}

TEST_F(Xcap, WithoutItsStoreAtTheStartHasNothing_POL17) {
    put(kAlice + "index", policy("room"));
    service.reset();
    fs::rename(file(), folder / "aside");
    std::ofstream(file()) << "spoiled, and too short to be anything";
    events.clear();
    restart();
    EXPECT_EQ(events, "no store\n");
    for (const auto& refused : {get(kAlice + "index"), put(kAlice + "index", policy("room")), remove(kAlice + "index")})
        EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(get(kRoot + "/xcap-caps/global/index").status, 200);
    fs::rename(folder / "aside", file());
    service->retry();
    EXPECT_EQ(events, "no store\nstore\n+room 0\n");
    EXPECT_EQ(get(kAlice + "index").status, 200);
}

TEST_F(Xcap, KeepsWhatANewConfigurationForbids) {
    put(kAlice + "index", policy("room"));
    settings.uri_domain = "other.test";
    events.clear();
    restart();
    EXPECT_EQ(events, "");
    EXPECT_NE(log.find("policy document in the store cannot hold name=index conf=room@as.test"), std::string::npos)
        << log;
    EXPECT_EQ(get(kAlice + "index").status, 200);
    EXPECT_EQ(cause(put(kAlice + "index", policy("room"))), "constraint-failure");
    EXPECT_EQ(remove(kAlice + "index").status, 200);
    EXPECT_EQ(events, "");
}

}  // namespace
}  // namespace isfocus::xcap
