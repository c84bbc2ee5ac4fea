#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isfocus {

/// A SIP, SIPS or tel URI as a value (RFC 3261 19.1, RFC 3966). Everything is kept as it was spelled, so that
/// `text()` of a parsed URI gives back its octets; comparison follows the RFC, not the spelling.
struct Uri {
    enum class Scheme : std::uint8_t { sip, sips, tel };

    struct Parameter {
        std::string name;
        std::optional<std::string> value;  ///< absent: a flag such as `lr`
        friend bool operator==(const Parameter&, const Parameter&) = default;
    };

    Scheme scheme = Scheme::sip;
    std::string user;        ///< with password, escapes kept; the number of a tel URI
    std::string host;        ///< IPv6 references with their brackets; empty for tel
    std::uint16_t port = 0;  ///< 0: none given
    std::vector<Parameter> parameters;
    std::string headers;  ///< what follows `?`, undecoded; empty for none

    /// The value of a parameter, names compared without regard to case; "" for a flag.
    std::optional<std::string_view> parameter(std::string_view name) const;
    void remove_parameter(std::string_view name);
    std::string text() const;

    /// Same octets in every part. For the RFC's equivalence use `equivalent`.
    friend bool operator==(const Uri&, const Uri&) = default;
};

/// Reads one URI, without surrounding white space or angle brackets. Nothing when it is not a well-formed sip, sips
/// or tel URI. Control characters are never accepted.
std::optional<Uri> parse_uri(std::string_view text);

/// RFC 3261 19.1.4 for SIP(S), RFC 3966 3 and 4 for tel (visual separators ignored).
bool equivalent(const Uri& a, const Uri& b);

/// The number that a URI stands for, without visual separators: of a tel URI, and of a SIP URI whose user part is a
/// global telephone number or that says user=phone. So `tel:+1-555`, `sip:+1555@a` and `sip:+1555@b;user=phone` are
/// one.
std::optional<std::string> telephone_number(const Uri& uri);

/// A key under which equivalent addresses of record are found in a table: scheme-independent number for telephone
/// numbers, else user@host with the host folded; URI parameters and headers play no part.
std::string address_of_record(const Uri& uri);

/// Decodes %HH once. Nothing on a broken escape.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace isfocus
