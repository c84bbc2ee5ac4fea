#pragma once
#include <cstdint>
#include <functional>
#include <ostream>

namespace isfocus {

/// A number that names one thing for the life of a conference, typed so that a leg's cannot pass for a
/// subscription's. 0 names nothing. Ids are plain values: they may be logged, stored and read back.
template <class Tag>
struct Id {
    std::uint64_t value = 0;

    explicit operator bool() const noexcept { return value != 0; }
    friend auto operator<=>(const Id&, const Id&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Id& id) { return out << id.value; }
};

using ConferenceId = Id<struct ConferenceTag>;
using DialogId = Id<struct DialogTag>;              ///< a SIP dialog, which may carry several usages (RFC 5057)
using LegId = Id<struct LegTag>;                    ///< the INVITE usage between the focus and one endpoint
using ReferralId = Id<struct ReferralTag>;          ///< what one REFER asked for
using SubscriptionId = Id<struct SubscriptionTag>;  ///< a refer or conference subscription
using TransactionId = Id<struct TransactionTag>;    ///< a SIP server transaction that waits for its answer
using TimerId = Id<struct TimerTag>;

/// Hands out ids in order. Dialogs are named by the SIP adapter (incoming) and by the focus (outgoing) from one source.
template <class Tag>
class IdSource {
public:
    Id<Tag> next() noexcept { return Id<Tag>{++last_}; }

private:
    std::uint64_t last_ = 0;
};

using DialogIds = IdSource<DialogTag>;

}  // namespace isfocus

template <class Tag>
struct std::hash<isfocus::Id<Tag>> {
    std::size_t operator()(const isfocus::Id<Tag>& id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
