#include "sip/start_line.h"

#include <string_view>

namespace isfocus::sip {
namespace {

bool is_white(char c) noexcept {
    return c == '\r' || c == '\n' || c == ' ' || c == '\t';
}

}  // namespace

/// Its buffer ends with a null octet.
bool has_too_many_headers(const msg_header_t* header) noexcept {
    constexpr int kMost = 500;
    if (!header->sh_data) return false;
    int lines = 0;
    for (const char* at = static_cast<const char*>(header->sh_data) + header->sh_len; *at != '\0'; ++at) {
        const bool is_end = *at == '\n' || (*at == '\r' && at[1] != '\n');  // as the library has it
        if (is_end && ++lines > kMost) return true;
        if (is_end && (at[1] == '\r' || at[1] == '\n')) return false;
    }
    return false;
}

/// The header's data is the line as it stands in the buffer, from the line ends before it to its own.
char* start_line(su_home_t* home, const msg_header_t* header, char* text, isize_t& size) {
    if (!is_white(*text)) return text;
    std::string_view line(static_cast<const char*>(header->sh_data), header->sh_len);
    while (!line.empty() && is_white(line.front())) line.remove_prefix(1);
    while (!line.empty() && is_white(line.back())) line.remove_suffix(1);
    size = static_cast<isize_t>(line.size());
    return su_strndup(home, line.data(), size);
}

}  // namespace isfocus::sip
