#include "mrfpd/wildcarded_reply.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace isfocus::mrfpd {
namespace {

using h248::AuditToken;

template <class Item>
void add_missing(std::vector<Item>& all, const std::vector<Item>& more) {
    for (const auto& item : more)
        if (std::ranges::find(all, item) == all.end()) all.push_back(item);
}

std::optional<Fault> differs(const std::string& what) {
    return fault(h248::ErrorCode::not_implemented, "W- of terminations that differ in " + what);
}

/// False where both have one, and `merge` cannot make one of them.
template <class Descriptor, class Merge>
bool unite(std::optional<Descriptor>& all, const std::optional<Descriptor>& one, Merge merge) {
    if (!all) all = one;
    return !one || *all == *one || merge(*all, *one);
}

constexpr auto kNever = [](const auto&, const auto&) { return false; };

bool merge_events(h248::Events& all, const h248::Events& one) {
    add_missing(all.events, one.events);
    return all.request_id == one.request_id;
}

bool merge_observed(h248::ObservedEvents& all, const h248::ObservedEvents& one) {
    add_missing(all.events, one.events);
    return all.request_id == one.request_id;
}

bool merge_signals(h248::Signals& all, const h248::Signals& one) {
    add_missing(all.signals, one.signals);
    add_missing(all.lists, one.lists);
    return true;
}

bool merge_buffers(h248::EventBuffer& all, const h248::EventBuffer& one) {
    add_missing(all.events, one.events);
    return true;
}

bool merge_packages(h248::Packages& all, const h248::Packages& one) {
    add_missing(all.packages, one.packages);
    return true;
}

/// Whether anything is told of what was asked for by this token.
bool has(const h248::Command& reply, AuditToken token) {
    switch (token) {
        case AuditToken::media:
            return reply.media.has_value();
        case AuditToken::events:
            return reply.events.has_value();
        case AuditToken::event_buffer:
            return reply.event_buffer.has_value();
        case AuditToken::signals:
            return reply.signals.has_value();
        case AuditToken::digit_map:
            return !reply.digit_maps.empty();
        case AuditToken::observed_events:
            return reply.observed_events.has_value();
        case AuditToken::statistics:
            return reply.statistics.has_value();
        case AuditToken::packages:
            return reply.packages.has_value();
        case AuditToken::modem:
        case AuditToken::mux:
            break;
    }
    return false;
}

}  // namespace

std::optional<Fault> unite(h248::Command& all, const h248::Command& one) {
    if (!unite(all.media, one.media, kNever)) return differs("Media");
    if (!unite(all.statistics, one.statistics, kNever)) return differs("Statistics");
    if (!unite(all.events, one.events, merge_events)) return differs("the RequestID of Events");
    if (!unite(all.observed_events, one.observed_events, merge_observed))
        return differs("the RequestID of ObservedEvents");
    unite(all.signals, one.signals, merge_signals);
    unite(all.event_buffer, one.event_buffer, merge_buffers);
    unite(all.packages, one.packages, merge_packages);
    add_missing(all.digit_maps, one.digit_maps);
    add_missing(all.empty_items, one.empty_items);
    std::erase_if(all.empty_items, [&](AuditToken token) { return has(all, token); });
    return std::nullopt;
}

}  // namespace isfocus::mrfpd
