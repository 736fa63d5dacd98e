#include "engine/match/matcher.h"

#include "engine/functions/define.h"

namespace sluice::engine::match {

namespace {

constexpr std::uint64_t kStepsBetweenChecks = 1U << 16U;

}  // namespace

Matcher::Matcher(Inputs& inputs, Conditions& conditions)
    : inputs_(inputs),
      conditions_(conditions),
      program_(inputs.compiled().asked.program),
      path_(inputs.compiled().asked.sets) {
  for (const auto& instruction : program_) {
    split_of_.push_back(static_cast<std::uint32_t>(splits_));
    if (instruction.operation == Operation::split) ++splits_;
  }
}

bool Matcher::match(RowIndex row, const SearchRange& range, std::int64_t match_number) {
  const bool is_elsewhere =
      range != range_ || (conditions_.uses_match_number() && match_number != match_number_);
  if (is_elsewhere) forget(failed_);
  if (entered_.empty()) entered_.resize((inputs_.rows().count() + 1) * splits_);
  range_ = range;
  match_number_ = match_number;
  path_.start(row);
  choices_.clear();
  entered_with_path_.clear();
  trail_.clear();
  if (search()) {
    forget(trail_);
    return true;
  }
  // What led nowhere leads nowhere for the next search either.
  failed_.insert(failed_.end(), trail_.begin(), trail_.end());
  return false;
}

void Matcher::forget(std::vector<std::size_t>& states) {
  for (const auto index : states)
    entered_[index] = false;
  states.clear();
}

bool Matcher::search() {
  std::uint32_t at = 0;
  while (program_[at].operation != Operation::done) {
    count_step();
    if (const auto next = step(at)) {
      at = *next;
      continue;
    }
    if (choices_.empty()) return false;
    at = choices_.back().instruction;
    path_.truncate(choices_.back().size);
    choices_.pop_back();
  }
  return true;
}

std::optional<std::uint32_t> Matcher::step(std::uint32_t at) {
  const Instruction& instruction = program_[at];
  switch (instruction.operation) {
    case Operation::jump:
      return instruction.first;
    case Operation::split:
      if (!enter(at)) return std::nullopt;
      choices_.push_back({.instruction = instruction.second, .size = path_.size()});
      return instruction.first;
    case Operation::at_start:
      return path_.next_row() == 0 ? std::optional(at + 1) : std::nullopt;
    case Operation::at_end:
      return path_.next_row() == inputs_.rows().count() ? std::optional(at + 1) : std::nullopt;
    case Operation::label:
    case Operation::done:
      break;
  }
  if (path_.next_row() >= range_.end) return std::nullopt;
  path_.push(instruction.first, instruction.is_excluded);
  const Place place{
      .path = path_, .size = path_.size(), .range = range_, .match_number = match_number_};
  if (conditions_.holds(instruction.first, place)) return at + 1;
  path_.truncate(path_.size() - 1);
  return std::nullopt;
}

bool Matcher::enter(std::uint32_t split) {
  if (!conditions_.history().empty()) return enter_path(split);
  const std::size_t index = path_.next_row() * splits_ + split_of_[split];
  if (entered_[index]) return false;
  entered_[index] = true;
  trail_.push_back(index);
  return true;
}

bool Matcher::enter_path(std::uint32_t split) {
  State state{.low = mix(split, path_.next_row()), .high = mix(path_.next_row(), split)};
  const auto add = [&](std::uint64_t value) {
    state = {.low = mix(state.low, value), .high = mix(state.high, ~value)};
  };
  for (const auto& history : conditions_.history()) {
    const auto& rows = path_.rows_of(history.set);
    const std::size_t count = std::min(rows.size(), history.count.value_or(rows.size()));
    if (!history.count || history.from_first) {
      add(path_.fingerprint(history.set, count));
      add(count);
      continue;
    }
    for (std::size_t i = rows.size() - count; i < rows.size(); ++i) {
      add(rows[i]);
      add(path_.label_at(rows[i]).value_or(0));
    }
  }
  const std::size_t states_max = inputs_.rows().kept_max();
  if (entered_with_path_.size() >= states_max) {
    raise("EXCEEDED_LOCAL_MEMORY_LIMIT",
          fmt::format("Row pattern matching needs more than {} states", states_max));
  }
  return entered_with_path_.insert(state).second;
}

void Matcher::count_step() {
  if (++steps_ % kStepsBetweenChecks != 0) return;
  if (inputs_.context().IsInterrupted()) throw duckdb::InterruptException();
}

}  // namespace sluice::engine::match
