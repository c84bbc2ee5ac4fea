#include "mrfp/leg_media.h"

#include <algorithm>
#include <utility>

namespace isfocus::mrfp {
namespace {

constexpr std::string_view kChoose = "$";

/// One audio line as H.248 wants it: what Local and Remote consist of.
sdp::Session described_by(sdp::Media media) {
    sdp::Session session;
    session.connection = media.connection;
    session.media.push_back(std::move(media));
    return session;
}

sdp::Media to_choose(const Settings& settings, std::vector<sdp::Codec> codecs, sdp::Address::Family family) {
    sdp::Media media;
    media.choose_port = true;
    media.connection = {family, std::string{kChoose}};
    media.codecs = std::move(codecs);
    media.ptime = settings.ptime_ms;
    media.maxptime = settings.maxptime_ms;
    return media;
}

/// What an offer of the UE is answered with. Comfort noise (RFC 3389) is not ours to offer: we send on in pauses. A
/// phone that has it sends less in its own.
std::vector<sdp::Codec> with_comfort_noise(std::vector<sdp::Codec> codecs) {
    codecs.push_back({13, "CN", 8000, 1, {}});
    return codecs;
}

/// Where and what is sent to the UE. A held leg may have no address: then there is nothing to say yet.
std::optional<sdp::Media> remote_of(const sdp::Media& theirs, std::vector<sdp::Codec> codecs) {
    if (theirs.connection.host == "0.0.0.0" || theirs.connection.host == "::") return std::nullopt;
    sdp::Media media;
    media.port = theirs.port;
    media.connection = theirs.connection;
    media.codecs = std::move(codecs);
    media.ptime = theirs.ptime;
    media.maxptime = theirs.maxptime;
    return media;
}

/// Our direction as H.248 mode. A UE that only sends holds us, maybe with music: nobody shall hear that.
Mode mode_of(Direction ours) {
    return ours == Direction::recvonly ? Mode::inactive : ours;
}

bool is_complete(const sdp::Media& media) {
    return media.type == "audio" && !media.choose_port && media.port != 0 && !media.connection.host.empty() &&
           media.connection.host != kChoose;
}

/// What the MRFP has taken, out of the Local descriptor of its reply: its first alternative's audio line.
Result<sdp::Media> granted(const std::string& local) {
    auto alternatives = sdp::parse_h248(local);
    if (!alternatives) return Rejection{500, "Server Internal Error", alternatives.error().detail};
    if (!alternatives->empty()) {
        auto& lines = alternatives->front().media;
        const auto audio = std::ranges::find_if(lines, is_complete);
        if (audio != lines.end()) return std::move(*audio);
    }
    return Rejection{500, "Server Internal Error", "Local descriptor without address, port or audio"};
}

}  // namespace

bool StreamRequest::reserve_value() const {
    return local && std::ranges::any_of(local->media, [](const sdp::Media& media) { return media.codecs.size() > 1; });
}

LegMedia::LegMedia(const Settings& settings, LegId leg, std::string label)
    : label_(std::move(label)), session_id_(settings.first_session_id + leg.value) {}

Result<StreamRequest> LegMedia::reserve(const Settings& settings, sdp::Address::Family family) {
    asked_ = {Mode::inactive, described_by(to_choose(settings, settings.codecs, family)), std::nullopt};
    return asked_;
}

Result<StreamRequest> LegMedia::reserve(const Settings& settings, const std::string& offer) {
    auto session = sdp::parse(offer);
    if (!session) return session.error();
    auto audio = sdp::common_audio(*session, with_comfort_noise(settings.codecs));
    if (!audio) return audio.error();
    const auto& theirs = session->media[audio->line];
    asked_ = {mode_of(mirrored(theirs.direction)),
              described_by(to_choose(settings, std::move(audio->codecs), theirs.connection.family)), std::nullopt};
    if (auto remote = remote_of(theirs, std::move(audio->offered))) asked_.remote = described_by(std::move(*remote));
    offered_ = std::move(*session);
    return asked_;
}

Result<StreamRequest> LegMedia::configure(const std::string& answer) {
    const auto session = sdp::parse(answer);
    if (!session) return Rejection{488, "Not Acceptable Here", session.error().detail};
    if (!described_) return Rejection{500, "Server Internal Error", "answer without offer"};
    auto agreement = sdp::agree(*described_, *session);
    if (!agreement) return agreement.error();
    asked_ = {mode_of(agreement->direction), std::nullopt, std::nullopt};
    auto local = local_;
    local.codecs = std::move(agreement->receive);
    asked_.local = described_by(std::move(local));
    if (auto remote = remote_of(session->media[agreement->line], std::move(agreement->send)))
        asked_.remote = described_by(std::move(*remote));
    return asked_;
}

Result<StreamRequest> LegMedia::renegotiate(const Settings& settings, const std::string& offer) {
    auto session = sdp::parse(offer);
    if (!session) return session.error();
    auto audio = sdp::common_audio(*session, with_comfort_noise(settings.codecs));
    if (!audio) return audio.error();
    const auto& theirs = session->media[audio->line];
    asked_ = {mode_of(mirrored(theirs.direction)), std::nullopt, std::nullopt};
    if (asked_codecs_ != audio->codecs) {
        auto local = local_;
        local.codecs = std::move(audio->codecs);
        asked_.local = described_by(std::move(local));
    }
    if (auto remote = remote_of(theirs, std::move(audio->offered)); remote && remote != remote_)
        asked_.remote = described_by(std::move(*remote));
    offered_ = std::move(*session);
    return asked_;
}

Result<focus::Description> LegMedia::reserved(const Settings& settings, const std::optional<std::string>& local) {
    auto given = local ? granted(*local) : Result<sdp::Media>{asked_.local ? asked_.local->media.front() : local_};
    if (!given) return given.error();
    if (!is_complete(*given)) return Rejection{500, "Server Internal Error", "reply without Local descriptor"};
    carried_out();
    local_ = std::move(*given);
    if (!offered_) return describe(new_offer(settings));
    auto answer = sdp::answer(*offered_, our_end(settings));
    if (!answer) return answer.error();
    offered_.reset();
    return describe(std::move(*answer));
}

sdp::Address::Family LegMedia::family() const {
    const bool is_reserved = !local_.connection.host.empty();
    return is_reserved || !asked_.local ? local_.connection.family : asked_.local->media.front().connection.family;
}

std::uint32_t LegMedia::clock() const {
    const auto is_voice = [](const sdp::Codec& codec) {
        return !sdp::is_telephone_event(codec) && !sdp::is_comfort_noise(codec) && codec.clock != 0;
    };
    const auto& codecs = remote_ ? remote_->codecs : local_.codecs;
    const auto voice = std::ranges::find_if(codecs, is_voice);
    return voice == codecs.end() ? 8000 : voice->clock;
}

StreamRequest LegMedia::relocate(const Settings& settings) {
    const auto& local = asked_.local ? asked_.local->media.front() : local_;
    auto codecs = local.codecs;
    asked_.local = described_by(to_choose(settings, std::move(codecs), local.connection.family));
    if (!asked_.remote && remote_) asked_.remote = described_by(*remote_);
    return asked_;
}

/// Within a session all lines of the last description stay, and ours is at its new place, free to send and to be sent
/// to (RFC 3264 8, RFC 6337 5.3).
sdp::Session LegMedia::new_offer(const Settings& settings) const {
    auto offer = sdp::make_offer(our_end(settings));
    if (!described_) return offer;
    auto again = *described_;
    for (auto& media : again.media)
        if (!media.rejected()) media = offer.media.front();
    again.connection = offer.connection;
    again.origin.address = offer.origin.address;
    return again;
}

void LegMedia::configured() {
    carried_out();
}

void LegMedia::carried_out() {
    if (asked_.local) {
        local_ = asked_.local->media.front();
        asked_codecs_ = local_.codecs;
    }
    if (asked_.remote) remote_ = asked_.remote->media.front();
}

std::optional<StreamRequest> LegMedia::widen(const Settings& settings) {
    const bool has_noise = std::ranges::any_of(local_.codecs, sdp::is_comfort_noise);
    auto codecs = sdp::widened(local_.codecs, has_noise ? with_comfort_noise(settings.codecs) : settings.codecs);
    if (codecs == asked_codecs_) return std::nullopt;
    auto local = local_;
    local.codecs = std::move(codecs);
    asked_ = {asked_.mode, described_by(std::move(local)), std::nullopt};
    return asked_;
}

focus::Description LegMedia::offer_again() {
    asked_.local.reset();
    auto offer = described_.value_or(sdp::Session{});
    for (auto& media : offer.media)
        if (!media.rejected()) media.direction = Direction::sendrecv;
    return describe(std::move(offer));
}

sdp::LocalMedia LegMedia::our_end(const Settings& settings) const {
    sdp::LocalMedia ours;
    ours.origin = {"-", session_id_, 1, local_.connection};
    ours.address = local_.connection;
    ours.port = local_.port;
    ours.codecs = local_.codecs;
    ours.label = label_;
    ours.ptime = settings.ptime_ms;
    ours.maxptime = settings.maxptime_ms;
    return ours;
}

focus::Description LegMedia::describe(sdp::Session session) {
    described_ = described_ ? sdp::next_version(*described_, std::move(session)) : std::move(session);
    focus::Description description{sdp::write(*described_), {}};
    for (const auto& media : described_->media)
        if (!media.rejected()) description.streams.push_back({media.type, media.label, mirrored(media.direction)});
    return description;
}

}  // namespace isfocus::mrfp
