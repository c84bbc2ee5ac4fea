#pragma once

namespace isfocus {

/// The row of a state machine's table for an event in a state; null when the event means nothing there.
template <class Table, class State, class Event>
constexpr auto find_row(const Table& table, State from, Event on) noexcept -> decltype(table.data()) {
    for (const auto& row : table)
        if (row.from == from && row.on == on) return &row;
    return nullptr;
}

}  // namespace isfocus
