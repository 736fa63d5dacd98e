// What sluice.yaml says, read and checked: values only, nothing has run.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "crawl/crawler.h"
#include "flow/schedule.h"
#include "jobs/model.h"
#include "pipeline/text_files.h"
#include "pipeline/unit_tests.h"
#include "store/store.h"

namespace sluice::pipeline {

// Where in a file something was said, for messages: "sluice.yaml:12:7".
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};
std::string to_text(const Place& place);

enum class ParameterType { string, integer, number, boolean, date, path };

struct Parameter {
  std::string name;
  ParameterType type = ParameterType::string;
  std::string value;  // the default, or what the command line gave; checked against the type
  std::string description;
  Place place;
};

// A bucket, or a prefix of one, with a purpose.
struct Zone {
  std::string name;
  store::BucketName bucket;
  std::string prefix;              // "" or "folder/"
  catalog::DatabaseName database;  // of its tables; the zone's name unless told otherwise
  std::optional<bool> versioned;   // absent: as the bucket is
  std::optional<store::BodyKind> at_rest;
  std::optional<int> expire_after_days;
  std::optional<int> expire_noncurrent_after_days;
  std::map<std::string, int> transitions;  // days until an object has the storage class
  Place place;
};

enum class SourceKind { files, http, postgres, mysql, sqlite };

// What a load brings into a zone.
struct Source {
  std::string name;
  SourceKind kind = SourceKind::files;
  std::vector<std::string> locations;  // paths, globs, folders; or URLs
  std::string connection;              // databases: DSN or file
  std::string table;                   // databases
  std::string cursor;                  // databases: load only rows beyond the last seen value
  bool is_incremental = true;          // files: only new or changed ones; tables: new rows
  store::ObjectUri to;                 // s3://bucket/prefix/
  std::string zone;
  Place place;
};

struct Crawl {
  std::string name;
  crawl::CrawlTarget target;
  crawl::CrawlOptions options;
  std::string zone;
  Place place;
};

struct RetryPolicy {
  int attempts = 1;                         // in all
  std::chrono::milliseconds backoff{1000};  // doubles with each attempt
  std::chrono::seconds timeout{0};          // of one attempt; 0: none
};

// A model with what running it needs besides.
struct ModelStep {
  std::string name;  // the file's stem, or what its header says
  jobs::Model model;
  std::string zone;
  RetryPolicy retry;
};

struct NamedUnitTest {
  std::string model;
  UnitTest test;
  Place place;
};

struct Pipeline {
  std::string name;
  std::string file;    // as the user named it
  std::string folder;  // its directory: paths in it are relative to this
  std::vector<Parameter> parameters;
  std::vector<Zone> zones;
  std::vector<Source> sources;
  std::vector<Crawl> crawls;
  std::vector<ModelStep> models;
  std::vector<NamedUnitTest> unit_tests;
  RetryPolicy retry;  // of loads and crawls, and the default of models
  std::optional<flow::Schedule> schedule;
  Place schedule_place;
};

// Reads the file, its models and its tests. `arguments` are --param k=v. A relative `file` lies
// below `working_folder` (empty: the process's), and is called in messages as it is given; `files`
// has its texts (null: the disk). Throws Error invalid whose message starts with
// "file:line:column: " and says the expected form.
Pipeline read_pipeline(const std::string& file, const std::map<std::string, std::string>& arguments,
                       const std::string& working_folder = "", TextFiles* files = nullptr);

}  // namespace sluice::pipeline
