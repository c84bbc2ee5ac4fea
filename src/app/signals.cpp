#include "app/signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace isfocus::app {
namespace {

sigset_t ours() {
    sigset_t set;
    sigemptyset(&set);
    for (const int one : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, one);
    return set;
}

}  // namespace

void Signals::block() {
    const sigset_t set = ours();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);  // a peer that closes its TCP connection is an error of write(), not our end
}

void Signals::hold_reload() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Signals::Signals() {
    const sigset_t set = ours();
    fd_ = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
}

Signals::~Signals() {
    close(fd_);
}

std::vector<Signal> Signals::take() {
    std::vector<Signal> taken;
    signalfd_siginfo info;
    while (read(fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        switch (info.ssi_signo) {
            case SIGHUP:
                taken.push_back(Signal::reload);
                break;
            case SIGCHLD:
                taken.push_back(Signal::child);
                break;
            default:
                taken.push_back(Signal::terminate);
                break;
        }
    }
    return taken;
}

}  // namespace isfocus::app
