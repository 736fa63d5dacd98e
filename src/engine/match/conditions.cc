#include "engine/match/conditions.h"

namespace sluice::engine::match {

namespace {

// Beyond this many rows, the whole history tells two paths apart.
constexpr std::size_t kHistoryRowsMax = 16;

bool is_true(duckdb::Vector& value) {
  duckdb::UnifiedVectorFormat format;
  value.ToUnifiedFormat(1, format);
  const auto index = format.sel->get_index(0);
  return format.validity.RowIsValid(index) &&
         duckdb::UnifiedVectorFormat::GetData<bool>(format)[index];
}

}  // namespace

Conditions::Conditions(Inputs& inputs) : inputs_(inputs) {
  conditions_.resize(inputs.compiled().conditions.size());
  for (std::size_t label = 0; label < conditions_.size(); ++label) {
    if (inputs.compiled().conditions[label]) prepare(label);
  }
}

void Conditions::prepare(std::size_t label) {
  const auto& compiled = inputs_.compiled();
  auto& condition = conditions_[label];
  condition.text = &*compiled.conditions[label];
  condition.executor =
      duckdb::make_uniq<duckdb::ExpressionExecutor>(inputs_.context(), *condition.text->expression);
  duckdb::vector<duckdb::LogicalType> types;
  bool is_of_rows = true;
  for (const auto index : condition.text->inputs) {
    const Input& input = compiled.asked.inputs[index];
    types.push_back(compiled.input_types[index]);
    condition.reach_back = std::min(condition.reach_back, input.navigation.physical);
    condition.reach_ahead = std::max(condition.reach_ahead, input.navigation.physical);
    if (is_of_row(input, label)) continue;
    is_of_rows = false;
    remember(input);
  }
  condition.inputs.InitializeEmpty(types);
  if (is_of_rows) answer_all(label);
}

// The row that is asked about has the label, so it is the last of every set with that label.
bool Conditions::is_of_row(const Input& input, std::size_t label) const {
  const auto& navigation = input.navigation;
  return input.kind == InputKind::column && !navigation.from_first && navigation.logical == 0 &&
         inputs_.compiled().asked.sets[navigation.set][label];
}

void Conditions::remember(const Input& input) {
  const auto& navigation = input.navigation;
  if (input.kind == InputKind::match_number) {
    uses_match_number_ = true;
  } else if (input.kind == InputKind::aggregate) {
    const auto& aggregate = inputs_.compiled().asked.aggregates[input.index];
    history_.push_back({.set = aggregate.set});
    for (const auto& argument : aggregate.inputs) {
      uses_match_number_ |= argument.kind == InputKind::match_number;
    }
  } else if (input.kind == InputKind::classifier && navigation.physical != 0) {
    history_.push_back({});  // any row's label
  } else {
    const std::size_t rows = navigation.logical + 1;
    history_.push_back({.set = navigation.set,
                        .from_first = navigation.from_first,
                        .count = rows > kHistoryRowsMax ? std::nullopt : std::optional(rows)});
  }
}

void Conditions::answer_all(std::size_t label) {
  auto& condition = conditions_[label];
  const RowIndex rows = inputs_.rows().count();
  condition.answers.assign(rows, Answer::unknown);
  for (RowIndex from = 0; from < rows; from += STANDARD_VECTOR_SIZE) {
    const auto count = std::min<RowIndex>(STANDARD_VECTOR_SIZE, rows - from);
    try {
      answer(condition, from, count);
    } catch (const duckdb::InterruptException&) {
      throw;
    } catch (const duckdb::OutOfMemoryException&) {
      throw;
    } catch (const duckdb::Exception&) {
      // Perhaps on a row that the search never asks about: these rows are asked one by one.
      std::fill_n(condition.answers.begin() + static_cast<std::ptrdiff_t>(from), count,
                  Answer::unknown);
    }
  }
}

void Conditions::answer(Condition& condition, RowIndex from, std::size_t count) {
  auto& rows = inputs_.rows();
  condition.inputs.Reset();
  for (std::size_t i = 0; i < condition.text->inputs.size(); ++i) {
    const Input& input = inputs_.compiled().asked.inputs[condition.text->inputs[i]];
    duckdb::SelectionVector chosen(count);
    for (std::size_t row = 0; row < count; ++row) {
      const auto moved = static_cast<std::int64_t>(from + row) + input.navigation.physical;
      const bool is_inside = moved >= 0 && moved < static_cast<std::int64_t>(rows.count());
      chosen.set_index(row, is_inside ? static_cast<RowIndex>(moved) : rows.null_row());
    }
    condition.inputs.data[i].Slice(rows.column(input.index), chosen, count);
  }
  condition.inputs.SetCardinality(count);
  duckdb::Vector result(duckdb::LogicalType::BOOLEAN, count);
  condition.executor->ExecuteExpression(condition.inputs, result);
  duckdb::UnifiedVectorFormat format;
  result.ToUnifiedFormat(count, format);
  const auto* values = duckdb::UnifiedVectorFormat::GetData<bool>(format);
  for (std::size_t row = 0; row < count; ++row) {
    const auto index = format.sel->get_index(row);
    const bool holds = format.validity.RowIsValid(index) && values[index];
    condition.answers[from + row] = holds ? Answer::yes : Answer::no;
  }
}

bool Conditions::ask(Condition& condition, const Place& place) {
  condition.inputs.Reset();
  for (std::size_t i = 0; i < condition.text->inputs.size(); ++i) {
    inputs_.value(inputs_.compiled().asked.inputs[condition.text->inputs[i]], place,
                  condition.inputs.data[i]);
  }
  condition.inputs.SetCardinality(1);
  duckdb::Vector result(duckdb::LogicalType::BOOLEAN, 1);
  condition.executor->ExecuteExpression(condition.inputs, result);
  return is_true(result);
}

bool Conditions::holds(std::size_t label, const Place& place) {
  auto& condition = conditions_[label];
  if (condition.text == nullptr) return true;
  if (condition.answers.empty()) return ask(condition, place);
  const RowIndex row = place.path.next_row() - 1;
  const auto at = static_cast<std::int64_t>(row);
  // A window's frame hides neighbours that the partition has.
  const bool sees_neighbours =
      place.range == SearchRange{0, inputs_.rows().count()} ||
      (at + condition.reach_back >= static_cast<std::int64_t>(place.range.begin) &&
       at + condition.reach_ahead < static_cast<std::int64_t>(place.range.end));
  if (!sees_neighbours) return ask(condition, place);
  auto& known = condition.answers[row];
  if (known == Answer::unknown) known = ask(condition, place) ? Answer::yes : Answer::no;
  return known == Answer::yes;
}

}  // namespace sluice::engine::match
