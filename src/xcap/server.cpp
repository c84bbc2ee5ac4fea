#include "isfocus/xcap/server.h"

#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "xcap/connection.h"
#include "xcap/head.h"

namespace isfocus::xcap {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kWorkers = 8;
constexpr std::size_t kMostWaiting = 64;
constexpr int kMostRequestsOfConnection = 100;
constexpr std::chrono::milliseconds kLongestRequest = 10s;
constexpr std::chrono::milliseconds kLongestIdle = 2s;
constexpr std::size_t kMostOctets = 16384 + 65536;  ///< head and body
constexpr auto kRetryStore = 5s;

/// What is known of the request that this thread serves. The library gives its handlers no other way to find out.
struct Exchange {
    Request request;
    std::optional<Rejection> refusal;
    bool has_head = false;
    bool ends_connection = false;  ///< whatever the peer wants
};
thread_local Exchange* exchange = nullptr;

/// Set while the accepting thread turns a connection away.
thread_local bool is_refusing = false;

/// Workers, and a bounded number of connections that wait for one.
class Pool final : public httplib::TaskQueue {
public:
    void enqueue(std::function<void()> serve) override {
        if (waiting_ >= kMostWaiting) {
            is_refusing = true;
            serve();
            is_refusing = false;
            return;
        }
        ++waiting_;
        workers_.enqueue([this, serve = std::move(serve)] {
            --waiting_;
            serve();
        });
    }
    void shutdown() override { workers_.shutdown(); }

private:
    std::atomic<std::size_t> waiting_ = 0;
    httplib::ThreadPool workers_{kWorkers};
};

void refuse(int fd) {
    constexpr std::string_view kBusy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    ::send(fd, kBusy.data(), kBusy.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::close(fd);
}

/// From what was received, not from what the library made of it.
void read_head(const Connection& connection, httplib::Request& library, Exchange& into) {
    const auto head = parse_head(connection.received());
    into.has_head = true;
    library.ranges.clear();  // it would cut the answer and leave the 200
    library.path = "/";      // all is one to its router, which is recursive in the length of the path
    into.request.method = library.method;
    into.request.target = library.target;
    int port = 0;
    connection.get_remote_ip_and_port(into.request.peer, port);
    if (head) {
        into.request.content_type = head->value("Content-Type");
        into.request.if_match = head->value("If-Match");
        into.request.if_none_match = head->value("If-None-Match");
        into.request.asserted_identities = head->all("X-3GPP-Asserted-Identity");
        into.request.authorizations = head->all("Authorization");
        into.ends_connection = head->body > 0 && library.method != "PUT";  // nobody reads it
    } else {
        into.refusal = head.error();
        into.ends_connection = true;
    }
    if (into.request.content_type && library.is_multipart_form_data()) {
        into.refusal = Rejection{415, "Unsupported Media Type", "expects XML"};
        into.ends_connection = true;
    }
    if (!into.ends_connection) return;
    library.headers.erase("Connection");
    library.set_header("Connection", "close");
}

void answer(const Response& response, httplib::Response& into) {
    into.status = response.status;
    for (const auto& [name, value] : response.headers) into.set_header(name, value);  // adds, for the same name
    if (!response.type.empty()) into.set_content(response.body, response.type);
}

void answer(const Rejection& refusal, httplib::Response& into) {
    answer(Response{.status = refusal.status, .type = "text/plain; charset=utf-8", .body = refusal.detail + '\n'},
           into);
}

/// The library with our connections.
class Http final : public httplib::Server {
public:
    Http(Service& service, Log log) : service_(service), log_(std::move(log)) {
        new_task_queue = [] { return new Pool; };  // which the library takes over
        set_payload_max_length(kMostOctets);
        set_socket_options([](socket_t fd) {  // without SO_REUSEPORT, by which two daemons would share the address
            const int yes = 1;
            ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        });
        set_expect_100_continue_handler([](const httplib::Request&, httplib::Response& response) {
            if (!exchange->refusal) return 100;
            answer(*exchange->refusal, response);
            return response.status;
        });
        set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
            if (exchange->refusal) return note_refusal(response), HandlerResponse::Handled;
            if (request.method == "PUT") return HandlerResponse::Unhandled;
            answer(service_.handle(exchange->request), response);
            return HandlerResponse::Handled;
        });
        Put("/", [this](const httplib::Request&, httplib::Response& response, const httplib::ContentReader& read) {
            auto& body = exchange->request.body;
            const bool is_whole = read([&](const char* octets, std::size_t size) {
                body.append(octets, size);
                return true;
            });
            if (is_whole) answer(service_.handle(exchange->request), response);
        });
    }

    /// Any thread: what waits for its peer ends now.
    void end_connections() {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
        for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }

private:
    /// A worker, or the accepting thread when there is none for it. `fd` is ours.
    bool process_and_close_socket(socket_t fd) override {
        if (is_refusing) {
            log_(Severity::warn, "xcap connection refused: too many");
            return refuse(fd), true;
        }
        Connection connection(fd);
        if (!add(fd)) return true;
        for (int i = 1; i <= kMostRequestsOfConnection && connection.wait(kLongestIdle); ++i)
            if (!serve(connection, i == kMostRequestsOfConnection)) break;
        const std::lock_guard lock(mutex_);
        open_.erase(fd);
        return true;
    }

    /// False when it was the last request.
    bool serve(Connection& connection, bool is_last) {
        Exchange current;
        exchange = &current;
        connection.begin_request(kLongestRequest, kMostOctets);
        bool has_closed = false;
        const bool is_done = process_request(connection, is_last, has_closed, [&](httplib::Request& request) {
            read_head(connection, request, current);
        });
        exchange = nullptr;
        return is_done && !has_closed && current.has_head && !current.ends_connection;
    }

    void note_refusal(httplib::Response& response) {
        const auto& refusal = *exchange->refusal;
        log_(Severity::warn, "xcap request refused status=" + std::to_string(refusal.status) +
                                 " peer=" + exchange->request.peer + " detail=\"" + refusal.detail + '"');
        answer(refusal, response);
    }

    bool add(int fd) {
        const std::lock_guard lock(mutex_);
        return !is_ending_ && open_.insert(fd).second;
    }

    Service& service_;
    Log log_;
    std::mutex mutex_;
    std::set<int> open_;
    bool is_ending_ = false;
};

std::uint16_t bound_port(Http& http, const std::string& host, std::uint16_t port) {
    errno = 0;
    const int got = port != 0 ? (http.bind_to_port(host, port) ? port : -1) : http.bind_to_any_port(host);
    if (got < 0)
        throw std::runtime_error("xcap.listen: cannot use " + host + " port " + std::to_string(port) +
                                 (errno == 0 ? "" : ": " + std::generic_category().message(errno)));
    return static_cast<std::uint16_t>(got);
}

}  // namespace

class Server::Parts {
public:
    Parts(const std::string& host, std::uint16_t port, Service& service, Log log)
        : service_(service), http_(service, std::move(log)), port_(bound_port(http_, host, port)) {}

    ~Parts() {
        {
            const std::lock_guard lock(mutex_);
            is_ending_ = true;
        }
        ends_.notify_all();
        // The library cannot be stopped before it has begun.
        while (acceptor_.joinable() && !http_.is_running() && !has_ended_) std::this_thread::sleep_for(1ms);
        http_.stop();
        http_.end_connections();
        for (auto* thread : {&acceptor_, &keeper_})
            if (thread->joinable()) thread->join();
    }

    void start() {
        acceptor_ = std::thread([this] {
            http_.listen_after_bind();
            has_ended_ = true;
        });
        keeper_ = std::thread([this] { keep_store(); });
    }

    std::uint16_t port() const noexcept { return port_; }

private:
    void keep_store() {
        std::unique_lock lock(mutex_);
        while (!ends_.wait_for(lock, kRetryStore, [this] { return is_ending_; })) {
            lock.unlock();
            service_.retry();
            lock.lock();
        }
    }

    Service& service_;
    Http http_;
    std::uint16_t port_;
    std::mutex mutex_;
    std::condition_variable ends_;
    bool is_ending_ = false;
    std::atomic<bool> has_ended_ = false;
    std::thread acceptor_;
    std::thread keeper_;
};

Server::Server(const std::string& host, std::uint16_t port, Service& service, Log log)
    : parts_(std::make_unique<Parts>(host, port, service, std::move(log))) {}
Server::~Server() = default;

void Server::start() {
    parts_->start();
}
std::uint16_t Server::port() const noexcept {
    return parts_->port();
}

}  // namespace isfocus::xcap
