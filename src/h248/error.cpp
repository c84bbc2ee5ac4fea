#include "isfocus/h248/error.h"

namespace isfocus::h248 {

std::string_view text_of(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::syntax_error_in_message:
            return "Syntax error in message";
        case ErrorCode::protocol_error:
            return "Protocol error";
        case ErrorCode::unauthorized:
            return "Unauthorized";
        case ErrorCode::syntax_error_in_transaction:
            return "Syntax error in transaction";
        case ErrorCode::version_not_supported:
            return "Version not supported";
        case ErrorCode::incorrect_identifier:
            return "Incorrect identifier";
        case ErrorCode::unknown_context:
            return "Unknown ContextID";
        case ErrorCode::no_contexts_available:
            return "No ContextIDs available";
        case ErrorCode::too_many_transactions:
            return "Too many transactions in message";
        case ErrorCode::unknown_action:
            return "Unknown action";
        case ErrorCode::syntax_error_in_action:
            return "Syntax error in action";
        case ErrorCode::unknown_termination:
            return "Unknown TerminationID";
        case ErrorCode::no_termination_matched:
            return "No TerminationID matched a wildcard";
        case ErrorCode::out_of_terminations:
            return "Out of TerminationIDs";
        case ErrorCode::already_in_context:
            return "TerminationID is already in a context";
        case ErrorCode::too_many_terminations:
            return "Too many terminations in the context";
        case ErrorCode::not_in_context:
            return "TerminationID is not in the context";
        case ErrorCode::unknown_package:
            return "Unknown package";
        case ErrorCode::missing_local_or_remote:
            return "Missing Local or Remote descriptor";
        case ErrorCode::syntax_error_in_command:
            return "Syntax error in command";
        case ErrorCode::unknown_command:
            return "Unknown command";
        case ErrorCode::unknown_descriptor:
            return "Unknown descriptor";
        case ErrorCode::unknown_property:
            return "Unknown property";
        case ErrorCode::unknown_parameter:
            return "Unknown parameter";
        case ErrorCode::descriptor_not_legal:
            return "Descriptor not legal in this command";
        case ErrorCode::descriptor_twice:
            return "Descriptor appears twice";
        case ErrorCode::unknown_value:
            return "Unknown parameter or property value";
        case ErrorCode::no_such_property:
            return "No such property in this package";
        case ErrorCode::no_such_event:
            return "No such event in this package";
        case ErrorCode::no_such_signal:
            return "No such signal in this package";
        case ErrorCode::no_such_statistic:
            return "No such statistic in this package";
        case ErrorCode::no_such_parameter_value:
            return "No such parameter value in this package";
        case ErrorCode::property_twice:
            return "Property appears twice";
        case ErrorCode::parameter_missing:
            return "Parameter missing";
        case ErrorCode::unexpected_request_id:
            return "Unexpected RequestID";
        case ErrorCode::unsupported_profile:
            return "Unsupported profile";
        case ErrorCode::internal_error:
            return "Internal error";
        case ErrorCode::not_implemented:
            return "Not implemented";
        case ErrorCode::not_ready:
            return "Not ready";
        case ErrorCode::service_unavailable:
            return "Service unavailable";
        case ErrorCode::unauthorized_entity:
            return "Command received from unauthorized entity";
        case ErrorCode::before_service_change_reply:
            return "Command received before a ServiceChange reply";
        case ErrorCode::pending_limit_exceeded:
            return "Number of TransactionPendings exceeded";
        case ErrorCode::insufficient_resources:
            return "Insufficient resources";
        case ErrorCode::cannot_detect_event:
            return "Cannot detect requested event";
        case ErrorCode::cannot_generate_signal:
            return "Cannot generate requested signal";
        case ErrorCode::cannot_play_announcement:
            return "Cannot play the announcement";
        case ErrorCode::unsupported_media_type:
            return "Unsupported media type";
        case ErrorCode::unsupported_mode:
            return "Unsupported or invalid mode";
        case ErrorCode::event_buffer_full:
            return "Event buffer full";
        case ErrorCode::no_space_for_digit_map:
            return "Out of space to store digit map";
        case ErrorCode::unknown_digit_map:
            return "Digit map undefined in the MG";
        case ErrorCode::termination_in_service_change:
            return "Termination is under ServiceChange";
        case ErrorCode::insufficient_bandwidth:
            return "Insufficient bandwidth";
        case ErrorCode::hardware_failure:
            return "Internal hardware failure";
        case ErrorCode::temporary_network_failure:
            return "Temporary network failure";
        case ErrorCode::permanent_network_failure:
            return "Permanent network failure";
        case ErrorCode::no_such_audited_item:
            return "Audited item does not exist";
        case ErrorCode::reply_too_large:
            return "Reply exceeds the maximum size of the transport";
        case ErrorCode::command_not_allowed:
            return "Command not allowed on this termination";
    }
    return "";
}

ErrorDescriptor error_descriptor(ErrorCode code) {
    return {code, std::string{text_of(code)}};
}

}  // namespace isfocus::h248
