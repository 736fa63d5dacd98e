// CAST(json AS …) by Trino's rules, written straight into DuckDB's vectors.
#pragma once

#include "engine/functions/vectors.h"

#include "engine/functions/json/text.h"
#include "sql/types/type.h"

namespace sluice::engine {

struct JsonCastFault {
  enum class Kind : std::uint8_t {
    token,      // JSON of another kind
    cast,       // a value that the type's own cast refuses
    range,      // a number outside an integer's range
    overflow,   // a number with too many digits for a decimal
    unreadable  // no JSON, or no number
  };
  Kind kind = Kind::unreadable;
  std::string message;
};

class JsonCast {
 public:
  explicit JsonCast(const sql::Type& type) : type_(type), parser_(kJsonDepthMax) {}

  // Writes the row; NULL and false where the text is no value of the type.
  bool write(std::string_view text, duckdb::Vector& vector, duckdb::idx_t row);

  // Of the last write: Trino's code and message.
  const char* code() const;
  std::string message(std::string_view text) const;

 private:
  struct Token {
    JsonKind kind = JsonKind::null;
    std::string text;  // of a string, its value
    bool is_number() const { return kind == JsonKind::number; }
  };

  Token token(const JsonNode& node) const;
  std::uint32_t index_of(const JsonNode& node) const;

  bool write(const JsonNode& node, const sql::Type& type, duckdb::Vector& vector,
             duckdb::idx_t row);
  bool write_scalar(const Token& token, const sql::Type& type, duckdb::Vector& vector,
                    duckdb::idx_t row);
  bool write_array(const JsonNode& node, const sql::Type& type, duckdb::Vector& vector,
                   duckdb::idx_t row);
  bool write_map(const JsonNode& node, const sql::Type& type, duckdb::Vector& vector,
                 duckdb::idx_t row);
  bool write_row(const JsonNode& node, const sql::Type& type, duckdb::Vector& vector,
                 duckdb::idx_t row);
  bool find_fields(const JsonNode& node, const sql::Type& type, std::vector<std::uint32_t>& fields);
  bool find_named_fields(const JsonNode& node, const sql::Type& type,
                         std::vector<std::uint32_t>& fields);

  std::optional<bool> boolean(const Token& token);
  std::optional<std::int64_t> integer(const Token& token, sql::TypeKind kind);
  std::optional<double> number(const Token& token, const sql::Type& type);
  std::optional<Int128> decimal(const Token& token, const sql::Type& type);
  std::optional<std::string> varchar(const Token& token, const sql::Type& type);

  std::nullopt_t refuse(JsonCastFault::Kind kind, std::string message = {});
  bool refuse_token(const sql::Type& type, std::string_view token);

  const sql::Type& type_;
  JsonParser parser_;
  JsonCastFault fault_;
};

}  // namespace sluice::engine
