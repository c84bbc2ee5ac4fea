#pragma once
#include <functional>
#include <string>

#include "isfocus/focus/ports.h"

namespace isfocus::app {

/// Writes what the focus has to say: one line an entry, keyed alike everywhere (`conf=… leg=… call-id=…`).
class Journal final : public focus::JournalPort {
public:
    /// `call_id` tells the Call-ID of an entry's dialog or transaction; it is asked only for lines that are written.
    explicit Journal(std::function<std::string(const focus::JournalEntry&)> call_id) : call_id_(std::move(call_id)) {}

    void record(const focus::JournalEntry& entry) override;

private:
    std::function<std::string(const focus::JournalEntry&)> call_id_;
};

}  // namespace isfocus::app
