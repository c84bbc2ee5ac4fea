#include <algorithm>

#include "focus/state.h"

/// What the roster says of a leg (focus-procedures 6.3).
namespace isfocus::focus {
namespace {

/// XML-07: a participant that only sends, or nothing at all, holds the conference; of another the focus may say that he
/// is not heard.
EndpointStatus status_of(const std::vector<MediaStream>& streams, bool is_muted) {
    const Direction direction = streams.empty() ? Direction::sendrecv : streams.front().direction;
    const bool holds = direction == Direction::sendonly || direction == Direction::inactive;
    if (holds) return EndpointStatus::on_hold;
    return is_muted ? EndpointStatus::muted_via_focus : EndpointStatus::connected;
}

/// A muted participant's stream is recvonly (RFC 4575 5.8.5).
Direction direction_of(const MediaStream& stream, bool is_muted) {
    if (!is_muted || stream.type != "audio") return stream.direction;
    return without_sending(stream.direction);
}

std::vector<EndpointMedia> media_of(const std::vector<MediaStream>& streams, LegId leg, bool is_muted) {
    std::vector<EndpointMedia> media;
    for (const MediaStream& stream : streams) {
        EndpointMedia one;
        one.id = std::to_string(media.size() + 1);
        one.type = stream.type;
        // The label is that of our own m-line; the UE's answer need not repeat it (XML-08).
        one.label = media.empty() ? std::to_string(leg.value) : stream.label;
        one.status = direction_of(stream, is_muted);
        media.push_back(std::move(one));
    }
    return media;
}

/// XML-02: the pseudonym of a private user, the same for all its endpoints. The leg is found by it from now on
/// (REM-02).
const Uri& pseudonym_of(Conference& conference, InviteLeg& leg) {
    const std::string key = address_of_record(leg.user.uri);
    auto known = conference.pseudonyms.find(key);
    if (known == conference.pseudonyms.end()) {
        Uri uri;
        uri.user = "anonymous" + std::to_string(conference.pseudonyms.size() + 1);
        uri.host = "anonymous.invalid";
        known = conference.pseudonyms.emplace(key, std::move(uri)).first;
    }
    if (leg.pseudonym.empty()) {
        leg.pseudonym = address_of_record(known->second);
        conference.legs_by_user.emplace(leg.pseudonym, leg.id);
    }
    return known->second;
}

}  // namespace

/// `status`: what the endpoint is where its media do not say it.
void Focus::State::enter_roster(Conference& conference, InviteLeg& leg, std::vector<MediaStream> streams,
                                std::optional<EndpointStatus> status) {
    leg.agreed = std::move(streams);
    const EndpointStatus is = status.value_or(status_of(leg.agreed, leg.is_muted));
    auto media = media_of(leg.agreed, leg.id, leg.is_muted);
    if (conference.roster.has_leg(leg.id)) return conference.roster.update_media(leg.id, is, std::move(media));
    Roster::Arrival arrival;
    arrival.leg = leg.id;
    arrival.key = address_of_record(leg.user.uri);
    arrival.entity = leg.user.uri.text();
    arrival.display_text = leg.user.display_name;
    arrival.endpoint.entity = leg.contact ? leg.contact->text() : arrival.entity;
    if (leg.user.is_private) {
        const bool host_knows = settings.host_sees_invited && leg.referrer == address_of_record(conference.host.uri);
        arrival.mask = Roster::Mask{pseudonym_of(conference, leg).text(), "Anonymous", host_knows};
        arrival.key = leg.pseudonym;
    }
    arrival.endpoint.status = is;
    arrival.endpoint.joining_method = leg.joining;
    arrival.endpoint.joining_info = Execution{now, {}, {}};
    arrival.endpoint.referred = leg.referred;
    arrival.endpoint.media = std::move(media);
    const std::string key = arrival.key;
    conference.roster.connect(std::move(arrival));
    if (!leg.user.is_private && same_user(leg.user, conference.host)) conference.roster.appoint(key);
    conference.most_users = std::max(conference.most_users, conference.roster.user_count());
}

}  // namespace isfocus::focus
