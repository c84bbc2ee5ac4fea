#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace isfocus::h248 {

/// The comparison of H.248 text: ASCII letters without regard to case. Only Local, Remote, digit maps and quoted
/// strings are not compared so.
bool equal_names(std::string_view a, std::string_view b) noexcept;
std::size_t hash_name(std::string_view name) noexcept;

/// mId: who sends a message. It names the entity for its whole life and is no transport address: it is never derived
/// from the source of a packet.
struct MId {
    enum class Kind : std::uint8_t { ip4, ip6, domain_name, device_name, mtp };

    Kind kind = Kind::ip4;
    std::string host;        ///< address without brackets, name without `<>`, hexadecimal digits of an MTP address
    std::uint16_t port = 0;  ///< 0: none given

    /// `[192.0.2.1]:2944`, `[2001:db8::1]:2944`, `<mrfp1.example.org>:2944`, `mrfp1@example.org`, `MTP{11af}`.
    std::string text() const;
    friend bool operator==(const MId& a, const MId& b) noexcept {
        return a.kind == b.kind && a.port == b.port && equal_names(a.host, b.host);
    }
};

/// A termination's name, chosen by the gateway. Opaque: nobody else reads anything into it.
struct TerminationId {
    std::string text;  ///< as spelled, at most kMaxNameOctets octets

    bool is_root() const noexcept { return equal_names(text, "ROOT"); }
    /// Leaves (a part of) the name to the gateway: `$`, `ip/$`.
    bool is_choose() const noexcept { return text.find('$') != std::string::npos; }
    /// May stand for several: `*`, `ip/*`.
    bool is_wildcard() const noexcept { return text.find('*') != std::string::npos; }
    /// Whether this name or pattern covers `id`: field by field between slashes, a last field `*` covering the rest.
    bool covers(const TerminationId& id) const noexcept;

    friend bool operator==(const TerminationId& a, const TerminationId& b) noexcept {
        return equal_names(a.text, b.text);
    }
};

/// A context as H.248.1 numbers it. In text `-` is null, `$` choose and `*` all.
struct ContextId {
    std::uint32_t value = 0;

    static constexpr ContextId null() noexcept { return {0}; }
    static constexpr ContextId choose() noexcept { return {0xFFFFFFFEU}; }
    static constexpr ContextId all() noexcept { return {0xFFFFFFFFU}; }
    /// A number of a real context, 1..0xFFFFFFFD.
    constexpr bool is_specific() const noexcept { return value != 0 && value < choose().value; }
    std::string text() const;
    friend auto operator<=>(const ContextId&, const ContextId&) = default;
};

}  // namespace isfocus::h248

template <>
struct std::hash<isfocus::h248::TerminationId> {
    std::size_t operator()(const isfocus::h248::TerminationId& id) const noexcept {
        return isfocus::h248::hash_name(id.text);
    }
};
template <>
struct std::hash<isfocus::h248::ContextId> {
    std::size_t operator()(const isfocus::h248::ContextId& id) const noexcept {
        return std::hash<std::uint32_t>{}(id.value);
    }
};
template <>
struct std::hash<isfocus::h248::MId> {
    std::size_t operator()(const isfocus::h248::MId& mid) const noexcept {
        return isfocus::h248::hash_name(mid.host) + mid.port;
    }
};
