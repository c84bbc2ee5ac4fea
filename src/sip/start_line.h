#pragma once
#include "sip/sofia.h"

namespace isfocus::sip {

/// The start line of a message, without line ends before it (RFC 3261 7.5): with kMessageFlags the library passes on a
/// copy that begins with them and lacks as much at its end. Null if there is no memory.
char* start_line(su_home_t* home, const msg_header_t* header, char* text, isize_t& size);

/// A parser of start lines that passes over line ends before them.
template <msg_parse_f* Parse>
issize_t behind_line_ends(su_home_t* home, msg_header_t* header, char* text, isize_t size) {
    char* line = start_line(home, header, text, size);
    return line ? Parse(home, header, line, size) : -1;
}

}  // namespace isfocus::sip
