#include "crawl/planning.h"

#include "base/error.h"
#include "base/text.h"
#include "crawl/inspector.h"
#include "crawl/memory.h"
#include "crawl/naming.h"
#include "store/archive.h"

namespace sluice::crawl {

namespace {

std::string folder_of(const std::string& key) {
  const std::size_t slash = key.rfind('/');
  return slash == std::string::npos ? std::string() : key.substr(0, slash + 1);
}

bool is_same_place(std::string_view left, std::string_view right) {
  if (left.ends_with('/')) left.remove_suffix(1);
  if (right.ends_with('/')) right.remove_suffix(1);
  return left == right;
}

// Of things sorted by key, those that a location covers: "s3://bucket/a/" everything below it,
// "s3://bucket/a.csv" one object.
template <class Item, class Key>
std::span<const Item> below(std::span<const Item> items, Key key, const store::BucketName& bucket,
                            const std::string& location) {
  const store::ObjectUri uri = store::parse_uri(location);
  if (uri.bucket != bucket) return {};
  const std::string& prefix = uri.key.text();
  const bool is_folder = prefix.empty() || prefix.ends_with('/');
  const auto first = std::partition_point(items.begin(), items.end(),
                                          [&](const Item& each) { return key(each) < prefix; });
  const auto last = std::partition_point(first, items.end(), [&](const Item& each) {
    return is_folder ? key(each).starts_with(prefix) : key(each) == prefix;
  });
  return {first, last};
}

bool is_made_by(const catalog::Table& table, const std::string& crawler) {
  const auto found = table.parameters.find("UPDATED_BY_CRAWLER");
  return found != table.parameters.end() && found->second == crawler;
}

// Of a folder's files, after as many as asked for the rest is taken to be alike.
class FolderSample {
 public:
  explicit FolderSample(int files_max) : files_max_(files_max) {}

  bool takes(const std::string& key) {
    if (files_max_ <= 0) return true;
    return ++files_[folder_of(key)] <= files_max_;
  }

 private:
  int files_max_;
  std::map<std::string, int> files_;
};

}  // namespace

Planning::Planning(meta::Database& database, const store::Store& store,
                   const catalog::Catalog& catalog, const meta::Snapshot& now,
                   const CrawlTarget& target, const CrawlOptions& options, Timestamp time)
    : database_(database),
      store_(store),
      catalog_(catalog),
      now_(now),
      target_(target),
      options_(options),
      rules_(rules_of(options.mode)),
      context_{.options = options, .now = time, .has_objects = [this](const std::string& location) {
                 return has_objects(location);
               }} {}

CrawlPlan Planning::run() {
  plan_.database = catalog::DatabaseName(lower_ascii(options_.database.text()));
  plan_.target = target_.uri;
  plan_.mode = options_.mode;
  plan_.creates_database = !catalog_.find_database(now_, plan_.database);
  listing_ = list_objects(store_, now_, target_.uri, target_.exclusions, options_.cancel);
  tables_ = catalog_.tables(now_, plan_.database);
  look();
  for (const TableGroup& each : group()) {
    FoundTable found = make_table(each, listing_.bucket, target_, options_);
    found.table.name = {.database = plan_.database, .table = settle_name(found, each)};
    auto before = existing(found);
    TableChange change = merge_table(std::move(found), std::move(before), context_);
    add_skipped_reason(change);
    plan_.tables.push_back(std::move(change));
  }
  add_vanished_tables();
  if (plan_.tables.empty() && listing_.objects.empty()) {
    throw Error(ErrorKind::not_found, "NothingToCrawl",
                fmt::format("there is no object below {}", target_.uri));
  }
  std::sort(plan_.tables.begin(), plan_.tables.end(),
            [](const auto& a, const auto& b) { return a.table.name < b.table.name; });
  return std::move(plan_);
}

// Looks into every object that no earlier crawl has looked into.
void Planning::look() {
  plan_.counts.listed = listing_.listed;
  plan_.counts.excluded = listing_.excluded;
  const Memory memory = Memory::load(database_, listing_.bucket, listing_.root, rules_);
  Inspector inspector(store_, rules_);
  const auto recall = [&](const store::Object& object) {
    return options_.read_again ? std::nullopt : memory.find(object, inspector);
  };
  store::ArchiveCheck archive(context_.now);
  FolderSample to_check(options_.sample_files_per_folder);
  for (const store::Object& object : listing_.objects) {
    const bool is_taken = to_check.takes(object.key.text());
    if (is_taken && store::needs_restore(object, context_.now) && !recall(object)) {
      archive.add(object);
    }
  }
  archive.require_readable();
  FolderSample sample(options_.sample_files_per_folder);
  for (const store::Object& object : listing_.objects) {
    if (options_.cancel != nullptr) options_.cancel->check();
    if (!sample.takes(object.key.text())) continue;
    auto known = recall(object);
    ObjectFinding finding = known ? *std::move(known) : inspector.inspect(object);
    ++(finding.source == FindingSource::read ? plan_.counts.read : plan_.counts.remembered);
    if (finding.is_skipped()) ++plan_.counts.skipped;
    plan_.findings.push_back(std::move(finding));
  }
  plan_.counts.bytes_read = inspector.bytes_read();
  for (std::string& key : memory.keys_besides(listing_.objects)) {
    plan_.forgotten.push_back({.bucket = listing_.bucket, .key = store::ObjectKey(std::move(key))});
  }
}

std::vector<TableGroup> Planning::group() {
  const std::string root = listing_.is_object ? folder_of(listing_.root) : listing_.root;
  const Force force = options_.table_name.empty() ? Force::none : Force::one_table;
  Grouping grouping = group_objects(plan_.findings, root, rules_, force);
  plan_.notes = std::move(grouping.notes);
  if (force == Force::one_table && grouping.groups.size() > 1) {
    throw Error(ErrorKind::conflict, "SchemasDiffer",
                fmt::format("{} is not one table: {}", target_.uri,
                            plan_.notes.empty() ? "its folders differ" : join(plan_.notes, "; ")));
  }
  if (listing_.is_object) {
    for (TableGroup& each : grouping.groups) {
      each.root = listing_.root;
      each.is_object = true;
    }
  }
  return std::move(grouping.groups);
}

// A table that lies there already keeps its name; a name that another place has is marked.
std::string Planning::settle_name(const FoundTable& found, const TableGroup& group) {
  const std::string& location = found.table.storage.location;
  if (!options_.table_name.empty()) return lower_ascii(options_.table_name);
  for (const catalog::Table& table : tables_) {
    const bool is_same =
        is_same_place(table.storage.location, location) && is_made_by(table, options_.crawler);
    if (is_same && taken_.insert(table.name.table).second) return table.name.table;
  }
  const std::string_view last = last_part(group.root);
  std::string name =
      table_name(options_.table_prefix, last.empty() ? listing_.bucket.text() : last);
  const bool is_elsewhere = std::any_of(tables_.begin(), tables_.end(), [&](const auto& table) {
    return table.name.table == name && !is_same_place(table.storage.location, location);
  });
  if (is_elsewhere || !taken_.insert(name).second) {
    name = distinct_name(name, location);
    taken_.insert(name);
  }
  return name;
}

std::optional<ExistingTable> Planning::existing(const FoundTable& found) const {
  const catalog::TableName& name = found.table.name;
  auto table = catalog_.find_table(now_, name);
  if (!table) return std::nullopt;
  if (!is_same_place(table->storage.location, found.table.storage.location)) {
    throw Error(ErrorKind::conflict, "AlreadyExistsException",
                fmt::format("the table {} lies at \"{}\", not at {}: give the crawl another table "
                            "name, or drop the table",
                            to_text(name), table->storage.location, found.table.storage.location));
  }
  return ExistingTable{.table = *std::move(table), .partitions = catalog_.partitions(now_, name)};
}

// The plan names what readers of the table will stumble over.
void Planning::add_skipped_reason(TableChange& change) const {
  std::uint64_t count = 0;
  std::string first;
  for (const ObjectFinding& finding : findings_below(change.table.storage.location)) {
    if (!finding.is_skipped() || finding.object.size_bytes == 0) continue;
    if (count++ == 0) first = fmt::format("{}: {}", finding.object.key, finding.evidence);
  }
  if (count == 0) return;
  change.reasons.push_back(fmt::format("{} below it {} not understood ({})",
                                       count == 1 ? "1 object" : human_count(count) + " objects",
                                       count == 1 ? "is" : "are", first));
}

void Planning::add_vanished_tables() {
  const std::string target =
      to_text(store::ObjectUri{listing_.bucket, store::ObjectKey(listing_.root)});
  std::set<std::string> found;
  for (const TableChange& change : plan_.tables)
    found.insert(change.table.name.table);
  for (const catalog::Table& table : tables_) {
    const std::string& location = table.storage.location;
    if (found.contains(table.name.table) || !is_made_by(table, options_.crawler)) continue;
    if (!location.starts_with(target)) continue;
    const bool is_empty = !has_objects(location);
    const auto below = findings_below(location);
    const bool is_taken_over = std::any_of(
        below.begin(), below.end(), [](const ObjectFinding& each) { return !each.is_skipped(); });
    if (!is_empty && !is_taken_over) continue;
    plan_.tables.push_back(drop_table(
        {.table = table, .partitions = {}},
        is_empty ? "nothing is left below its location" : "its objects make up other tables now",
        context_));
  }
}

std::span<const ObjectFinding> Planning::findings_below(const std::string& location) const {
  const auto key = [](const ObjectFinding& each) -> const std::string& {
    return each.object.key.text();
  };
  return below(std::span<const ObjectFinding>(plan_.findings), key, listing_.bucket, location);
}

bool Planning::has_objects(const std::string& location) const {
  const auto key = [](const store::Object& each) -> const std::string& { return each.key.text(); };
  return !below(std::span<const store::Object>(listing_.objects), key, listing_.bucket, location)
              .empty();
}

}  // namespace sluice::crawl
