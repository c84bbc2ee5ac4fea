#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "digest/digest.h"
#include "isfocus/xcap/service.h"

namespace isfocus::xcap {

namespace fs = std::filesystem;

inline const std::string kRoot = "/xcap-root";
inline const std::string kAlice = kRoot + "/conference-policy/users/sip:alice@home1.test/";
inline const std::string kPolicy = "application/conference-policy+xml";
inline const std::string kElement = "application/xcap-el+xml";
inline const std::string kAttribute = "application/xcap-att+xml";

inline std::string policy(const std::string& room, const std::string& targets = "", const std::string& more = "") {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<conference xmlns=\"urn:ietf:params:xml:ns:conference-policy\">"
           "<settings><conference-uri>sip:" +
           room + "@as.test</conference-uri></settings>" + more + "<dialout-list>" + targets +
           "</dialout-list></conference>";
}

inline std::string target(const std::string& user) {
    return "<target uri=\"sip:" + user + "@home1.test\"/>";
}

inline std::string header(const Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return "";
}

/// The service over a store of its own, which alice asks through a trusted proxy.
class Xcap : public testing::Test {
protected:
    Xcap() {
        std::string pattern = (fs::temp_directory_path() / "isfocus-xcap-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        settings.uri_domain = "as.test";
        settings.factory_uris = {*parse_uri("sip:mmtel@as.test")};
        settings.administrators = {*parse_uri("sip:admin@home1.test")};
        settings.is_trusted = [](std::string_view peer) { return peer == "127.0.0.1"; };
        restart();
    }
    ~Xcap() override { fs::remove_all(folder); }

    void restart() {
        service.reset();
        service = std::make_unique<Service>(
            file().string(), settings, [this](focus::Event event) { take(event); },
            [this](Severity severity, const std::string& line) {
                if (severity >= Severity::info) log += line + "\n";
            });
        service->announce();
    }
    fs::path file() const { return folder / "policies.sqlite"; }

    void take(const focus::Event& event) {
        if (const auto* given = std::get_if<focus::PolicyGiven>(&event))
            events += "+" + given->policy.uri.user + " " + std::to_string(given->policy.dial_out.size()) + "\n";
        if (const auto* withdrawn = std::get_if<focus::PolicyWithdrawn>(&event))
            events += "-" + withdrawn->conference.user + "\n";
        if (const auto* store = std::get_if<focus::PolicyStoreChanged>(&event))
            events += store->available ? "store\n" : "no store\n";
    }

    Response ask(Request request) {
        if (request.peer.empty()) request.peer = "127.0.0.1";
        if (request.asserted_identities.empty()) request.asserted_identities = {"\"sip:" + user + "@home1.test\""};
        return service->handle(request);
    }
    Response get(const std::string& target) { return ask({.method = "GET", .target = target}); }
    Response put(const std::string& target, const std::string& body, const std::string& type = kPolicy) {
        return ask({.method = "PUT", .target = target, .content_type = type, .body = body});
    }
    Response remove(const std::string& target) { return ask({.method = "DELETE", .target = target}); }
    /// The element of a 409.
    static std::string cause(const Response& response) {
        if (response.status != 409) return "status " + std::to_string(response.status);
        EXPECT_EQ(response.type, "application/xcap-error+xml");
        const auto begin = response.body.find("xcap-error\"><") + 13;
        return response.body.substr(begin, response.body.find_first_of(" />", begin) - begin);
    }

    fs::path folder;
    Settings settings;
    std::unique_ptr<Service> service;
    std::string user = "alice";
    std::string events;
    std::string log;
};

}  // namespace isfocus::xcap
