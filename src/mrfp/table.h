#pragma once

namespace isfocus::mrfp {

/// The row for `on` in state `from`; null when the event means nothing there.
template <class Table, class State, class Event>
constexpr auto find_row(const Table& table, State from, Event on) -> decltype(table.data()) {
    for (const auto& row : table)
        if (row.from == from && row.on == on) return &row;
    return nullptr;
}

}  // namespace isfocus::mrfp
