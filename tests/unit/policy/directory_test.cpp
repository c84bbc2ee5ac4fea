#include "isfocus/policy/directory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace isfocus::policy {
namespace {

namespace fs = std::filesystem;

class Folder : public testing::Test {
protected:
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "isfocus-policy-XXXXXX").string();
        path = ::mkdtemp(pattern.data());
    }
    ~Folder() override { fs::remove_all(path); }

    void write(const std::string& name, const std::string& content) { std::ofstream(path / name) << content; }
    void conference(const std::string& name, const std::string& user, const std::string& subject = "x") {
        write(name,
              "<conference xmlns='urn:ietf:params:xml:ns:conference-policy'>\n<settings><conference-uri>sip:" + user +
                  "@as.test</conference-uri></settings>\n<info><subject>" + subject + "</subject></info></conference>");
    }

    /// Events as `+user subject` and `-user`, faults as `!file text`, each on a line.
    std::string read() {
        const auto reading = directory.read(path);
        std::string out;
        for (const auto& event : reading.events) {
            if (const auto* given = std::get_if<focus::PolicyGiven>(&event))
                out += "+" + given->policy.uri.user + " " + given->policy.subject + "\n";
            if (const auto* withdrawn = std::get_if<focus::PolicyWithdrawn>(&event))
                out += "-" + withdrawn->conference.user + "\n";
        }
        for (const auto& [file, fault] : reading.faults)
            out += "!" + fs::path(file).filename().string() + " " + fault.text() + "\n";
        documents = reading.documents;
        return out;
    }

    fs::path path;
    Directory directory;
    std::size_t documents = 0;
};

TEST_F(Folder, TellsItsDocumentsAndOnlyWhatIsNew_POL09_POL15) {
    conference("b.xml", "two");
    conference("a.xml", "one");
    conference("a.txt", "none");
    conference(".c.xml", "none");
    EXPECT_EQ(read(), "+one x\n+two x\n");
    EXPECT_EQ(read(), "");
    conference("a.xml", "one", "y");
    EXPECT_EQ(read(), "+one y\n");
    fs::remove(path / "a.xml");
    EXPECT_EQ(read(), "-one\n");
    EXPECT_EQ(documents, 1u);
}

TEST_F(Folder, KeepsWhatAFaultyFileHadSaid_POL17) {
    conference("a.xml", "one");
    conference("b.xml", "two");
    EXPECT_EQ(read(), "+one x\n+two x\n");
    write("a.xml", "<conference xmlns='urn:ietf:params:xml:ns:conference-policy'>\n<nonsense/></conference>");
    conference("b.xml", "two", "y");
    EXPECT_EQ(read(), "+two y\n!a.xml line 2: unknown element nonsense in conference\n");
    EXPECT_EQ(documents, 2u);
    conference("a.xml", "one");
    EXPECT_EQ(read(), "");
}

TEST_F(Folder, ThatCannotBeReadChangesNothing_POL17) {
    conference("a.xml", "one");
    EXPECT_EQ(read(), "+one x\n");
    fs::rename(path, path.string() + "-moved");
    EXPECT_EQ(read(), "!" + path.filename().string() + " cannot be read\n");
    fs::rename(path.string() + "-moved", path);
    EXPECT_EQ(read(), "");
}

TEST_F(Folder, HasOneFileForAConference_POL05) {
    conference("a.xml", "one");
    conference("b.xml", "one", "y");
    EXPECT_EQ(read(), "+one x\n!b.xml expects another conference-uri: sip:one@as.test has a file already\n");
    fs::remove(path / "a.xml");
    EXPECT_EQ(read(), "+one y\n");
}

TEST_F(Folder, MayRenameAFileOrGiveItAnotherConference_POL09) {
    conference("a.xml", "one");
    EXPECT_EQ(read(), "+one x\n");
    fs::rename(path / "a.xml", path / "z.xml");
    EXPECT_EQ(read(), "");
    conference("z.xml", "two");
    EXPECT_EQ(read(), "-one\n+two x\n");
}

TEST_F(Folder, NamedNoMoreWithdrawsAll_POL15) {
    conference("a.xml", "one");
    EXPECT_EQ(read(), "+one x\n");
    EXPECT_EQ(directory.read({}).events.size(), 1u);
}

TEST_F(Folder, MayNotHaveAConferenceThatHasADocumentElsewhere_POL05) {
    conference("a.xml", "room");
    conference("b.xml", "den");
    const auto reading = directory.read(path, {"room@as.test"});
    ASSERT_EQ(reading.faults.size(), 1u);
    EXPECT_EQ(reading.faults[0].fault.text(),
              "expects another conference-uri: sip:room@as.test has a document by XCAP");
    EXPECT_EQ(directory.conferences(), std::set<std::string>{"den@as.test"});
    EXPECT_EQ(read(), "+room x\n");
}

TEST_F(Folder, IsReadUpToItsLimit) {
    for (std::size_t i = 0; i <= kMostFiles; ++i)
        conference(std::to_string(10000 + i) + ".xml", "c" + std::to_string(i));
    const auto reading = directory.read(path);
    EXPECT_EQ(reading.events.size(), kMostFiles);
    ASSERT_EQ(reading.faults.size(), 1u);
    EXPECT_EQ(reading.faults.front().fault.text(), "expects at most 1000 files");
}

}  // namespace
}  // namespace isfocus::policy
