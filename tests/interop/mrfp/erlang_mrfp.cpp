#include "erlang_mrfp.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace isfocus::mrfp {

bool ErlangMrfp::is_installed() {
    static const bool installed =
        std::system(
            "command -v escript >/dev/null 2>&1 && erl -noshell -eval "
            "'halt(case code:ensure_loaded(megaco_pretty_text_encoder) of {module, _} -> 0; _ -> 1 end).' "
            ">/dev/null 2>&1") == 0;
    return installed;
}

ErlangMrfp::ErlangMrfp(const h248::Endpoint& at, const h248::Endpoint& mgc, const std::vector<std::string>& options) {
    std::vector<std::string> words{"escript", ISFOCUS_SOURCE_DIR "/tests/interop/h248/mrfp_peer.escript",
                                   "--bind",  at.text(),
                                   "--mgc",   mgc.text(),
                                   "--life",  "50000"};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);

    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    const int error = posix_spawnp(&pid_, "escript", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = ends[0];
    if (error != 0) throw std::runtime_error("escript does not start");
    fcntl(output_, F_SETFL, O_NONBLOCK);
}

ErlangMrfp::~ErlangMrfp() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    if (output_ >= 0) close(output_);
}

void ErlangMrfp::read() {
    std::array<char, 4096> chunk{};
    for (ssize_t size = 0; (size = ::read(output_, chunk.data(), chunk.size())) > 0;)
        log_.append(chunk.data(), static_cast<std::size_t>(size));
}

}  // namespace isfocus::mrfp
