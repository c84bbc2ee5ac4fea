#pragma once
#include <filesystem>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "sip/server_location.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// The configuration of the library's resolvers: the name servers given, all at one port, or those of /etc/resolv.conf.
class ResolverFile {
public:
    explicit ResolverFile(const std::vector<std::string>& name_servers);
    ~ResolverFile();
    ResolverFile(const ResolverFile&) = delete;
    ResolverFile& operator=(const ResolverFile&) = delete;

    const char* path() const noexcept { return path_.c_str(); }
    /// Takes over what has become of /etc/resolv.conf, if that is what it is of.
    void follow_the_system();

private:
    void write_down(std::string text);

    bool is_of_the_system_;
    int fd_;
    std::string path_;
    std::string text_;
    std::filesystem::file_time_type changed_;
};

/// Finds the servers of our next hops. Never waits: what it does not know it asks for, and knows it later, for as long
/// as DNS said. It shares what it knows with the library, which looks up by itself what it is given by name.
class Resolver {
public:
    Resolver(su_root_t* root, ResolverFile& file, sres_cache_t* cache, const std::vector<ListenAddress>& bound);

    /// The servers, the best first. Only the URI itself when it is a name that is not known, or there is none.
    std::vector<Uri> servers(const Uri& uri);
    /// How many questions wait for their answers.
    std::size_t unanswered() const noexcept { return questions_.size(); }

private:
    /// On its way.
    struct Question {
        Resolver* resolver;
        std::uint16_t type;
        std::string name;
        Uri uri;  ///< for whose servers it is asked
        std::list<Question>::iterator self;
    };

    sres_record_t** known(std::uint16_t type, const std::string& name, const Uri& uri);
    static void on_answer(sres_context_t* context, sres_query_t* query, sres_record_t** answers);

    ResolverFile& file_;
    std::list<Question> questions_;
    std::unique_ptr<sres_resolver_t, CDelete<sres_resolver_destroy>> resolver_;
    std::vector<ListenAddress::Transport> transports_;
    bool has_ipv4_ = false;
    bool has_ipv6_ = false;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace isfocus::sip
