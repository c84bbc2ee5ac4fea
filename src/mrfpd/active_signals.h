#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "isfocus/h248/descriptors.h"
#include "mrfpd/media_port.h"

/// Which signals of one termination are being played (H.248.1 7.1.11). Pure: what comes to its end is told by the media
/// plane, and nothing here knows the time.
///
/// The text leaves some questions open, and this is how they are answered:
/// - A signal is "present in the replacement descriptor" when its name, stream, direction and the parameters of its
///   package are the same. With KeepActive it goes on; what shall be told of its end is what the new descriptor says.
///   Without, it begins anew, but for OnOff that is the same in every word: that goes on, as nobody could hear a
///   difference.
/// - A signal with KeepActive that is not being played is ignored where a descriptor replaces another one. After an
///   empty one, or none, it is played: there is nothing that could have gone on.
/// - A SignalList replaces none of the same identifier that is being played, and what it says is ignored. After the end
///   of that one it is new. KeepActive means nothing within a list.
/// - KeepActive of a signal is about descriptors. An event stops all signals, unless the event has the flag (7.1.9).
/// - Of a list that is stopped the signal that was being played is told of, and none that had not begun.
namespace isfocus::mrfpd {

class ActiveSignals {
public:
    /// One that is no longer played.
    struct Ended {
        h248::Signal signal;
        std::optional<std::uint16_t> list;  ///< where it was in one
    };

    /// A Signals descriptor without fault takes the place of the one before.
    void replace(const h248::Signals& descriptor);
    /// All that is played ends now.
    std::vector<Ended> stop();
    /// The sound of that number has come to its end by itself. Nothing: it was stopped before that.
    std::optional<Ended> played(std::uint32_t number);

    /// What shall be played, as the media plane is told.
    std::vector<PlaySequence> plays(const Announcements& announcements) const;
    /// What is being played, as an audit tells it: of lists all that they have.
    h248::Signals audited() const;
    bool empty() const noexcept { return playing_.empty(); }

    friend std::vector<Ended> ended_between(const ActiveSignals& before, const ActiveSignals& after);

private:
    struct Playing {
        std::optional<std::uint16_t> list;  ///< nothing: a signal by itself
        std::vector<h248::Signal> signals;  ///< one after the other
        std::uint32_t first = 0;            ///< number of the first of them; they are numbered on
        std::size_t current = 0;            ///< which one is played
    };

    std::optional<Playing> taken_over(const h248::Signal& signal, std::vector<Playing>& before) const;
    Playing begun(std::optional<std::uint16_t> list, std::vector<h248::Signal> signals);

    std::vector<Playing> playing_;
    bool has_descriptor_ = false;  ///< the last one was not empty
    std::uint32_t last_ = 0;       ///< number given
};

/// What was being played before, and is not any more.
std::vector<ActiveSignals::Ended> ended_between(const ActiveSignals& before, const ActiveSignals& after);

}  // namespace isfocus::mrfpd
