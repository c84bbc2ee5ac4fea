#pragma once
#include <string>
#include <utility>
#include <variant>

namespace isfocus {

/// Why a request is refused: the status line we answer with, and what the log says.
struct Rejection {
    int status = 500;          ///< SIP status, 300..699
    std::string reason;        ///< reason phrase, as sent
    std::string detail;        ///< for the log only; never leaves the host
    std::string warning = {};  ///< what a Warning header tells the user (RFC 3261 20.43); "": there is none

    friend bool operator==(const Rejection&, const Rejection&) = default;
};

/// Either a value or the reason there is none: the part of C++23's std::expected that we need.
template <class T, class E = Rejection>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const noexcept { return state_.index() == 0; }
    T& operator*() noexcept { return *std::get_if<0>(&state_); }
    const T& operator*() const noexcept { return *std::get_if<0>(&state_); }
    T* operator->() noexcept { return std::get_if<0>(&state_); }
    const T* operator->() const noexcept { return std::get_if<0>(&state_); }
    E& error() noexcept { return *std::get_if<1>(&state_); }
    const E& error() const noexcept { return *std::get_if<1>(&state_); }

private:
    std::variant<T, E> state_;
};

}  // namespace isfocus
