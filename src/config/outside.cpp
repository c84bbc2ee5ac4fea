#include "isfocus/config/outside.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace isfocus::config {
namespace {

std::string user() {
    const passwd* entry = getpwuid(geteuid());
    return entry ? entry->pw_name : std::to_string(geteuid());
}

/// `what` was not to be had of `path`, with errno. Whoever else runs the daemon may be allowed what we are not.
Doubt refused(const std::string& key, const std::string& path, const std::string& what) {
    const bool is_ours = errno == EACCES || errno == EPERM;
    const std::string why = std::strerror(errno);
    return {key, path + ": " + what + (is_ours ? " as user " + user() : "") + ": " + why, !is_ours};
}

bool may(const std::string& path, int how) {
    return faccessat(AT_FDCWD, path.c_str(), how, AT_EACCESS) == 0;
}

std::optional<Doubt> doubt_about_using(const std::string& key, const std::string& folder, int how, const char* what) {
    struct stat is {};
    if (stat(folder.c_str(), &is) != 0) return refused(key, folder, what);
    if (!S_ISDIR(is.st_mode)) return Doubt{key, folder + ": is no folder"};
    if (!may(folder, how)) return refused(key, folder, what);
    return std::nullopt;
}

std::string folder_of(const std::string& file) {
    return std::filesystem::path(file).parent_path().string();
}

}  // namespace

std::optional<Doubt> doubt_about_folder(const std::string& key, const std::string& folder) {
    return doubt_about_using(key, folder, R_OK | X_OK, "cannot be read");
}

std::optional<Doubt> doubt_about_writing(const std::string& key, const std::string& file) {
    struct stat is {};
    if (stat(file.c_str(), &is) != 0) {
        if (errno != ENOENT) return refused(key, file, "cannot be written");
        return doubt_about_using(key, folder_of(file), W_OK | X_OK, "no file can be made there");
    }
    if (S_ISDIR(is.st_mode)) return Doubt{key, file + ": is a folder"};
    if (!may(file, W_OK)) return refused(key, file, "cannot be written");
    return std::nullopt;
}

std::optional<Doubt> doubt_about_writing_beside(const std::string& key, const std::string& file) {
    if (auto doubt = doubt_about_writing(key, file)) return doubt;
    return doubt_about_using(key, folder_of(file), W_OK | X_OK, "no file can be made there");
}

std::optional<Doubt> doubt_about_running(const std::string& key, const std::string& program) {
    if (!may(program, X_OK)) return refused(key, program, "cannot be started");
    return std::nullopt;
}

std::optional<Doubt> doubt_about_secrecy(const std::string& key, const std::string& file) {
    struct stat is {};
    if (stat(file.c_str(), &is) != 0 || !S_ISREG(is.st_mode) || (is.st_mode & S_IROTH) == 0) return std::nullopt;
    return Doubt{key, file + ": holds secrets, and everybody may read it (chmod o-r)", false};
}

std::optional<Doubt> doubt_about_address(const std::string& key, const std::string& host) {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    sockaddr_in v4{.sin_family = AF_INET};
    sockaddr_in6 v6{.sin6_family = AF_INET6};
    if (is_ipv6 ? inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) != 1
                : inet_pton(AF_INET, host.c_str(), &v4.sin_addr) != 1)
        return std::nullopt;
    const int fd = socket(is_ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return Doubt{key, host + ": " + std::strerror(errno), false};
    const int bound = is_ipv6 ? bind(fd, reinterpret_cast<const sockaddr*>(&v6), sizeof v6)
                              : bind(fd, reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
    const int error = bound == 0 ? 0 : errno;
    close(fd);
    if (error == 0) return std::nullopt;
    const char* what = error == EADDRNOTAVAIL ? "is no address of this host now" : std::strerror(error);
    return Doubt{key, host + ": " + what, false};
}

std::optional<Doubt> doubt_about_root() {
    if (geteuid() != 0) return std::nullopt;
    return Doubt{"", "files were tried as root: whether the daemon's user may use them is known when that one checks",
                 false};
}

bool print(const char* program, const std::string& file, const Doubts& doubts) {
    bool has_fault = false;
    for (const auto& one : doubts) {
        std::fprintf(stderr, "%s: %s: %s%s%s%s\n", program, file.c_str(),
                     one.is_fault ? "" : "warning: ", one.key.c_str(), one.key.empty() ? "" : ": ", one.text.c_str());
        has_fault |= one.is_fault;
    }
    return has_fault;
}

}  // namespace isfocus::config
