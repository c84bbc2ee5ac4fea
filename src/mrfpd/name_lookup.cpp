#include "mrfpd/name_lookup.h"

#include <netdb.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

namespace isfocus::mrfpd {
namespace {

NameLookup::Found look_up(const std::string& name, bool is_ip6) {
    addrinfo wanted{};
    wanted.ai_family = is_ip6 ? AF_INET6 : AF_INET;
    wanted.ai_socktype = SOCK_DGRAM;  // one of each address
    addrinfo* first = nullptr;
    const int problem = getaddrinfo(name.c_str(), nullptr, &wanted, &first);
    if (problem != 0) return {name, std::nullopt, problem == EAI_SYSTEM ? std::strerror(errno) : gai_strerror(problem)};
    sockaddr_storage address{};
    std::memcpy(&address, first->ai_addr, first->ai_addrlen);
    freeaddrinfo(first);
    return {name, h248::from_sockaddr(address), {}};
}

}  // namespace

/// Outlives who asked for as long as a thread has it.
struct NameLookup::Shared {
    const int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    std::mutex mutex;  ///< of what follows
    std::set<std::string> under_way;
    std::vector<Found> found;

    Shared() {
        if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    ~Shared() { close(fd); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    void add(Found one) {
        {
            const std::lock_guard lock{mutex};
            under_way.erase(one.name);
            found.push_back(std::move(one));
        }
        eventfd_write(fd, 1);
    }
};

NameLookup::NameLookup(const h248::Endpoint& local) : shared_(std::make_shared<Shared>()), is_ip6_(local.is_ip6) {}

NameLookup::~NameLookup() = default;

void NameLookup::ask(const std::string& name) {
    {
        const std::lock_guard lock{shared_->mutex};
        if (!shared_->under_way.insert(name).second) return;
    }
    try {
        std::thread{[shared = shared_, name, is_ip6 = is_ip6_] { shared->add(look_up(name, is_ip6)); }}.detach();
    } catch (const std::system_error& failure) {
        shared_->add({name, std::nullopt, failure.what()});
    }
}

int NameLookup::fd() const noexcept {
    return shared_->fd;
}

std::vector<NameLookup::Found> NameLookup::take() {
    eventfd_t count = 0;
    eventfd_read(shared_->fd, &count);
    const std::lock_guard lock{shared_->mutex};
    return std::exchange(shared_->found, {});
}

}  // namespace isfocus::mrfpd
