#pragma once
#include "sip/sofia.h"

namespace isfocus::sip {

/// The start line of a message, without line ends before it (RFC 3261 7.5): with kMessageFlags the library passes on a
/// copy that begins with them and lacks as much at its end. Null if there is no memory.
char* start_line(su_home_t* home, const msg_header_t* header, char* text, isize_t& size);

/// Whether more lines follow this start line, before the empty one, than any message of good faith has, as far as they
/// have come. The library goes along the list of all that it has for each one that it adds: what a datagram has room
/// for would take it some tenths of a second.
bool has_too_many_headers(const msg_header_t* header) noexcept;

/// A parser of start lines that passes over line ends before them. Without a start line the message is dropped.
template <msg_parse_f* Parse>
issize_t behind_line_ends(su_home_t* home, msg_header_t* header, char* text, isize_t size) {
    if (has_too_many_headers(header)) return -1;
    char* line = start_line(home, header, text, size);
    return line ? Parse(home, header, line, size) : -1;
}

}  // namespace isfocus::sip
