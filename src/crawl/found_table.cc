#include "crawl/found_table.h"

#include "base/json.h"
#include "base/text.h"
#include "crawl/naming.h"

namespace sluice::crawl {

namespace {

using catalog::TypeKind;

std::string uri_of(const store::BucketName& bucket, std::string_view key) {
  return fmt::format("s3://{}/{}", bucket, key);
}

// One level of partition folders: its key, and what the folders' names mean.
struct Level {
  std::string key;
  bool is_key_value = false;
};

Level level_of(const TableGroup& group, std::size_t index) {
  std::string key;
  for (const FoundPartition& partition : group.partitions) {
    const auto parts = key_and_value(partition.folders[index]);
    if (!parts || (!key.empty() && parts->first != key)) {
      return {.key = fmt::format("partition_{}", index), .is_key_value = false};
    }
    key = parts->first;
  }
  return {.key = key, .is_key_value = true};
}

std::string value_of(const Level& level, const std::string& folder) {
  return level.is_key_value ? key_and_value(folder)->second : folder;
}

// The values of k=v folders say their type in native mode; AWS calls every key a string.
catalog::Type key_type(const Level& level, const std::vector<catalog::Partition>& partitions,
                       std::size_t index, Rules rules) {
  if (!level.is_key_value || rules == Rules::like_aws) return catalog::scalar(TypeKind::string);
  Guess common = Guess::nothing;
  bool is_int = true;
  for (const catalog::Partition& partition : partitions) {
    const std::string& value = partition.values[index];
    if (value == catalog::kNullPartition) continue;
    // "01" is a month: unlike in a column of codes, its zero means nothing.
    const Guess found =
        guess(value, Rules::like_aws) == Guess::integer ? Guess::integer : guess(value, rules);
    common = merge(common, value.empty() ? Guess::text : found);
    is_int &= value.size() <= 9;
  }
  if (common == Guess::integer) {
    return catalog::scalar(is_int ? TypeKind::integer : TypeKind::bigint);
  }
  return catalog::scalar(common == Guess::date ? TypeKind::date : TypeKind::string);
}

void drop_duplicates(std::vector<catalog::Column>& columns) {
  std::set<std::string> names;
  std::erase_if(columns,
                [&](const catalog::Column& each) { return !names.insert(each.name).second; });
}

// A folder's key wins over a column of its name: files whose columns have names lose the column,
// delimited text, where a column is a position, keeps it under another name.
void separate_keys(catalog::Table& table, bool is_csv) {
  for (const catalog::Column& key : table.partition_keys) {
    auto& columns = table.storage.columns;
    const auto has_name = [&](const catalog::Column& each) { return each.name == key.name; };
    if (!is_csv) {
      std::erase_if(columns, has_name);
      continue;
    }
    const auto found = std::find_if(columns.begin(), columns.end(), has_name);
    if (found != columns.end()) found->name += "_column";
  }
}

void write_fixed_parameters(catalog::Parameters& parameters, const CrawlOptions& options) {
  parameters["typeOfData"] = "file";
  parameters["CrawlerSchemaSerializerVersion"] = "1.0";
  parameters["CrawlerSchemaDeserializerVersion"] = "1.0";
  parameters["UPDATED_BY_CRAWLER"] = options.crawler;
}

std::string exclusions_parameter(const CrawlTarget& target) {
  json::array globs;
  const std::string base = target.uri.ends_with('/') ? target.uri : target.uri + "/";
  for (const std::string& each : target.exclusions)
    globs.emplace_back(base + each);
  return sluice::to_text(json::value(globs));
}

void write_serde_parameters(catalog::Table& table, const Shape& shape) {
  catalog::Parameters& serde = table.storage.serde.parameters;
  if (shape.format.format == catalog::FileFormat::json) {
    std::vector<std::string> names = shape.original_names;
    std::sort(names.begin(), names.end());
    serde["paths"] = join(names, ",");
  }
  if (!shape.avro_schema.empty()) serde["avro.schema.literal"] = shape.avro_schema;
}

std::string partition_location(const TableGroup& group, const store::BucketName& bucket,
                               const FoundPartition& partition) {
  return uri_of(bucket, group.root + join(partition.folders, "/") + "/");
}

// like_aws writes the whole descriptor into every partition; native leaves it to the table.
catalog::Partition make_partition(const TableGroup& group, const FoundPartition& found,
                                  const std::vector<Level>& levels, const catalog::Table& table,
                                  const CrawlOptions& options, const store::BucketName& bucket) {
  catalog::Partition partition;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    partition.values.push_back(value_of(levels[i], found.folders[i]));
  }
  if (options.mode == CrawlMode::like_aws) {
    Statistics statistics;
    for (const ObjectFinding* file : found.files)
      statistics.add(*file);
    partition.storage = table.storage;
    partition.storage.columns = found.shape.columns;
    statistics.write(partition.storage.parameters);
    partition.parameters = partition.storage.parameters;
  }
  partition.storage.location = partition_location(group, bucket, found);
  return partition;
}

void make_partitions(FoundTable& result, const TableGroup& group, const CrawlOptions& options,
                     const store::BucketName& bucket) {
  std::vector<Level> levels;
  std::set<std::string> keys;
  for (int i = 0; i < group.levels; ++i) {
    Level level = level_of(group, static_cast<std::size_t>(i));
    if (!keys.insert(level.key).second) level.key = fmt::format("partition_{}", i);
    levels.push_back(std::move(level));
  }
  for (const FoundPartition& found : group.partitions) {
    result.partitions.push_back(
        make_partition(group, found, levels, result.table, options, bucket));
  }
  for (std::size_t i = 0; i < levels.size(); ++i) {
    result.table.partition_keys.push_back(
        {.name = levels[i].key,
         .type = key_type(levels[i], result.partitions, i, rules_of(options.mode))});
  }
}

void add_reasons(FoundTable& result, const TableGroup& group) {
  const ObjectFinding& first = *group.partitions.front().files.front();
  result.reasons.push_back(
      fmt::format("{}: {} ({})", first.classifier, first.evidence, first.object.key));
  result.reasons.push_back(
      fmt::format("{} of {} below {}",
                  result.objects == 1 ? "1 object" : human_count(result.objects) + " objects",
                  human_bytes(result.size_bytes), result.table.storage.location));
  if (group.levels == 0) return;
  std::vector<std::string> keys;
  for (const catalog::Column& key : result.table.partition_keys) {
    keys.push_back(fmt::format("{} {}", key.name, to_text(key.type)));
  }
  result.reasons.push_back(
      fmt::format("{} partitions by {}", human_count(group.partitions.size()), join(keys, ", ")));
}

}  // namespace

void Statistics::add(const ObjectFinding& finding) {
  ++objects;
  size_bytes += finding.object.size_bytes;
  const std::uint64_t all = records + finding.records;
  if (all > 0) {
    record_size_bytes =
        (record_size_bytes * records + finding.record_size_bytes * finding.records) / all;
  }
  records = all;
}

void Statistics::write(catalog::Parameters& parameters) const {
  parameters["objectCount"] = std::to_string(objects);
  parameters["recordCount"] = std::to_string(records);
  parameters["averageRecordSize"] = std::to_string(record_size_bytes);
  parameters["sizeKey"] = std::to_string(size_bytes);
}

FoundTable make_table(const TableGroup& group, const store::BucketName& bucket,
                      const CrawlTarget& target, const CrawlOptions& options) {
  FoundTable result;
  catalog::Table& table = result.table;
  table.owner = "owner";
  table.storage.location = uri_of(bucket, group.root);
  table.storage.columns = group.shape.columns;
  drop_duplicates(table.storage.columns);
  set_format(table, group.shape.format);
  write_serde_parameters(table, group.shape);
  Statistics statistics;
  for (const FoundPartition& partition : group.partitions) {
    for (const ObjectFinding* file : partition.files)
      statistics.add(*file);
  }
  result.objects = statistics.objects;
  result.size_bytes = statistics.size_bytes;
  result.untyped = group.shape.untyped;
  for (catalog::Parameters* parameters : {&table.parameters, &table.storage.parameters}) {
    write_fixed_parameters(*parameters, options);
    statistics.write(*parameters);
    if (!target.exclusions.empty()) (*parameters)["exclusions"] = exclusions_parameter(target);
  }
  if (group.levels > 0) {
    table.parameters["partition_filtering.enabled"] = "true";
    make_partitions(result, group, options, bucket);
    separate_keys(table, group.shape.format.format == catalog::FileFormat::csv);
  }
  add_reasons(result, group);
  return result;
}

}  // namespace sluice::crawl
