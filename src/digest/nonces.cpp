#include "digest/nonces.h"

#include <array>
#include <charconv>

#include "digest/sha256.h"

namespace isfocus::digest {
namespace {

constexpr std::size_t kDigits = 16;  // of one number
constexpr std::size_t kSeal = 32;

std::uint64_t in_ms(Nonces::Time time) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

constexpr auto kLifeMs = static_cast<std::uint64_t>(std::chrono::milliseconds(Nonces::kLife).count());

std::string hexadecimal(std::uint64_t number) {
    std::array<char, kDigits> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    const auto length = static_cast<std::size_t>(end - digits.data());
    return std::string(kDigits - length, '0').append(digits.data(), length);
}

std::uint64_t number_of(std::string_view digits) {
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return number;
}

}  // namespace

bool same_secret(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned>(a[i] ^ b[i]);
    return difference == 0;
}

std::string Nonces::make(Time now) {
    const auto text = hexadecimal(++last_) + hexadecimal(in_ms(now));
    return text + seal(text);
}

std::string Nonces::seal(std::string_view text) const {
    return hmac_sha256_hex(secret_, text).substr(0, kSeal);
}

std::optional<Nonces::Sealed> Nonces::open(std::string_view nonce) const {
    if (nonce.size() != 2 * kDigits + kSeal) return std::nullopt;
    const auto text = nonce.substr(0, 2 * kDigits);
    if (!same_secret(seal(text), nonce.substr(2 * kDigits))) return std::nullopt;
    return Sealed{number_of(text.substr(0, kDigits)), number_of(text.substr(kDigits))};
}

bool Nonces::use(std::string_view nonce, std::uint32_t count, Time now) {
    const auto sealed = open(nonce);
    const auto now_ms = in_ms(now);
    forget_old(now_ms);
    if (!sealed || sealed->number <= forgotten_ || now_ms - sealed->made_ms > kLifeMs) return false;
    auto& used = used_[sealed->number];
    used.made_ms = sealed->made_ms;
    const bool is_new = take(used, count);
    if (used_.size() > kMostUsed) {
        forgotten_ = used_.begin()->first;
        used_.erase(used_.begin());
    }
    return is_new;
}

void Nonces::forget_old(std::uint64_t now_ms) {
    while (!used_.empty() && now_ms - used_.begin()->second.made_ms > kLifeMs) used_.erase(used_.begin());
}

bool Nonces::take(Used& used, std::uint32_t count) {
    constexpr unsigned kWindow = 64;
    if (count > used.highest) {
        const auto step = count - used.highest;
        used.window = step < kWindow ? used.window << step | 1u : 1u;
        used.highest = count;
        return true;
    }
    const auto back = used.highest - count;
    if (back >= kWindow || (used.window >> back & 1u) != 0) return false;
    used.window |= std::uint64_t{1} << back;
    return true;
}

}  // namespace isfocus::digest
