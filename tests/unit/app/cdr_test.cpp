#include "app/cdr.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace isfocus::app {
namespace {

using focus::ChargingEntry;
using Trigger = ChargingEntry::Trigger;

TEST(CdrText, OfALegHasWhatTheFocusAndTheDialogKnow_CHG16) {
    ChargingEntry entry{.trigger = Trigger::leg_stopped,
                        .when = focus::Time{std::chrono::milliseconds{1'700'000'000'123}},
                        .conference = ConferenceId{1},
                        .uri = *parse_uri("sip:conf-1@as.test"),
                        .context = {"\"ab\"", "ccf=192.0.2.1"},
                        .leg = LegId{3},
                        .dialog = DialogId{5}};
    entry.user = focus::Identity{*parse_uri("sip:bob@ims.test"), parse_uri("tel:+1555"), "B\"o\xff", true};
    entry.is_dialed_out = true;
    entry.cause = "departed";
    entry.duration = std::chrono::milliseconds{61'002};
    const sip::DialogCharging dialog{.call_id = "c1",
                                     .session_id = "s;remote=r",
                                     .icid = "x1",
                                     .orig_ioi = "as.test",
                                     .term_ioi = "home2.test",
                                     .access_network = "IEEE-802.11"};
    EXPECT_EQ(
        cdr_text(entry, dialog, {"as.test", "2023-11-14T00:00:00.000Z", 7}),
        "{\"record\":\"leg_stopped\",\"node\":\"as.test\",\"run\":\"2023-11-14T00:00:00.000Z\",\"sequence\":7,\"time\":"
        "\"2023-11-14T22:13:20.123Z\","
        "\"conference\":\"sip:conf-1@as.test\",\"conference_icid\":\"ab\",\"charging_addresses\":\"ccf=192.0.2.1\","
        "\"leg\":3,\"direction\":\"outgoing\",\"user\":\"sip:bob@ims.test\",\"user_alias\":\"tel:+1555\","
        "\"user_name\":\"B\\\"o\\ufffd\",\"private\":true,\"call_id\":\"c1\",\"session_id\":\"s;remote=r\","
        "\"icid\":\"x1\",\"orig_ioi\":\"as.test\",\"term_ioi\":\"home2.test\",\"access_network\":\"IEEE-802.11\","
        "\"cause\":\"departed\",\"duration_ms\":61002}");
}

TEST(CdrText, OfAReferNamesItsTargets_CHG16) {
    ChargingEntry entry{.trigger = Trigger::refer_accepted, .uri = *parse_uri("sip:c@as.test")};
    entry.targets = {{.uri = *parse_uri("sip:a@ims.test")},
                     {.uri = *parse_uri("tel:+1"), .method = focus::ReferMethod::bye}};
    EXPECT_EQ(cdr_text(entry, {}, {"", "", 1}),
              "{\"record\":\"refer_accepted\",\"sequence\":1,\"time\":\"1970-01-01T00:00:00.000Z\","
              "\"conference\":\"sip:c@as.test\",\"targets\":[{\"uri\":\"sip:a@ims.test\",\"method\":\"INVITE\"},"
              "{\"uri\":\"tel:+1\",\"method\":\"BYE\"}]}");
}

/// The log goes into a string meanwhile.
class WritesCdr : public testing::Test {
protected:
    WritesCdr() {
        spdlog::set_default_logger(
            std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_)));
    }
    ~WritesCdr() override {
        spdlog::set_default_logger(before_);
        std::filesystem::remove_all(folder_);
    }

    std::string file(const char* name) const { return folder_ / name; }
    static std::string content(const std::string& file) {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::size_t logged(std::string_view text) const {
        std::size_t count = 0;
        const auto all = log_.str();
        for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++count;
        return count;
    }

    const std::filesystem::path folder_ = [] {
        std::string name = std::filesystem::temp_directory_path() / "isfocus-cdr-XXXXXX";
        return std::filesystem::path{mkdtemp(name.data())};
    }();
    std::ostringstream log_;
    std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
};

TEST_F(WritesCdr, AllInTheirOrderUntilItEnds_CHG16) {
    std::string expected;
    {
        CdrWriter writer({file("cdr")});
        for (int i = 0; i < 10000; ++i) {
            writer.write(std::to_string(i));
            expected += std::to_string(i) + "\n";
        }
    }
    EXPECT_EQ(content(file("cdr")), expected);
    EXPECT_EQ(std::filesystem::status(file("cdr")).permissions() & std::filesystem::perms::others_all,
              std::filesystem::perms::none);
    { CdrWriter({file("cdr")}).write("more"); }
    EXPECT_EQ(content(file("cdr")), expected + "more\n");
}

TEST_F(WritesCdr, IntoANewFileWhenTheOldOneWasMovedAway_CHG16) {
    {
        CdrWriter writer({file("cdr")});
        writer.write("1");
        while (content(file("cdr")).empty()) std::this_thread::yield();
        std::filesystem::rename(file("cdr"), file("cdr.1"));
        writer.use({file("cdr")});
        while (!std::filesystem::exists(file("cdr"))) {
            writer.write("2");
            std::this_thread::yield();
        }
    }
    EXPECT_EQ(content(file("cdr.1")).substr(0, 2), "1\n");
    EXPECT_EQ(content(file("cdr")).substr(0, 2), "2\n");
}

TEST_F(WritesCdr, LaterWhatCannotBeWrittenNow_CHG16) {
    {
        CdrWriter writer({"/dev/full"}, 3);
        for (const char* one : {"1", "2", "3", "4", "5"}) writer.write(one);
        EXPECT_EQ(writer.lost(), 2u);
        writer.use({file("cdr")});
    }
    EXPECT_EQ(content(file("cdr")), "1\n2\n3\n");
    EXPECT_LE(logged("charging records cannot be written"), 1u);
    EXPECT_EQ(logged("charging records are lost"), 0u);
}

/// A collector that does not run must not keep isfocusd from ending.
TEST_F(WritesCdr, WaitsForNobodyAtAPipe_CHG16) {
    ASSERT_EQ(mkfifo(file("pipe").c_str(), 0600), 0);
    { CdrWriter({file("pipe")}).write("1"); }
    EXPECT_EQ(logged("charging records are lost count=1"), 1u);
}

TEST_F(WritesCdr, AllIntoAPipeThatIsReadSlowly_CHG16) {
    ASSERT_EQ(mkfifo(file("pipe").c_str(), 0600), 0);
    const int reader = open(file("pipe").c_str(), O_RDONLY | O_NONBLOCK);
    std::string expected, got;
    std::string octets(4096, ' ');
    {
        CdrWriter writer({file("pipe")});
        for (int i = 0; i < 100; ++i) {  // more than a pipe holds
            const auto record = std::to_string(i) + std::string(1000, 'x');
            writer.write(record);
            expected += record + "\n";
        }
        while (logged("they wait") == 0) std::this_thread::yield();
        while (got.size() < expected.size()) {
            const auto read_now = read(reader, octets.data(), octets.size());
            if (read_now > 0) got.append(octets, 0, static_cast<std::size_t>(read_now));
        }
    }
    EXPECT_EQ(got, expected);
    EXPECT_EQ(logged("charging records are lost"), 0u);
    close(reader);
}

TEST_F(WritesCdr, NothingWhereNoneAreWantedAndTellsWhatIsLost_CHG16) {
    {
        CdrWriter writer({""});
        EXPECT_FALSE(writer.is_on());
        writer.write("1");
        EXPECT_EQ(writer.lost(), 0u);
    }
    { CdrWriter({file("no/such/folder")}).write("1"); }
    EXPECT_EQ(logged("charging records cannot be written, they wait"), 1u);
    EXPECT_EQ(logged("charging records are lost count=1"), 1u);
}

}  // namespace
}  // namespace isfocus::app
