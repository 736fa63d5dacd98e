#include "engine/text/json_rows.h"

#include <set>

#include "base/text.h"
#include "engine/text/faults.h"

namespace sluice::engine {

namespace {

constexpr std::size_t kNoColumn = ~std::size_t{0};

}  // namespace

JsonRows::JsonRows(const TextTable& table) : table_(table), values_(table.columns.size()) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    columns_by_name_.emplace(table.columns[i].name, i);
  }
}

std::optional<BadRecord> JsonRows::convert(const TextBlock& block, const TextRecord& record,
                                           std::span<CellTarget> targets, duckdb::idx_t row) {
  if (record.fault == RecordFault::too_long) return BadRecord{"", too_long_fault(table_.limits)};
  const std::string_view text = block.text(record);
  const JsonOutcome outcome = text.empty() ? JsonOutcome::incomplete : parser_.parse(text);
  if (auto fault = json_fault(text, outcome, parser_); !fault.empty()) {
    return BadRecord{"", std::move(fault)};
  }
  if (!find_values()) return BadRecord{"", reason_};
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (values_[i] == kAbsent) {
      targets[i].write_null(row);
    } else if (!write(targets[i], row, parser_.nodes()[values_[i]], 0)) {
      return BadRecord{table_.columns[i].name, reason_};
    }
  }
  return std::nullopt;
}

// Which node is each column's value. False when a key comes twice.
bool JsonRows::find_values() {
  std::ranges::fill(values_, kAbsent);
  const auto& nodes = parser_.nodes();
  std::size_t position = 0;
  for (std::uint32_t key = 1; key < nodes[0].next; key = nodes[key + 1].next) {
    const std::size_t column = column_of(position++, nodes[key]);
    if (column == kNoColumn) continue;
    if (values_[column] != kAbsent) {
      return fail(fmt::format("the key \"{}\" comes twice", table_.columns[column].name));
    }
    values_[column] = key + 1;
  }
  return true;
}

std::size_t JsonRows::column_of(std::size_t position, const JsonNode& key) {
  constexpr std::size_t kKnownMax = 1000;
  const std::string_view text = parser_.text(key);
  const bool is_known = position < known_keys_.size() && known_keys_[position].text == text;
  if (is_known) return known_keys_[position].column;
  std::string buffer;
  const auto found = columns_by_name_.find(lower_ascii(value_text(key, buffer)));
  const std::size_t column = found == columns_by_name_.end() ? kNoColumn : found->second;
  if (position >= kKnownMax) return column;
  if (position >= known_keys_.size()) known_keys_.resize(position + 1);
  known_keys_[position] = {std::string(text), column};
  return column;
}

std::string_view JsonRows::value_text(const JsonNode& node, std::string& buffer) const {
  if (!node.has_escapes) return parser_.text(node);
  buffer = unescape_json(parser_.text(node));
  return buffer;
}

bool JsonRows::write(CellTarget& target, duckdb::idx_t row, const JsonNode& node, int depth) {
  if (node.kind == JsonKind::null) {
    target.write_null(row);
    return true;
  }
  bool is_written = false;
  switch (target.type().kind) {
    case CellKind::list:
      is_written = write_list(target, row, node, depth);
      break;
    case CellKind::struct_:
      is_written = write_struct(target, row, node, depth);
      break;
    case CellKind::map:
      is_written = write_map(target, row, node, depth);
      break;
    default:
      is_written = write_scalar(target, row, node, depth);
      break;
  }
  if (is_written || !table_.is_bad_value_null) return is_written;
  target.write_null(row);
  return true;
}

bool JsonRows::write_scalar(CellTarget& target, duckdb::idx_t row, const JsonNode& node,
                            int depth) {
  std::string buffer;
  const std::string_view text = value_text(node, buffer);
  const bool is_view = depth == 0 && !node.has_escapes;
  const bool is_number_for_bytes =
      target.type().kind == CellKind::binary && node.kind != JsonKind::string;
  const auto lifetime = is_view ? CellTarget::Text::outlives_vector : CellTarget::Text::is_copied;
  if (!is_number_for_bytes && target.write(row, text, lifetime)) return true;
  return fail(bad_value(target.type(), text));
}

bool JsonRows::write_list(CellTarget& target, duckdb::idx_t row, const JsonNode& node, int depth) {
  if (node.kind != JsonKind::array) return fail(bad_value(target.type(), parser_.text(node)));
  const auto& nodes = parser_.nodes();
  duckdb::Vector& list = target.vector();
  const std::size_t count = count_children(node);
  const duckdb::idx_t offset = duckdb::ListVector::GetListSize(list);
  duckdb::ListVector::Reserve(list, offset + count);
  duckdb::ListVector::SetListSize(list, offset + count);
  duckdb::FlatVector::GetData<duckdb::list_entry_t>(list)[row] = {offset, count};
  CellTarget element(target.type().children[0], duckdb::ListVector::GetEntry(list));
  bool is_good = true;
  std::uint32_t child = index_of(node) + 1;
  // What follows a bad element is NULL, so that no entry of the list is left without a value.
  for (std::size_t i = 0; i < count; ++i, child = nodes[child].next) {
    is_good = is_good && write(element, offset + i, nodes[child], depth + 1);
    if (!is_good) element.write_null(offset + i);
  }
  return is_good;
}

bool JsonRows::write_struct(CellTarget& target, duckdb::idx_t row, const JsonNode& node,
                            int depth) {
  if (node.kind != JsonKind::object) return fail(bad_value(target.type(), parser_.text(node)));
  const auto& nodes = parser_.nodes();
  const CellType& type = target.type();
  std::vector<std::uint32_t> found(type.names.size(), kAbsent);
  std::string buffer;
  for (std::uint32_t key = index_of(node) + 1; key < node.next; key = nodes[key + 1].next) {
    const std::string_view name = value_text(nodes[key], buffer);
    const auto at = std::ranges::find_if(
        type.names, [&](const std::string& field) { return equal_ignoring_case(field, name); });
    if (at == type.names.end()) continue;
    auto& value = found[static_cast<std::size_t>(at - type.names.begin())];
    if (value != kAbsent) return fail(fmt::format("the key \"{}\" comes twice", *at));
    value = key + 1;
  }
  const auto& children = duckdb::StructVector::GetEntries(target.vector());
  bool is_good = true;
  for (std::size_t i = 0; i < found.size(); ++i) {
    CellTarget field(type.children[i], *children[i]);
    const bool is_present = found[i] != kAbsent;
    is_good = is_good && (!is_present || write(field, row, nodes[found[i]], depth + 1));
    if (!is_present || !is_good) field.write_null(row);
  }
  return is_good;
}

bool JsonRows::write_map(CellTarget& target, duckdb::idx_t row, const JsonNode& node, int depth) {
  if (node.kind != JsonKind::object) return fail(bad_value(target.type(), parser_.text(node)));
  const auto& nodes = parser_.nodes();
  duckdb::Vector& map = target.vector();
  const std::size_t count = count_children(node) / 2;
  const duckdb::idx_t offset = duckdb::ListVector::GetListSize(map);
  duckdb::ListVector::Reserve(map, offset + count);
  duckdb::ListVector::SetListSize(map, offset + count);
  duckdb::FlatVector::GetData<duckdb::list_entry_t>(map)[row] = {offset, count};
  CellTarget keys(target.type().children[0], duckdb::MapVector::GetKeys(map));
  CellTarget values(target.type().children[1], duckdb::MapVector::GetValues(map));
  std::set<std::string> seen;
  bool is_good = true;
  std::uint32_t key = index_of(node) + 1;
  for (std::size_t i = 0; i < count; ++i, key = nodes[key + 1].next) {
    std::string buffer;
    const std::string_view name = value_text(nodes[key], buffer);
    if (is_good && !seen.emplace(name).second) {
      is_good = fail(fmt::format("the key \"{}\" comes twice", name));
    }
    const bool is_key = target.type().children[0].kind == CellKind::text || !trim(name).empty();
    if (is_good && !(is_key && keys.write(offset + i, name, CellTarget::Text::is_copied))) {
      is_good = fail(bad_value(keys.type(), name));
    }
    is_good = is_good && write(values, offset + i, nodes[key + 1], depth + 1);
    if (is_good) continue;
    keys.write_null(offset + i);
    values.write_null(offset + i);
  }
  return is_good;
}

std::size_t JsonRows::count_children(const JsonNode& node) const {
  const auto& nodes = parser_.nodes();
  std::size_t count = 0;
  for (std::uint32_t at = index_of(node) + 1; at < node.next; at = nodes[at].next)
    ++count;
  return count;
}

std::uint32_t JsonRows::index_of(const JsonNode& node) const {
  return static_cast<std::uint32_t>(&node - parser_.nodes().data());
}

bool JsonRows::fail(std::string reason) {
  reason_ = std::move(reason);
  return false;
}

}  // namespace sluice::engine
