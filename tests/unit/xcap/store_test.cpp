#include "xcap/store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace isfocus::xcap {
namespace {

namespace fs = std::filesystem;

class StoreOnDisk : public testing::Test {
protected:
    StoreOnDisk() {
        std::string pattern = (fs::temp_directory_path() / "isfocus-store-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        file = folder / "policies.sqlite";
    }
    ~StoreOnDisk() override { fs::remove_all(folder); }

    std::vector<StoredDocument> stored() {
        Store store(file);
        if (const auto fault = store.open(false)) return ADD_FAILURE() << fault->reason, std::vector<StoredDocument>{};
        auto all = store.load();
        return all ? *all : std::vector<StoredDocument>{};
    }
    void spoil(const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

    fs::path folder;
    fs::path file;
};

StoredDocument document(const std::string& name, const std::string& text) {
    return {"alice@home1.test", name, "sip:alice@home1.test", "\"1\"", name + "@as.test", text};
}

TEST_F(StoreOnDisk, KeepsDocuments_POL02) {
    Store store(file);
    ASSERT_FALSE(store.open(true));
    const auto one = document("one", std::string("<a>\0</a>", 8));
    ASSERT_FALSE(store.put(one));
    ASSERT_FALSE(store.put(document("two", "x")));
    ASSERT_FALSE(store.put(document("two", "y")));
    EXPECT_EQ(stored(), (std::vector{one, document("two", "y")}));
    ASSERT_FALSE(store.erase("alice@home1.test", "one"));
    EXPECT_EQ(stored(), std::vector{document("two", "y")});
    EXPECT_EQ(fs::status(file).permissions() & fs::perms(0777), fs::perms(0600));
}

/// One that can be opened and not be read is not open: it is tried again as a whole.
TEST_F(StoreOnDisk, IsNotOpenAfterAFaultInReading_POL17) {
    {
        Store store(file);
        ASSERT_FALSE(store.open(true));
        ASSERT_FALSE(store.put(document("one", "x")));
    }
    const auto change = [this](const char* text) {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database, text, nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    };
    change(
        "ALTER TABLE documents RENAME TO kept;"
        "CREATE VIEW documents AS SELECT abs(-9223372036854775807 - 1) AS owner, 1 AS name, 1 AS xui, 1 AS etag,"
        " 1 AS conference, 1 AS text");
    Store store(file);
    ASSERT_FALSE(store.open(false));
    const auto all = store.load();
    ASSERT_FALSE(all);
    EXPECT_NE(all.error().reason.find("integer overflow"), std::string::npos) << all.error().reason;
    EXPECT_FALSE(store.is_open());
    change("DROP VIEW documents; ALTER TABLE kept RENAME TO documents");
    EXPECT_EQ(stored().size(), 1U);
}

TEST_F(StoreOnDisk, HasOneDocumentForAConference_POL05) {
    Store store(file);
    ASSERT_FALSE(store.open(true));
    ASSERT_FALSE(store.put(document("one", "x")));
    auto second = document("two", "x");
    second.conference = "one@as.test";
    EXPECT_TRUE(store.put(second));
    EXPECT_EQ(stored().size(), 1u);
}

/// The child says by a pipe how many it was told to be durable; it is killed in the midst of more.
int put_until_killed(const fs::path& file, int round) {
    int ends[2];
    if (::pipe(ends) != 0) return -1;
    const pid_t child = ::fork();
    if (child == 0) {
        Store store(file);
        if (store.open(true)) ::_exit(1);
        for (int i = 0;; ++i) {
            const auto name = std::to_string(round) + '-' + std::to_string(i);
            if (store.put(document(name, std::string(20000, 'x')))) ::_exit(1);
            if (::write(ends[1], "x", 1) != 1) ::_exit(0);
        }
    }
    ::close(ends[1]);
    char octet = 0;
    int durable = 0;
    const int wanted = round % 4;
    while (durable < wanted && ::read(ends[0], &octet, 1) == 1) ++durable;
    ::usleep(static_cast<useconds_t>(round % 7 * 300));
    ::kill(child, SIGKILL);
    while (::read(ends[0], &octet, 1) == 1) ++durable;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? durable : -1;
}

TEST_F(StoreOnDisk, OutlivesTheEndOfTheProcessAtAnyMoment) {
    constexpr int kRounds = 50;
    std::size_t durable = 0;
    for (int round = 0; round < kRounds; ++round) {
        const int count = put_until_killed(file, round);
        ASSERT_GE(count, 0);
        durable += static_cast<std::size_t>(count);
        if (!fs::exists(file)) continue;
        Store store(file);
        ASSERT_FALSE(store.open(true));
        const auto all = store.load();
        ASSERT_TRUE(all);
        // One more at most in each round: written, but not told any more.
        EXPECT_GE(all->size(), durable);
        EXPECT_LE(all->size(), durable + 1);
        durable = all->size();
        for (const auto& one : *all) EXPECT_EQ(one.text.size(), 20000u);
    }
    EXPECT_GT(durable, static_cast<std::size_t>(kRounds));
}

TEST_F(StoreOnDisk, SaysWhyItCannotBeUsed_POL17) {
    const auto reason = [&](bool may_create = true) {
        Store store(file);
        const auto fault = store.open(may_create);
        EXPECT_EQ(store.is_open(), !fault);
        return fault ? fault->reason.substr(fault->reason.find("policies.sqlite")) : "";
    };
    EXPECT_EQ(reason(false), "policies.sqlite: unable to open database file");
    spoil(std::string(4096, 'x'));
    EXPECT_EQ(reason(), "policies.sqlite: file is not a database");
    EXPECT_EQ(fs::file_size(file), 4096u);
    fs::remove(file);
    ASSERT_EQ(reason(), "");
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(60).write("\0\0\0\2", 4);  // user_version
    EXPECT_EQ(reason(), "policies.sqlite is of version 2, this isfocusd knows 1");
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(68).write("abcd", 4);  // application_id
    EXPECT_EQ(reason(), "policies.sqlite is a database of another program");
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(4200).write("spoiled", 7);
    EXPECT_NE(reason(), "");
}

TEST_F(StoreOnDisk, DoesNotWriteIntoAFileThatIsGone_POL17) {
    Store store(file);
    ASSERT_FALSE(store.open(true));
    fs::rename(file, folder / "elsewhere");
    const auto fault = store.put(document("one", "x"));
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->reason, file.string() + " was moved away or deleted");
    EXPECT_FALSE(store.is_open());
}

}  // namespace
}  // namespace isfocus::xcap
