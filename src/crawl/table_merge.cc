#include "crawl/table_merge.h"

#include "base/error.h"
#include "base/text.h"
#include "crawl/shape.h"

namespace sluice::crawl {

namespace {

using catalog::Column;
using catalog::Type;
using catalog::TypeKind;

constexpr const char* kDeprecated = "DEPRECATED_BY_CRAWLER";

std::string now_ms(const MergeContext& context) {
  const auto since = context.now.time_since_epoch();
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

bool is_text(const catalog::TableFormat& format) {
  return format.format == catalog::FileFormat::csv || format.format == catalog::FileFormat::json;
}

bool is_narrower_number(TypeKind kind) {
  return kind == TypeKind::tinyint || kind == TypeKind::smallint || kind == TypeKind::integer ||
         kind == TypeKind::decimal || kind == TypeKind::float_;
}

// Texts are only ever inferred to be bigint and double: somebody who declared a narrower number, or
// varchar, meant it.
bool is_declared_on_purpose(const Type& declared, const Type& found) {
  const bool is_integer = found.kind == TypeKind::bigint;
  const bool is_double = found.kind == TypeKind::double_;
  if (declared.kind == TypeKind::decimal || declared.kind == TypeKind::float_) {
    return is_integer || is_double;
  }
  if (is_narrower_number(declared.kind)) return is_integer;
  const bool is_characters = declared.kind == TypeKind::char_ || declared.kind == TypeKind::varchar;
  return is_characters && found.kind == TypeKind::string;
}

std::string parameter(const catalog::Table& table, const std::string& key) {
  const auto found = table.parameters.find(key);
  return found == table.parameters.end() ? "null" : found->second;
}

// AWS's words.
std::optional<std::string> format_change(const catalog::Table& existing,
                                         const catalog::Table& found) {
  const catalog::TableFormat was = table_format(existing);
  const catalog::TableFormat is = table_format(found);
  std::string key;
  if (was.format != is.format || was.is_json_array != is.is_json_array) {
    key = "classification";
  } else if (was.compression != is.compression) {
    key = "compressionType";
  } else if (is.format != catalog::FileFormat::csv) {
    return std::nullopt;
  } else if (was.csv.delimiter != is.csv.delimiter) {
    key = "delimiter";
  } else if (was.csv.header_lines != is.csv.header_lines) {
    key = "skip.header.line.count";
  } else if (was.csv.quote != is.csv.quote) {
    key = "areColumnsQuoted";
  } else {
    return std::nullopt;
  }
  return fmt::format(
      "Cannot merge new columns into the table {} as defined in the Data Catalog because the "
      "parameter '{}' has changed. The existing value is '{}', and the crawled value is '{}'. "
      "Either remove the table or resolve the inconsistent parameter value.",
      existing.name.table, key, parameter(existing, key), parameter(found, key));
}

class NativeMerge {
 public:
  NativeMerge(const catalog::Table& existing, const FoundTable& found)
      : existing_(existing), found_(found), is_text_(is_text(table_format(found.table))) {}

  // Nothing when the found columns cannot be the table's.
  std::optional<catalog::Table> merge(std::vector<std::string>& reasons) {
    if (auto change = format_change(existing_, found_.table)) {
      reasons.push_back(*change);
      return std::nullopt;
    }
    if (auto change = order_change()) {
      reasons.push_back(*change);
      return std::nullopt;
    }
    catalog::Table table = existing_;
    merge_columns(table.storage.columns, reasons);
    merge_keys(table.partition_keys, reasons);
    table.storage.location = found_.table.storage.location;
    for (const auto& [key, value] : found_.table.storage.serde.parameters) {
      if (key != "paths") table.storage.serde.parameters[key] = value;
    }
    merge_paths(table);
    for (const auto& [key, value] : found_.table.parameters)
      table.parameters[key] = value;
    for (const auto& [key, value] : found_.table.storage.parameters) {
      table.storage.parameters[key] = value;
    }
    if (table.parameters.erase(kDeprecated) > 0) reasons.push_back("its objects are back");
    return table;
  }

 private:
  // In delimited text a column is a position.
  std::optional<std::string> order_change() const {
    if (table_format(found_.table).format != catalog::FileFormat::csv) return std::nullopt;
    const auto& was = existing_.storage.columns;
    const auto& is = found_.table.storage.columns;
    for (std::size_t i = 0; i < std::min(was.size(), is.size()); ++i) {
      if (was[i].name == is[i].name) continue;
      return fmt::format(
          "column {} is \"{}\" in the files and \"{}\" in the table: delimited text is "
          "read by position, so the two cannot be merged",
          i + 1, is[i].name, was[i].name);
    }
    return std::nullopt;
  }

  void merge_columns(std::vector<Column>& columns, std::vector<std::string>& reasons) const {
    for (const Column& found : found_.table.storage.columns) {
      const auto mine = std::find_if(columns.begin(), columns.end(),
                                     [&](const Column& each) { return each.name == found.name; });
      if (mine == columns.end()) {
        columns.push_back(found);
        reasons.push_back(fmt::format("new column \"{}\" {}", found.name, to_text(found.type)));
        continue;
      }
      if (found_.untyped.contains(found.name)) continue;
      if (is_text_ && is_declared_on_purpose(mine->type, found.type)) continue;
      widen(*mine, found.type, reasons);
    }
  }

  static void widen(Column& column, const Type& found, std::vector<std::string>& reasons) {
    Type wider = merged_type(column.type, found);
    if (wider == column.type) return;
    reasons.push_back(fmt::format("column \"{}\" widens from {} to {}: the files hold {}",
                                  column.name, to_text(column.type), to_text(wider),
                                  to_text(found)));
    column.type = std::move(wider);
  }

  void merge_keys(std::vector<Column>& keys, std::vector<std::string>& reasons) const {
    const auto& found = found_.table.partition_keys;
    const bool is_same =
        std::equal(keys.begin(), keys.end(), found.begin(), found.end(),
                   [](const Column& a, const Column& b) { return a.name == b.name; });
    if (!is_same) {
      reasons.push_back("the partition keys change: all partitions are written anew");
      keys = found;
      return;
    }
    for (std::size_t i = 0; i < keys.size(); ++i)
      widen(keys[i], found[i].type, reasons);
  }

  void merge_paths(catalog::Table& table) const {
    const auto found = found_.table.storage.serde.parameters.find("paths");
    if (found == found_.table.storage.serde.parameters.end()) return;
    std::string& paths = table.storage.serde.parameters["paths"];
    std::set<std::string> names;
    for (const std::string_view name : split(paths, ','))
      names.emplace(name);
    for (const std::string_view name : split(found->second, ','))
      names.emplace(name);
    names.erase("");
    paths = fmt::format("{}", fmt::join(names, ","));
  }

  const catalog::Table& existing_;
  const FoundTable& found_;
  bool is_text_;
};

class PartitionMerge {
 public:
  PartitionMerge(TableChange& change, const MergeContext& context)
      : change_(change), context_(context) {}

  void merge(std::vector<catalog::Partition> found, std::vector<catalog::Partition> existing,
             bool has_other_keys) {
    if (has_other_keys) {
      for (catalog::Partition& each : existing) {
        change_.removed_partitions.push_back(std::move(each.values));
      }
      existing.clear();
    }
    std::map<std::vector<std::string>, catalog::Partition> known;
    for (catalog::Partition& each : existing)
      known.emplace(each.values, std::move(each));
    for (catalog::Partition& each : found) {
      const auto mine = known.find(each.values);
      if (mine == known.end()) {
        change_.added_partitions.push_back(std::move(each));
        continue;
      }
      update(mine->second, std::move(each));
      known.erase(mine);
    }
    for (auto& [values, partition] : known)
      vanish(std::move(partition));
  }

 private:
  void update(const catalog::Partition& mine, catalog::Partition found) {
    const bool is_back = mine.parameters.contains(kDeprecated);
    const bool is_like_aws = context_.options.mode == CrawlMode::like_aws;
    const bool is_same =
        mine.storage.location == found.storage.location && !is_back &&
        (!is_like_aws || (mine.storage == found.storage && mine.parameters == found.parameters));
    if (is_same) return;
    found.created = mine.created;
    change_.changed_partitions.push_back(std::move(found));
  }

  void vanish(catalog::Partition partition) {
    if (partition.parameters.contains(kDeprecated)) return;
    if (context_.has_objects(partition.storage.location)) return;
    const std::string what =
        fmt::format("partition {} has no objects any more", join(partition.values, "/"));
    switch (context_.options.deleted_partitions) {
      case DeletePolicy::remove:
        change_.removed_partitions.push_back(std::move(partition.values));
        break;
      case DeletePolicy::deprecate:
        partition.parameters[kDeprecated] = now_ms(context_);
        change_.changed_partitions.push_back(std::move(partition));
        break;
      case DeletePolicy::log:
        change_.reasons.push_back(what);
        break;
    }
  }

  TableChange& change_;
  const MergeContext& context_;
};

bool is_same_definition(const catalog::Table& a, const catalog::Table& b) {
  return a.storage == b.storage && a.partition_keys == b.partition_keys &&
         a.parameters == b.parameters && a.owner == b.owner && a.description == b.description;
}

bool have_same_names(const std::vector<Column>& a, const std::vector<Column>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Column& x, const Column& y) { return x.name == y.name; });
}

void add_partition_reasons(TableChange& change) {
  const auto add = [&](std::size_t count, const char* what) {
    if (count > 0)
      change.reasons.push_back(fmt::format("{} partitions {}", human_count(count), what));
  };
  add(change.added_partitions.size(), "are new");
  add(change.changed_partitions.size(), "change");
  add(change.removed_partitions.size(), "are removed");
}

// A table that somebody made of a format which Sluice does not read stays as it is.
std::optional<catalog::Table> merge_native(const catalog::Table& existing, const FoundTable& found,
                                           std::vector<std::string>& reasons) {
  try {
    return NativeMerge(existing, found).merge(reasons);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) throw;
    reasons.push_back(error.message());
    return std::nullopt;
  }
}

}  // namespace

TableChange merge_table(FoundTable found, std::optional<ExistingTable> existing,
                        const MergeContext& context) {
  TableChange change{.objects = found.objects, .size_bytes = found.size_bytes};
  change.reasons = found.reasons;
  if (!existing) {
    change.action = TableAction::create;
    change.added_partitions = std::move(found.partitions);
    change.table = std::move(found.table);
    return change;
  }
  change.expected_version = existing->table.version;
  std::optional<catalog::Table> table = found.table;
  if (context.options.mode == CrawlMode::native) {
    table = merge_native(existing->table, found, change.reasons);
  }
  if (!table) {
    change.action = TableAction::refuse;
    change.table = std::move(existing->table);
    return change;
  }
  table->name = existing->table.name;
  change.table = *std::move(table);
  const bool has_other_keys =
      !have_same_names(change.table.partition_keys, existing->table.partition_keys);
  PartitionMerge(change, context)
      .merge(std::move(found.partitions), std::move(existing->partitions), has_other_keys);
  add_partition_reasons(change);
  const bool has_partition_changes = !change.added_partitions.empty() ||
                                     !change.changed_partitions.empty() ||
                                     !change.removed_partitions.empty();
  const bool is_same = is_same_definition(change.table, existing->table);
  change.action = is_same && !has_partition_changes ? TableAction::unchanged : TableAction::update;
  return change;
}

TableChange drop_table(ExistingTable existing, const std::string& reason,
                       const MergeContext& context) {
  TableChange change{.expected_version = existing.table.version};
  change.reasons.push_back(reason);
  change.table = std::move(existing.table);
  if (context.options.deleted_tables == DeletePolicy::remove) {
    change.action = TableAction::remove;
  } else if (context.options.deleted_tables == DeletePolicy::deprecate &&
             !change.table.parameters.contains(kDeprecated)) {
    change.action = TableAction::deprecate;
    change.table.parameters[kDeprecated] = now_ms(context);
  }
  return change;
}

}  // namespace sluice::crawl
