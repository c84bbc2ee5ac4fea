#pragma once
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// Hands out ports from 30000 on, as in the example messages, and remembers what it was told.
class FakeMedia final : public MediaPort {
public:
    std::optional<std::uint16_t> open(std::uint32_t termination) override {
        if (streams.size() >= pairs) return std::nullopt;
        streams[termination] = {};
        return static_cast<std::uint16_t>(30000 + 2 * opened++);
    }
    void apply(std::uint32_t termination, const Stream& stream) override {
        streams.at(termination) = stream;
        ++applied;
    }
    Statistics statistics(std::uint32_t) const override { return counted; }
    std::vector<MediaEvent> take_events() override { return std::exchange(seen, {}); }
    void close(std::uint32_t termination) override {
        streams.erase(termination);
        closed.push_back(termination);
    }

    std::size_t pairs = 100;
    int opened = 0;
    int applied = 0;
    Statistics counted;
    std::vector<MediaEvent> seen;
    std::map<std::uint32_t, Stream> streams;
    std::vector<std::uint32_t> closed;
};

}  // namespace isfocus::mrfpd
