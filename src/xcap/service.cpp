#include "isfocus/xcap/service.h"

#include <libxml/parser.h>

#include <algorithm>

#include "base/random.h"
#include "base/text.h"
#include "isfocus/policy/document.h"
#include "xcap/caller.h"
#include "xcap/capabilities.h"
#include "xcap/characters.h"

#include "xcap/conditions.h"
#include "xcap/gate.h"
#include "xcap/library.h"
#include "xcap/responses.h"
#include "xcap/tree.h"
#include "xcap/uri.h"
#include "xcap/usage.h"

namespace isfocus::xcap {
namespace {

using Cause = Conflict::Cause;

constexpr std::string_view kElementType = "application/xcap-el+xml";
constexpr std::string_view kAttributeType = "application/xcap-att+xml";
constexpr std::string_view kNamespacesType = "application/xcap-ns+xml";

/// A media type without its parameters.
bool is_type(const std::optional<std::string>& content_type, std::string_view type) {
    if (!content_type) return false;
    auto bare = std::string_view(*content_type).substr(0, content_type->find(';'));
    while (!bare.empty() && bare.back() == ' ') bare.remove_suffix(1);
    return text::equals_ignoring_case(bare, type);
}

std::string_view type_of(const ResourceUri& uri, std::string_view of_document) {
    if (!uri.node) return of_document;
    return uri.node->attribute ? kAttributeType : uri.node->namespaces ? kNamespacesType : kElementType;
}

/// A resource of a document as it is (RFC 4825 8.3).
Response read(const ResourceUri& uri, const Request& request, const std::string& text, const std::string& etag,
              std::string_view type, std::string_view space) {
    std::optional<std::string> body = text;
    if (uri.node) {
        const auto tree = Tree::parse(text);
        body = tree ? tree->get(*uri.node, {space, uri.namespaces}) : std::nullopt;
    }
    if (!body) return error(404, "no such element or attribute");
    const int judged = judge({request.if_match, request.if_none_match}, etag, true);
    if (judged != 0) return with_etag({judged}, etag);
    return with_etag({.status = 200, .type = std::string(type_of(uri, type)), .body = std::move(*body)}, etag);
}

}  // namespace

class Service::Parts {
public:
    Parts(std::string file, Settings settings, Post post, Log log, Log requests)
        : settings_(std::make_shared<const Settings>(std::move(settings))),
          log_(log),
          log_request_(requests ? std::move(requests) : log),
          library_(
              std::move(file), [this](const StoredDocument& one) { return policy_of(one); }, std::move(post),
              std::move(log)) {
        xmlInitParser();  // before there are several threads that parse
        library_.open();
    }

    Response handle(const Request& request);
    Library& library() { return library_; }
    void configure(Settings settings) {
        const std::lock_guard lock(configuring_);
        settings_ = std::make_shared<const Settings>(std::move(settings));
    }

private:
    /// What a request is about, once it is known to be of somebody who may.
    struct Task {
        const Request& request;
        const ResourceUri& uri;
        const Settings& settings;
        Author author;
        std::string owner;  ///< key of the author's owner
    };

    std::shared_ptr<const Settings> settings() const {
        const std::lock_guard lock(configuring_);
        return settings_;
    }
    std::optional<focus::ConferencePolicy> policy_of(const StoredDocument& document) const;
    Response serve(const Request& request, const Settings& settings);
    Response serve_capabilities(const Request& request, const ResourceUri& uri) const;
    Response serve_policy(const Task& task);
    Response change(const Task& task);
    Response put_document(const Task& task, const Document* before);
    Response change_node(const Task& task, const Document* before);
    Response remove_document(const Task& task, const Document* before);
    Response keep(const Task& task, const Document* before, std::string text, int status);
    std::optional<Conflict> refuse_number(const Task& task) const;
    std::set<std::string> taken_by_others(const Document* before) const;

    mutable std::mutex configuring_;
    std::shared_ptr<const Settings> settings_;
    Log log_;
    Log log_request_;
    Gate gate_;
    Library library_;
};

/// Whoever put it was allowed to; what may have changed since is the configuration.
std::optional<focus::ConferencePolicy> Service::Parts::policy_of(const StoredDocument& document) const {
    const auto owner = parse_uri(document.xui);
    auto policy = owner ? validate(document.text, {*owner, true}, *settings())
                        : Result<focus::ConferencePolicy, Conflict>(Conflict{.phrase = "the owner cannot be read"});
    if (policy && library_.reserved().contains(document.conference))
        policy = Conflict{.phrase = "a file of policy.directory has its conference-uri"};
    if (policy) return std::move(*policy);
    log_(Severity::error, "policy document in the store cannot hold name=" + document.name +
                              " conf=" + document.conference + ": " + policy.error().phrase);
    return std::nullopt;
}

Response Service::Parts::handle(const Request& request) {
    const auto settings = this->settings();
    auto response = serve(request, *settings);
    response.headers.emplace_back("Cache-Control", "no-cache");  // RFC 4825 9
    log_request_(response.is_suspicious ? Severity::warn : Severity::info,
                 "xcap method=" + request.method + " status=" + std::to_string(response.status) +
                     " peer=" + request.peer + detail_of(response));
    log_request_(Severity::debug, "xcap method=" + request.method + " target=" + request.target);
    return response;
}

Response Service::Parts::serve(const Request& request, const Settings& settings) {
    if (request.method != "GET" && request.method != "HEAD" && request.method != "PUT" && request.method != "DELETE")
        return not_allowed("GET, HEAD, PUT, DELETE");
    const auto identities = gate_.identify(request, settings);
    if (!identities) return identities.error();
    const auto uri = parse_resource(request.target, settings.root);
    if (!uri) return error(uri.error().status, uri.error().detail);
    if (uri->auid == kCapabilitiesAuid) return serve_capabilities(request, *uri);
    if (uri->auid != kPolicyAuid || uri->is_global)
        return error(404, "no such application usage, or no global document");
    const auto owner = parse_uri(uri->xui);
    if (!owner || owner->user.empty()) return error(404, "no such user");
    const bool is_administrator = std::any_of(settings.administrators.begin(), settings.administrators.end(),
                                              [&](const Uri& one) { return has_identity(*identities, one); });
    if (!is_administrator && !has_identity(*identities, *owner))
        return error(403, "these are another user's documents");
    return serve_policy({request, *uri, settings, {*owner, is_administrator}, address_of_record(*owner)});
}

/// RFC 4825 12: one document for all, which the server makes.
Response Service::Parts::serve_capabilities(const Request& request, const ResourceUri& uri) const {
    if (!uri.is_global || uri.document != "index" || uri.has_folders) return error(404, "no such document");
    if (request.method != "GET" && request.method != "HEAD") return not_allowed("GET, HEAD");
    return read(uri, request, std::string(kCapabilities), "\"1\"", kCapabilitiesType, kCapabilitiesNamespace);
}

Response Service::Parts::serve_policy(const Task& task) {
    const bool is_put = task.request.method == "PUT";
    if (!library_.is_known()) return unavailable();
    if (task.uri.has_folders && is_put)
        return conflict({Cause::no_parent, "there are no folders in a home directory", task.uri.home});
    if (task.uri.has_folders || task.uri.document.empty()) return error(404, "no such document");
    if (is_put || task.request.method == "DELETE") return change(task);
    const auto shelf = library_.shelf();
    const auto it = shelf->find({task.owner, task.uri.document});
    if (it == shelf->end()) return error(404, "no such document");
    const auto& stored = it->second->stored;
    return read(task.uri, task.request, stored.text, stored.etag, kPolicyType, kPolicyNamespace);
}

/// One at a time, so that what was checked holds until it is done.
Response Service::Parts::change(const Task& task) {
    const auto& [request, uri, settings, author, owner] = task;
    const bool is_put = request.method == "PUT";
    if (uri.node && uri.node->namespaces) return not_allowed("GET, HEAD");
    if (is_put && !is_type(request.content_type, type_of(uri, kPolicyType)))
        return error(415, "expects " + std::string(type_of(uri, kPolicyType)));
    if (request.body.size() > policy::kMostOctets) return error(413, "expects at most 64 KiB");
    const auto lock = library_.writing();
    const auto shelf = library_.shelf();
    const auto it = shelf->find({owner, uri.document});
    const Document* before = it == shelf->end() ? nullptr : it->second.get();
    if (!before && !(is_put && !uri.node))
        return is_put ? conflict({Cause::no_parent, "there is no document to put it in", uri.home})
                      : error(404, "no such document");
    const auto etag = before ? std::optional(before->stored.etag) : std::nullopt;
    if (judge({request.if_match, request.if_none_match}, etag, false) != 0)
        return error(412, before ? "the document is another by now, or there is one" : "there is no document");
    if (uri.node) return change_node(task, before);
    return is_put ? put_document(task, before) : remove_document(task, before);
}

Response Service::Parts::put_document(const Task& task, const Document* before) {
    if (const auto tree = Tree::parse(task.request.body); !tree) return conflict(tree.error());
    if (!before)
        if (const auto why = refuse_number(task)) return conflict(*why);
    return keep(task, before, task.request.body, before ? 200 : 201);
}

Response Service::Parts::change_node(const Task& task, const Document* before) {
    const bool is_put = task.request.method == "PUT";
    const Scope scope{kPolicyNamespace, task.uri.namespaces};
    auto tree = Tree::parse(before->stored.text);
    if (!tree) return error(500, "the document in the store cannot be read");
    auto change = is_put ? std::optional(tree->put(*task.uri.node, scope, task.request.body))
                         : tree->remove(*task.uri.node, scope);
    if (!change) return error(404, "no such element or attribute");
    if (!*change) {
        auto why = change->error();
        if (why.cause == Cause::no_parent)
            why.ancestor = task.uri.document_path + (why.ancestor.empty() ? "" : "/~~/" + encoded_path(why.ancestor));
        return conflict(why);
    }
    auto text = tree->text();
    // A prefix that is not declared shows only in the whole.
    if (!Tree::parse(text)) return conflict({Cause::not_xml_frag, "expects prefixes that are declared"});
    return keep(task, before, std::move(text), is_put && **change == Tree::Outcome::created ? 201 : 200);
}

Response Service::Parts::remove_document(const Task&, const Document* before) {
    if (!library_.drop(*before)) return unavailable();
    return {200};
}

/// The text becomes the document, if it may.
Response Service::Parts::keep(const Task& task, const Document* before, std::string text, int status) {
    auto policy = validate(text, task.author, task.settings);
    if (!policy) return conflict(policy.error());
    auto conference = policy::conference_key(policy->uri);
    if (const auto taken = taken_by_others(before); taken.contains(conference))
        return conflict(uniqueness_failure(policy->uri, taken));
    const auto etag = '"' + random_text(8) + '"';
    Document next{{task.owner, task.uri.document, task.uri.xui, etag, std::move(conference), std::move(text)},
                  std::move(*policy)};
    if (!library_.keep(std::move(next))) return unavailable();
    return with_etag({status}, etag);
}

std::optional<Conflict> Service::Parts::refuse_number(const Task& task) const {
    const auto shelf = library_.shelf();
    const auto of_owner =
        std::count_if(shelf->begin(), shelf->end(), [&](const auto& one) { return one.first.first == task.owner; });
    if (static_cast<std::size_t>(of_owner) < kMostDocumentsOfOwner && shelf->size() < kMostDocuments)
        return std::nullopt;
    return Conflict{Cause::constraint_failure, "there are too many documents"};
}

std::set<std::string> Service::Parts::taken_by_others(const Document* before) const {
    auto taken = library_.conferences();
    if (before) taken.erase(before->stored.conference);
    taken.merge(library_.reserved());
    return taken;
}

Service::Service(std::string file, Settings settings, Post post, Log log, Log requests)
    : parts_(std::make_unique<Parts>(std::move(file), std::move(settings), std::move(post), std::move(log),
                                     std::move(requests))) {}
Service::~Service() = default;

Response Service::handle(const Request& request) {
    return parts_->handle(request);
}
void Service::configure(Settings settings) {
    parts_->configure(std::move(settings));
}
void Service::announce() {
    parts_->library().announce();
}
void Service::retry() {
    parts_->library().open();
}
std::set<std::string> Service::conferences() const {
    return parts_->library().conferences();
}
void Service::reserve(std::set<std::string> conferences) {
    parts_->library().reserve(std::move(conferences));
}

}  // namespace isfocus::xcap
