#pragma once
#include <set>
#include <string>

#include "app/limited_log.h"
#include "app/mailbox.h"
#include "isfocus/config/config.h"
#include "isfocus/xcap/server.h"

namespace isfocus::app {

/// The XCAP server as the configuration has it. What it does to documents comes as Events by the mailbox.
class Xcap {
public:
    /// Binds, and reads the store. `config.xcap.listen` is there; `mailbox` and `log` outlive this.
    Xcap(const config::Config& config, Mailbox& mailbox, LimitedLog& log);

    /// Tells the documents of the store, and serves from now on.
    void start();
    /// Takes what can be changed while it runs: all but `listen` and `store`.
    void configure(const config::Config& config);
    std::set<std::string> conferences() const { return service_.conferences(); }
    void reserve(std::set<std::string> conferences) { service_.reserve(std::move(conferences)); }

private:
    xcap::Service service_;
    xcap::Server server_;
};

}  // namespace isfocus::app
