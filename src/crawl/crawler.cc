#include "crawl/crawler.h"

#include "crawl/memory.h"
#include "crawl/planning.h"

namespace sluice::crawl {

namespace {

// Well below what a slice of a commit may hold: a partition is some rows of index, too.
constexpr std::size_t kSliceRows = 1000;

template <class Item, class Function>
void in_slices(meta::Commit& commit, std::span<const Item> items, Function&& write) {
  for (std::size_t start = 0; start < items.size(); start += kSliceRows) {
    const auto slice = items.subspan(start, std::min(kSliceRows, items.size() - start));
    commit.write([&](meta::Transaction& change) { write(change, slice); });
  }
}

void apply_table(catalog::Catalog& catalog, meta::Transaction& now, const TableChange& change) {
  switch (change.action) {
    case TableAction::create:
      catalog.create_table(now, change.table);
      break;
    case TableAction::update:
    case TableAction::deprecate:
      catalog.update_table(now, change.table, change.expected_version);
      break;
    case TableAction::remove:
      catalog.delete_table(now, change.table.name);
      break;
    case TableAction::unchanged:
    case TableAction::refuse:
      break;
  }
}

// The old partitions go first: their values may mean something else under the new keys.
void apply_change(catalog::Catalog& catalog, meta::Commit& commit, const TableChange& change) {
  using Values = std::vector<std::string>;
  const catalog::TableName& name = change.table.name;
  in_slices<Values>(commit, change.removed_partitions,
                    [&](auto& now, auto slice) { catalog.delete_partitions(now, name, slice); });
  commit.write([&](meta::Transaction& now) { apply_table(catalog, now, change); });
  in_slices<catalog::Partition>(commit, change.added_partitions, [&](auto& now, auto slice) {
    catalog.add_partitions(now, name, slice);
  });
  in_slices<catalog::Partition>(commit, change.changed_partitions, [&](auto& now, auto slice) {
    catalog.put_partitions(now, name, slice);
  });
}

}  // namespace

bool CrawlPlan::changes_anything() const {
  return creates_database ||
         std::any_of(tables.begin(), tables.end(), [](const TableChange& change) {
           return change.action != TableAction::unchanged && change.action != TableAction::refuse;
         });
}

Crawler::Crawler(meta::Database& database, const store::Store& store, catalog::Catalog& catalog,
                 const Clock& clock)
    : database_(database), store_(store), catalog_(catalog), clock_(clock) {}

std::span<const meta::Migration> Crawler::schema() {
  return memory_schema();
}

CrawlPlan Crawler::plan(const meta::Snapshot& now, const CrawlTarget& target,
                        const CrawlOptions& options) const {
  return Planning(database_, store_, catalog_, now, target, options, clock_.now()).run();
}

void Crawler::apply(meta::Commit& commit, const CrawlPlan& plan) const {
  const Rules rules = plan.mode == CrawlMode::like_aws ? Rules::like_aws : Rules::native;
  if (plan.creates_database) {
    commit.write(
        [&](meta::Transaction& now) { catalog_.create_database(now, {.name = plan.database}); });
  }
  for (const TableChange& change : plan.tables) {
    const bool is_written =
        change.action != TableAction::unchanged && change.action != TableAction::refuse;
    if (is_written) apply_change(catalog_, commit, change);
  }
  std::vector<const ObjectFinding*> read;
  for (const ObjectFinding& finding : plan.findings) {
    if (finding.source == FindingSource::read) read.push_back(&finding);
  }
  in_slices<const ObjectFinding*>(commit, read,
                                  [&](auto& now, auto slice) { remember(now, slice, rules); });
  in_slices<store::ObjectUri>(commit, plan.forgotten,
                              [&](auto& now, auto slice) { forget(now, slice, rules); });
}

void Crawler::apply(const CrawlPlan& plan) const {
  meta::Commit commit = database_.begin_commit();
  apply(commit, plan);
  commit.publish();
}

}  // namespace sluice::crawl
