#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/result.h"
#include "isfocus/h248/endpoint.h"
#include "isfocus/h248/message.h"

/// Text encoding of H.248.1 (Annex B), long and short token form.
namespace isfocus::h248 {

inline constexpr std::size_t kMaxMessageOctets = 65535;  ///< longest message read
inline constexpr std::size_t kMaxSentOctets = 65507;     ///< longest that every transport takes: UDP over IPv4
inline constexpr std::size_t kMaxNameOctets = 64;        ///< longest name read
inline constexpr std::size_t kMaxTransactions = 64;      ///< per message; over it: error 413
inline constexpr std::size_t kMaxCommands = 1024;        ///< in the requests of a message
inline constexpr std::size_t kMaxItems = 1024;     ///< of one list (events, statistics, ...); in replies contexts,
                                                   ///< commands and terminations are bound by the octets alone
inline constexpr std::size_t kMaxParameters = 64;  ///< of one event, signal or property list
inline constexpr std::size_t kMaxNesting = 32;     ///< braces within what is not interpreted

/// Why a message was refused, and as much of it as had been read, so that it can be answered.
struct DecodeError {
    ErrorCode code = ErrorCode::syntax_error_in_message;
    std::string text;                             ///< what was found or missed, for Error descriptor and log
    std::size_t offset = 0;                       ///< octets before the fault
    std::optional<std::uint32_t> transaction_id;  ///< of the transaction that holds the fault
    bool in_request = true;                       ///< false: in a reply, Pending, ack or Error: nothing may be answered
    std::uint8_t version = 2;                     ///< to answer in: the message's, or 2 if that cannot be
    std::optional<MId> mid;                       ///< who sent it, if that far

    friend bool operator==(const DecodeError&, const DecodeError&) = default;
};

/// Whether this is H.248's other encoding (annex A, BER: a SEQUENCE), which nobody here reads.
constexpr bool is_binary(std::string_view octets) noexcept {
    return octets.starts_with('\x30');
}

/// What can be read of a message, and what cannot.
struct Decoded {
    Message message;                   ///< without the transactions that are refused: perhaps without any
    std::vector<DecodeError> refused;  ///< the fault of each transaction that has one, in their order
    std::vector<std::string> ignored;  ///< what nobody here knows and where that is no error: in replies and Notify
};

/// Reads one message in long, short or mixed form. A fault in a transaction costs that transaction alone (H.248.1
/// 8.3: the transactions of a message are independent); one outside of all transactions, or after which it is not clear
/// where the next one begins, costs the message: nothing of it is done.
Result<Decoded, DecodeError> decode_each(std::string_view text);

/// The same, for who wants all of it or nothing: the first fault costs the message. What is unknown is an error in a
/// request; in a reply it is passed over, and named in `ignored` if that is given.
Result<Message, DecodeError> decode(std::string_view text, std::vector<std::string>* ignored = nullptr);

enum class Form : std::uint8_t { pretty, compact };

/// Writes a message that `decode` reads back as an equal value. The caller keeps names to the characters and length
/// that H.248.1 allows; in values, error texts and octet strings the encoder quotes, escapes or replaces what would
/// break the message, so that text from elsewhere cannot inject anything.
std::string encode(const Message& message, Form form = Form::pretty);

/// The same, appended to `out`.
void encode_to(std::string& out, const Message& message, Form form = Form::pretty);

/// The longest datagram of octets that goes through in one piece wherever Ethernet frames do: 1500 less the headers of
/// IPv6 and UDP, and as much for a tunnel.
inline constexpr std::size_t kMaxUnfragmentedOctets = 1400;

/// Writes a message that goes to this peer: over UDP what would be longer than kMaxUnfragmentedOctets is written
/// compact, for readers take both forms (mp-h248 1).
std::string encode_for(const Endpoint& to, const Message& message, Form form);

/// What is sent back for what could not be read, in one message: a reply with its error to each of the requests, or a
/// message error if none had begun. Nothing for a fault in a reply, Pending, ack or Error: an error never answers an
/// error.
std::optional<Message> answer_to(std::span<const DecodeError> faults, const MId& self);
std::optional<Message> answer_to(const DecodeError& fault, const MId& self);

/// Reads an mId alone, as written in configuration: `[ADDRESS]:PORT`, `<domain.name>:PORT` (ports optional), a device
/// name or `MTP{...}` (H.248.1 annex B). A device name has to be one by that grammar, without wildcards; from a peer
/// any name is taken, for it is only compared.
std::optional<MId> parse_mid(std::string_view text);

/// Reads a profile alone, as written in configuration: NAME/VERSION as ServiceChange has it (H.248.1 7.2.8), at most 64
/// letters, digits and underscores, and 1 to 99.
std::optional<Profile> parse_profile(std::string_view text);

}  // namespace isfocus::h248
