#pragma once
// The only header of this layer that includes sofia-sip. The context types are named first, so that nta calls back with
// our own objects and no cast is needed.
namespace isfocus::sip {
struct Dialog;
struct ServerTransaction;
struct ClientTransaction;
}  // namespace isfocus::sip
#define NTA_LEG_MAGIC_T isfocus::sip::Dialog
#define NTA_INCOMING_MAGIC_T isfocus::sip::ServerTransaction
#define NTA_RELIABLE_MAGIC_T isfocus::sip::ServerTransaction
#define NTA_OUTGOING_MAGIC_T isfocus::sip::ClientTransaction

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/sresolv.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/su_md5.h>
#include <sofia-sip/su_strlst.h>
#include <sofia-sip/su_tagarg.h>
#include <sofia-sip/su_uniqueid.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>
#include <sofia-sip/url.h>

#include <memory>

// sofia-resolv/sres_cache.h names a parameter `template`, so C++ cannot read it. Of it we need:
extern "C" {
sres_cache_t* sres_cache_new(int hint);
void sres_cache_unref(sres_cache_t* cache);
}

namespace isfocus::sip {

template <auto Destroy>
struct CDelete {
    void operator()(auto* object) const noexcept { Destroy(object); }
};
using RootPtr = std::unique_ptr<su_root_t, CDelete<su_root_destroy>>;
using AgentPtr = std::unique_ptr<nta_agent_t, CDelete<nta_agent_destroy>>;
using LegPtr = std::unique_ptr<nta_leg_t, CDelete<nta_leg_destroy>>;
using MsgPtr = std::unique_ptr<msg_t, CDelete<msg_destroy>>;                         ///< owns one reference
using IncomingPtr = std::unique_ptr<nta_incoming_t, CDelete<nta_incoming_destroy>>;  ///< unanswered: nta sends 500
using OutgoingPtr = std::unique_ptr<nta_outgoing_t, CDelete<nta_outgoing_destroy>>;  ///< sends no CANCEL by itself

using TimerPtr = std::unique_ptr<su_timer_t, CDelete<su_timer_destroy>>;

/// Memory of the library's that lives as long as this object.
class Home {
public:
    Home() { su_home_init(home_); }
    ~Home() { su_home_deinit(home_); }
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;
    operator su_home_t*() noexcept { return home_; }

private:
    su_home_t home_[1] = {};
};

}  // namespace isfocus::sip
