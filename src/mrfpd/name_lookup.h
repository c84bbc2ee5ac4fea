#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/h248/endpoint.h"

namespace isfocus::mrfpd {

/// Finds the addresses of host names by the system's own resolver, which may wait for long: each in a thread of its
/// own, so that whoever asks does not. One that is still under way at the end is left behind.
class NameLookup {
public:
    struct Found {
        std::string name;
        std::optional<h248::Endpoint> address;  ///< port 0
        std::string fault;                      ///< why there is none
    };

    /// Looks for addresses of the family that `local` has: what we send comes from there. Throws std::system_error.
    explicit NameLookup(const h248::Endpoint& local);
    ~NameLookup();
    NameLookup(const NameLookup&) = delete;
    NameLookup& operator=(const NameLookup&) = delete;

    /// Does nothing while that name is being looked for.
    void ask(const std::string& name);
    /// Readable when something has been found, or not.
    int fd() const noexcept;
    std::vector<Found> take();

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
    bool is_ip6_;
};

}  // namespace isfocus::mrfpd
