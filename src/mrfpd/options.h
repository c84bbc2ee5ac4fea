#pragma once
#include <functional>
#include <string>
#include <vector>

#include "isfocus/base/result.h"
#include "isfocus/config/config.h"

namespace isfocus::mrfpd {

/// What isfocus-mrfpd shall do, from its command line and its configuration file.
struct Options {
    config::MrfpdConfig mrfpd;
    config::LogConfig log;
    bool form_is_compact = false;
    H248Timers timers;
    /// What reads the file and the command line again, with the faults of the file; empty where there is no file.
    std::function<Result<Options, std::vector<config::Fault>>()> read_again;
};

/// Why the program ends before it serves: the exit status, after what had to be said was printed.
struct Ending {
    int status = 0;
};

/// Reads the command line, then the file: the one that is named, or the default one when nothing is said about how to
/// serve. Options override the file. Prints help, version, faults and what `--check` finds.
Result<Options, Ending> read_options(int argc, char** argv);

}  // namespace isfocus::mrfpd
