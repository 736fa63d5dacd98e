#include "catalog/definition.h"
#include "catalog/partition_value.h"
#include "catalog/rows.h"

namespace sluice::catalog {

namespace {

struct Found {
  std::int64_t row = 0;
  std::string key;
  meta::CommitNumber retired = {};
};

void check_size(std::size_t count) {
  if (count <= Catalog::kPartitionsMax) return;
  throw Error(ErrorKind::limit, "InvalidInputException",
              fmt::format("at most {} partitions a call, not {}", Catalog::kPartitionsMax, count));
}

void check_values(const std::vector<std::string>& values, std::size_t keys) {
  if (values.size() == keys) return;
  throw_invalid(
      fmt::format("The number of partition keys ({}) does not match the number of "
                  "partition values ({}).",
                  keys, values.size()));
}

std::string shown(const std::vector<std::string>& values) {
  return join(values, ", ");
}

std::optional<Found> find_values(meta::Connection& connection, const meta::Snapshot& now,
                                 std::int64_t table_id, const std::string& key) {
  auto query = connection.prepare(
      "SELECT p.rowid, p.retired FROM catalog_partitions p "
      "WHERE p.table_id = ?1 AND p.values_key = ?2 AND " +
      now.sees("p"));
  query.bind(1, table_id).bind(2, key);
  if (!query.step()) return std::nullopt;
  return Found{.row = query.int64(0), .key = key, .retired = meta::CommitNumber(query.int64(1))};
}

void retire(meta::Transaction& change, std::int64_t row) {
  auto retire = change.prepare("UPDATE catalog_partitions SET retired = ?2 WHERE rowid = ?1");
  retire.bind(1, row).bind(2, value_of(change.commit()));
  retire.run();
}

void insert(meta::Transaction& change, std::int64_t table_id, const std::string& key,
            const Partition& partition) {
  auto insert = change.prepare(
      "INSERT INTO catalog_partitions (table_id, values_key, first_integer, definition, added) "
      "VALUES (?1, ?2, ?3, ?4, ?5)");
  insert.bind(1, table_id).bind(2, key);
  const auto integer = partition.values.empty() ? std::nullopt : integer_of(partition.values[0]);
  if (integer) {
    insert.bind(3, *integer);
  } else {
    insert.bind_null(3);
  }
  insert.bind(4, checked_definition(to_definition(partition), "the partition"));
  insert.bind(5, value_of(change.commit()));
  insert.run();
}

bool is_integer(const Type& type) {
  return type.kind == TypeKind::tinyint || type.kind == TypeKind::smallint ||
         type.kind == TypeKind::integer || type.kind == TypeKind::bigint;
}

// Kinds whose order is that of their texts' bytes.
bool is_ordered_by_text(const Type& type) {
  return type.kind == TypeKind::string || type.kind == TypeKind::varchar ||
         type.kind == TypeKind::date;
}

// Partitions may be many: each read() is one page of them, and holds its SQLite snapshot briefly.
constexpr std::int64_t kPageRows = 5000;

// Walks the index of one table's partitions; the definitions are fetched for what matches only.
class PartitionScan {
 public:
  PartitionScan(meta::Database& database, const meta::Snapshot& now, std::int64_t table_id,
                const std::vector<Column>& keys, std::span<const PartitionPredicate> predicates)
      : database_(database), now_(now), table_id_(table_id), keys_(keys), predicates_(predicates) {}

  std::vector<Found> run() {
    for (const PartitionPredicate& predicate : predicates_) {
      if (predicate.key >= keys_.size()) throw_invalid("Invalid partition expression!");
    }
    if (const PartitionPredicate* first = first_key_predicate()) {
      by_first_key(*first);
    } else {
      by_text({});
    }
    const auto before = [](const Found& a, const Found& b) { return a.key < b.key; };
    const auto same = [](const Found& a, const Found& b) { return a.row == b.row; };
    std::sort(found_.begin(), found_.end(), before);
    found_.erase(std::unique(found_.begin(), found_.end(), same), found_.end());
    return std::move(found_);
  }

 private:
  // The one whose conditions an index can answer.
  const PartitionPredicate* first_key_predicate() const {
    if (keys_.empty()) return nullptr;
    const Type& type = keys_.front().type;
    if (!is_integer(type) && !is_ordered_by_text(type)) return nullptr;
    for (const PartitionPredicate& predicate : predicates_) {
      if (predicate.key == 0) return &predicate;
    }
    return nullptr;
  }

  void by_first_key(const PartitionPredicate& predicate) {
    const bool is_by_integer = is_integer(keys_.front().type);
    if (predicate.one_of.empty()) {
      is_by_integer ? by_integer(predicate.at_least, predicate.at_most)
                    : by_text(first_value_between(predicate.at_least, predicate.at_most));
      return;
    }
    for (const std::string& value : predicate.one_of) {
      is_by_integer ? by_integer(value, value) : by_text(first_value_equals(value));
    }
  }

  void by_text(KeyRange range) {
    const bool has_end = !range.to.empty();
    const std::string sql =
        std::string(
            "SELECT p.rowid, p.values_key FROM catalog_partitions p WHERE p.table_id = ?1 "
            "AND p.values_key > ?2 AND ") +
        (has_end ? "p.values_key < ?4 AND " : "") + now_.sees("p") +
        " ORDER BY p.values_key LIMIT ?3";
    // Keys end with a separator, so that none equals the start of a range of longer ones.
    std::string after = range.from;
    if (!after.empty()) after.back() = '\0';
    for (bool is_last = false; !is_last;) {
      database_.read([&](meta::Connection& connection) {
        auto query = connection.prepare(sql);
        query.bind(1, table_id_).bind(2, after).bind(3, kPageRows);
        if (has_end) query.bind(4, range.to);
        is_last = take(query, after) < kPageRows;
      });
    }
  }

  void by_integer(const std::optional<std::string>& at_least,
                  const std::optional<std::string>& at_most) {
    const auto from = at_least ? integer_of(*at_least) : INT64_MIN;
    const auto to = at_most ? integer_of(*at_most) : INT64_MAX;
    if (!from || !to) return;
    database_.read([&](meta::Connection& connection) {
      auto query = connection.prepare(
          "SELECT p.rowid, p.values_key FROM catalog_partitions p WHERE p.table_id = ?1 "
          "AND p.first_integer BETWEEN ?2 AND ?3 AND " +
          now_.sees("p"));
      query.bind(1, table_id_).bind(2, *from).bind(3, *to);
      std::string last;
      take(query, last);
    });
  }

  std::int64_t take(meta::Statement& query, std::string& last) {
    std::int64_t rows = 0;
    while (query.step()) {
      ++rows;
      last = query.text(1);
      if (matches(last)) found_.push_back({.row = query.int64(0), .key = last, .retired = {}});
    }
    return rows;
  }

  bool matches(const std::string& key) const {
    if (predicates_.empty()) return true;
    const std::vector<std::string> values = values_of_key(key);
    return std::all_of(predicates_.begin(), predicates_.end(), [&](const PartitionPredicate& each) {
      return each.key < values.size() && satisfies(keys_[each.key].type, values[each.key], each);
    });
  }

  meta::Database& database_;
  const meta::Snapshot& now_;
  std::int64_t table_id_;
  const std::vector<Column>& keys_;
  std::span<const PartitionPredicate> predicates_;
  std::vector<Found> found_;
};

void fetch(meta::Database& database, std::span<const Found> page, std::vector<Partition>& out) {
  database.read([&](meta::Connection& connection) {
    for (const Found& found : page) {
      auto query = connection.prepare("SELECT definition FROM catalog_partitions WHERE rowid = ?1");
      query.bind(1, found.row);
      if (query.step()) out.push_back(partition_of(values_of_key(found.key), query.text(0)));
    }
  });
}

}  // namespace

void Catalog::refuse_retired(meta::CommitNumber retired, const meta::Transaction& change,
                             std::string_view what) const {
  if (!is_pending(retired, change)) return;
  throw_concurrent(fmt::format("{} is being deleted by somebody else.", what));
}

void Catalog::write_partitions(meta::Transaction& change, const TableName& name,
                               std::span<const Partition> partitions, bool may_replace) {
  check_size(partitions.size());
  const TableRow table = row(change, change.now(), name);
  const std::size_t keys = table_of(name, table.version, table.definition).partition_keys.size();
  for (const Partition& partition : partitions) {
    check_values(partition.values, keys);
    const std::string key = values_key(partition.values);
    const auto existing = find_values(change, change.now(), table.id, key);
    if (existing && !may_replace) {
      throw_exists(fmt::format("Partition already exists: {}", shown(partition.values)));
    }
    auto others = change.prepare(
        "SELECT added FROM catalog_partitions WHERE table_id = ?1 AND values_key = ?2 "
        "AND retired = 9223372036854775807");
    others.bind(1, table.id).bind(2, key);
    refuse_pending(others, change, fmt::format("Partition {}", shown(partition.values)));
    if (existing) {
      refuse_retired(existing->retired, change, shown(partition.values));
      retire(change, existing->row);
    }
    Partition dated = partition;
    if (dated.created == Timestamp()) dated.created = clock_.now();
    insert(change, table.id, key, dated);
  }
}

void Catalog::add_partitions(meta::Transaction& change, const TableName& name,
                             std::span<const Partition> partitions) {
  write_partitions(change, name, partitions, false);
}

void Catalog::put_partitions(meta::Transaction& change, const TableName& name,
                             std::span<const Partition> partitions) {
  write_partitions(change, name, partitions, true);
}

void Catalog::delete_partitions(meta::Transaction& change, const TableName& name,
                                std::span<const std::vector<std::string>> values) {
  check_size(values.size());
  const TableRow table = row(change, change.now(), name);
  for (const std::vector<std::string>& each : values) {
    const auto found = find_values(change, change.now(), table.id, values_key(each));
    if (!found) throw_not_found(fmt::format("Partition not found: {}", shown(each)));
    refuse_retired(found->retired, change, shown(each));
    retire(change, found->row);
  }
}

std::optional<Partition> Catalog::find_partition(const meta::Snapshot& now, const TableName& name,
                                                 const std::vector<std::string>& values) const {
  const auto found = database_.read([&](meta::Connection& connection) {
    return find_values(connection, now, row(connection, now, name).id, values_key(values));
  });
  if (!found) return std::nullopt;
  std::vector<Partition> result;
  fetch(database_, {&*found, 1}, result);
  if (result.empty()) return std::nullopt;
  return std::move(result.front());
}

std::vector<Partition> Catalog::partitions(const meta::Snapshot& now, const TableName& name,
                                           std::span<const PartitionPredicate> predicates) const {
  const TableRow table_row =
      database_.read([&](meta::Connection& connection) { return row(connection, now, name); });
  const Table table = table_of(name, table_row.version, table_row.definition);
  PartitionScan scan(database_, now, table_row.id, table.partition_keys, predicates);
  const std::vector<Found> found = scan.run();
  std::vector<Partition> result;
  result.reserve(found.size());
  for (std::size_t start = 0; start < found.size(); start += kPageRows) {
    const std::size_t count = std::min<std::size_t>(kPageRows, found.size() - start);
    fetch(database_, std::span(found).subspan(start, count), result);
  }
  return result;
}

std::uint64_t Catalog::partition_count(const meta::Snapshot& now, const TableName& name) const {
  return database_.read([&](meta::Connection& connection) {
    auto query = connection.prepare(
        "SELECT count(*) FROM catalog_partitions p WHERE p.table_id = ?1 AND " + now.sees("p"));
    query.bind(1, row(connection, now, name).id);
    query.step();
    return static_cast<std::uint64_t>(query.int64(0));
  });
}

}  // namespace sluice::catalog
