// The row ledger: equations from independent counts. Nothing disappears between them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace sluice::jobs {

struct InputCount {
  std::string object;  // s3://bucket/key
  std::uint64_t records = 0;
  std::uint64_t rows = 0;
  std::uint64_t rejected = 0;
};

struct Ledger {
  std::vector<InputCount> inputs;
  std::uint64_t produced = 0;
  std::uint64_t written = 0;
  std::uint64_t rejected_by_expectations = 0;
  std::uint64_t dropped_by_merge_key = 0;
  // A merge: the rows of the files that it writes again, and what became of them.
  std::uint64_t old_rows = 0;
  std::uint64_t kept_rows = 0;
  std::uint64_t replaced_rows = 0;

  // Every record was handed on or set aside, every row written, set aside or replaced by a later
  // one of its key, every old row kept or replaced by a new one.
  bool is_balanced() const;
  // Throws Error corrupt (LedgerMismatch) that names the object or the counts that differ.
  void check() const;

  std::uint64_t records() const;
  std::uint64_t rejected_records() const;
};

json::object to_json(const Ledger& ledger);

}  // namespace sluice::jobs
