// Parse, analyze and print, a query at a time. SLUICE_QUERIES names a folder with schema.txt, a
// table a line ("t(i integer)"), and the queries: bench/dialect makes them.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <benchmark/benchmark.h>

#include "base/error.h"
#include "sql/sql_fixture.h"

namespace {

namespace fs = std::filesystem;
using sluice::sql::FixedTables;

std::string content(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

FixedTables tables_of(const fs::path& folder) {
  FixedTables tables;
  std::ifstream file(folder / "schema.txt");
  for (std::string line; std::getline(file, line);)
    tables.add(line);
  return tables;
}

void lower(benchmark::State& state, FixedTables& tables, const std::string& text) {
  for (auto _ : state) {
    try {
      benchmark::DoNotOptimize(sluice::sql::lower_query(text, tables, {}));
    } catch (const sluice::Error& error) {
      state.SkipWithError(error.what());
      return;
    }
  }
}

void register_folder(const fs::path& folder, FixedTables& tables) {
  std::vector<fs::path> queries;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".sql") queries.push_back(entry.path());
  }
  std::sort(queries.begin(), queries.end());
  for (const auto& path : queries) {
    benchmark::RegisterBenchmark(path.stem().c_str(), [&tables, text = content(path)](
                                                          benchmark::State& state) {
      lower(state, tables, text);
    })->Unit(benchmark::kMillisecond);
  }
}

}  // namespace

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);
  const char* folder = std::getenv("SLUICE_QUERIES");
  if (folder == nullptr) {
    std::fputs("SLUICE_QUERIES names no folder: bench/dialect sets it\n", stderr);
    return 1;
  }
  FixedTables tables = tables_of(folder);
  register_folder(folder, tables);
  benchmark::RunSpecifiedBenchmarks();
}
