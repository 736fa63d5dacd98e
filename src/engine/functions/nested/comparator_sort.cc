// array_sort() by a lambda that compares two elements.
//
// Merge sorts run side by side, in all arrays of a chunk, so that one evaluation of the lambda
// answers the next comparison of up to a vector of them. A merge sort asks for few pairs, and
// survives a comparator that contradicts itself.
#include <duckdb/common/vector_operations/vector_operations.hpp>
#include <duckdb/function/lambda_functions.hpp>
#include <duckdb/main/client_context.hpp>
#include <duckdb/planner/expression/bound_lambda_expression.hpp>

#include "engine/functions/columns.h"
#include "engine/functions/nested/families.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::ListLambdaBindData;
using duckdb::ListVector;
using duckdb::SelectionVector;
using duckdb::Vector;

// Two sorted runs next to each other, on their way to one: places in the order of a chunk.
struct Merge {
  idx_t row = 0;
  idx_t left = 0;
  idx_t left_end = 0;
  idx_t right = 0;
  idx_t right_end = 0;
  idx_t out = 0;

  bool is_open() const { return left < left_end && right < right_end; }
};

// What the lambda says of pairs of elements.
class Comparator {
 public:
  // `rows`: the arrays, then what the lambda captures.
  Comparator(duckdb::DataChunk& rows, duckdb::ExpressionState& state)
      : rows_(rows),
        context_(state.GetContext()),
        lambda_(*state.expr.Cast<duckdb::BoundFunctionExpression>()
                     .bind_info->Cast<ListLambdaBindData>()
                     .lambda_expr),
        executor_(context_, lambda_),
        elements_(ListVector::GetEntry(rows.data[0])) {
    duckdb::vector<LogicalType> types = {elements_.GetType(), elements_.GetType()};
    for (idx_t i = 1; i < rows.ColumnCount(); ++i)
      types.push_back(rows.data[i].GetType());
    input_.InitializeEmpty(types);
    output_.Initialize(duckdb::Allocator::DefaultAllocator(), {lambda_.return_type});
  }

  // Elements by their places in the child vector.
  void add(idx_t row, idx_t first, idx_t second) {
    row_of_.set_index(size_, row);
    first_.set_index(size_, first);
    second_.set_index(size_, second);
    ++size_;
  }

  // Of each pair in turn, whether its first element goes before; the pairs are gone then.
  const std::vector<bool>& goes_before() {
    if (context_.interrupted) throw duckdb::InterruptException();
    // DuckDB counts a lambda's parameters from the last.
    std::vector<Vector> slices;
    slices.reserve(rows_.ColumnCount() + 1);
    input_.data[0].Reference(slices.emplace_back(elements_, second_, size_));
    input_.data[1].Reference(slices.emplace_back(elements_, first_, size_));
    for (idx_t i = 1; i < rows_.ColumnCount(); ++i) {
      const bool is_constant = rows_.data[i].GetVectorType() == duckdb::VectorType::CONSTANT_VECTOR;
      input_.data[i + 1].Reference(
          is_constant ? rows_.data[i] : slices.emplace_back(rows_.data[i], row_of_, size_));
    }
    input_.SetCardinality(size_);
    output_.Reset();
    executor_.Execute(input_, output_);
    read_verdicts();
    size_ = 0;
    return verdicts_;
  }

 private:
  void read_verdicts() {
    duckdb::UnifiedVectorFormat format;
    output_.data[0].ToUnifiedFormat(size_, format);
    const auto* values = duckdb::UnifiedVectorFormat::GetData<std::int32_t>(format);
    verdicts_.clear();
    for (idx_t i = 0; i < size_; ++i) {
      const auto place = format.sel->get_index(i);
      const bool is_valid = format.validity.RowIsValid(place);
      if (!is_valid || values[place] < -1 || values[place] > 1)
        raise(kInvalidArgument, "Lambda comparator must return either -1, 0, or 1");
      verdicts_.push_back(values[place] < 0);
    }
  }

  duckdb::DataChunk& rows_;
  duckdb::ClientContext& context_;
  const duckdb::Expression& lambda_;
  duckdb::ExpressionExecutor executor_;
  Vector& elements_;
  duckdb::DataChunk input_;
  duckdb::DataChunk output_;
  SelectionVector row_of_{STANDARD_VECTOR_SIZE};
  SelectionVector first_{STANDARD_VECTOR_SIZE};
  SelectionVector second_{STANDARD_VECTOR_SIZE};
  idx_t size_ = 0;
  std::vector<bool> verdicts_;
};

class MergeSort {
 public:
  MergeSort(duckdb::DataChunk& rows, duckdb::ExpressionState& state) : comparator_(rows, state) {}

  // The next array: `length` elements from a place of the child vector on.
  void add_row(idx_t row, duckdb::list_entry_t list) {
    if (places_.size() + list.length > kResultElementsMax) fail_too_large();
    lists_.push_back({.row = row, .begin = places_.size(), .length = list.length});
    for (idx_t i = 0; i < list.length; ++i)
      places_.push_back(list.offset + i);
    longest_ = std::max(longest_, list.length);
  }

  // The places in their new order, array after array.
  const std::vector<idx_t>& sorted() {
    for (idx_t width = 1; width < longest_; width *= 2)
      merge_runs(width);
    return places_;
  }

 private:
  struct List {
    idx_t row;
    idx_t begin;
    idx_t length;
  };

  void merge_runs(idx_t width) {
    merged_ = places_;
    for (const auto& list : lists_) {
      const idx_t end = list.begin + list.length;
      for (idx_t left = list.begin; left + width < end; left += 2 * width) {
        open_.push_back({.row = list.row,
                         .left = left,
                         .left_end = left + width,
                         .right = left + width,
                         .right_end = std::min(left + 2 * width, end),
                         .out = left});
        while (open_.size() == STANDARD_VECTOR_SIZE)
          step();
      }
    }
    while (!open_.empty())
      step();
    std::swap(places_, merged_);
  }

  // One comparison of each merge. A right element goes first only where it has to: equal ones keep
  // their order.
  void step() {
    for (const auto& merge : open_)
      comparator_.add(merge.row, places_[merge.right], places_[merge.left]);
    const auto& takes_right = comparator_.goes_before();
    for (std::size_t i = 0; i < open_.size(); ++i) {
      Merge& merge = open_[i];
      merged_[merge.out++] = places_[takes_right[i] ? merge.right++ : merge.left++];
      if (!merge.is_open()) finish(merge);
    }
    std::erase_if(open_, [](const Merge& merge) { return !merge.is_open(); });
  }

  void finish(Merge& merge) {
    while (merge.left < merge.left_end)
      merged_[merge.out++] = places_[merge.left++];
    while (merge.right < merge.right_end)
      merged_[merge.out++] = places_[merge.right++];
  }

  Comparator comparator_;
  std::vector<List> lists_;
  idx_t longest_ = 0;
  std::vector<idx_t> places_;
  std::vector<idx_t> merged_;
  std::vector<Merge> open_;
};

// (array, lambda): DuckDB takes the lambda out of the arguments when it has bound it.
void sort_by(duckdb::DataChunk& rows, duckdb::ExpressionState& state, Vector& result) {
  const bool is_constant = rows.AllConstant();
  const idx_t count = is_constant ? std::min<idx_t>(1, rows.size()) : rows.size();
  const Column<duckdb::list_entry_t> lists(rows, 0);
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* entries = duckdb::FlatVector::GetData<duckdb::list_entry_t>(result);
  MergeSort sort(rows, state);
  idx_t total = 0;
  for (idx_t row = 0; row < count; ++row) {
    entries[row] = {total, 0};
    if (lists.is_null(row)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    sort.add_row(row, lists[row]);
    entries[row].length = lists[row].length;
    total += lists[row].length;
  }
  const auto& places = sort.sorted();
  SelectionVector chosen(total);
  for (idx_t i = 0; i < total; ++i)
    chosen.set_index(i, places[i]);
  ListVector::Reserve(result, total);
  duckdb::VectorOperations::Copy(ListVector::GetEntry(rows.data[0]), ListVector::GetEntry(result),
                                 chosen, total, 0, 0);
  ListVector::SetListSize(result, total);
  if (is_constant) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

LogicalType element_of(duckdb::ClientContext&, const duckdb::vector<LogicalType>& arguments,
                       idx_t) {
  return duckdb::ListType::GetChildType(arguments[0]);
}

duckdb::unique_ptr<duckdb::FunctionData> bind(
    duckdb::ClientContext& context, duckdb::ScalarFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments) {
  function.arguments[0] = arguments[0]->return_type;
  function.SetReturnType(arguments[0]->return_type);
  auto& lambda = arguments[1]->Cast<duckdb::BoundLambdaExpression>();
  return duckdb::make_uniq<ListLambdaBindData>(
      function.GetReturnType(), duckdb::BoundCastExpression::AddCastToType(
                                    context, std::move(lambda.lambda_expr), LogicalType::INTEGER));
}

}  // namespace

void register_comparator_sort(duckdb::ExtensionLoader& loader) {
  const auto any = LogicalType::LIST(LogicalType::ANY);
  duckdb::ScalarFunction function("sluice_sort_by", {any, LogicalType::LAMBDA}, any, sort_by, bind);
  function.SetErrorMode(duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR);
  function.SetStability(duckdb::FunctionStability::CONSISTENT);
  function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  function.SetBindLambdaCallback(element_of);
  add_function(loader, std::move(function));
}

}  // namespace sluice::engine
