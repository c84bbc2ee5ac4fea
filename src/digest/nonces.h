#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace isfocus::digest {

/// The nonces of our challenges (RFC 7616 3.3). They are kept by nobody: each says when it was made, sealed with a
/// secret of this process. Only of those that were used is known how often, so that no answer counts twice.
class Nonces {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// How long one may be used.
    static constexpr std::chrono::seconds kLife{300};
    /// How many used ones are remembered. With more, the oldest count as too old before their time.
    static constexpr std::size_t kMostUsed = 4096;

    /// `secret` is to be random, and to be told nobody.
    explicit Nonces(std::string secret) : secret_(std::move(secret)) {}

    std::string make(Time now);
    /// Takes the use of a nonce with this nonce count. False when it is none of ours, too old, or was used so before.
    /// Call only for an answer that is right: who knows no password is not to fill the memory.
    bool use(std::string_view nonce, std::uint32_t count, Time now);

private:
    struct Sealed {
        std::uint64_t number = 0;  ///< they are numbered in their order, from 1
        std::uint64_t made_ms = 0;
    };
    /// Counts may come a little out of order, by UDP.
    struct Used {
        std::uint64_t made_ms = 0;
        std::uint32_t highest = 0;
        std::uint64_t window = 0;  ///< bit i: `highest` - i was used
    };

    std::string seal(std::string_view text) const;
    std::optional<Sealed> open(std::string_view nonce) const;
    void forget_old(std::uint64_t now_ms);
    static bool take(Used& used, std::uint32_t count);

    std::string secret_;
    std::uint64_t last_ = 0;
    std::uint64_t forgotten_ = 0;         ///< those up to here may have been used
    std::map<std::uint64_t, Used> used_;  ///< by number
};

/// Equal, found out in a time that tells nothing of where they differ.
bool same_secret(std::string_view a, std::string_view b) noexcept;

}  // namespace isfocus::digest
