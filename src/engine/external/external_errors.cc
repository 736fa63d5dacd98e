#include "engine/external/external_errors.h"

#include <array>

#include "base/text.h"
#include "engine/host/errors.h"

namespace sluice::engine {

namespace {

struct Answer {
  std::string_view said;  // in lower case
  ErrorKind kind;
  const char* code;
  const char* meaning;  // follows the server's name
};

constexpr const char* kWrongForm =
    "cannot be reached: the connection is not of the form host=… port=… dbname=… user=… password=…";
constexpr const char* kWrongPostgresUri =
    "cannot be reached: the connection is not of the form "
    "postgresql://user:password@host:port/database";
constexpr const char* kWrongMySqlUri =
    "cannot be reached: the connection is not of the form mysql://user:password@host:port/database";
constexpr const char* kWrongSetting =
    "cannot be reached: the connection has a setting that does not exist";
constexpr const char* kWrongEscape = "cannot be reached: the connection has a wrong %-escape";
constexpr const char* kWrongPort = "cannot be reached: the connection has a port that is no number";
constexpr const char* kWrongValue = "cannot be reached: the connection has a wrong value";

// The first that fits. The texts are those of PostgreSQL, MariaDB, MySQL, SQLite and their clients.
constexpr auto kAnswers = std::to_array<Answer>({
    {"password authentication failed", ErrorKind::denied, "AuthenticationFailed",
     "refused the user or the password"},
    {"no password supplied", ErrorKind::denied, "AuthenticationFailed", "asks for a password"},
    {"fatal:  role", ErrorKind::denied, "AuthenticationFailed", "does not know the user"},
    {"to database '", ErrorKind::denied, "AccessDenied",
     "does not let the user use this database, or does not have it"},
    {"access denied for user", ErrorKind::denied, "AuthenticationFailed",
     "refused the user or the password"},
    {"pg_hba.conf", ErrorKind::denied, "AuthenticationFailed",
     "does not let the user connect from here"},
    {"fatal:  database", ErrorKind::not_found, "NoSuchDatabase", "has no such database"},
    {"unknown database", ErrorKind::not_found, "NoSuchDatabase", "has no such database"},
    {"connection refused", ErrorKind::io, "ConnectionFailed",
     "cannot be reached: the connection was refused"},
    {"could not translate host name", ErrorKind::io, "ConnectionFailed",
     "cannot be reached: nobody knows the host's name"},
    {"unknown server host", ErrorKind::io, "ConnectionFailed",
     "cannot be reached: nobody knows the host's name"},
    {"unknown mysql server host", ErrorKind::io, "ConnectionFailed",
     "cannot be reached: nobody knows the host's name"},
    {"timeout expired", ErrorKind::io, "ConnectionFailed", "did not answer in time"},
    {"can't connect to", ErrorKind::io, "ConnectionFailed",
     "cannot be reached: nobody answers there"},
    {"no such file or directory", ErrorKind::io, "ConnectionFailed",
     "cannot be reached: there is no such socket"},
    {"server closed the connection", ErrorKind::io, "ConnectionLost", "closed the connection"},
    {"terminating connection", ErrorKind::io, "ConnectionLost", "closed the connection"},
    {"lost connection", ErrorKind::io, "ConnectionLost", "closed the connection"},
    {"server has gone away", ErrorKind::io, "ConnectionLost", "closed the connection"},
    {"too many c", ErrorKind::io, "ConnectionFailed", "has too many connections already"},
    {"permission denied", ErrorKind::denied, "AccessDenied", "does not let the user read"},
    {"command denied to user", ErrorKind::denied, "AccessDenied", "does not let the user read"},
    {"file is not a database", ErrorKind::corrupt, "NoDatabase", "is no SQLite database"},
    {"database disk image is malformed", ErrorKind::corrupt, "NoDatabase", "is damaged"},
    {"database is locked", ErrorKind::io, "DatabaseLocked", "is locked by another program"},
    {"unable to open database file", ErrorKind::io, "ConnectionFailed", "cannot be opened"},
    // Of malformed connections libpq and the MySQL extension repeat the piece that they do not
    // understand, and that can be a part of the password.
    {"connection info string", ErrorKind::invalid, "InvalidConnection", kWrongForm},
    {"invalid connection option", ErrorKind::invalid, "InvalidConnection", kWrongSetting},
    {"invalid uri query parameter", ErrorKind::invalid, "InvalidConnection", kWrongSetting},
    {"unrecognized configuration parameter", ErrorKind::invalid, "InvalidConnection",
     kWrongSetting},
    {"unsupported attribute", ErrorKind::invalid, "InvalidConnection", kWrongSetting},
    {"invalid percent-encoded token", ErrorKind::invalid, "InvalidConnection", kWrongEscape},
    {"in percent-encoded value", ErrorKind::invalid, "InvalidConnection", kWrongEscape},
    {"use percent-encoded spaces", ErrorKind::invalid, "InvalidConnection", kWrongEscape},
    {"invalid port number", ErrorKind::invalid, "InvalidConnection", kWrongPort},
    {"for connection option \"port\"", ErrorKind::invalid, "InvalidConnection", kWrongPort},
    {"for connection option", ErrorKind::invalid, "InvalidConnection", kWrongValue},
    {"invalid uri string", ErrorKind::invalid, "InvalidConnection", kWrongMySqlUri},
    {"invalid uri", ErrorKind::invalid, "InvalidConnection", kWrongPostgresUri},
    {" in uri", ErrorKind::invalid, "InvalidConnection", kWrongPostgresUri},
    {"invalid dsn", ErrorKind::invalid, "InvalidConnection", kWrongForm},
});

// The reason in its own words where no word of it can be a secret.
std::string reason(const ExternalPlace& place, const std::string& raw) {
  const std::string line = first_line(raw);
  for (const std::string& secret : place.connection.secrets) {
    if (line.find(secret) != std::string::npos) return "it does not say why";
  }
  for (const char* name : {"DuckDB", "duckdb", "sluice-out://"}) {
    if (line.find(name) != std::string::npos) return "the answer could not be read";
  }
  return line;
}

std::string without(std::string text, const std::string& secret) {
  return secret.empty() ? text : duckdb::StringUtil::Replace(std::move(text), secret, "");
}

}  // namespace

Error to_error(const ExternalPlace& place, const QueryState& query,
               const duckdb::ErrorData& error) {
  if (const auto first = query.first_error()) return *first;
  const auto type = error.Type();
  if (type == duckdb::ExceptionType::INTERRUPT || query.cancelled()) {
    return Error(ErrorKind::cancelled, "Cancelled", "cancelled on request");
  }
  const std::string& shown = place.connection.shown;
  if (type == duckdb::ExceptionType::OUT_OF_MEMORY) {
    return Error(
        ErrorKind::limit, "EXCEEDED_LOCAL_MEMORY_LIMIT",
        fmt::format("{}: reading {} needs more memory than it may have", shown, place.table));
  }
  if (type == duckdb::ExceptionType::CATALOG) {
    return Error(
        ErrorKind::not_found, "NoSuchTable",
        fmt::format("{} has no table {}, or none that this user may see", shown, place.table));
  }
  const std::string raw = without(error.RawMessage(), place.connection.given);
  const std::string said = lower_ascii(raw);
  for (const Answer& answer : kAnswers) {
    if (said.find(answer.said) == std::string::npos) continue;
    return Error(answer.kind, answer.code,
                 answer.code == std::string_view("AccessDenied")
                     ? fmt::format("{} {} (table {})", shown, answer.meaning, place.table)
                     : fmt::format("{} {}", shown, answer.meaning));
  }
  if (!place.is_open && type == duckdb::ExceptionType::INVALID_INPUT) {
    return Error(ErrorKind::invalid, "InvalidConnection",
                 shown + " cannot be reached: the connection cannot be understood");
  }
  const bool is_value =
      type == duckdb::ExceptionType::MISMATCH_TYPE || type == duckdb::ExceptionType::CONVERSION ||
      type == duckdb::ExceptionType::OUT_OF_RANGE || type == duckdb::ExceptionType::INVALID_INPUT;
  if (is_value) {
    return Error(ErrorKind::invalid, "InvalidValue",
                 fmt::format("{}, table {}: a value does not fit its column: {}", shown,
                             place.table, reason(place, raw)));
  }
  return Error(
      ErrorKind::io, "ExternalReadFailed",
      fmt::format("{}, table {}: reading failed: {}", shown, place.table, reason(place, raw)));
}

}  // namespace sluice::engine
