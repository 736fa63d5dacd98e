// Evaluates SQL/JSON paths as Trino does.
// https://trino.io/docs/current/functions/json.html#json-path-syntax-and-semantics
#pragma once

#include <deque>
#include <map>
#include <span>

#include "engine/functions/json/arithmetic.h"

namespace sluice::engine {

// A value of the PASSING clause.
struct PathParameter {
  std::string name;
  std::optional<JsonItem> item;  // nothing: an empty sequence, of NULL with FORMAT JSON
};

using ItemSequence = std::vector<const JsonItem*>;

// Of one sequence, of all that a path makes on its way, and of JSON_TABLE's rows of one value.
inline constexpr std::size_t kItemsMax = 1'000'000;
// Items looked at or compared, in all: a second or so.
inline constexpr std::size_t kPathStepsMax = 10'000'000;

// For one item; the sequences live as long as it and the item do.
class PathEvaluator {
 public:
  PathEvaluator(const sql::JsonPath& path, const JsonItem& context,
                std::span<const PathParameter> parameters)
      : is_lax_(path.mode == sql::PathMode::lax),
        root_(*path.root),
        context_(context),
        parameters_(parameters) {}

  // Throws PathFault, and DuckDB's exception with INVALID_PATH for a pattern of like_regex.
  ItemSequence run() { return sequence(root_, {}); }

 private:
  // What @ and last mean.
  struct Scope {
    const JsonItem* current = nullptr;
    std::int64_t last = 0;
  };

  const JsonItem* keep(JsonItem item);
  // One item more, or PathFault past the limits: a path of a few characters can ask for any number.
  void add(const JsonItem* item, ItemSequence& out);
  void count_step();
  void add_descendants(const JsonItem& item, std::string_view key, ItemSequence& out);
  // The children of arrays in their place, where the mode is lax.
  ItemSequence unwrapped(ItemSequence items);

  ItemSequence sequence(const sql::PathNode& node, const Scope& scope);
  ItemSequence primary(const sql::PathNode& node, const Scope& scope);
  ItemSequence variable(const sql::PathNode& node) const;
  ItemSequence calculated(const sql::PathNode& node, const Scope& scope);
  ItemSequence mapped(const sql::PathNode& node, const Scope& scope);
  ItemSequence members(const sql::PathNode& node, const Scope& scope);
  ItemSequence descendants(const sql::PathNode& node, const Scope& scope);
  ItemSequence elements(const sql::PathNode& node, const Scope& scope);
  void add_range(const sql::PathSubscript& subscript, const ItemSequence& array, const Scope& scope,
                 ItemSequence& out);
  std::int64_t index(const sql::PathNode& node, const Scope& scope, std::string_view which);
  ItemSequence filtered(const sql::PathNode& node, const Scope& scope);
  ItemSequence types(const sql::PathNode& node, const Scope& scope);
  ItemSequence sizes(const sql::PathNode& node, const Scope& scope);
  ItemSequence key_values(const sql::PathNode& node, const Scope& scope);

  // Nothing: unknown, which is what an error makes of a predicate.
  using Truth = std::optional<bool>;
  Truth holds(const sql::PathNode& predicate, const Scope& scope);
  Truth connected(const sql::PathNode& predicate, const Scope& scope);
  Truth compared(const sql::PathNode& predicate, const Scope& scope);
  Truth starts_with(const sql::PathNode& predicate, const Scope& scope);
  Truth like_regex(const sql::PathNode& predicate, const Scope& scope);
  // Whether one of the texts passes the test; unknown where one is no text.
  template <class Test>
  Truth any_text(const ItemSequence& items, const Test& test);
  // Nothing where the path fails.
  std::optional<ItemSequence> try_sequence(const sql::PathNode& node, const Scope& scope);

  bool is_lax_;
  const sql::PathNode& root_;
  const JsonItem& context_;
  std::span<const PathParameter> parameters_;
  std::deque<JsonItem> made_;
  std::int64_t objects_ = 0;  // that keyvalue() has numbered
  std::size_t steps_ = 0;
};

}  // namespace sluice::engine
