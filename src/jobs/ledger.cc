#include "jobs/ledger.h"

#include "base/error.h"

namespace sluice::jobs {
namespace {

bool is_whole(const InputCount& input) {
  return input.records == input.rows + input.rejected;
}

}  // namespace

bool Ledger::is_balanced() const {
  return old_rows == kept_rows + replaced_rows &&
         produced == written + rejected_by_expectations + dropped_by_merge_key &&
         std::all_of(inputs.begin(), inputs.end(), is_whole);
}

void Ledger::check() const {
  for (const auto& input : inputs) {
    if (is_whole(input)) continue;
    throw Error(ErrorKind::corrupt, "LedgerMismatch",
                fmt::format("{}: {} records, but {} rows were read and {} rejected; nothing was "
                            "published",
                            input.object, input.records, input.rows, input.rejected));
  }
  if (old_rows != kept_rows + replaced_rows) {
    throw Error(ErrorKind::corrupt, "LedgerMismatch",
                fmt::format("the merge read {} old rows, but {} were kept and {} replaced; nothing "
                            "was published",
                            old_rows, kept_rows, replaced_rows));
  }
  if (is_balanced()) return;
  throw Error(ErrorKind::corrupt, "LedgerMismatch",
              fmt::format("the query produced {} rows, but {} were written, {} rejected and {} "
                          "dropped by the merge key; nothing was published",
                          produced, written, rejected_by_expectations, dropped_by_merge_key));
}

std::uint64_t Ledger::records() const {
  std::uint64_t sum = 0;
  for (const auto& input : inputs)
    sum += input.records;
  return sum;
}

std::uint64_t Ledger::rejected_records() const {
  std::uint64_t sum = 0;
  for (const auto& input : inputs)
    sum += input.rejected;
  return sum;
}

json::object to_json(const Ledger& ledger) {
  json::array inputs;
  for (const auto& input : ledger.inputs) {
    inputs.push_back({{"object", input.object},
                      {"records", input.records},
                      {"rows", input.rows},
                      {"rejected", input.rejected}});
  }
  return {{"inputs", std::move(inputs)},
          {"records", ledger.records()},
          {"rejected_records", ledger.rejected_records()},
          {"produced", ledger.produced},
          {"written", ledger.written},
          {"rejected_by_expectations", ledger.rejected_by_expectations},
          {"dropped_by_merge_key", ledger.dropped_by_merge_key},
          {"old_rows", ledger.old_rows},
          {"kept_rows", ledger.kept_rows},
          {"replaced_rows", ledger.replaced_rows}};
}

}  // namespace sluice::jobs
