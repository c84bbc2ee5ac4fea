#include "xcap/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <utility>

namespace isfocus::xcap {
namespace {

constexpr int kVersion = 1;
constexpr int kApplication = 0x6973666f;  // "isfo"
constexpr int kPatienceMs = 2000;         // for whoever else looks into the file, such as a backup

struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3* database, const char* text) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, text, -1, &statement, nullptr);
    return Statement(statement);
}

bool execute(sqlite3* database, const char* text) {
    return sqlite3_exec(database, text, nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::string text_at(sqlite3_stmt* statement, int column) {
    const auto* octets = static_cast<const char*>(sqlite3_column_blob(statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    return octets ? std::string(octets, size) : std::string();
}

/// The one value that the statement gives; nothing when it fails.
std::optional<std::string> answer(sqlite3* database, const char* text) {
    const auto statement = prepare(database, text);
    if (!statement || sqlite3_step(statement.get()) != SQLITE_ROW) return std::nullopt;
    return text_at(statement.get(), 0);
}

/// Documents name users. A failure shows when the file is opened.
void make_private(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) ::close(fd);
}

constexpr const char* kTables =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE documents(owner TEXT NOT NULL, name TEXT NOT NULL, xui TEXT NOT NULL, etag TEXT NOT NULL,"
    " conference TEXT NOT NULL UNIQUE, text TEXT NOT NULL, PRIMARY KEY(owner, name)) STRICT, WITHOUT ROWID;"
    "PRAGMA application_id=1769170543;"
    "PRAGMA user_version=1;"
    "COMMIT;";
static_assert(kApplication == 1769170543 && kVersion == 1);

}  // namespace

void Store::Close::operator()(sqlite3* database) const noexcept {
    sqlite3_close(database);
}

Store::Store(std::filesystem::path file) : file_(std::move(file)) {}
Store::~Store() = default;

StoreFault Store::failed(const char* what) {
    StoreFault fault{std::string(what) + " " + file_.string() + ": " +
                     (database_ ? sqlite3_errmsg(database_.get()) : "out of memory")};
    database_.reset();
    return fault;
}

std::optional<StoreFault> Store::open(bool may_create) {
    database_.reset();
    if (may_create) make_private(file_);
    sqlite3* database = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (may_create ? SQLITE_OPEN_CREATE : 0);
    const int status = sqlite3_open_v2(file_.c_str(), &database, flags, nullptr);
    database_.reset(database);
    if (status != SQLITE_OK) return failed("cannot open");
    sqlite3_busy_timeout(database, kPatienceMs);
    if (answer(database, "PRAGMA journal_mode=WAL") != "wal") return failed("cannot write to");
    if (!execute(database, "PRAGMA synchronous=FULL")) return failed("cannot write to");
    const auto check = answer(database, "PRAGMA quick_check(1)");
    if (check && check != "ok") {
        database_.reset();
        return StoreFault{file_.string() + " is damaged: " + *check};
    }
    if (!check) return failed("cannot read");
    return prepare_tables();
}

std::optional<StoreFault> Store::prepare_tables() {
    const auto application = answer(database_.get(), "PRAGMA application_id");
    const auto version = answer(database_.get(), "PRAGMA user_version");
    const auto tables = answer(database_.get(), "SELECT count(*) FROM sqlite_master");
    if (!application || !version || !tables) return failed("cannot read");
    if (application == "0" && version == "0" && tables == "0")
        return execute(database_.get(), kTables) ? std::nullopt : std::optional(failed("cannot write to"));
    if (application == std::to_string(kApplication) && version == std::to_string(kVersion)) return std::nullopt;
    database_.reset();
    return StoreFault{file_.string() + (application == std::to_string(kApplication)
                                            ? " is of version " + *version + ", this isfocusd knows 1"
                                            : std::string(" is a database of another program"))};
}

bool Store::has_moved() const {
    int moved = 0;
    return sqlite3_file_control(database_.get(), nullptr, SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || moved != 0;
}

Result<std::vector<StoredDocument>, StoreFault> Store::load() {
    auto statement =
        prepare(database_.get(), "SELECT owner, name, xui, etag, conference, text FROM documents ORDER BY owner, name");
    if (!statement) return failed("cannot read");
    std::vector<StoredDocument> all;
    int status = sqlite3_step(statement.get());
    for (; status == SQLITE_ROW; status = sqlite3_step(statement.get())) {
        auto* row = statement.get();
        all.push_back(
            {text_at(row, 0), text_at(row, 1), text_at(row, 2), text_at(row, 3), text_at(row, 4), text_at(row, 5)});
    }
    statement.reset();  // a database with one that is not done with cannot be closed
    if (status != SQLITE_DONE) return failed("cannot read");
    return all;
}

std::optional<StoreFault> Store::change(const char* text, const std::vector<std::string>& values) {
    if (!database_) return StoreFault{file_.string() + " is not open"};
    if (has_moved()) {
        database_.reset();
        return StoreFault{file_.string() + " was moved away or deleted"};
    }
    bool is_done = false;
    if (auto statement = prepare(database_.get(), text)) {
        int index = 0;
        for (const auto& value : values)
            sqlite3_bind_text(statement.get(), ++index, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
        is_done = sqlite3_step(statement.get()) == SQLITE_DONE;
    }
    return is_done ? std::nullopt : std::optional(failed("cannot write to"));
}

std::optional<StoreFault> Store::put(const StoredDocument& one) {
    return change(
        "INSERT INTO documents VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(owner, name) DO UPDATE SET xui=?3, etag=?4, "
        "conference=?5, text=?6",
        {one.owner, one.name, one.xui, one.etag, one.conference, one.text});
}

std::optional<StoreFault> Store::erase(const std::string& owner, const std::string& name) {
    return change("DELETE FROM documents WHERE owner=?1 AND name=?2", {owner, name});
}

}  // namespace isfocus::xcap
