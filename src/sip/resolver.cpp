#include "sip/resolver.h"

#include <arpa/inet.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>

namespace isfocus::sip {
namespace {

/// Answers of the library, freed with it.
class Answers {
public:
    Answers(sres_resolver_t* resolver, sres_record_t** records) : resolver_(resolver), records_(records) {}
    ~Answers() {
        if (records_) sres_free_answers(resolver_, records_);
    }
    Answers(const Answers&) = delete;
    Answers& operator=(const Answers&) = delete;

    /// Those of the type; errors are records, too.
    template <class Take>
    void each(std::uint16_t type, Take take) const {
        for (auto** one = records_; one && *one; ++one)
            if ((*one)->sr_record->r_type == type && (*one)->sr_record->r_status == 0) take(**one);
    }

private:
    sres_resolver_t* resolver_;
    sres_record_t** records_;
};

template <class Record, class Read>
std::optional<std::vector<Record>> ask(sres_resolver_t* resolver, sres_record_t** records, std::uint16_t type,
                                       Read read) {
    if (!records) return std::nullopt;
    const Answers answers(resolver, records);
    std::vector<Record> out;
    answers.each(type, [&](const sres_record_t& one) { out.push_back(read(one)); });
    return out;
}

std::string text(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    return inet_ntop(family, address, buffer.data(), buffer.size()) ? buffer.data() : "";
}

std::string without_last_dot(const char* name) {
    std::string out = name ? name : "";
    if (out.size() > 1 && out.back() == '.') out.pop_back();
    return out;
}

NaptrRecord read_naptr(const sres_record_t& record) {
    const auto& naptr = *record.sr_naptr;
    return {naptr.na_order, naptr.na_prefer, naptr.na_flags, naptr.na_services, without_last_dot(naptr.na_replace)};
}

SrvRecord read_srv(const sres_record_t& record) {
    const auto& srv = *record.sr_srv;
    return {srv.srv_priority, srv.srv_weight, srv.srv_port, without_last_dot(srv.srv_target)};
}

}  // namespace

namespace {

constexpr const char* kSystemFile = "/etc/resolv.conf";
/// The library tries name servers to which it cannot even open a socket (no route, say) over and over within one call,
/// for ever where there are no others (sofia-sip 1.12.11, sres_send_dns_query). One to which that can be done always
/// ends it: nobody has to answer there.
constexpr const char* kLastResort = "nameserver 127.255.255.254\n";

/// `ADDRESS:PORT`, an IPv6 address in brackets; the library has one port for all.
std::string file_of(const std::vector<std::string>& name_servers) {
    std::string lines;
    for (const auto& one : name_servers) {
        const auto colon = one.rfind(':');
        auto host = one.substr(0, colon);
        if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
        lines += "nameserver " + host + "\n";
        if (&one == &name_servers.front()) lines += "port " + one.substr(colon + 1) + "\n";
    }
    return lines;
}

std::string file_of_the_system() {
    std::ifstream file(kSystemFile);
    return std::string{std::istreambuf_iterator<char>(file), {}} + '\n';
}

}  // namespace

ResolverFile::ResolverFile(const std::vector<std::string>& name_servers)
    : is_of_the_system_(name_servers.empty()), fd_(memfd_create("isfocus-resolv.conf", MFD_CLOEXEC)) {
    if (fd_ < 0) throw std::runtime_error("cannot write down the name servers");
    path_ = "/proc/self/fd/" + std::to_string(fd_);
    if (is_of_the_system_)
        follow_the_system();
    else
        write_down(file_of(name_servers));
}

void ResolverFile::follow_the_system() {
    if (!is_of_the_system_) return;
    std::error_code none;
    const auto changed = std::filesystem::last_write_time(kSystemFile, none);
    if (changed == changed_ && !text_.empty()) return;
    changed_ = changed;
    if (auto text = file_of_the_system(); text != text_) write_down(std::move(text));
}

/// The library reads it again when it sees that it has changed.
void ResolverFile::write_down(std::string text) {
    text_ = std::move(text);
    const auto all = text_ + kLastResort;
    const bool is_done =
        ftruncate(fd_, 0) == 0 && pwrite(fd_, all.data(), all.size(), 0) == static_cast<ssize_t>(all.size());
    if (!is_done) throw std::runtime_error("cannot write down the name servers");
}

ResolverFile::~ResolverFile() {
    close(fd_);
}

Resolver::Resolver(su_root_t* root, ResolverFile& file, sres_cache_t* cache, const std::vector<ListenAddress>& bound)
    : file_(file), resolver_(sres_resolver_create(root, file.path(), SRESTAG_CACHE(cache), TAG_END())) {
    for (const auto& one : bound) {
        transports_.push_back(one.transport);
        (one.host.find(':') == std::string::npos ? has_ipv4_ : has_ipv6_) = true;
    }
}

/// Null when it is not known; then it has been asked for.
sres_record_t** Resolver::known(std::uint16_t type, const std::string& name, const Uri& uri) {
    if (auto** answers = sres_cached_answers(resolver_.get(), type, name.c_str())) return answers;
    const bool is_asked = std::any_of(questions_.begin(), questions_.end(),
                                      [&](const Question& one) { return one.type == type && one.name == name; });
    if (is_asked) return nullptr;
    file_.follow_the_system();
    Question& question = questions_.emplace_front(Question{this, type, name, uri, {}});
    question.self = questions_.begin();
    const auto* query =
        sres_query(resolver_.get(), on_answer, reinterpret_cast<sres_context_t*>(&question), type, name.c_str());
    if (!query) questions_.pop_front();  // it could not be sent, and nothing will be heard of it
    return nullptr;
}

/// The library keeps what it has heard, for the next time; so an answer is only the cause to ask what follows from it.
void Resolver::on_answer(sres_context_t* context, sres_query_t*, sres_record_t** answers) {
    auto& question = *reinterpret_cast<Question*>(context);
    Resolver& self = *question.resolver;
    sres_free_answers(self.resolver_.get(), answers);
    const Question answered = question;
    self.questions_.erase(answered.self);
    const bool is_known = [&] {
        auto** kept = sres_cached_answers(self.resolver_.get(), answered.type, answered.name.c_str());
        if (kept) sres_free_answers(self.resolver_.get(), kept);
        return kept != nullptr;
    }();
    if (is_known) self.servers(answered.uri);
}

std::vector<Uri> Resolver::servers(const Uri& uri) {
    if (!resolver_ || is_numeric(uri.host)) return {uri};
    auto* resolver = resolver_.get();
    DnsView dns;
    dns.naptr = [=, this, &uri](const std::string& name) {
        return ask<NaptrRecord>(resolver, known(sres_type_naptr, name, uri), sres_type_naptr, read_naptr);
    };
    dns.srv = [=, this, &uri](const std::string& name) {
        return ask<SrvRecord>(resolver, known(sres_type_srv, name, uri), sres_type_srv, read_srv);
    };
    dns.addresses = [=, this, &uri](const std::string& name) -> std::optional<std::vector<std::string>> {
        const auto none = std::optional(std::vector<std::string>{});
        const auto v6 = has_ipv6_
                            ? ask<std::string>(resolver, known(sres_type_aaaa, name, uri), sres_type_aaaa,
                                               [](const auto& one) { return text(AF_INET6, &one.sr_aaaa->aaaa_addr); })
                            : none;
        const auto v4 = has_ipv4_ ? ask<std::string>(resolver, known(sres_type_a, name, uri), sres_type_a,
                                                     [](const auto& one) { return text(AF_INET, &one.sr_a->a_addr); })
                                  : none;
        if (!v6 || !v4) return std::nullopt;
        auto all = *v6;
        all.insert(all.end(), v4->begin(), v4->end());
        return all;
    };
    auto found = locate(uri, transports_, dns, [this](std::uint32_t most) {
        return std::uniform_int_distribution<std::uint32_t>(0, most)(random_);
    });
    if (!found || found->empty()) return {uri};
    return std::move(*found);
}

}  // namespace isfocus::sip
