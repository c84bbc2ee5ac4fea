#pragma once
#include <string>
#include <vector>

#include "mrfpd/announcements.h"

namespace isfocus::mrfpd {

struct Recordings {
    Announcements all;
    std::vector<std::string> faults;  ///< a line for each file that cannot be used
};

/// The sounds that are always there, `joined` and `left`, and those of a folder: NAME.wav becomes NAME, and may take
/// the place of one of ours. 4 to 48 kHz, one or two channels; a minute at most, and 64 MiB all together. "" is no
/// folder.
Recordings load_recordings(const std::string& folder);

}  // namespace isfocus::mrfpd
