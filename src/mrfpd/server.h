#pragma once
#include "isfocus/h248/connections.h"
#include "isfocus/h248/udp.h"
#include "isfocus/log/log.h"
#include "isfocus/log/service_manager.h"
#include "mrfpd/control.h"
#include "mrfpd/media/media_plane.h"
#include "mrfpd/name_lookup.h"
#include "mrfpd/options.h"
#include "mrfpd/overload_meter.h"

namespace isfocus::mrfpd {

/// isfocus-mrfpd while it serves: one loop over the H.248 socket, the signals and the timers. The audio has a thread of
/// its own, which this one never waits for.
class Server {
public:
    /// Blocks the signals that run() takes. To be called before any thread starts.
    static void block_signals();
    /// Lets those that come before block_signals(), and are not to end the process, wait.
    static void hold_signals();

    /// Throws std::exception when an address cannot be used or bound.
    /// `logging` outlives it.
    Server(Options options, log::Logging& logging);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Serves until SIGTERM or SIGINT; then leaves the MGC, for which it waits half a second at most.
    /// SIGUSR1 locks it for maintenance, SIGUSR2 unlocks it. SIGHUP reads the file again, log/log_signals.h sets the
    /// log. False: a media thread hangs, and goes on to do so; see MediaPlane::end().
    bool run();

private:
    void turn(Time latest);
    void take_signal(int signal);
    void reload();
    void take_addresses();
    void send(const h248::Endpoint& to, std::string_view octets);
    void look_at_load(Time now);

    Options options_;
    log::Logging& logging_;
    log::ServiceManager service_manager_;
    h248::UdpSocket socket_;
    h248::Connections connections_;  ///< to an MGC that is reached over TCP or SCTP
    NameLookup names_;
    MediaPlane media_;
    Control control_;
    OverloadMeter meter_;
    int signals_ = -1;
    bool stopping_ = false;
};

}  // namespace isfocus::mrfpd
