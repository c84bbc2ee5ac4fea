#include <spdlog/spdlog.h>

#include <utility>

#include "mrfpd/control.h"
#include "mrfpd/service_change.h"

/// The maintenance lock (mp-h248 1.3): what there is goes on, nothing new begins, until the operator stops the MRFP or
/// unlocks it.
namespace isfocus::mrfpd {

void Control::lock(Time now) {
    now_ = now;
    step_lock(LockEvent::locked);
    if (gateway_.contexts() == 0) step_lock(LockEvent::emptied);
}

void Control::unlock(Time now) {
    now_ = now;
    step_lock(LockEvent::unlocked);
}

void Control::step_lock(LockEvent event) {
    const auto* row = find_row(kLock, lock_, event);
    if (!row) return;
    lock_ = row->to;
    gateway_.take_new_contexts(lock_ == LockState::open);
    switch (row->action) {
        case LockAction::say_graceful:
            spdlog::info("locked: no new contexts, contexts={} go on", gateway_.contexts());
            return tell_of_root(h248::ServiceChangeMethod::graceful, kOutOfService);
        case LockAction::say_cancelled:
            spdlog::info("unlocked: new contexts are taken again");
            return tell_of_root(h248::ServiceChangeMethod::restart, "918 Cancel Graceful");
        case LockAction::say_drained:
            return spdlog::info("locked, and no contexts are left: stopping ends nobody's audio");
    }
}

/// Who is not there hears of it after its registration.
void Control::tell_of_root(h248::ServiceChangeMethod method, const char* reason) {
    if (!is_served(registration_.state())) return;
    h248::Services services;
    services.method = method;
    services.reason = reason;
    services.timestamp = timestamp();
    request(on_root(std::move(services)), version_);
}

}  // namespace isfocus::mrfpd
