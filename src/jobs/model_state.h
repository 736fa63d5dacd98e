// What a model was built from: so that only what changed runs again, and nothing is loaded twice.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "meta/database.h"

namespace sluice::jobs {

// Hashes: of the model's definition, of the contents of everything that it read, and of the files
// that it left.
struct ModelState {
  std::string definition;
  std::string inputs;
  std::string outputs;
  bool operator==(const ModelState&) const = default;
};

// An object of a model's source that has been loaded (or skipped as a duplicate): the bookmark.
struct SeenObject {
  std::string uri;
  std::string content;  // see Contents
};

// Thread-safe.
class ModelStates {
 public:
  explicit ModelStates(meta::Database& database) : database_(database) {}

  static std::span<const meta::Migration> schema();

  std::optional<ModelState> find(const meta::Snapshot&, const catalog::TableName& model) const;
  void put(meta::Transaction&, const catalog::TableName& model, const ModelState& state);

  // Content by uri.
  std::map<std::string, std::string> seen(const meta::Snapshot&,
                                          const catalog::TableName& model) const;
  // In place of what was known of the same uris. At most 2,000 a call.
  void add_seen(meta::Transaction&, const catalog::TableName& model, std::span<const SeenObject>);
  void remove_seen(meta::Transaction&, const catalog::TableName& model,
                   std::span<const std::string> uris);

 private:
  meta::Database& database_;
};

}  // namespace sluice::jobs
