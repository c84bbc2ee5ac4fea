// nta_ceiling: what sofia-sip's transaction layer alone costs for the focus's main job. It answers REFER with 202,
// reports with NOTIFY, calls the refer target through one fixed next hop, acknowledges the 200, reports again, and
// later accepts BYE. No XML, no media, no conference, no log, no policy: what isfocusd is measured against.
//
//   nta_ceiling [BIND-URL [NEXT-HOP-URL]]
//
// SIGTERM or SIGINT prints one line of counters and ends it, SIGUSR1 only prints it.

struct Flow;
struct Agent;
#define NTA_AGENT_MAGIC_T Agent
#define NTA_LEG_MAGIC_T Flow
#define NTA_OUTGOING_MAGIC_T Flow
#define SU_ROOT_MAGIC_T Agent

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport_tag.h>

#include <malloc.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string_view>

namespace {

constexpr char kSdp[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 20000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";
constexpr char kTrying[] = "SIP/2.0 100 Trying\r\n";
constexpr char kOk[] = "SIP/2.0 200 OK\r\n";

volatile std::sig_atomic_t wants_report = 0, wants_stop = 0;
unsigned long refers = 0, answered = 0, finished = 0, failed = 0, ended = 0;

}  // namespace

struct Agent {
    su_root_t* root;
    nta_agent_t* nta;
    sip_contact_t* contact;
    url_t* next_hop;
};

// One REFER and the call that it asked for.
struct Flow {
    Agent* agent;
    nta_leg_t* refer;  // the REFER's dialog: the subscription
    nta_leg_t* call;   // the INVITE's dialog
};

namespace {

// URL_STRING_MAKE is for text only: it takes a parsed url_t for an empty string.
const url_string_t* as_url_string(const url_t* url) {
    return reinterpret_cast<const url_string_t*>(url);
}

void drop_if_done(Flow* flow) {
    if (!flow->refer && !flow->call) delete flow;
}

int on_final_notify(Flow* flow, nta_outgoing_t* orq, const sip_t* sip) {
    const int status = sip ? sip->sip_status->st_status : 408;
    if (status < 200) return 0;
    ++(status < 300 ? finished : failed);
    nta_outgoing_destroy(orq);
    nta_leg_destroy(flow->refer);
    flow->refer = nullptr;
    drop_if_done(flow);
    return 0;
}

int on_first_notify(Flow*, nta_outgoing_t* orq, const sip_t* sip) {
    if (!sip || sip->sip_status->st_status >= 200) nta_outgoing_destroy(orq);
    return 0;
}

void notify(Flow* flow, nta_response_f* done, const char* state, const char* fragment) {
    nta_outgoing_tcreate(flow->refer, done, flow, nullptr, SIP_METHOD_NOTIFY, nullptr,
                         SIPTAG_CONTACT(flow->agent->contact), SIPTAG_EVENT_STR("refer"),
                         SIPTAG_SUBSCRIPTION_STATE_STR(state), SIPTAG_CONTENT_TYPE_STR("message/sipfrag;version=2.0"),
                         SIPTAG_PAYLOAD_STR(fragment), TAG_END());
}

int on_invite_response(Flow* flow, nta_outgoing_t* orq, const sip_t* sip) {
    const int status = sip ? sip->sip_status->st_status : 408;
    if (status < 200) return 0;
    if (status < 300) {
        ++answered;
        nta_leg_rtag(flow->call, sip->sip_to->a_tag);
        nta_leg_client_route(flow->call, sip->sip_record_route, sip->sip_contact);
        nta_outgoing_t* ack =
            nta_outgoing_tcreate(flow->call, nullptr, nullptr, nullptr, SIP_METHOD_ACK, nullptr, TAG_END());
        nta_outgoing_destroy(ack);
        notify(flow, on_final_notify, "terminated;reason=noresource", kOk);
    } else {
        nta_leg_destroy(flow->call);
        flow->call = nullptr;
        char text[32];
        std::snprintf(text, sizeof text, "SIP/2.0 %d Failed\r\n", status);
        notify(flow, on_final_notify, "terminated;reason=noresource", text);
    }
    nta_outgoing_destroy(orq);
    return 0;
}

int on_call_request(Flow* flow, nta_leg_t* leg, nta_incoming_t*, const sip_t* sip) {
    if (!sip || sip->sip_request->rq_method == sip_method_ack) return 0;
    if (sip->sip_request->rq_method != sip_method_bye) return 405;
    ++ended;
    nta_leg_destroy(leg);
    flow->call = nullptr;
    drop_if_done(flow);
    return 200;
}

int on_refer_dialog_request(Flow*, nta_leg_t*, nta_incoming_t*, const sip_t*) {
    return 405;
}

// The default leg has no flow of its own; its magic carries the agent.
int on_request(Flow* defaults, nta_leg_t*, nta_incoming_t* irq, const sip_t* sip) {
    Agent* agent = defaults->agent;
    if (sip->sip_request->rq_method == sip_method_ack) return 0;
    if (sip->sip_request->rq_method == sip_method_bye) return 481;
    if (sip->sip_request->rq_method != sip_method_refer) return 405;
    if (!sip->sip_refer_to || !sip->sip_contact) return 400;
    ++refers;

    auto* flow = new Flow{agent, nullptr, nullptr};
    flow->refer = nta_leg_tcreate(agent->nta, on_refer_dialog_request, flow, SIPTAG_CALL_ID(sip->sip_call_id),
                                  SIPTAG_FROM(sip->sip_to), SIPTAG_TO(sip->sip_from), TAG_END());
    nta_leg_tag(flow->refer, nta_incoming_tag(irq, nullptr));
    nta_leg_server_route(flow->refer, sip->sip_record_route, sip->sip_contact);
    nta_incoming_treply(irq, SIP_202_ACCEPTED, SIPTAG_CONTACT(agent->contact), TAG_END());
    nta_incoming_destroy(irq);
    notify(flow, on_first_notify, "active;expires=60", kTrying);

    su_home_t home[1] = {SU_HOME_INIT(home)};
    sip_to_t* to = sip_to_create(home, as_url_string(sip->sip_refer_to->r_url));
    flow->call = nta_leg_tcreate(agent->nta, on_call_request, flow, SIPTAG_FROM(sip->sip_to), SIPTAG_TO(to), TAG_END());
    nta_leg_tag(flow->call, nullptr);
    nta_outgoing_tcreate(flow->call, on_invite_response, flow, as_url_string(agent->next_hop), SIP_METHOD_INVITE,
                         as_url_string(sip->sip_refer_to->r_url), SIPTAG_CONTACT(agent->contact),
                         SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(kSdp), TAG_END());
    su_home_deinit(home);
    return 0;
}

// The one epoll descriptor that this process has: su_root's.
int epoll_descriptor() {
    for (int fd = 3; fd < 64; ++fd) {
        char path[32], target[64];
        std::snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        const ssize_t n = readlink(path, target, sizeof target);
        if (n > 0 && std::string_view(target, static_cast<std::size_t>(n)) == "anon_inode:[eventpoll]") return fd;
    }
    return -1;
}

void report(const Agent& agent) {
    usize_t retried = 0, timed_out = 0;
    nta_agent_get_stats(agent.nta, NTATAG_S_RETRY_REQUEST_REF(retried), NTATAG_S_TOUT_REQUEST_REF(timed_out),
                        TAG_END());
    const struct mallinfo2 heap = mallinfo2();
    std::printf(
        "refers %lu answered %lu finished %lu failed %lu ended %lu held %lu "
        "retried %u timed_out %u heap_in_use %zu\n",
        refers, answered, finished, failed, ended, answered - ended, retried, timed_out, heap.uordblks + heap.hblkhd);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const char* bind_url = argc > 1 ? argv[1] : "sip:127.0.0.1:5060;transport=udp";
    const char* next_hop = argc > 2 ? argv[2] : "sip:127.0.0.1:5080;transport=udp";
    std::signal(SIGUSR1, [](int) { wants_report = 1; });
    std::signal(SIGTERM, [](int) { wants_stop = 1; });
    std::signal(SIGINT, [](int) { wants_stop = 1; });

    su_init();
    Agent agent{};
    agent.root = su_root_create(&agent);
    agent.nta = nta_agent_create(agent.root, URL_STRING_MAKE(bind_url), nullptr, &agent, NTATAG_UA(1),
                                 TPTAG_UDP_RMEM(4u << 20), TPTAG_UDP_WMEM(4u << 20), TAG_END());
    if (!agent.nta) {
        std::fprintf(stderr, "nta_ceiling: cannot listen at %s\n", bind_url);
        return 1;
    }
    su_home_t home[1] = {SU_HOME_INIT(home)};
    agent.contact = nta_agent_contact(agent.nta);
    agent.next_hop = url_hdup(home, URL_STRING_MAKE(next_hop)->us_url);
    Flow defaults{&agent, nullptr, nullptr};
    nta_leg_t* leg = nta_leg_tcreate(agent.nta, on_request, &defaults, NTATAG_NO_DIALOG(1), TAG_END());

    // su_root's own wait rounds the next timer down to whole milliseconds and spins through the last one.
    pollfd events{epoll_descriptor(), POLLIN, 0};
    while (!wants_stop) {
        const su_duration_t next = su_root_step(agent.root, 0);
        poll(&events, 1, next < 0 || next > 200 ? 200 : static_cast<int>(next) + 1);
        if (wants_report) {
            wants_report = 0;
            report(agent);
        }
    }
    report(agent);
    nta_leg_destroy(leg);
    nta_agent_destroy(agent.nta);
    su_home_deinit(home);
    su_root_destroy(agent.root);
    su_deinit();
    return 0;
}
