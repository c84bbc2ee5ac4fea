#include "focus/refer_policy.h"
#include "focus/state.h"

/// What the roster says of a leg (focus-procedures 6.3).
namespace isfocus::focus {
namespace {

/// XML-07: a participant that only sends, or nothing at all, holds the conference.
EndpointStatus status_of(const std::vector<MediaStream>& streams) {
    if (streams.empty()) return EndpointStatus::connected;
    const Direction direction = streams.front().direction;
    const bool holds = direction == Direction::sendonly || direction == Direction::inactive;
    return holds ? EndpointStatus::on_hold : EndpointStatus::connected;
}

std::vector<EndpointMedia> media_of(const std::vector<MediaStream>& streams, LegId leg) {
    std::vector<EndpointMedia> media;
    for (const MediaStream& stream : streams) {
        EndpointMedia one;
        one.id = std::to_string(media.size() + 1);
        one.type = stream.type;
        // The label is that of our own m-line; the UE's answer need not repeat it (XML-08).
        one.label = media.empty() ? std::to_string(leg.value) : stream.label;
        one.status = stream.direction;
        media.push_back(std::move(one));
    }
    return media;
}

}  // namespace

void Focus::State::enter_roster(Conference& conference, const InviteLeg& leg, const std::vector<MediaStream>& streams) {
    if (conference.roster.has_leg(leg.id))
        return conference.roster.update_media(leg.id, status_of(streams), media_of(streams, leg.id));
    Roster::Arrival arrival;
    arrival.leg = leg.id;
    arrival.key = address_of_record(leg.user.uri);
    arrival.entity = leg.user.uri.text();
    arrival.display_text = leg.user.display_name;
    arrival.endpoint.entity = leg.contact ? leg.contact->text() : arrival.entity;
    if (leg.user.is_private) {  // XML-02: nothing of who it is or where it is
        const std::string number = std::to_string(++conference.anonymous);
        arrival.entity = "sip:anonymous" + number + "@anonymous.invalid";
        arrival.display_text = "Anonymous";
        arrival.endpoint.entity = "sip:leg" + std::to_string(leg.id.value) + "@anonymous.invalid";
    }
    arrival.endpoint.status = status_of(streams);
    arrival.endpoint.joining_method = leg.joining;
    arrival.endpoint.joining_info = Execution{now, {}, {}};
    arrival.endpoint.referred = leg.referred;
    arrival.endpoint.media = media_of(streams, leg.id);
    conference.roster.connect(std::move(arrival));
}

}  // namespace isfocus::focus
