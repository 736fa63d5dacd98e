#include "jobs/ledger.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice::jobs {
namespace {

Ledger balanced() {
  return {.inputs = {{.object = "s3://raw/a", .records = 5, .rows = 4, .rejected = 1},
                     {.object = "s3://raw/b", .records = 2, .rows = 2}},
          .produced = 6,
          .written = 3,
          .rejected_by_expectations = 2,
          .dropped_by_merge_key = 1};
}

std::string complaint(const Ledger& ledger) {
  try {
    ledger.check();
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "LedgerMismatch");
    return error.message();
  }
}

TEST(Ledger, IsBalancedWhenEveryRecordAndRowIsAccountedFor) {
  auto ledger = balanced();
  EXPECT_TRUE(ledger.is_balanced());
  EXPECT_EQ(complaint(ledger), "");
  EXPECT_EQ(ledger.records(), 7u);
  EXPECT_EQ(ledger.rejected_records(), 1u);
}

TEST(Ledger, NoticesAMergeThatLosesAnOldRow) {
  auto ledger = balanced();
  ledger.old_rows = 5;
  ledger.kept_rows = 3;
  ledger.replaced_rows = 2;
  EXPECT_EQ(complaint(ledger), "");
  ledger.kept_rows = 2;
  EXPECT_EQ(complaint(ledger),
            "the merge read 5 old rows, but 2 were kept and 2 replaced; nothing was published");
}

TEST(Ledger, NamesTheObjectWhoseRecordsDoNotAddUp) {
  auto ledger = balanced();
  ledger.inputs[1].rows = 1;
  EXPECT_FALSE(ledger.is_balanced());
  EXPECT_EQ(complaint(ledger),
            "s3://raw/b: 2 records, but 1 rows were read and 0 rejected; nothing "
            "was published");
}

TEST(Ledger, NamesTheCountsOfRowsThatDoNotAddUp) {
  auto ledger = balanced();
  ledger.written = 4;
  EXPECT_EQ(complaint(ledger),
            "the query produced 6 rows, but 4 were written, 2 rejected and 1 "
            "dropped by the merge key; nothing was published");
}

}  // namespace
}  // namespace sluice::jobs
