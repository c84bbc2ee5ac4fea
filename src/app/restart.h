#pragma once
#include <string_view>
#include <vector>

#include "isfocus/config/config.h"

/// What a running isfocusd cannot take from a configuration that is read again.
namespace isfocus::app {

/// A key, or a section, of the configuration that is used at the start only.
struct StartOnly {
    std::string_view name;                                            ///< as in the file
    bool (*differs)(const config::Config&, const config::Config&);    ///< whether the next start would be another
    void (*keep)(config::Config& to, const config::Config& started);  ///< sets `to` to what the process started with
};

/// All of them, in the order of docs/operation.md.
const std::vector<StartOnly>& start_only();

/// Names of those that are not what the process started with.
std::vector<std::string_view> waiting_for_restart(const config::Config& started, const config::Config& loaded);

/// `loaded`, with all that is used at the start only as the process has started: what can be in force now.
config::Config in_force(config::Config loaded, const config::Config& started);

}  // namespace isfocus::app
