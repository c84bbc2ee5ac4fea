#include "app/cdr.h"

#include <string_view>

#include "isfocus/log/json_text.h"

namespace isfocus::app {
namespace {

using focus::ChargingEntry;
using Trigger = ChargingEntry::Trigger;

std::string_view name_of(Trigger trigger) {
    switch (trigger) {
        case Trigger::conference_created:
            return "conference_created";
        case Trigger::leg_started:
            return "leg_started";
        case Trigger::leg_stopped:
            return "leg_stopped";
        case Trigger::refer_accepted:
            return "refer_accepted";
        case Trigger::invitation_failed:
            return "invitation_failed";
        case Trigger::conference_ended:
            break;
    }
    return "conference_ended";
}

/// Members in the order in which they are added; a text that says nothing is left out.
class Object {
public:
    void add(std::string_view name, std::string_view text) {
        if (!text.empty()) log::append_json_string(member(name), text);
    }
    void add(std::string_view name, std::uint64_t number) { member(name).append(std::to_string(number)); }
    void add_raw(std::string_view name, std::string_view json) { member(name).append(json); }
    std::string take() { return std::move(text_.append(text_.empty() ? "{}" : "}")); }

private:
    std::string& member(std::string_view name) {
        text_ += text_.empty() ? '{' : ',';
        log::append_json_string(text_, name);
        return text_ += ':';
    }

    std::string text_;
};

std::string time_of(focus::Time when) {
    std::string text;
    log::append_timestamp(text, when);
    return text;
}

std::string_view without_quotes(std::string_view text) {
    const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

std::string targets_of(const ChargingEntry& entry) {
    std::string list;
    for (const auto& one : entry.targets) {
        Object target;
        target.add("uri", one.uri.text());
        target.add("method", one.method == focus::ReferMethod::bye ? "BYE" : "INVITE");
        list.append(list.empty() ? "[" : ",").append(target.take());
    }
    return list.empty() ? "[]" : list.append("]");
}

void add_user(Object& record, const focus::Identity& user) {
    record.add("user", user.uri.text());
    if (user.alias) record.add("user_alias", user.alias->text());
    record.add("user_name", user.display_name);
    if (user.is_private) record.add_raw("private", "true");
}

void add_dialog(Object& record, const sip::DialogCharging& dialog) {
    record.add("call_id", dialog.call_id);
    record.add("session_id", dialog.session_id);
    record.add("icid", dialog.icid);
    record.add("orig_ioi", dialog.orig_ioi);
    record.add("term_ioi", dialog.term_ioi);
    record.add("access_network", dialog.access_network);
    record.add("served_user", dialog.served_user);
}

}  // namespace

std::string cdr_text(const ChargingEntry& entry, const sip::DialogCharging& dialog, const RecordNumber& number) {
    Object record;
    const bool is_end = entry.trigger == Trigger::leg_stopped || entry.trigger == Trigger::conference_ended;
    record.add("record", name_of(entry.trigger));
    record.add("node", number.node);
    record.add("run", number.run);
    record.add("sequence", number.sequence);
    record.add("time", time_of(entry.when));
    record.add("conference", entry.uri.text());
    record.add("conference_icid", without_quotes(entry.context.icid));
    record.add("charging_addresses", entry.context.function_addresses);
    if (entry.leg) record.add("leg", entry.leg.value);
    if (entry.leg) record.add("direction", entry.is_dialed_out ? "outgoing" : "incoming");
    if (entry.user) add_user(record, *entry.user);
    add_dialog(record, dialog);
    if (entry.status != 0) record.add("status", static_cast<std::uint64_t>(entry.status));
    record.add("cause", entry.cause);
    if (is_end) record.add("duration_ms", static_cast<std::uint64_t>(entry.duration.count()));
    if (entry.trigger == Trigger::refer_accepted) record.add_raw("targets", targets_of(entry));
    return record.take();
}

Cdr::Cdr(std::function<sip::DialogCharging(DialogId)> dialog, CdrWriter& writer, std::string node)
    : dialog_(std::move(dialog)), writer_(writer) {
    number_.node = std::move(node);
    number_.run = time_of(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

void Cdr::record(const ChargingEntry& entry) {
    if (!writer_.is_on()) return;
    writer_.write(
        cdr_text(entry, entry.dialog ? dialog_(entry.dialog) : sip::DialogCharging{}, (++number_.sequence, number_)));
}

}  // namespace isfocus::app
