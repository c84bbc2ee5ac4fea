#include <utility>

#include "sip/message.h"
#include "sip/read.h"

namespace isfocus::sip {

Result<std::optional<TakeOverName>> read_take_over(const sip_t& sip) {
    const auto replaces = raw_values(sip, "Replaces");
    const auto join = raw_values(sip, "Join");
    if (replaces.size() + join.size() > 1) return Rejection{400, "More Than One Replaces or Join", "JOI-07, JOI-10"};
    if (replaces.empty() && join.empty()) return std::optional<TakeOverName>();
    auto name = join.empty() ? read_take_over(replaces.front(), focus::TakeOver::Kind::replaces)
                             : read_take_over(join.front(), focus::TakeOver::Kind::join);
    if (!name) return name.error();
    return std::optional(std::move(*name));
}

Result<std::optional<DialogName>> read_target_dialog(const sip_t& sip) {
    const auto values = raw_values(sip, "Target-Dialog");
    if (values.size() > 1) return Rejection{400, "Bad Target-Dialog Header", "two Target-Dialog"};
    return values.empty() ? Result(std::optional<DialogName>()) : read_target_dialog(values.front());
}

}  // namespace isfocus::sip
