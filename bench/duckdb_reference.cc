// Runs SQL files on plain DuckDB and says how long each took: the reference of the benchmarks.
//
//   duckdb_reference [--threads N] [--memory SIZE] [--temp DIR] [--rows] FILE.sql...
//
// All files run in one database in memory. Timings go to standard error; with --rows the result of
// each file's last statement goes to standard output as comma-separated text.

#include <duckdb.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Options {
  std::string threads;
  std::string memory;
  std::string temp;
  bool rows = false;
  std::vector<std::string> files;
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool has_value = i + 1 < argc;
    if (word == "--rows") {
      options.rows = true;
    } else if (word == "--threads" && has_value) {
      options.threads = argv[++i];
    } else if (word == "--memory" && has_value) {
      options.memory = argv[++i];
    } else if (word == "--temp" && has_value) {
      options.temp = argv[++i];
    } else if (word.starts_with("--")) {
      throw std::runtime_error("unknown option " + word);
    } else {
      options.files.push_back(word);
    }
  }
  return options;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Result {
 public:
  Result(duckdb_connection connection, duckdb_extracted_statements statements, idx_t index) {
    duckdb_prepared_statement prepared = nullptr;
    const bool ok = duckdb_prepare_extracted_statement(connection, statements, index, &prepared) ==
                    DuckDBSuccess;
    const std::string problem = ok ? "" : duckdb_prepare_error(prepared);
    const bool ran = ok && duckdb_execute_prepared(prepared, &result_) == DuckDBSuccess;
    duckdb_destroy_prepare(&prepared);
    if (!ok) throw std::runtime_error(problem);
    if (!ran) throw std::runtime_error(duckdb_result_error(&result_));
  }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  ~Result() { duckdb_destroy_result(&result_); }

  void print() {
    for (idx_t row = 0; row < duckdb_row_count(&result_); ++row) {
      for (idx_t column = 0; column < duckdb_column_count(&result_); ++column) {
        char* text = duckdb_value_varchar(&result_, column, row);
        fmt::print("{}{}", column == 0 ? "" : ",", text == nullptr ? "" : text);
        duckdb_free(text);
      }
      fmt::print("\n");
    }
  }

 private:
  duckdb_result result_{};
};

class Database {
 public:
  explicit Database(const Options& options) {
    duckdb_config config = nullptr;
    duckdb_create_config(&config);
    duckdb_set_config(config, "allow_unsigned_extensions", "true");
    set(config, "threads", options.threads);
    set(config, "memory_limit", options.memory);
    set(config, "temp_directory", options.temp);
    char* problem = nullptr;
    const bool ok = duckdb_open_ext(nullptr, &database_, config, &problem) == DuckDBSuccess;
    duckdb_destroy_config(&config);
    if (!ok) throw std::runtime_error(problem);
    duckdb_connect(database_, &connection_);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }

  void run(const std::string& sql, bool rows) {
    duckdb_extracted_statements statements = nullptr;
    const idx_t count = duckdb_extract_statements(connection_, sql.c_str(), &statements);
    if (count == 0) throw std::runtime_error(duckdb_extract_statements_error(statements));
    for (idx_t i = 0; i < count; ++i) {
      Result result(connection_, statements, i);
      if (rows && i + 1 == count) result.print();
    }
    duckdb_destroy_extracted(&statements);
  }

 private:
  static void set(duckdb_config config, const char* name, const std::string& value) {
    if (!value.empty()) duckdb_set_config(config, name, value.c_str());
  }

  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    const Options options = parse(argc, argv);
    Database database(options);
    for (const std::string& file : options.files) {
      const auto start = std::chrono::steady_clock::now();
      database.run(read_file(file), options.rows);
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
      fmt::print(stderr, "{:8.3f} s  {}\n", taken.count(), file);
    }
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "duckdb_reference: {}\n", error.what());
    return 1;
  }
}
