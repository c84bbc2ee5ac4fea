#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/base/result.h"

struct sqlite3;

namespace isfocus::xcap {

/// A document as it is kept.
struct StoredDocument {
    std::string owner;       ///< key of whose it is (address_of_record)
    std::string name;        ///< of the file
    std::string xui;         ///< the owner, as spelled when it was put
    std::string etag;        ///< with its quotes
    std::string conference;  ///< key of its conference URI: no two documents have the same
    std::string text;

    friend bool operator==(const StoredDocument&, const StoredDocument&) = default;
};

/// Why the store does not do what it was asked.
struct StoreFault {
    std::string reason;
};

/// The documents in a file of SQLite. What has been put or erased without a fault is on the disk (WAL with
/// synchronous=FULL) and outlives the end of the process at any moment; a change that was cut off has not happened.
/// Waits for the disk: never on the focus's thread once that serves. One thread at a time.
class Store {
public:
    explicit Store(std::filesystem::path file);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Opens the file, which is made if it is not there and `may_create`. A file that is damaged, another program's, or
    /// of a later version is a fault, and is left as it is. Call again after a fault.
    std::optional<StoreFault> open(bool may_create);
    bool is_open() const noexcept { return database_ != nullptr; }

    Result<std::vector<StoredDocument>, StoreFault> load();
    /// In place of the one with that owner and name. After a fault the store is closed.
    std::optional<StoreFault> put(const StoredDocument& document);
    std::optional<StoreFault> erase(const std::string& owner, const std::string& name);

private:
    struct Close {
        void operator()(sqlite3* database) const noexcept;
    };
    StoreFault failed(const char* what);
    std::optional<StoreFault> change(const char* statement, const std::vector<std::string>& values);
    std::optional<StoreFault> prepare_tables();
    /// The file was moved away or deleted: what is written now is lost.
    bool has_moved() const;

    std::filesystem::path file_;
    std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace isfocus::xcap
