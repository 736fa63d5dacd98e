#include "jobs/model_place.h"

#include "base/error.h"
#include "jobs/source_delta.h"

namespace sluice::jobs {
namespace {

[[noreturn]] void refuse(const Model& model, const std::string& what) {
  throw Error(ErrorKind::conflict, "LocationInUse",
              fmt::format("{} {}, and would share its rows with {}: give the zone another prefix, "
                          "leave the zone's `database:` and the model's `table:` as they were, or "
                          "load to another folder",
                          to_text(model.location), what, to_text(model.table)));
}

void refuse_objects(const Core& core, const Model& model, const meta::Snapshot& now) {
  if (!core.store.find_bucket(now, model.location.bucket)) return;
  store::ListOptions options{.prefix = model.location.key.text(), .max_keys = 1};
  auto found = core.store.list(now, model.location.bucket, options).objects;
  if (!found.empty()) refuse(model, fmt::format("holds {}", uri_of(found.front())));
}

// Empty ones, too: they may have rows tomorrow.
void refuse_tables(const Core& core, const Model& model, const meta::Snapshot& now) {
  auto place = to_text(model.location);
  for (const auto& database : core.catalog.databases(now)) {
    for (const auto& table : core.catalog.tables(now, database.name)) {
      const auto& other = table.storage.location;
      bool is_shared = !other.empty() && (other.starts_with(place) || place.starts_with(other));
      if (!is_shared || table.name == model.table) continue;
      refuse(model, fmt::format("is where {} lies", to_text(table.name)));
    }
  }
}

}  // namespace

void check_place(const Core& core, const Model& model, const meta::Snapshot& now, bool was_built) {
  auto table = core.catalog.find_table(now, model.table);
  if (table && !was_built) {
    throw Error(ErrorKind::conflict, "TableNotOfModel",
                fmt::format("{} is a table that no model made: give the model another `table:`",
                            to_text(model.table)));
  }
  if (table && table->storage.location == to_text(model.location)) return;
  refuse_tables(core, model, now);
  refuse_objects(core, model, now);
}

}  // namespace sluice::jobs
