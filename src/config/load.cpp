#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "checks.h"
#include "documents.h"
#include "isfocus/config/config.h"
#include "sections.h"

namespace isfocus::config {
namespace {

constexpr std::size_t kMaxFileBytes = 1024 * 1024;

Place place_at(const YAML::Mark& mark) {
    return mark.is_null() ? Place{} : Place{mark.line + 1, mark.column + 1};
}

void read_document(const std::string& text, Config& config, Findings& findings) {
    if (const auto second = second_document(text))
        findings.fault(*second, "", "expects nothing after the end of the YAML document");
    read_section(YAML::Load(text), "", keys_of_file(), config, findings);
}

Result<std::string, Fault> read_file(const std::filesystem::path& file) {
    const auto unreadable = [&](int error) {
        return Fault{.message = "cannot read " + file.string() + ": " + std::strerror(error)};
    };
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) return unreadable(EISDIR);
    errno = 0;
    std::ifstream in{file, std::ios::binary};
    if (!in) return unreadable(errno);
    std::string text(kMaxFileBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad()) return unreadable(EIO);
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

}  // namespace

Result<Config, std::vector<Fault>> parse(std::string_view text) {
    if (text.size() > kMaxFileBytes) return std::vector{Fault{.message = "is larger than 1 MiB"}};
    Config config;
    Findings findings;
    try {
        read_document(std::string{text}, config, findings);
    } catch (const YAML::Exception& e) {
        findings.fault(place_at(e.mark), "", "is no YAML: " + e.msg);
    }
    check_across(config, findings);
    if (!findings.clean()) return findings.take();
    return config;
}

Result<Config, std::vector<Fault>> load(const std::filesystem::path& file) {
    auto text = read_file(file);
    if (!text) return std::vector{std::move(text.error())};
    if (text->find_first_not_of(" \t\r\n") == std::string::npos)  // cut off, most likely; it would mean all defaults
        return std::vector{Fault{.message = "the file is empty"}};
    return parse(*text);
}

Result<Config, std::vector<Fault>> load_again(const std::filesystem::path& file) {
    std::error_code ignored;
    if (const auto is = std::filesystem::status(file, ignored).type(); is == std::filesystem::file_type::fifo ||
                                                                       is == std::filesystem::file_type::character ||
                                                                       is == std::filesystem::file_type::socket)
        return std::vector{Fault{.message = "cannot read " + file.string() + ": is no file"}};
    return load(file);
}

namespace {

bool holds(const std::vector<IpRange>& ranges, const IpAddress& address) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const IpRange& range) { return range.contains(address); });
}

}  // namespace

bool SipConfig::trusts(const IpAddress& address) const noexcept {
    return holds(trusted, address);
}

bool XcapConfig::trusts(const IpAddress& address) const noexcept {
    return holds(trusted, address);
}

}  // namespace isfocus::config
