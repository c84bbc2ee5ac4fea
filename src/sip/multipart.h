#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "isfocus/base/result.h"
#include "isfocus/focus/values.h"

namespace isfocus::sip {

/// Whether a media type is one of `multipart/`.
bool is_multipart(std::string_view media_type) noexcept;

/// A body with the header fields that say what it is: that of a message, or a part of one (RFC 2046 5.1). Its content
/// points into the text that it was read from.
struct MimePart {
    std::vector<focus::Header> headers;  ///< unfolded, otherwise verbatim
    std::string_view content;
    std::vector<MimePart> parts;  ///< of a multipart that was opened; else empty

    /// The value of the first header field of this name; "" for none.
    std::string_view header(std::string_view name) const noexcept;
    /// `text/plain` for a part that does not say (RFC 2046 5.1.1).
    std::string_view media_type() const noexcept;
    bool is_of(std::string_view type) const noexcept;  ///< `application/sdp`
    bool is_multipart() const noexcept { return sip::is_multipart(media_type()); }
    std::string_view disposition() const noexcept;  ///< "" for none
    /// An absent handling parameter means required (RFC 3261 20.11).
    bool is_optional() const noexcept;
    /// Without its angle brackets; "" for none.
    std::string_view content_id() const noexcept;
    /// The content is not what it stands for, but wants decoding first.
    bool is_encoded() const noexcept;
};

inline constexpr std::size_t kMostParts = 32;           ///< in all, whatever part holds them
inline constexpr std::size_t kMostHeadersOfAPart = 32;  ///< more makes the body malformed, too
inline constexpr int kDeepestMultipart = 2;             ///< one inside another; what is deeper stays closed

/// Opens a multipart body: takes its content apart into `parts`, and those of them likewise that are multipart. Every
/// subtype is read as multipart/mixed (RFC 5621 4.2). Lines may end in CRLF or LF; preamble and epilogue are passed
/// over. Of no effect on another type. 400 when there is no boundary, no part, no closing delimiter, a header field
/// that is none, or too much of anything; a fault inside a part leaves only that part closed. Pure.
std::optional<Rejection> open_multipart(MimePart& body);

/// The first of a body and the parts in it, in their order, that `wanted(part)`; null if none is. Takes the parts of
/// one that is not wanted itself.
template <class Wanted>
const MimePart* find_part(const MimePart& body, const Wanted& wanted) {
    if (wanted(body)) return &body;
    for (const auto& part : body.parts)
        if (const auto* found = find_part(part, wanted)) return found;
    return nullptr;
}

}  // namespace isfocus::sip
