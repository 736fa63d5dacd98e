#include "engine/engine_fixture.h"

namespace sluice::engine {
namespace {

// User SQL never reaches the engine unprinted; this is the second wall.
class Security : public EngineTest, public testing::WithParamInterface<const char*> {};

TEST_P(Security, RefusesWhatIsNoQueryOverScans) {
  error_of({.sql = GetParam()});
  EXPECT_FALSE(std::filesystem::exists("/tmp/sluice-security-out"));
}

INSTANTIATE_TEST_SUITE_P(
    Attacks, Security,
    testing::Values(
        "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM '/etc/passwd.csv'", "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/*')", "SELECT * FROM read_parquet('/tmp/x.parquet')",
        "SELECT * FROM read_json('/etc/passwd')", "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_csv('https://example.com/x.csv')",
        "SELECT * FROM read_parquet('s3://bucket/key')", "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM parquet_metadata('/tmp/x.parquet')",
        "SELECT * FROM read_duckdb('/tmp/x.db')", "SELECT * FROM read_text('sluice://1/0/s')",
        "SELECT getenv('HOME')", "ATTACH '/tmp/x.db'", "ATTACH ':memory:' AS m",
        "PRAGMA database_list", "PRAGMA version", "INSTALL httpfs", "LOAD httpfs",
        "LOAD '/tmp/x.duckdb_extension'", "SET threads = 1", "RESET threads",
        "SET enable_external_access = true", "SET GLOBAL lock_configuration = false",
        "COPY (SELECT 1) TO '/tmp/sluice-security-out'",
        "COPY (SELECT 1) TO '/tmp/sluice-security-out' (FORMAT sluice_partitioned)",
        "CREATE TABLE t AS SELECT 1", "CREATE VIEW v AS SELECT 1", "DROP TABLE t",
        "CREATE SECRET s (TYPE s3)", "EXPORT DATABASE '/tmp/sluice-security-out'",
        "CALL pragma_version()", "EXPLAIN SELECT 1", "SELECT 1; SELECT 2", "", "CHECKPOINT",
        "VACUUM", "BEGIN", "USE main", "EXECUTE p", "SELECT * FROM sluice_parquet_scan('s')"));

TEST_F(EngineTest, LeavesNothingInTheHomeFolder) {
  const std::string home = folder_ + "/home";
  std::filesystem::create_directories(home);
  ::setenv("HOME", home.c_str(), 1);
  EXPECT_EQ(ask({.sql = "SELECT 1"}), "1");
  EXPECT_TRUE(std::filesystem::is_empty(home));
}

}  // namespace
}  // namespace sluice::engine
