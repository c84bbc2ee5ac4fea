#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace isfocus::h248 {

/// Error codes that this product sends or acts upon. A peer may send others: the type holds any number.
enum class ErrorCode : std::uint16_t {
    syntax_error_in_message = 400,
    protocol_error = 401,
    unauthorized = 402,
    syntax_error_in_transaction = 403,
    version_not_supported = 406,
    incorrect_identifier = 410,
    unknown_context = 411,
    no_contexts_available = 412,
    too_many_transactions = 413,
    unknown_action = 421,
    syntax_error_in_action = 422,
    unknown_termination = 430,
    no_termination_matched = 431,
    out_of_terminations = 432,
    already_in_context = 433,
    too_many_terminations = 434,
    not_in_context = 435,
    unknown_package = 440,
    missing_local_or_remote = 441,
    syntax_error_in_command = 442,
    unknown_command = 443,
    unknown_descriptor = 444,
    unknown_property = 445,
    unknown_parameter = 446,
    descriptor_not_legal = 447,
    descriptor_twice = 448,
    unknown_value = 449,
    no_such_property = 450,
    no_such_event = 451,
    no_such_signal = 452,
    no_such_statistic = 453,
    no_such_parameter_value = 454,
    property_twice = 456,
    parameter_missing = 457,
    unexpected_request_id = 458,
    unsupported_profile = 459,
    internal_error = 500,
    not_implemented = 501,
    not_ready = 502,
    service_unavailable = 503,
    unauthorized_entity = 504,
    before_service_change_reply = 505,
    pending_limit_exceeded = 506,
    insufficient_resources = 510,
    cannot_detect_event = 512,
    cannot_generate_signal = 513,
    cannot_play_announcement = 514,
    unsupported_media_type = 515,
    unsupported_mode = 517,
    event_buffer_full = 518,
    no_space_for_digit_map = 519,
    unknown_digit_map = 520,
    termination_in_service_change = 521,
    insufficient_bandwidth = 526,
    hardware_failure = 529,
    temporary_network_failure = 530,
    permanent_network_failure = 531,
    no_such_audited_item = 532,
    reply_too_large = 533,
    command_not_allowed = 542,
};

/// What the code means, as sent in an Error descriptor; "" for a code that is not listed above.
std::string_view text_of(ErrorCode code) noexcept;

/// `Error = code { "text" }`. It may stand in place of a message, of a transaction's actions, of a context's commands
/// or of a command's descriptors: look at all four.
struct ErrorDescriptor {
    ErrorCode code = ErrorCode::internal_error;
    std::string text;  ///< may be empty

    friend bool operator==(const ErrorDescriptor&, const ErrorDescriptor&) = default;
};

/// The descriptor with the text that belongs to the code.
ErrorDescriptor error_descriptor(ErrorCode code);

}  // namespace isfocus::h248
