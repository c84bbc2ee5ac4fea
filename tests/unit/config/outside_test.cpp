#include "isfocus/config/outside.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace isfocus::config {
namespace {

namespace fs = std::filesystem;

class Outside : public testing::Test {
protected:
    Outside() {
        std::string name = (fs::temp_directory_path() / "isfocus-outside-XXXXXX").string();
        if (mkdtemp(name.data())) folder = name;
        std::ofstream(folder / "file") << "x";
        chmod(folder.c_str(), 0755);
    }
    ~Outside() override {
        if (was_root) static_cast<void>(seteuid(0));
        fs::remove_all(folder);
    }

    /// Root may do everything.
    void be_nobody() {
        was_root = geteuid() == 0;
        constexpr uid_t kNobody = 65534;
        if (was_root) ASSERT_EQ(seteuid(kNobody), 0);
    }

    /// `! TEXT` for a fault, `TEXT` for a warning, with `…` for the folder of the test; "" for no doubt.
    std::string told(const std::optional<Doubt>& doubt) const {
        if (!doubt) return "";
        std::string text = doubt->text;
        for (std::size_t at; (at = text.find(folder.string())) != std::string::npos;)
            text.replace(at, folder.string().size(), "…");
        return (doubt->is_fault ? "! " : "") + text;
    }
    std::string in(const char* name) const { return (folder / name).string(); }

    fs::path folder;
    bool was_root = false;
};

TEST_F(Outside, AFolderIsThereAndIsOne) {
    EXPECT_EQ(told(doubt_about_folder("k", folder)), "");
    EXPECT_EQ(told(doubt_about_folder("k", in("none"))), "! …/none: cannot be read: No such file or directory");
    EXPECT_EQ(told(doubt_about_folder("k", in("file"))), "! …/file: is no folder");
}

TEST_F(Outside, AFileThatIsWrittenNeedsAFolderOnly) {
    EXPECT_EQ(told(doubt_about_writing("k", in("new"))), "");
    EXPECT_EQ(told(doubt_about_writing("k", in("file"))), "");
    EXPECT_EQ(told(doubt_about_writing("k", "/dev/full")), "") << "whether there is room is another matter";
    EXPECT_EQ(told(doubt_about_writing("k", in("none/new"))),
              "! …/none: no file can be made there: No such file or directory");
    EXPECT_EQ(told(doubt_about_writing("k", folder)), "! …: is a folder");
    EXPECT_EQ(told(doubt_about_writing("k", in("file/new"))), "! …/file/new: cannot be written: Not a directory");
    EXPECT_FALSE(fs::exists(in("new"))) << "nothing is made";
}

TEST_F(Outside, WhatIsOnlyNotAllowedIsAWarningForItMayBeToTheDaemon) {
    const auto user = geteuid() == 0 ? std::string("nobody") : std::string();
    chmod(in("file").c_str(), 0400);
    chmod(folder.c_str(), 0555);
    be_nobody();
    if (user.empty()) GTEST_SKIP() << "tried as root alone, who has files that others may not use";
    EXPECT_EQ(told(doubt_about_writing("k", in("file"))),
              "…/file: cannot be written as user nobody: Permission denied");
    EXPECT_EQ(told(doubt_about_writing("k", in("new"))),
              "…: no file can be made there as user nobody: Permission denied");
    EXPECT_EQ(told(doubt_about_folder("k", "/root")), "/root: cannot be read as user nobody: Permission denied");
    EXPECT_FALSE(doubt_about_root());
}

TEST_F(Outside, AFileWithOthersBesideItNeedsItsFolderToo) {
    EXPECT_EQ(told(doubt_about_writing_beside("k", in("file"))), "");
    if (geteuid() != 0) GTEST_SKIP();
    chmod(in("file").c_str(), 0666);
    be_nobody();
    EXPECT_EQ(told(doubt_about_writing("k", in("file"))), "");
    EXPECT_EQ(told(doubt_about_writing_beside("k", in("file"))),
              "…: no file can be made there as user nobody: Permission denied");
}

TEST_F(Outside, AProgramIsThere) {
    EXPECT_EQ(told(doubt_about_running("k", "/bin/sh")), "");
    EXPECT_EQ(told(doubt_about_running("k", in("none"))), "! …/none: cannot be started: No such file or directory");
}

TEST_F(Outside, SecretsAreNotForEverybody) {
    chmod(in("file").c_str(), 0644);
    EXPECT_EQ(told(doubt_about_secrecy("k", in("file"))),
              "…/file: holds secrets, and everybody may read it (chmod o-r)");
    chmod(in("file").c_str(), 0640);
    EXPECT_EQ(told(doubt_about_secrecy("k", in("file"))), "");
}

TEST_F(Outside, AnAddressIsOfThisHost) {
    for (const char* one : {"127.0.0.1", "0.0.0.0", "::1", "::"}) EXPECT_EQ(told(doubt_about_address("k", one)), "");
    EXPECT_EQ(told(doubt_about_address("k", "198.51.100.9")), "198.51.100.9: is no address of this host now");
    EXPECT_EQ(told(doubt_about_address("k", "2001:db8::9")), "2001:db8::9: is no address of this host now");
    EXPECT_EQ(told(doubt_about_address("k", "fe80::1")), "fe80::1: Invalid argument");  // of which link?
}

TEST_F(Outside, RootIsToldThatItIsRoot) {
    EXPECT_EQ(doubt_about_root().has_value(), geteuid() == 0);
}

}  // namespace
}  // namespace isfocus::config
