#pragma once
#include <optional>

#include "isfocus/h248/deadline_queue.h"

namespace isfocus::mrfp {

using h248::Time;

/// How fast an MRFP that has said that it is overloaded (ocp/mg_overload, H.248.11) is given new terminations: a leaky
/// bucket whose rate is halved by each notification and grows back slowly. Before the first one nothing is held back;
/// what was asked of the MRFP until then is the rate that is halved. A value: it is told the time.
class OverloadBucket {
public:
    /// The MRFP has notified. Gives the rate that holds now, in terminations a second.
    double notified(Time now);
    /// It asks for `percent` less than before its first notification (chp/mgcon, H.248.10); 0: for no less. Gives the
    /// rate that holds now; 0 for none.
    double reduced(unsigned percent, Time now);
    /// Whether one more may be asked for now.
    bool has_room(Time now) { return !is_limiting(now) || room_ >= 1; }
    /// One is asked for, whether there is room for it or not.
    void take(Time now);
    /// Whether a rate holds: no more when it has grown back to what it was before the first notification.
    bool is_limiting(Time now);

private:
    void pass(Time now);
    void begin(Time now);

    /// Of terminations asked for in a second, over the last few.
    double measured_ = 0;
    double rate_ = 0;
    double full_rate_ = 0;  ///< 0: nothing is held back
    double room_ = 0;       ///< terminations that may be asked for at once; below 0 after take()
    std::optional<Time> passed_;
};

}  // namespace isfocus::mrfp
