#include "jobs/prepared_model.h"

#include "base/digest.h"
#include "base/text.h"
#include "jobs/model_place.h"
#include "store/archive.h"

namespace sluice::jobs {
namespace {

// Everything but the tests: they judge the table and do not make it.
std::string definition_hash(const Model& model, const std::vector<sql::OutputColumn>& columns) {
  std::string text = sql::canonical_text(query_text(model));
  text += fmt::format("\n{}|{}|{}|{}", static_cast<int>(model.materialization),
                      join(model.merge_key, ","), model.latest_by, join(model.partition_by, ","));
  text += fmt::format("|{}|{}", model.target_file_bytes, to_text(model.location));
  if (model.source) text += "|" + to_text(*model.source);
  for (const auto& key : model.sort_by) {
    text += fmt::format("|{} {}", key.column, key.is_descending);
  }
  for (const auto& expectation : model.expectations) {
    text += fmt::format("|{}:{}:{}", expectation.name, expectation.condition,
                        static_cast<int>(expectation.on_fail));
  }
  for (const auto& column : columns) {
    text += fmt::format("|{} {}", column.name, to_text(column.type));
  }
  return sha256_hex(text);
}

// How a table's bytes become the columns that the query reads.
std::string reading_of(const engine::Scan& scan) {
  const auto& csv = scan.csv;
  auto text =
      fmt::format("{} {} {}", static_cast<int>(scan.format), scan.json.is_array, csv.header_lines);
  text += fmt::format(" {} {} {} {} {}", csv.delimiter, csv.quote.value_or(' '),
                      csv.escape.value_or(' '), csv.null_text, csv.is_empty_null);
  for (const auto& columns : {scan.columns, scan.partition_keys}) {
    for (const auto& column : columns) {
      if (column.is_read) text += fmt::format(", {} {}", column.name, column.duckdb_type);
    }
  }
  return text;
}

std::string hash_of(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  Sha256 hash;
  for (const auto& line : lines)
    hash.update(line + "\n");
  return hash.finish_hex();
}

// Contents, not keys: a table that was written again with the same bytes is the same input. A
// content that lies there twice counts twice.
std::string inputs_hash(const query::Plan& plan) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < plan.scans.size(); ++i) {
    const auto& scan = plan.scans[i];
    auto table = to_text(plan.tables[i].table);
    lines.push_back(fmt::format("{} as {}", table, reading_of(scan)));
    Contents contents(std::vector<bool>(scan.partition_keys.size(), true));
    for (const auto& file : scan.files)
      lines.push_back(fmt::format("{} {}", table, contents.of(file)));
  }
  return hash_of(std::move(lines));
}

// The source's keys that the query reads, in any of its scans.
Contents contents_of(const query::Plan& plan, const Model& model) {
  std::vector<bool> is_read;
  bool is_source_read = false;
  for (std::size_t i = 0; i < plan.scans.size(); ++i) {
    if (plan.tables[i].table != *model.source) continue;
    is_source_read = true;
    const auto& keys = plan.scans[i].partition_keys;
    is_read.resize(keys.size());
    for (std::size_t key = 0; key < keys.size(); ++key)
      is_read[key] = is_read[key] || keys[key].is_read;
  }
  if (is_source_read) return Contents(std::move(is_read));
  // Then every run would add all that the query reads once more.
  throw Error(
      ErrorKind::invalid, "SourceNotRead",
      fmt::format("the query does not read {}, which its `source:` names", to_text(*model.source)));
}

std::set<std::string> keys_of(const std::vector<engine::ScanFile>& files) {
  std::set<std::string> keys;
  for (const auto& file : files)
    keys.insert(file.object.key.text());
  return keys;
}

std::string partition_text(const query::TableContent& content, const engine::ScanFile& file) {
  std::string text;
  std::size_t index = 0;
  for (const auto& column : content.schema.columns) {
    if (!column.is_partition_key) continue;
    if (!text.empty()) text += "/";
    text += column.name + "=" +
            file.partition_values.at(index++).value_or(std::string(query::kHiveNullPartition));
  }
  return text;
}

std::string count_of(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

void see(PreparedModel& prepared, const std::vector<engine::ScanFile>& files) {
  for (const auto& file : files) {
    prepared.newly_seen.push_back({uri_of(file.object), prepared.contents.of(file)});
  }
}

std::string plain_integer(const std::string& text) {
  auto digit = text.find_first_not_of('0');
  if (digit == std::string::npos) return "0";
  return text.substr(digit);
}

bool is_integer(const sql::Type& type) {
  return type.kind == sql::TypeKind::tinyint || type.kind == sql::TypeKind::smallint ||
         type.kind == sql::TypeKind::integer || type.kind == sql::TypeKind::bigint;
}

// Empty where the model is not partitioned by all of the source's keys: then a partition of its
// table may hold rows of any partition of the source.
std::vector<KeyPosition> source_keys(const Model& model, const query::TableContent& source) {
  std::vector<KeyPosition> keys;
  for (const auto& column : source.schema.columns) {
    if (!column.is_partition_key) continue;
    const auto& own = model.partition_by;
    auto found = std::find(own.begin(), own.end(), column.name);
    if (found == own.end()) return {};
    keys.push_back({.position = static_cast<std::size_t>(found - own.begin()),
                    .is_integer = is_integer(column.type)});
  }
  return keys;
}

// The same keys, as they stand in the source's own files.
std::vector<KeyPosition> in_order(std::vector<KeyPosition> keys) {
  for (std::size_t i = 0; i < keys.size(); ++i)
    keys[i].position = i;
  return keys;
}

void set_replaced(PreparedModel& prepared, const AffectedPartitions& affected) {
  auto order = in_order(prepared.source_keys);
  for (const auto& values : affected.values)
    prepared.replaced.insert(source_values(order, values));
}

// Reading from everything: the first time, after a change of the definition, or on request.
void prepare_build(PreparedModel& prepared, const Model& model, const std::string& reason,
                   const query::TableContent* source,
                   const std::map<std::string, std::string>& seen) {
  prepared.plan.action = ModelAction::build;
  prepared.plan.reason = reason;
  if (source == nullptr) return;
  auto all = source_delta(source->files, {}, prepared.contents);
  see(prepared, source->files);
  prepared.no_longer_seen = source_delta(source->files, seen, prepared.contents).gone;
  prepared.plan.new_objects = all.fresh.size();
  prepared.plan.duplicate_objects = all.duplicates.size();
  if (model.materialization == Materialization::replace_partitions) {
    prepared.source_keys = source_keys(model, *source);
    set_replaced(prepared, affected_partitions(source->files, {}, prepared.contents));
  }
  if (!all.duplicates.empty()) prepared.options.only_keys[*model.source] = keys_of(all.fresh);
}

void prepare_replace(PreparedModel& prepared, const Model& model, const SourceDelta& delta,
                     const query::TableContent& source,
                     const std::map<std::string, std::string>& seen) {
  prepared.plan.action = ModelAction::replace;
  prepared.source_keys = source_keys(model, source);
  auto affected = affected_partitions(source.files, seen, prepared.contents);
  bool is_any = affected.is_everything || !affected.values.empty();
  prepared.replaces_everything = affected.is_everything || (is_any && prepared.source_keys.empty());
  if (prepared.replaces_everything) {
    affected = affected_partitions(source.files, {}, prepared.contents);
  }
  set_replaced(prepared, affected);
  std::set<std::string> partitions;
  for (const auto& file : affected.files)
    partitions.insert(partition_text(source, file));
  partitions.erase("");
  prepared.plan.partitions.assign(partitions.begin(), partitions.end());
  prepared.options.only_keys[*model.source] = keys_of(affected.files);
  see(prepared, delta.changed);
  prepared.no_longer_seen = delta.gone;
}

void prepare_delta(PreparedModel& prepared, const Model& model, const SourceDelta& delta,
                   const query::TableContent& source,
                   const std::map<std::string, std::string>& seen) {
  auto& plan = prepared.plan;
  plan.new_objects = delta.fresh.size();
  plan.duplicate_objects = delta.duplicates.size();
  for (const auto& file : delta.changed)
    plan.changed_objects.push_back(uri_of(file.object));
  bool is_replacing = model.materialization == Materialization::replace_partitions;
  if (delta.fresh.empty() && delta.changed.empty() && delta.duplicates.empty() &&
      (delta.gone.empty() || !is_replacing)) {
    plan.action = ModelAction::up_to_date;
    plan.reason = fmt::format("nothing new in {}", to_text(*model.source));
    return;
  }
  plan.reason =
      fmt::format("{} in {}", count_of(plan.new_objects, "new object"), to_text(*model.source));
  if (!delta.changed.empty()) {
    plan.reason += fmt::format(", {}", count_of(delta.changed.size(), "changed object"));
  }
  if (plan.duplicate_objects > 0) {
    plan.reason += fmt::format(", {} with content that was loaded before",
                               count_of(plan.duplicate_objects, "object"));
  }
  see(prepared, delta.fresh);
  see(prepared, delta.duplicates);
  if (is_replacing) return prepare_replace(prepared, model, delta, source, seen);
  auto files = delta.fresh;
  if (model.materialization == Materialization::merge) {
    plan.action = ModelAction::merge;
    files.insert(files.end(), delta.changed.begin(), delta.changed.end());
    see(prepared, delta.changed);
  } else if (!delta.changed.empty()) {
    plan.action = ModelAction::needs_rebuild;
    plan.reason = fmt::format("{} was loaded before and has other bytes now: run it with --rebuild",
                              plan.changed_objects.front());
  } else {
    plan.action = ModelAction::add;
  }
  prepared.options.only_keys[*model.source] = keys_of(files);
}

// A model in full is whole or built again. Tables that grow may lose files to their zone's expiry.
bool has_lost_files(const Core& core, const Model& model, const meta::Snapshot& now,
                    const ModelState& before) {
  if (model.source) return false;
  return files_hash(core.planner.content(now, model.table).files) != before.outputs;
}

std::string build_reason(const Core& core, const Model& model, const meta::Snapshot& now,
                         const std::optional<ModelState>& before, const PreparedModel& prepared) {
  if (!before || !prepared.is_table_there) return "it was never built";
  if (before->definition != prepared.state.definition) return "its definition changed";
  if (has_lost_files(core, model, now, *before)) return "its files are not as it left them";
  return "";
}

bool keeps_its_objects(const Core& core, const meta::Snapshot& now, const SourceDelta& delta) {
  const auto& object = delta.fresh.front().object;
  const auto rules = core.store.lifecycle(now, object.bucket).rules;
  return std::none_of(rules.begin(), rules.end(), [&](const store::LifecycleRule& rule) {
    return rule.is_enabled && rule.expiration && object.key.text().starts_with(rule.filter.prefix);
  });
}

// New files in place of old ones hold old rows, too: adding them would double those.
void refuse_rewritten_source(PreparedModel& prepared, const Model& model, const SourceDelta& delta,
                             const Core& core, const ModelStates& states,
                             const meta::Snapshot& now) {
  bool is_rewritten = prepared.plan.action == ModelAction::add && !delta.fresh.empty() &&
                      !delta.gone.empty() && states.find(now, *model.source);
  if (!is_rewritten || !keeps_its_objects(core, now, delta)) return;
  prepared.plan.action = ModelAction::needs_rebuild;
  prepared.plan.reason = fmt::format(
      "{} has written files anew that were loaded before: run it with --rebuild, or materialize it "
      "by merge or replace_partitions",
      to_text(*model.source));
}

void check_columns(const Model& model, const std::vector<sql::OutputColumn>& columns) {
  std::set<std::string> names;
  for (const auto& column : columns) {
    if (names.insert(column.name).second) continue;
    throw Error(ErrorKind::invalid, "DUPLICATE_COLUMN_NAME",
                fmt::format("column \"{}\" is made twice: give one another name", column.name));
  }
  auto require = [&](const std::string& name, std::string_view use) {
    if (names.contains(name)) return;
    throw Error(
        ErrorKind::invalid, "COLUMN_NOT_FOUND",
        fmt::format("{} names the column \"{}\", which the query does not make", use, name));
  };
  for (const auto& name : model.partition_by)
    require(name, "partition_by");
  for (const auto& name : model.merge_key)
    require(name, "merge_key");
  for (const auto& key : model.sort_by)
    require(key.column, "sort_by");
  if (!model.latest_by.empty()) require(model.latest_by, "latest_by");
  if (model.partition_by.size() < columns.size()) return;
  throw Error(ErrorKind::invalid, "INVALID_TABLE_PROPERTY",
              "every column is a partition key: at least one must be left for the files");
}

void refuse_archived(ModelPlan& plan, const query::Plan& query, Timestamp now) {
  store::ArchiveCheck archive(now);
  for (const auto& scan : query.scans) {
    for (const auto& file : scan.files)
      archive.add(file.object);
  }
  if (archive.count() == 0 || plan.action == ModelAction::needs_rebuild) return;
  plan.action = ModelAction::needs_restore;
  plan.reason = archive.message();
}

PreparedModel prepare_located(const Core& core, const ModelStates& states, const Model& model,
                              const meta::Snapshot& now, bool is_rebuild) {
  PreparedModel prepared;
  prepared.options.database = model.table.database.text();
  auto everything = core.planner.plan(query_text(model), now, prepared.options);
  prepared.columns = everything.lowered.output;
  check_columns(model, prepared.columns);
  prepared.state = {.definition = definition_hash(model, prepared.columns),
                    .inputs = inputs_hash(everything)};
  prepared.is_table_there = core.catalog.find_table(now, model.table).has_value();
  auto before = states.find(now, model.table);
  check_place(core, model, now, before.has_value());
  std::string reason =
      is_rebuild ? "a rebuild was asked for" : build_reason(core, model, now, before, prepared);
  if (model.source) {
    prepared.contents = contents_of(everything, model);
    auto source = core.planner.content(now, *model.source);
    auto seen = states.seen(now, model.table);
    if (reason.empty()) {
      auto delta = source_delta(source.files, seen, prepared.contents);
      prepare_delta(prepared, model, delta, source, seen);
      refuse_rewritten_source(prepared, model, delta, core, states, now);
    } else {
      prepare_build(prepared, model, reason, &source, seen);
    }
  } else if (!reason.empty() || before->inputs != prepared.state.inputs) {
    prepare_build(prepared, model, reason.empty() ? "what it reads changed" : reason, nullptr, {});
  } else {
    prepared.plan.reason = "neither it nor what it reads changed";
  }
  if (prepared.plan.action == ModelAction::up_to_date) return prepared;
  auto query = core.planner.plan(query_text(model), now, prepared.options);
  prepared.plan.reads = query.tables;
  for (const auto& table : query.tables)
    prepared.plan.read_bytes += table.size_bytes;
  refuse_archived(prepared.plan, query, core.clock.now());
  return prepared;
}

}  // namespace

std::string files_hash(const std::vector<engine::ScanFile>& files) {
  std::vector<std::string> lines;
  for (const auto& file : files)
    lines.push_back(uri_of(file.object) + " " + file.object.sha256);
  return hash_of(std::move(lines));
}

PartitionValues source_values(const std::vector<KeyPosition>& keys, const PartitionValues& values) {
  PartitionValues result;
  for (const auto& key : keys) {
    auto value = values.at(key.position);
    result.push_back(value && key.is_integer ? plain_integer(*value) : value);
  }
  return result;
}

Error located(const Error& error, const std::string& file) {
  std::string_view message = error.message();
  if (message.starts_with(file)) return error;
  if (message.starts_with("line ")) message.remove_prefix(5);
  bool is_positioned = message.size() < error.message().size();
  return Error(error.kind(), error.code(),
               fmt::format("{}:{}{}", file, is_positioned ? "" : " ", message));
}

PreparedModel prepare(const Core& core, const ModelStates& states, const Model& model,
                      const meta::Snapshot& now, bool is_rebuild) {
  try {
    return prepare_located(core, states, model, now, is_rebuild);
  } catch (const Error& error) {
    throw located(error, model.file);
  }
}

}  // namespace sluice::jobs
