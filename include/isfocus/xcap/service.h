#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "isfocus/focus/event.h"
#include "isfocus/xcap/settings.h"

namespace isfocus::xcap {

/// An HTTP request, as far as XCAP looks at it.
struct Request {
    std::string method;
    std::string target;  ///< as on the request line
    std::string peer;    ///< numeric address of who sent it
    std::optional<std::string> content_type;
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_match;
    std::vector<std::string> asserted_identities;  ///< values of X-3GPP-Asserted-Identity
    std::vector<std::string> authorizations;       ///< values of Authorization
    std::string body;
};

struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string type = {};  ///< of the body, "" if there is none
    std::string body = {};
    std::string detail = {};     ///< why it is refused, for the log
    bool is_suspicious = false;  ///< a refusal of what may be an attempt to get at what is another's
};

/// An XCAP server (RFC 4825) for one application usage, conference-policy, and xcap-caps, without HTTP itself. Its
/// documents are in a store on the disk, and in memory as a snapshot that nobody changes: who reads never waits for who
/// writes. Each change is durable first, then told as Events, in one order. All methods may be called by any thread.
class Service {
public:
    using Post = std::function<void(focus::Event)>;

    /// `file`: the store, which is opened and read here. When that cannot be, it is logged, and `post` gets
    /// PolicyStoreChanged; requests get 503 until `retry` has helped (POL-17). `post` is called by any thread.
    /// `requests` takes the lines that come of requests, as many as anybody likes to send; empty: `log` takes them,
    /// too.
    Service(std::string file, Settings settings, Post post, Log log, Log requests = {});
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    Response handle(const Request& request);

    void configure(Settings settings);
    /// Tells all documents: once, when the focus is ready for them.
    void announce();
    /// Opens the store again if it cannot be used; takes what is in it then.
    void retry();

    /// Keys (address_of_record) of the conference URIs of all documents.
    std::set<std::string> conferences() const;
    /// Those that documents from elsewhere have; none of ours may take them.
    void reserve(std::set<std::string> conferences);

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace isfocus::xcap
