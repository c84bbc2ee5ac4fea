#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "gateway_fixture.h"

namespace isfocus::mrfpd {

using namespace std::chrono_literals;

/// The user of ip/1, who presses keys.
class Keys : public GatewayTest {
protected:
    using GatewayTest::GatewayTest;

    std::vector<h248::Action> modify(const std::string& descriptors) {
        return request("Context = 1 { Modify = ip/1 { " + descriptors + " } }");
    }
    int refusal(const std::string& descriptors) { return error_of(modify(descriptors)); }

    /// Each for a tenth of a second; gives what is told thereupon.
    std::string press(std::string_view keys) {
        for (const char key : keys) {
            press_down(key);
            release(key, 100ms);
        }
        return tick();
    }
    void press_down(char key) { media.seen.push_back({1, MediaEvent::Kind::key_pressed, number_of(key), 0ms}); }
    void release(char key, std::chrono::milliseconds after) {
        media.seen.push_back({1, MediaEvent::Kind::key_released, number_of(key), after});
    }

    /// What is told: `<request id> <event> <parameter>=<value>`.
    std::string tick() {
        std::string all;
        for (const auto& notification : gateway.tick(now))
            for (const auto& event : notification.observed.events) {
                all += (all.empty() ? "" : ", ") + std::to_string(notification.observed.request_id) + " " + event.name;
                for (const auto& parameter : event.parameters)
                    all += " " + parameter.name + "=" + std::string{parameter.value()};
            }
        return all;
    }

private:
    static std::uint8_t number_of(char key) {
        return static_cast<std::uint8_t>(std::string_view{"0123456789EFABCD"}.find(key));
    }
};

}  // namespace isfocus::mrfpd
