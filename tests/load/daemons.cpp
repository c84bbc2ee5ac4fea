#include "daemons.h"

#include <poll.h>
#include <stdlib.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "common.h"

namespace isfocus::load {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;
constexpr const char* kFactory = "sip:conf-factory@ims.test";

std::filesystem::path new_folder() {
    auto name = (std::filesystem::temp_directory_path() / "isfocus-load-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    return name;
}

std::string contents(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// Those that only a load test needs; the rest is as it comes.
std::string configuration(const std::string& host) {
    return "sip:\n  listen: [\"udp:" + host + ":5060\"]\n  trusted: [\"" + host +
           "\"]\n  overload: {max_lag_ms: 0}\nconference:\n  factory_uris: [\"" + kFactory + "\"]\n  uri_domain: \"" +
           host + ":5060\"\n  max_participants: 1000\n  join: open\nmrfp:\n  listen: \"udp:" + host +
           ":2944\"\n  allowed: [\"[" + host + "]:2945\"]\nlog: {level: info, format: text}\n";
}

template <class Condition>
void wait_until(const Condition& holds, const std::string& what) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) throw std::runtime_error(what);
        std::this_thread::sleep_for(20ms);
    }
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const auto at = text.find(begin);
    if (at == std::string::npos) throw std::runtime_error("no " + begin + " in\n" + text);
    const auto from = at + begin.size();
    return text.substr(from, text.find(end, from) - from);
}

}  // namespace

Daemons::Daemons(const std::string& isfocusd, const std::string& mrfpd, const std::string& address, int media_threads)
    : folder_(new_folder()), host_(address), focus_(*h248::endpoint(address, 5060)), socket_(bound(address)) {
    const auto config = folder_ / "isfocus.yaml";
    std::ofstream(config) << configuration(host_);
    isfocusd_.emplace(std::vector<std::string>{isfocusd, "--config", config}, folder_ / "isfocusd.log");
    mrfpd_.emplace(std::vector<std::string>{mrfpd, "--mgc", "udp:" + host_ + ":2944", "--mid", "[" + host_ + "]:2945",
                                            "--rtp-address", host_, "--rtp-ports", "20000-29999", "--media-threads",
                                            std::to_string(media_threads), "--log-level", "info"},
                   folder_ / "mrfpd.log");
    wait_until([&] { return contents(folder_ / "mrfpd.log").find(" registered ") != std::string::npos; },
               "the MRFP does not register:\n" + contents(folder_ / "isfocusd.log"));
}

Daemons::~Daemons() {
    isfocusd_.reset();
    mrfpd_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

bool Daemons::stop() {
    const bool focus_ended = isfocusd_->stop(), mrfp_ended = mrfpd_->stop();
    if (!focus_ended) std::cerr << contents(folder_ / "isfocusd.log");
    if (!mrfp_ended) std::cerr << contents(folder_ / "mrfpd.log");
    return focus_ended && mrfp_ended;
}

std::string Daemons::request(const std::string& method, const Dialog& dialog, int cseq, const std::string& more,
                             const std::string& body) const {
    const auto number = std::to_string(cseq);
    return method + ' ' + dialog.target + " SIP/2.0\r\nVia: SIP/2.0/UDP " + socket_.local().text() +
           ";rport;branch=z9hG4bK" + dialog.call_id + method + number + "\r\nMax-Forwards: 70\r\nFrom: " + dialog.from +
           "\r\nTo: " + dialog.to + "\r\nCall-ID: " + dialog.call_id + "\r\nCSeq: " + number + ' ' + method +
           "\r\nContact: <sip:user@" + socket_.local().text() + ">\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string Daemons::final_response(const std::string& call_id, const std::string& method) {
    std::string response;
    pollfd in{socket_.fd(), POLLIN, 0};
    while (response.empty()) {
        if (poll(&in, 1, 10'000) <= 0) throw std::runtime_error("isfocusd does not answer " + method);
        socket_.receive([&](const h248::Endpoint&, std::string_view octets) {
            const bool is_it = octets.starts_with("SIP/2.0 ") && !octets.starts_with("SIP/2.0 1") &&
                               octets.find("Call-ID: " + call_id + "\r\n") != std::string_view::npos &&
                               octets.find(' ' + method + "\r\n") != std::string_view::npos;
            if (is_it) response = octets;
        });
    }
    return response;
}

std::string Daemons::ask(const std::string& request, const std::string& call_id, const std::string& method) {
    socket_.send(focus_, request);
    auto response = final_response(call_id, method);
    if (!response.starts_with("SIP/2.0 200 ")) throw std::runtime_error("refused:\n" + request + '\n' + response);
    return response;
}

std::uint16_t Daemons::join(std::size_t conference, const std::string& formats, const h248::Endpoint& remote) {
    const bool is_new = conference == conferences_.size();
    const auto user = "sip:user" + std::to_string(dialogs_.size()) + "@home1.test";
    Dialog dialog{"load" + std::to_string(dialogs_.size()), '<' + user + ">;tag=1", "",
                  is_new ? kFactory : conferences_.at(conference)};
    dialog.to = '<' + dialog.target + '>';
    const auto sdp = "v=0\r\no=- 1 1 IN IP4 " + host_ + "\r\ns=-\r\nc=IN IP4 " + host_ + "\r\nt=0 0\r\nm=audio " +
                     std::to_string(remote.port) + " RTP/AVP " + formats + "\r\n";
    const auto answer = ask(
        request("INVITE", dialog, 1, "P-Asserted-Identity: <" + user + ">\r\nContent-Type: application/sdp\r\n", sdp),
        dialog.call_id, "INVITE");
    dialog.to = between(answer, "\r\nTo: ", "\r\n");
    dialog.target = between(between(answer, "\r\nContact: ", "\r\n"), "<", ">");
    if (is_new) conferences_.push_back(dialog.target);
    socket_.send(focus_, request("ACK", dialog, 1));
    dialogs_.push_back(dialog);
    return number_after<std::uint16_t>(answer, "m=audio ");
}

std::uint64_t Daemons::end() {
    const auto joined = dialogs_.size();
    for (auto at = dialogs_.rbegin(); at != dialogs_.rend(); ++at)  // who made it last: the others go with him
        ask(request("BYE", *at, 2), at->call_id, "BYE");
    dialogs_.clear();
    std::uint64_t received = 0;
    wait_until(
        [&] {
            std::ifstream log(folder_ / "mrfpd.log");
            std::size_t ended = 0;
            received = 0;
            for (std::string line; std::getline(log, line);) {
                if (line.find(" subtracted ") == std::string::npos) continue;
                ++ended;
                received += number_after<std::uint64_t>(line, "received=");
            }
            return ended >= joined;
        },
        "the MRFP did not end all");
    return received;
}

}  // namespace isfocus::load
