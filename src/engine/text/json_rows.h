// Rows of JSON records.
//
// As Athena's OpenX SerDe where it is strict enough: keys match columns and struct fields ignoring
// case, a missing key is NULL, a key given twice makes the record bad. A scalar column takes what
// its text is a value of, in quotes or not (1, "1"); a text column takes a number, a boolean, an
// array or an object as it is written; "" is NULL in a column that is not text. A number is no
// timestamp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/text/json_parser.h"
#include "engine/text/text_rows.h"

namespace sluice::engine {

class JsonRows final : public TextRows {
 public:
  explicit JsonRows(const TextTable& table);

  std::optional<BadRecord> convert(const TextBlock& block, const TextRecord& record,
                                   std::span<CellTarget> targets, duckdb::idx_t row) override;

 private:
  static constexpr std::uint32_t kAbsent = 0;  // node 0 is the record itself

  bool find_values();
  std::size_t column_of(std::size_t position, const JsonNode& key);
  std::string_view value_text(const JsonNode& node, std::string& buffer) const;

  bool write(CellTarget& target, duckdb::idx_t row, const JsonNode& node, int depth);
  bool write_scalar(CellTarget& target, duckdb::idx_t row, const JsonNode& node, int depth);
  bool write_list(CellTarget& target, duckdb::idx_t row, const JsonNode& node, int depth);
  bool write_struct(CellTarget& target, duckdb::idx_t row, const JsonNode& node, int depth);
  bool write_map(CellTarget& target, duckdb::idx_t row, const JsonNode& node, int depth);
  std::size_t count_children(const JsonNode& node) const;
  std::uint32_t index_of(const JsonNode& node) const;
  bool fail(std::string reason);

  // The key that stood at a position of the last record, and its column: records look alike.
  struct KnownKey {
    std::string text;
    std::size_t column = 0;
  };

  const TextTable& table_;
  JsonParser parser_;
  std::unordered_map<std::string, std::size_t> columns_by_name_;
  std::vector<KnownKey> known_keys_;
  std::vector<std::uint32_t> values_;  // of each column, the node or kAbsent
  std::string reason_;                 // of the last value that could not be written
};

}  // namespace sluice::engine
