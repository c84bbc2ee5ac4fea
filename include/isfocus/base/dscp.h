#pragma once
#include <optional>
#include <string>

namespace isfocus {

/// By their DSCP routers know which packets are urgent (RFC 2474): 0 to 63, EF is 46 (RFC 3246).

inline constexpr int kExpeditedForwarding = 46;

/// Marks what is sent from this socket from now on; with 0 it is left as the system has it. 0, or the errno with which
/// the kernel refuses it: then it goes out unmarked.
int mark(int fd, bool is_ip6, int dscp) noexcept;

/// Why packets of this family cannot be marked so, for the log; nothing: they can.
std::optional<std::string> fault_of_mark(bool is_ip6, int dscp);

}  // namespace isfocus
