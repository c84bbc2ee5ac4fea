#pragma once
#include <functional>
#include <string>

#include "isfocus/focus/ports.h"

namespace isfocus::app {

/// Writes what the focus has to say: one line an entry, keyed alike everywhere (`conf=… leg=… call-id=…`).
class Journal final : public focus::JournalPort {
public:
    /// `call_id` tells the Call-ID of an entry's dialog or transaction; it is asked only for lines that are written.
    explicit Journal(std::function<std::string(const focus::JournalEntry&)> call_id,
                     std::function<std::string(TransactionId)> origin)
        : call_id_(std::move(call_id)), origin_(std::move(origin)) {}

    void record(const focus::JournalEntry& entry) override;

private:
    std::function<std::string(const focus::JournalEntry&)> call_id_;
    std::function<std::string(TransactionId)> origin_;  ///< of the request that is refused
};

}  // namespace isfocus::app
