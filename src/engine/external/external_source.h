// A table of somebody else's database, read once and copied as Parquet.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/cancel.h"
#include "store/store.h"

namespace sluice::engine {

struct EngineOptions;
class Objects;

enum class ExternalKind { postgres, mysql, sqlite };

struct ExternalTable {
  ExternalKind kind = ExternalKind::sqlite;
  // As the database's own clients take it: "host=… dbname=…" or a URI; of SQLite the file. Holds
  // passwords: no message and no record repeats it.
  std::string connection;
  std::string name;  // "table" or "schema.table"; a part with dots stands in double quotes
};

// Rows by the value of a column that grows. Rows without a value, or with an infinite one, are in
// no range that has an end.
struct ExternalRange {
  std::string column;
  std::optional<std::string> after;  // absent: from the start
  std::string up_to;                 // with it
};

// An open connection, in an instance of its own that goes away with it. One thread at a time.
//
// Every call throws Error: io (the server cannot be reached; trying again may help), denied (user,
// password or rights), not_found (database, file, table or column), invalid (connection text,
// values), unsupported (a column's type), cancelled, limit, or what the body threw.
class ExternalSource {
 public:
  virtual ~ExternalSource() = default;

  // The column's greatest finite value beyond `after`, as text; nullopt when no row has one.
  virtual std::optional<std::string> greatest(const std::string& column,
                                              const std::optional<std::string>& after) = 0;

  // Streams the rows, all of them without a range, as Parquet. Answers how many they were.
  virtual std::uint64_t copy(store::BodyWriter& body,
                             const std::optional<ExternalRange>& range) = 0;
};

// Connects. `number` is unique in the engine. What is handed in outlives the source.
std::unique_ptr<ExternalSource> open_external(const EngineOptions& options, Objects& objects,
                                              std::uint64_t number, const ExternalTable& table,
                                              const CancelToken* cancel);

}  // namespace sluice::engine
