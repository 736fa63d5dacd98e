// What somebody typed, read and checked: values only.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sluice::cli {

enum class Template { minimal, aviation };

struct InitOptions {
  Template from = Template::minimal;
  std::string folder = ".";
};

// Of commands that read a pipeline's file.
struct PipelineOptions {
  std::string file = "sluice.yaml";
  std::map<std::string, std::string> parameters;
  std::string selection;
  bool is_rebuild = false;
};

struct PlanOptions {
  PipelineOptions pipeline;
  std::string prices;
};

enum class DeployAction { put, list, remove };

struct DeployOptions {
  DeployAction action = DeployAction::put;
  PipelineOptions pipeline;  // to put
  std::string name;          // to remove
};

struct RunOptions {
  PipelineOptions pipeline;
  std::optional<std::string> report;  // absent: report.html beside the pipeline's file
};

enum class Tests { all, unit, data };

struct TestOptions {
  PipelineOptions pipeline;
  Tests tests = Tests::all;
};

enum class ResultFormat { automatic, table, csv, tsv, json };

struct SqlOptions {
  std::optional<std::string> text;
  std::optional<std::string> file;  // "-": stdin, as without text and file
  std::string database = "default";
  ResultFormat format = ResultFormat::automatic;
  bool has_statistics = false;

  bool reads_input() const { return !text && (!file || *file == "-"); }
};

struct TablesOptions {
  std::string database;  // empty: all
  std::string table;     // its columns
};

struct RunsOptions {
  std::string id;
  int limit = 20;
};

struct RejectsOptions {
  std::string table;
  int limit = 20;  // 0: all
};

struct ReplayOptions {
  std::string table;
  PipelineOptions pipeline;
  std::optional<std::string> from;
};

struct CrawlOptions {
  std::string uri;
  std::string database = "default";
  std::string table;
  std::vector<std::string> exclusions;
  bool is_dry_run = false;
  bool is_like_aws = false;
  bool reads_again = false;
  bool shows_every_object = false;
};

struct LsOptions {
  std::string uri;
  bool is_recursive = false;
};

struct CpOptions {
  std::string from;
  std::string to;
  bool is_recursive = false;
};

struct CatOptions {
  std::string uri;
};

struct GcOptions {};
struct ScrubOptions {};

struct RestoreObjectsOptions {
  std::string uri;
  int days = 7;
};

enum class BackupAction { make, list, verify };

struct BackupOptions {
  std::string target;
  BackupAction action = BackupAction::make;
  int keep = 0;    // 0: all
  std::string at;  // of verify; empty: all
};

struct RestoreOptions {
  std::string target;
  std::string at;  // empty: the newest
};

enum class BucketDefaults { aws, legacy };

struct ServeOptions {
  std::string listen = "127.0.0.1:4566";
  std::string tls_certificate;  // a PEM file; empty: no TLS
  std::string tls_key;
  std::vector<std::string> domains;
  BucketDefaults bucket_defaults = BucketDefaults::aws;
  std::string accounts_file;
  bool allows_signature_version_2 = false;
  bool has_access_log = false;
  std::uint64_t reserve_bytes = 256ull << 20;  // of the lake's disk, kept from new objects
  std::chrono::microseconds restore_time{0};
  std::chrono::microseconds log_delivery_interval = std::chrono::minutes(5);
  // For tests: the length of a day of lifecycle rules and restores. Shown by no help.
  std::chrono::microseconds lifecycle_day = std::chrono::hours(24);
  // For tests: how much faster than the clock the time of schedules passes. Shown by no help.
  double schedule_pace = 1;
};

struct CommandLine {
  std::string command;
  std::optional<std::string> lake;  // as typed
  std::uint64_t memory_bytes = 0;   // 0: the engine's default
  int threads = 0;
  bool is_json = false;
  std::variant<InitOptions, PlanOptions, RunOptions, TestOptions, SqlOptions, TablesOptions,
               RunsOptions, RejectsOptions, ReplayOptions, CrawlOptions, LsOptions, CpOptions,
               CatOptions, GcOptions, RestoreObjectsOptions, ScrubOptions, BackupOptions,
               RestoreOptions, ServeOptions, DeployOptions>
      options;

  // Whether the command reads its stdin.
  bool reads_input() const {
    const auto* sql = std::get_if<SqlOptions>(&options);
    return sql != nullptr && sql->reads_input();
  }
};

}  // namespace sluice::cli
