#include "isfocus/h248/descriptors.h"

#include <algorithm>
#include <charconv>

namespace isfocus::h248 {

Parameter::Parameter(std::string name_, std::string value, bool quoted) : name(std::move(name_)) {
    values.push_back({std::move(value), quoted});
}

std::string_view Parameter::value() const noexcept {
    return values.empty() ? std::string_view{} : std::string_view{values.front().text};
}

const Parameter* find(const std::vector<Parameter>& parameters, std::string_view name) noexcept {
    for (const auto& parameter : parameters)
        if (equal_names(parameter.name, name)) return &parameter;
    return nullptr;
}

StreamMode stream_mode(Direction ours) noexcept {
    switch (ours) {
        case Direction::sendonly:
            return StreamMode::send_only;
        case Direction::recvonly:
            return StreamMode::receive_only;
        case Direction::sendrecv:
            return StreamMode::send_receive;
        case Direction::inactive:
            break;
    }
    return StreamMode::inactive;
}

const Stream* find_stream(const Media& media, std::uint16_t id) noexcept {
    for (const auto& stream : media.streams)
        if (stream.id == id) return &stream;
    return nullptr;
}

Audit::Audit(std::initializer_list<AuditToken> tokens) {
    for (const auto token : tokens) items.push_back({token, {}});
}

bool Audit::asks_for(AuditToken token) const noexcept {
    return std::any_of(items.begin(), items.end(), [token](const AuditItem& item) { return item.token == token; });
}

std::uint16_t Packages::version_of(std::string_view package) const noexcept {
    for (const auto& entry : packages)
        if (equal_names(entry.name, package)) return entry.version;
    return 0;
}

unsigned Services::reason_code() const noexcept {
    unsigned code = 0;
    std::from_chars(reason.data(), reason.data() + reason.size(), code);
    return code;
}

}  // namespace isfocus::h248
