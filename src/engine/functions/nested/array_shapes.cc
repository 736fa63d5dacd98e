// Arrays cut, joined, repeated and shuffled.
#include <numeric>
#include <random>

#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::Cell;
using nested::idx_t;
using nested::PickedLists;
using nested::Picks;

std::int64_t number(const Arguments& arguments, std::size_t argument, idx_t row) {
  return arguments.at(argument, row).value<std::int64_t>();
}

void add_range(const Cell& list, idx_t start, idx_t end, Picks& out) {
  for (idx_t i = start; i < end; ++i)
    out.add(list.element(i));
}

void concat(const Arguments& arguments, idx_t row, Picks& out) {
  for (std::size_t i = 0; i < arguments.width(); ++i)
    out.add_elements(arguments.at(i, row));
}

// https://trino.io/docs/current/functions/array.html#slice
void slice(const Arguments& arguments, idx_t row, Picks& out) {
  const Cell list = arguments.at(0, row);
  const auto size = static_cast<std::int64_t>(list.length());
  const auto start = number(arguments, 1, row);
  const auto length = number(arguments, 2, row);
  if (length < 0) raise(kInvalidArgument, "length must be greater than or equal to 0");
  if (start == 0) raise(kInvalidArgument, "SQL array indices start at 1");
  const std::int64_t first = start > 0 ? start - 1 : size + start;
  if (first < 0 || first >= size) return;
  const std::int64_t end = length > size - first ? size : first + length;
  add_range(list, static_cast<idx_t>(first), static_cast<idx_t>(end), out);
}

void trim(const Arguments& arguments, idx_t row, Picks& out) {
  const Cell list = arguments.at(0, row);
  const auto size = number(arguments, 1, row);
  if (size < 0) raise(kInvalidArgument, fmt::format("size must not be negative: {}", size));
  if (static_cast<idx_t>(size) > list.length()) {
    raise(kInvalidArgument,
          fmt::format("size must not exceed array cardinality {}: {}", list.length(), size));
  }
  add_range(list, 0, list.length() - static_cast<idx_t>(size), out);
}

// Sums over lists of lists; NULL lists add nothing.
void flatten(const Arguments& arguments, idx_t row, Picks& out) {
  const Cell lists = arguments.at(0, row);
  for (idx_t i = 0; i < lists.length(); ++i) {
    if (!lists.element(i).is_null()) out.add_elements(lists.element(i));
  }
}

void reverse(const Arguments& arguments, idx_t row, Picks& out) {
  const Cell list = arguments.at(0, row);
  for (idx_t i = list.length(); i > 0; --i)
    out.add(list.element(i - 1));
}

void shuffle(const Arguments& arguments, idx_t row, Picks& out) {
  thread_local std::mt19937_64 random{std::random_device{}()};
  const Cell list = arguments.at(0, row);
  std::vector<idx_t> places(list.length());
  std::iota(places.begin(), places.end(), idx_t{0});
  std::shuffle(places.begin(), places.end(), random);
  for (const idx_t place : places)
    out.add(list.element(place));
}

// --- with an element that may be NULL: only the array makes NULL

void append(const Arguments& arguments, idx_t row, Picks& out) {
  out.add_elements(arguments.at(0, row));
  out.add(arguments.at(1, row));
}

void prepend(const Arguments& arguments, idx_t row, Picks& out) {
  out.add(arguments.at(0, row));
  out.add_elements(arguments.at(1, row));
}

constexpr std::int64_t kRepeatMax = 100'000;
constexpr std::int64_t kRepeatBytesMax = 4 * 1024 * 1024;

void repeat(const Arguments& arguments, idx_t row, Picks& out) {
  const auto count = number(arguments, 1, row);
  const Cell element = arguments.at(0, row);
  if (count > kRepeatMax) {
    raise(kInvalidArgument,
          fmt::format("count argument of repeat function must be less than or equal "
                      "to {}",
                      kRepeatMax));
  }
  if (count < 0) {
    raise(kInvalidArgument, "count argument of repeat function must be greater than or equal to 0");
  }
  if (element.kind() == nested::Kind::text && !element.is_null()) {
    const auto size = static_cast<std::int64_t>(element.value<duckdb::string_t>().GetSize());
    if (size * count > kRepeatBytesMax) {
      raise(kInvalidArgument,
            fmt::format("result of repeat function must not take more than {} bytes",
                        kRepeatBytesMax));
    }
  }
  for (std::int64_t i = 0; i < count; ++i)
    out.add(element);
}

// --- lists of rows

// The shorter arrays are filled with NULL.
void zip(const Arguments& arguments, idx_t row, PickedLists& out) {
  idx_t longest = 0;
  for (std::size_t i = 0; i < arguments.width(); ++i) {
    longest = std::max(longest, arguments.at(i, row).length());
  }
  for (std::size_t i = 0; i < arguments.width(); ++i) {
    const Cell list = arguments.at(i, row);
    out.picks(i).add_elements(list);
    for (idx_t at = list.length(); at < longest; ++at)
      out.picks(i).add_null();
  }
}

LogicalType zipped_type(const duckdb::vector<LogicalType>& arguments) {
  duckdb::vector<LogicalType> fields;
  for (const auto& argument : arguments)
    fields.push_back(duckdb::ListType::GetChildType(argument));
  return nested::list_of_rows(fields);
}

LogicalType list_of_second(const duckdb::vector<LogicalType>& arguments) {
  return arguments[1];
}

LogicalType inner_list(const duckdb::vector<LogicalType>& arguments) {
  return duckdb::ListType::GetChildType(arguments[0]);
}

}  // namespace

void register_array_shapes(duckdb::ExtensionLoader& loader) {
  using nested::bind_result;
  const auto add = [&](const char* name, std::size_t width, Fails fails, nested::ListBody body) {
    nested::add_nested(loader, {.name = name,
                                .width = width,
                                .fails = fails,
                                .loop = nested::list_loop(body),
                                .bind = bind_result<nested::type_of_first>});
  };
  add("sluice_slice", 3, Fails::on_values, slice);
  add("sluice_trim_array", 2, Fails::on_values, trim);
  add("sluice_array_reverse", 1, Fails::never, reverse);
  nested::add_nested(loader, {.name = "sluice_array_concat",
                              .fails = Fails::on_values,
                              .loop = nested::list_loop(concat),
                              .bind = bind_result<nested::type_of_first>,
                              .is_variadic = true});
  nested::add_nested(loader, {.name = "sluice_flatten",
                              .fails = Fails::on_values,
                              .loop = nested::list_loop(flatten),
                              .bind = bind_result<inner_list>});
  nested::add_nested(loader, {.name = "sluice_shuffle",
                              .loop = nested::list_loop(shuffle),
                              .bind = bind_result<nested::type_of_first>,
                              .is_volatile = true});
  nested::add_nested(loader, {.name = "sluice_append",
                              .width = 2,
                              .loop = nested::list_loop(append, 0),
                              .bind = bind_result<nested::type_of_first>});
  nested::add_nested(loader, {.name = "sluice_prepend",
                              .width = 2,
                              .loop = nested::list_loop(prepend, 1),
                              .bind = bind_result<list_of_second>});
  nested::add_nested(loader, {.name = "sluice_array_repeat",
                              .width = 2,
                              .fails = Fails::on_values,
                              .loop = nested::list_loop(repeat, 1),
                              .bind = bind_result<nested::list_of_first>});
  nested::add_nested(loader, {.name = "sluice_zip",
                              .fails = Fails::on_values,
                              .loop = nested::records_loop(zip, 0),
                              .bind = bind_result<zipped_type>,
                              .is_variadic = true});
}

}  // namespace sluice::engine
