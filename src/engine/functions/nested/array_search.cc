// What an array holds: elements by position, by value, the least and the greatest.
#include "engine/functions/nested/compare.h"
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::Cell;
using nested::idx_t;

constexpr const char* kFromOne = "SQL array indices start at 1";

std::optional<Cell> subscript(const Arguments& arguments, idx_t row) {
  const Cell list = arguments.at(0, row);
  const auto index = arguments.at(1, row).value<std::int64_t>();
  if (index == 0) raise(kInvalidArgument, kFromOne);
  if (index < 0) raise(kInvalidArgument, fmt::format("Array subscript is negative: {}", index));
  if (static_cast<idx_t>(index) > list.length()) {
    raise(kInvalidArgument,
          fmt::format("Array subscript must be less than or equal to array length: {} > {}", index,
                      list.length()));
  }
  return list.element(static_cast<idx_t>(index) - 1);
}

std::optional<Cell> element_at(const Arguments& arguments, idx_t row) {
  const Cell list = arguments.at(0, row);
  const auto length = static_cast<std::int64_t>(list.length());
  const auto index = arguments.at(1, row).value<std::int64_t>();
  if (index == 0) raise(kInvalidArgument, kFromOne);
  if (index > length || index < -length) return std::nullopt;
  return list.element(static_cast<idx_t>(index > 0 ? index - 1 : length + index));
}

std::optional<Cell> first(const Arguments& arguments, idx_t row) {
  const Cell list = arguments.at(0, row);
  if (list.length() == 0) return std::nullopt;
  return list.element(0);
}

std::optional<Cell> last(const Arguments& arguments, idx_t row) {
  const Cell list = arguments.at(0, row);
  if (list.length() == 0) return std::nullopt;
  return list.element(list.length() - 1);
}

// An equality that a NULL inside leaves open is refused.
bool is_found(const Cell& element, const Cell& wanted, std::string_view function) {
  const auto same = nested::equal(element, wanted);
  if (!same) {
    raise("NOT_SUPPORTED",
          fmt::format("{} does not support arrays with elements that are null or contain null",
                      function));
  }
  return *same;
}

std::optional<bool> contains(const Arguments& arguments, idx_t row) {
  const Cell list = arguments.at(0, row);
  const Cell wanted = arguments.at(1, row);
  bool has_null = false;
  for (idx_t i = 0; i < list.length(); ++i) {
    const Cell element = list.element(i);
    if (element.is_null()) {
      has_null = true;
    } else if (is_found(element, wanted, "contains")) {
      return true;
    }
  }
  return has_null ? std::nullopt : std::optional(false);
}

std::optional<std::int64_t> position(const Arguments& arguments, idx_t row) {
  const Cell list = arguments.at(0, row);
  const Cell wanted = arguments.at(1, row);
  for (idx_t i = 0; i < list.length(); ++i) {
    const Cell element = list.element(i);
    if (!element.is_null() && is_found(element, wanted, "array_position")) {
      return static_cast<std::int64_t>(i) + 1;
    }
  }
  return 0;
}

bool matches_at(const Cell& list, idx_t start, const Cell& wanted) {
  for (idx_t i = 0; i < wanted.length(); ++i) {
    if (!nested::is_identical(list.element(start + i), wanted.element(i))) return false;
  }
  return true;
}

std::optional<bool> contains_sequence(const Arguments& arguments, idx_t row) {
  const Cell list = arguments.at(0, row);
  const Cell wanted = arguments.at(1, row);
  for (idx_t start = 0; start + wanted.length() <= list.length(); ++start) {
    if (matches_at(list, start, wanted)) return true;
  }
  return false;
}

std::optional<bool> overlap(const Arguments& arguments, idx_t row) {
  const Cell left = arguments.at(0, row);
  const Cell right = arguments.at(1, row);
  if (left.length() == 0 || right.length() == 0) return false;
  nested::CellSet seen;
  bool has_null = false;
  for (idx_t i = 0; i < left.length(); ++i) {
    if (left.element(i).is_null()) has_null = true;
    seen.insert(left.element(i));
  }
  for (idx_t i = 0; i < right.length(); ++i) {
    const Cell element = right.element(i);
    if (element.is_null()) has_null = true;
    if (!element.is_null() && seen.contains(element)) return true;
  }
  return has_null ? std::nullopt : std::optional(false);
}

// NULL when any element is. NaN is answered only when nothing else is there.
template <int sign>
std::optional<Cell> extreme(const Arguments& arguments, idx_t row) {
  constexpr auto kNan = sign > 0 ? nested::Unordered::first : nested::Unordered::last;
  const Cell list = arguments.at(0, row);
  std::optional<Cell> best;
  for (idx_t i = 0; i < list.length(); ++i) {
    const Cell element = list.element(i);
    if (element.is_null()) return std::nullopt;
    if (!best || nested::order(element, *best, kNan) * sign > 0) best = element;
  }
  return best;
}

// greatest() and least(): the same over arguments, none of them NULL.
template <int sign>
std::optional<Cell> extreme_argument(const Arguments& arguments, idx_t row) {
  constexpr auto kNan = sign > 0 ? nested::Unordered::first : nested::Unordered::last;
  Cell best = arguments.at(0, row);
  for (std::size_t i = 1; i < arguments.width(); ++i) {
    const Cell argument = arguments.at(i, row);
    if (nested::order(argument, best, kNan) * sign > 0) best = argument;
  }
  return best;
}

// Of booleans: `decisive` as soon as one is, else NULL if one is NULL, else the opposite.
template <bool decisive>
std::optional<bool> decide(const Arguments& arguments, idx_t row) {
  const Cell list = arguments.at(0, row);
  bool has_null = false;
  for (idx_t i = 0; i < list.length(); ++i) {
    const Cell element = list.element(i);
    if (element.is_null()) {
      has_null = true;
    } else if (element.value<bool>() == decisive) {
      return decisive;
    }
  }
  return has_null ? std::nullopt : std::optional(!decisive);
}

void add_elements(duckdb::ExtensionLoader& loader) {
  const auto add = [&](const char* name, std::size_t width, Fails fails, nested::CellBody body) {
    nested::add_nested(loader, {.name = name,
                                .width = width,
                                .fails = fails,
                                .loop = nested::cell_loop(body),
                                .bind = nested::bind_result<nested::element_of_first>});
  };
  add("sluice_subscript", 2, Fails::on_values, subscript);
  add("sluice_element_at", 2, Fails::on_values, element_at);
  add("sluice_first", 1, Fails::never, first);
  add("sluice_last", 1, Fails::never, last);
  add("sluice_array_max", 1, Fails::on_values, extreme<1>);
  add("sluice_array_min", 1, Fails::on_values, extreme<-1>);
}

void add_extremes(duckdb::ExtensionLoader& loader) {
  const auto add = [&](const char* name, nested::CellBody body) {
    nested::add_nested(loader, {.name = name,
                                .fails = Fails::on_values,
                                .loop = nested::cell_loop(body),
                                .bind = nested::bind_result<nested::type_of_first>,
                                .is_variadic = true});
  };
  add("sluice_greatest", extreme_argument<1>);
  add("sluice_least", extreme_argument<-1>);
}

}  // namespace

void register_array_search(duckdb::ExtensionLoader& loader) {
  add_elements(loader);
  add_extremes(loader);
  const auto test = [&](const char* name, std::size_t width, Fails fails, auto body) {
    nested::add_nested(loader, {.name = name,
                                .width = width,
                                .fails = fails,
                                .loop = nested::value_loop<bool>(body),
                                .result = LogicalType::BOOLEAN});
  };
  test("sluice_contains", 2, Fails::on_values, contains);
  test("sluice_contains_sequence", 2, Fails::never, contains_sequence);
  test("sluice_arrays_overlap", 2, Fails::never, overlap);
  test("sluice_any", 1, Fails::never, decide<true>);
  test("sluice_all", 1, Fails::never, decide<false>);
  nested::add_nested(loader, {.name = "sluice_array_position",
                              .width = 2,
                              .fails = Fails::on_values,
                              .loop = nested::value_loop(position),
                              .result = LogicalType::BIGINT});
}

}  // namespace sluice::engine
