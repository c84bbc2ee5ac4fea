#include "sip/start_line.h"

#include <string_view>

namespace isfocus::sip {
namespace {

bool is_white(char c) noexcept {
    return c == '\r' || c == '\n' || c == ' ' || c == '\t';
}

}  // namespace

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
