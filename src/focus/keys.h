#pragma once
#include <cstdint>
#include <string>

#include "isfocus/focus/settings.h"
#include "isfocus/focus/values.h"

/// Keys that users press during a conference (RFC 4733), and what they ask for by them. Pure.
namespace isfocus::focus {

enum class KeyCommand : std::uint8_t {
    none,  ///< nothing yet, or nothing at all
    mute,  ///< himself, or not any more
    lock,  ///< the conference, or not any more
};

/// What one user has pressed of a sequence.
struct PressedKeys {
    std::string keys;  ///< 0-9 * # A-D
    Time last{};
};

/// Takes one key in. Who is slower than 5 s begins anew; what leads to no sequence of the settings is forgotten, from
/// its beginning, so that a key too much before a sequence does no harm.
KeyCommand press(PressedKeys& pressed, char key, Time now, const Settings& settings);

}  // namespace isfocus::focus
