#include "jobs/publish.h"

#include "catalog/serde.h"

namespace sluice::jobs {
namespace {

bool is_key(const Model& model, const std::string& column) {
  const auto& keys = model.partition_by;
  return std::find(keys.begin(), keys.end(), column) != keys.end();
}

const sql::OutputColumn& column_named(const std::vector<sql::OutputColumn>& columns,
                                      const std::string& name) {
  return *std::find_if(columns.begin(), columns.end(),
                       [&](const sql::OutputColumn& column) { return column.name == name; });
}

std::vector<catalog::Partition> partitions_of(const TableChange& change) {
  std::map<std::vector<std::string>, catalog::Partition> partitions;
  for (const auto& file : change.added) {
    std::vector<std::string> values;
    for (const auto& value : file.partition_values) {
      values.push_back(value.value_or(std::string(query::kHiveNullPartition)));
    }
    if (values.empty() || partitions.contains(values)) continue;
    catalog::Partition partition{.values = values, .storage = change.table.storage};
    const auto& key = file.object.key.text();
    partition.storage.columns.clear();
    partition.storage.location =
        fmt::format("s3://{}/{}", file.object.bucket, key.substr(0, key.rfind('/') + 1));
    partitions.emplace(values, std::move(partition));
  }
  std::vector<catalog::Partition> result;
  for (auto& [values, partition] : partitions)
    result.push_back(std::move(partition));
  return result;
}

void define_table(const Core& core, const catalog::Table& table, meta::Transaction& change) {
  if (!core.catalog.find_database(change.now(), table.name.database)) {
    core.catalog.create_database(change, {.name = table.name.database});
  }
  auto before = core.catalog.find_table(change.now(), table.name);
  if (!before) return core.catalog.create_table(change, table);
  bool is_same = before->storage == table.storage && before->partition_keys == table.partition_keys;
  if (!is_same) core.catalog.update_table(change, table);
}

}  // namespace

catalog::Table table_of(const Model& model, const std::vector<sql::OutputColumn>& columns) {
  catalog::Table table{.name = model.table, .owner = "sluice"};
  for (const auto& column : columns) {
    if (is_key(model, column.name)) continue;
    table.storage.columns.push_back({.name = column.name, .type = sql::to_catalog(column.type)});
  }
  for (const auto& name : model.partition_by) {
    table.partition_keys.push_back(
        {.name = name, .type = sql::to_catalog(column_named(columns, name).type)});
  }
  table.storage.location = to_text(model.location);
  catalog::set_format(table, {.format = catalog::FileFormat::parquet});
  return table;
}

sql::TableSchema schema_of(const Model& model, const std::vector<sql::OutputColumn>& columns) {
  sql::TableSchema schema{.name = model.table};
  for (const auto& column : columns) {
    if (!is_key(model, column.name)) schema.columns.push_back({column.name, column.type});
  }
  for (const auto& name : model.partition_by) {
    schema.columns.push_back(
        {.name = name, .type = column_named(columns, name).type, .is_partition_key = true});
  }
  // A reader gets the types that the catalog keeps, which may be coarser than the query's.
  for (auto& column : schema.columns) {
    column.type = sql::from_catalog(sql::to_catalog(column.type));
  }
  return schema;
}

store::Object as_object(const store::StagedObject& staged) {
  store::Object object;
  object.bucket = staged.bucket;
  object.key = staged.key;
  object.size_bytes = staged.size_bytes;
  object.etag = staged.etag;
  object.sha256 = staged.sha256;
  object.body = staged.body;
  object.place = staged.place;
  return object;
}

void publish(const Core& core, const TableChange& change,
             const std::function<void(meta::Commit&)>& more,
             const std::function<void(meta::Transaction&)>& last) {
  auto commit = core.database.begin_commit();
  commit.write([&](meta::Transaction& slice) { define_table(core, change.table, slice); });
  in_slices(commit, change.retired, [&](meta::Transaction& slice, auto objects) {
    for (const auto& object : objects)
      core.store.retire(slice, object.bucket, object.key);
  });
  in_slices(commit, change.added, [&](meta::Transaction& slice, auto files) {
    for (const auto& file : files)
      core.store.add(slice, file.object);
  });
  in_slices(commit, change.emptied, [&](meta::Transaction& slice, auto values) {
    core.catalog.delete_partitions(slice, change.table.name, values);
  });
  in_slices(commit, partitions_of(change), [&](meta::Transaction& slice, auto partitions) {
    core.catalog.put_partitions(slice, change.table.name, partitions);
  });
  more(commit);
  commit.publish(last);
}

}  // namespace sluice::jobs
