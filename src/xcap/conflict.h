#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace isfocus::xcap {

/// Why a request would leave a document that cannot be: the body of a 409 (RFC 4825 11).
struct Conflict {
    enum class Cause : std::uint8_t {
        not_well_formed,
        not_xml_frag,
        no_parent,
        schema_validation_error,
        not_xml_att_value,
        cannot_insert,
        cannot_delete,
        uniqueness_failure,
        constraint_failure,
        not_utf_8,
    } cause = Cause::constraint_failure;
    std::string phrase;                     ///< for people
    std::string ancestor;                   ///< of no_parent: URI of the closest one that is there
    std::string field;                      ///< of uniqueness_failure: what has to be unique
    std::vector<std::string> alternatives;  ///< of uniqueness_failure: values that nobody has yet

    friend bool operator==(const Conflict&, const Conflict&) = default;
};

/// As the element is called.
std::string_view name(Conflict::Cause cause) noexcept;

inline constexpr std::string_view kErrorType = "application/xcap-error+xml";
std::string document_of(const Conflict& conflict);

}  // namespace isfocus::xcap
