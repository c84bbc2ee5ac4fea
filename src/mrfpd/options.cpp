#include "mrfpd/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "base/number.h"
#include "isfocus/base/version.h"
#include "isfocus/config/h248_address.h"
#include "isfocus/config/outside.h"
#include "isfocus/h248/codec.h"
#include "isfocus/h248/sctp.h"
#include "mrfpd/media/recordings.h"

namespace isfocus::mrfpd {
namespace {

constexpr const char* kDefaultFile = "/etc/isfocus/isfocus.yaml";

/// The command line as written.
struct Arguments {
    std::string file = kDefaultFile;
    bool check = false;
    bool dtx = false;
    std::string mgc, mid, dscp, rtp_address, rtp_ports, rtp_dscp, media_threads, announcements, profile, form, timers,
        log_level, log_format;

    bool overrides() const {
        for (const auto* value : {&mgc, &mid, &dscp, &rtp_address, &rtp_ports, &rtp_dscp, &media_threads,
                                  &announcements, &profile, &form, &timers, &log_level, &log_format})
            if (!value->empty()) return true;
        return dtx;
    }
};

void describe(CLI::App& app, Arguments& arguments) {
    app.add_option("--config", arguments.file,
                   "Configuration file; read if it is named, or if none of the options below is given")
        ->capture_default_str();
    app.add_flag("--check", arguments.check,
                 "Check the configuration, and, as the user who asks, the announcements and addresses that it names; "
                 "print every fault and warning with its key, and exit: 1 on a fault");
    app.set_version_flag("--version", std::string{"isfocus-mrfpd "} + kVersion);
    app.add_option("--mgc", arguments.mgc, "MGC to register with, udp|tcp|sctp:HOST:PORT");
    app.add_option("--mid", arguments.mid, "Our own mId and H.248 address, [ADDRESS]:PORT");
    app.add_option("--dscp", arguments.dscp, "DSCP of H.248, 0 to 63");
    app.add_option("--rtp-address", arguments.rtp_address, "Address of the RTP sockets");
    app.add_option("--rtp-ports", arguments.rtp_ports, "Ports of the RTP sockets, FIRST-LAST");
    app.add_option("--rtp-dscp", arguments.rtp_dscp, "DSCP of RTP and RTCP, 0 to 63");
    app.add_option("--media-threads", arguments.media_threads, "How many threads mix, 0: one per core");
    app.add_flag("--dtx", arguments.dtx, "Send users with AMR or AMR-WB next to nothing while nobody is heard");
    app.add_option("--announcements", arguments.announcements, "Folder of the announcements, NAME.wav each");
    app.add_option("--profile", arguments.profile, "Profile to register with, NAME/VERSION, or none");
    app.add_option("--form", arguments.form, "Form of the H.248 text that is sent, pretty or compact");
    app.add_option("--timers", arguments.timers,
                   "H.248 timers as mrfp.timers in the file, {first_repeat_ms: 500, ...}");
    app.add_option("--log-level", arguments.log_level, "debug, info, warn or error");
    app.add_option("--log-format", arguments.log_format, "text or json");
    app.footer(
        "SIGTERM ends all audio and takes leave of the MGC. SIGUSR1 locks it for maintenance: what runs goes on, "
        "nothing new begins, and the log says when nothing is left. SIGUSR2 unlocks it. SIGHUP reads the file again, "
        "of which the section log takes effect at once. SIGRTMIN to SIGRTMIN+3 set the level of the log to "
        "debug, info, warn or error, SIGRTMIN+4 and SIGRTMIN+5 its format to text or json. It serves on when its "
        "parent ends.");
}

/// Puts what `parse` makes of `text` into `target`. False, with a line that says what is expected, for what cannot be
/// read.
bool override_with(const std::string& text, const char* option, const char* expects, auto parse, auto& target) {
    if (text.empty()) return true;
    const auto value = parse(text);
    if (value) target = *value;
    if (!value)
        std::fprintf(stderr, "isfocus-mrfpd: %s: cannot read '%s': expects %s\n", option, text.c_str(), expects);
    return value.has_value();
}

std::optional<int> parse_up_to(unsigned most, std::string_view text) {
    const auto number = text::parse_number(text, most);
    return number ? std::optional{static_cast<int>(*number)} : std::nullopt;
}

std::optional<int> parse_threads(std::string_view text) {
    return parse_up_to(64, text);
}

std::optional<int> parse_dscp(std::string_view text) {
    return parse_up_to(63, text);
}

std::optional<std::string> parse_profile(const std::string& text) {
    if (text == "none") return "";
    return h248::parse_profile(text) ? std::optional{text} : std::nullopt;
}

std::optional<H248Timers> parse_timers(const std::string& text) {
    const auto config = config::parse("mrfp: {timers: " + text + "}");
    return config ? std::optional{config->mrfp.timers} : std::nullopt;
}

std::optional<bool> parse_form(const std::string& text) {
    return text == "compact" || text == "pretty" ? std::optional{text == "compact"} : std::nullopt;
}

bool apply(const Arguments& arguments, Options& options) {
    const auto mgc = [](const std::string& text) {
        const auto endpoint = config::parse_endpoint_or_name(text);
        const bool is_usable = endpoint && endpoint->transport != config::Endpoint::Transport::tls && endpoint->port;
        return is_usable ? std::optional{std::vector{*endpoint}} : std::nullopt;
    };
    const auto rtp_address = [](const std::string& text) {
        const auto address = config::parse_ip_address(text);
        return address && address->is_of_one_host() ? address : std::nullopt;
    };
    const auto mid = [](const std::string& text) {
        return config::mid_endpoint(text) ? std::optional{text} : std::nullopt;
    };
    auto& mrfpd = options.mrfpd;
    mrfpd.dtx |= arguments.dtx;
    if (!arguments.announcements.empty()) mrfpd.announcements = arguments.announcements;
    const bool all_read[] = {
        override_with(arguments.mgc, "--mgc", "udp|tcp|sctp:HOST:PORT, such as udp:127.0.0.1:2944", mgc, mrfpd.mgc),
        override_with(arguments.mid, "--mid", "[ADDRESS]:PORT, such as [127.0.0.1]:2945", mid, mrfpd.mid),
        override_with(arguments.dscp, "--dscp", "0 to 63", parse_dscp, mrfpd.dscp),
        override_with(arguments.rtp_address, "--rtp-address", "the numeric address of one host", rtp_address,
                      mrfpd.rtp_address),
        override_with(arguments.rtp_ports, "--rtp-ports",
                      "FIRST-LAST, such as 20000-29999: the first even, the last odd", config::parse_port_range,
                      mrfpd.rtp_ports),
        override_with(arguments.rtp_dscp, "--rtp-dscp", "0 to 63", parse_dscp, mrfpd.rtp_dscp),
        override_with(arguments.media_threads, "--media-threads", "0 to 64", parse_threads, mrfpd.media_threads),
        override_with(arguments.profile, "--profile", "NAME/VERSION, or none", parse_profile, mrfpd.profile),
        override_with(arguments.form, "--form", "pretty or compact", parse_form, options.form_is_compact),
        override_with(arguments.timers, "--timers",
                      "keys and values of mrfp.timers that fit together, such as {t_max_s: 10}", parse_timers,
                      options.timers),
        override_with(arguments.log_level, "--log-level", "debug, info, warn or error", config::parse_log_level,
                      options.log.level),
        override_with(arguments.log_format, "--log-format", "text or json", config::parse_log_format,
                      options.log.format)};
    return std::all_of(std::begin(all_read), std::end(all_read), [](bool read) { return read; });
}

/// mrfpd.* as isfocus-mrfpd needs it: it binds where its mId says that it is, and its kernel has the MGC's transport.
bool is_usable(const Options& options) {
    const auto& mrfpd = options.mrfpd;
    if (!config::mid_endpoint(mrfpd.mid)) {
        std::fprintf(stderr, "isfocus-mrfpd: mid: '%s' is not [ADDRESS]:PORT\n", mrfpd.mid.c_str());
        return false;
    }
    const auto& mgc = mrfpd.mgc.front();
    const bool is_sctp = mgc.transport == config::Endpoint::Transport::sctp;
    const auto fault = is_sctp ? h248::sctp_fault() : std::nullopt;
    if (fault) std::fprintf(stderr, "isfocus-mrfpd: mgc: %s: %s\n", mgc.text().c_str(), fault->c_str());
    return !fault;
}

/// What `--check` does with what is named outside of the configuration. True if there is no fault.
bool check_outside(const config::MrfpdConfig& mrfpd, const std::string& source) {
    config::Doubts doubts;
    if (const auto& folder = mrfpd.announcements; !folder.empty()) {
        const std::string key = "mrfpd.announcements";
        auto doubt = config::doubt_about_folder(key, folder);
        if (!doubt)
            for (auto& fault : load_recordings(folder).faults) doubts.push_back({key, std::move(fault)});
        add(doubts, std::move(doubt));
        add(doubts, config::doubt_about_root());
    }
    if (const auto mid = config::mid_endpoint(mrfpd.mid))
        add(doubts, config::doubt_about_address("mrfpd.mid", mid->host));
    add(doubts, config::doubt_about_address("mrfpd.rtp_address", mrfpd.rtp_address.text()));
    return !config::print("isfocus-mrfpd", source, doubts);
}

Result<Options, std::vector<config::Fault>> read_file(const Arguments& arguments, decltype(config::load)& load) {
    auto file = load(arguments.file);
    if (!file) return std::move(file.error());
    Options options{file->mrfpd, file->log, file->mrfp.form == config::H248Form::compact, file->mrfp.timers, {}};
    options.read_again = [arguments]() -> Result<Options, std::vector<config::Fault>> {
        auto again = read_file(arguments, config::load_again);
        if (again) static_cast<void>(apply(arguments, *again));  // it could be read at the start
        return again;
    };
    return options;
}

Result<Options, Ending> load(const Arguments& arguments) {
    auto options = read_file(arguments, config::load);
    if (options) return std::move(*options);
    for (const auto& fault : options.error())
        std::fprintf(stderr, "isfocus-mrfpd: %s: %s\n", arguments.file.c_str(), fault.text().c_str());
    return Ending{1};
}

}  // namespace

Result<Options, Ending> read_options(int argc, char** argv) {
    CLI::App app("isfocus-mrfpd: MRFP controlled by H.248, mixes the audio of conferences", "isfocus-mrfpd");
    Arguments arguments;
    describe(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return Ending{app.exit(error) == 0 ? 0 : 1};
    }
    const bool reads_file = app.count("--config") > 0 || !arguments.overrides();
    auto options = reads_file ? load(arguments) : Result<Options, Ending>{Options{}};
    if (!options) return options;
    if (!apply(arguments, *options) || !is_usable(*options)) return Ending{1};
    if (!arguments.check) return options;
    const std::string source = reads_file ? arguments.file : "command line";
    if (!check_outside(options->mrfpd, source)) return Ending{1};
    std::printf("%s: no faults\n", source.c_str());
    return Ending{0};
}

}  // namespace isfocus::mrfpd
