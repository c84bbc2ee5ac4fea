#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace isfocus::test {

/// A certificate authority of its own in a folder of its own, made with the openssl command.
class Authority {
public:
    Authority() {
        std::string name = (std::filesystem::temp_directory_path() / "isfocus-ca-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no folder for certificates");
        folder_ = name;
        std::ofstream(folder_ / "openssl.cnf") << "[req]\ndistinguished_name=dn\n[dn]\n";
        openssl("ca", "-addext basicConstraints=critical,CA:TRUE");
    }
    ~Authority() { std::filesystem::remove_all(folder_); }
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;

    /// Certificate and key, to be had by certificate(name) and key(name).
    void issue(const std::string& name, std::string_view alternative_name, std::string_view more = "") const {
        openssl(name, "-CA " + path("ca.pem") + " -CAkey " + path("ca.key") +
                          " -addext subjectAltName=" + std::string(alternative_name) + " " + std::string(more));
    }

    std::string certificate(const std::string& name) const { return path(name + ".pem"); }
    std::string key(const std::string& name) const { return path(name + ".key"); }
    std::string path(const std::string& file) const { return (folder_ / file).string(); }

private:
    void openssl(const std::string& name, const std::string& options) const {
        const std::string command =
            "openssl req -x509 -config " + path("openssl.cnf") +
            " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + name + " -keyout " +
            key(name) + " -out " + certificate(name) + " " + options + " 2>" + path("openssl.log");
        if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    }

    std::filesystem::path folder_;
};

}  // namespace isfocus::test
