#pragma once
#include <optional>
#include <string>

#include "findings.h"

namespace isfocus::config {

/// Where a second YAML document begins in `text`, if one does. Throws YAML::Exception like any reading of it.
/// Not YAML::LoadAll: a stray `,` or `]` between documents makes that one collect empty documents without end.
std::optional<Place> second_document(const std::string& text);

}  // namespace isfocus::config
