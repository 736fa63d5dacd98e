// The first byte chooses rules and extent. Any other bytes, read as CSV, JSON, Parquet's footer and
// Avro's schema: a result or an Error, and every type found reads back
// from its text.

#include <cstdlib>

#include "base/error.h"
#include "crawl/avro_schema.h"
#include "crawl/csv_infer.h"
#include "crawl/json_infer.h"
#include "crawl/parquet_schema.h"
#include "crawl/shape.h"

namespace sluice::crawl {
namespace {

void check(const Shape& shape) {
  if (shape.columns.empty()) std::abort();
  for (const catalog::Column& column : shape.columns) {
    if (!(catalog::parse_type(to_text(column.type)) == column.type)) std::abort();
  }
  if (!(parse_shape(to_text(shape)) == shape)) std::abort();
  // A shape agrees with itself, and merging it with itself changes nothing.
  if (difference(shape, shape, Rules::native)) std::abort();
  if (merge(shape, shape).columns != shape.columns) std::abort();
}

template <class Function>
void attempt(Function&& action) {
  try {
    action();
  } catch (const Error&) {
    return;
  }
}

void infer(std::string_view text, Extent extent, Rules rules) {
  std::optional<JsonInference> json;
  attempt([&] { json = infer_json(text, extent, rules); });
  if (json) check(json->shape);
  std::optional<CsvInference> csv;
  attempt([&] { csv = infer_csv(text, extent, rules, SingleColumn::accepted); });
  if (csv) check(csv->shape);
}

void run(std::string text) {
  const char choice = text.empty() ? '\0' : text.front();
  text.erase(0, 1);
  infer(text, (choice & 1) != 0 ? Extent::beginning : Extent::whole,
        (choice & 2) != 0 ? Rules::like_aws : Rules::native);
  attempt([&] { parse_parquet_footer(text); });
  attempt([&] { avro_columns(text); });
}

}  // namespace
}  // namespace sluice::crawl

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sluice::crawl::run(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
