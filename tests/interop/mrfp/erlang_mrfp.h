#pragma once
#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "isfocus/h248/endpoint.h"

namespace isfocus::mrfp {

/// The independent MRFP of tests/interop/h248 as a child process. Ends with this object.
class ErlangMrfp {
public:
    /// Whether this machine has Erlang with megaco.
    static bool is_installed();

    /// Starts it; it registers with the MGC at once. `options` as its head lists them.
    ErlangMrfp(const h248::Endpoint& at, const h248::Endpoint& mgc, const std::vector<std::string>& options);
    ~ErlangMrfp();
    ErlangMrfp(const ErlangMrfp&) = delete;
    ErlangMrfp& operator=(const ErlangMrfp&) = delete;

    /// Its log comes out here.
    int fd() const noexcept { return output_; }
    void read();
    const std::string& log() const noexcept { return log_; }
    bool has_logged(std::string_view text) const { return log_.find(text) != std::string::npos; }

private:
    pid_t pid_ = -1;
    int output_ = -1;
    std::string log_;
};

}  // namespace isfocus::mrfp
