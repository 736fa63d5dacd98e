// Arrays of arrays out of one: n-grams and combinations.
#include <numeric>

#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::Cell;
using nested::idx_t;

// The groups of a chunk, one behind the other.
class Groups {
 public:
  void add(const Cell& element) { picks_.add(element); }
  void end_group() {
    if (inner_.size() == kResultElementsMax) fail_too_large();
    const idx_t start = inner_.empty() ? 0 : inner_.back().offset + inner_.back().length;
    inner_.emplace_back(start, picks_.size() - start);
  }
  idx_t size() const { return inner_.size(); }

  void write(duckdb::Vector& result) const {
    using duckdb::ListVector;
    ListVector::Reserve(result, inner_.size());
    auto& lists = ListVector::GetEntry(result);
    auto* entries = duckdb::FlatVector::GetData<duckdb::list_entry_t>(lists);
    std::copy(inner_.begin(), inner_.end(), entries);
    ListVector::SetListSize(result, inner_.size());
    ListVector::Reserve(lists, picks_.size());
    picks_.copy_to(ListVector::GetEntry(lists));
    ListVector::SetListSize(lists, picks_.size());
  }

 private:
  std::vector<duckdb::list_entry_t> inner_;
  nested::Picks picks_;
};

using Body = void (*)(const Cell& list, std::int64_t size, Groups& out);

Loop groups_loop(Body body) {
  return [body](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    const Arguments arguments(rows);
    result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
    auto* entries = duckdb::FlatVector::GetData<duckdb::list_entry_t>(result);
    Groups groups;
    for (idx_t row = 0; row < arguments.count(); ++row) {
      const idx_t start = groups.size();
      if (arguments.has_null(row)) {
        duckdb::FlatVector::SetNull(result, row, true);
      } else {
        body(arguments.at(0, row), arguments.at(1, row).value<std::int64_t>(), groups);
      }
      entries[row] = {start, groups.size() - start};
    }
    groups.write(result);
    arguments.finish(result);
  };
}

// An array shorter than n is its own only n-gram.
void ngrams(const Cell& list, std::int64_t size, Groups& out) {
  if (size <= 0) raise(kInvalidArgument, "N must be positive");
  const idx_t width = std::min(static_cast<idx_t>(size), list.length());
  for (idx_t start = 0; start + width <= list.length(); ++start) {
    for (idx_t i = 0; i < width; ++i)
      out.add(list.element(start + i));
    out.end_group();
    if (width == 0) return;
  }
}

constexpr std::int64_t kCombinationMax = 5;
constexpr std::int64_t kCombinedElementsMax = 100'000;

void check_combinations(idx_t length, std::int64_t size) {
  double count = 1;
  for (std::int64_t i = 1; i <= size; ++i) {
    count = count * static_cast<double>(static_cast<std::int64_t>(length) - size + i) /
            static_cast<double>(i);
  }
  if (count * static_cast<double>(size) > static_cast<double>(kCombinedElementsMax)) {
    raise(kInvalidArgument, "combinations exceed max size");
  }
}

// The next in Trino's order, which counts from the front; false behind the last one.
bool advance(std::vector<idx_t>& chosen, idx_t length) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const idx_t limit = i + 1 < chosen.size() ? chosen[i + 1] : length;
    if (chosen[i] + 1 >= limit) continue;
    ++chosen[i];
    std::iota(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(i), idx_t{0});
    return true;
  }
  return false;
}

void combinations(const Cell& list, std::int64_t size, Groups& out) {
  if (size < 0)
    raise(kInvalidArgument, fmt::format("combination size must not be negative: {}", size));
  if (size > kCombinationMax) {
    raise(kInvalidArgument,
          fmt::format("combination size must not exceed {}: {}", kCombinationMax, size));
  }
  if (static_cast<idx_t>(size) > list.length()) return;
  check_combinations(list.length(), size);
  std::vector<idx_t> chosen(static_cast<std::size_t>(size));
  std::iota(chosen.begin(), chosen.end(), idx_t{0});
  do {
    for (const idx_t at : chosen)
      out.add(list.element(at));
    out.end_group();
  } while (advance(chosen, list.length()));
}

}  // namespace

void register_array_groups(duckdb::ExtensionLoader& loader) {
  const auto add = [&](const char* name, Body body) {
    nested::add_nested(loader, {.name = name,
                                .width = 2,
                                .fails = Fails::on_values,
                                .loop = groups_loop(body),
                                .bind = nested::bind_result<nested::list_of_first>});
  };
  add("sluice_ngrams", ngrams);
  add("sluice_combinations", combinations);
}

}  // namespace sluice::engine
