#include "pipeline/read_sections.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "pipeline/load_database.h"

namespace sluice::pipeline {
namespace {

store::BucketName bucket_at(const YamlNode& node) {
  try {
    return store::bucket_name(node.text("the bucket"));
  } catch (const Error& error) {
    complain(node.place(), error.message());
  }
}

int days(const YamlNode& node) {
  auto number = node.integer("a number of days");
  if (number < 1 || number > 36500) complain(node.place(), "expected 1 to 36500 days");
  return static_cast<int>(number);
}

constexpr std::array<std::string_view, 6> kClasses{
    "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"};
// As S3 has it: these are for what is not read often, and not for days.
constexpr int kInfrequentDaysMin = 30;

std::map<std::string, int> read_transitions(const YamlNode& node) {
  std::map<std::string, int> transitions;
  node.each("the transitions", [&](const std::string& storage_class, const YamlNode& value) {
    if (std::find(kClasses.begin(), kClasses.end(), storage_class) == kClasses.end()) {
      complain(value.place(), fmt::format("\"{}\": expected a storage class: {}", storage_class,
                                          fmt::join(kClasses, ", ")));
    }
    const int after = days(value);
    const bool is_infrequent = storage_class == "STANDARD_IA" || storage_class == "ONEZONE_IA";
    if (is_infrequent && after < kInfrequentDaysMin) {
      complain(value.place(),
               fmt::format("expected {} days or more for {}", kInfrequentDaysMin, storage_class));
    }
    transitions[storage_class] = after;
  });
  return transitions;
}

// An object that is gone by then would never come to the class.
void check_transitions(const Zone& zone, const YamlNode& node) {
  for (const auto& [storage_class, after] : zone.transitions) {
    if (!zone.expire_after_days || after < *zone.expire_after_days) continue;
    complain(node.place(), fmt::format("its objects expire after {} days, before they come to {}",
                                       *zone.expire_after_days, storage_class));
  }
}

store::BodyKind at_rest(const YamlNode& node) {
  const auto text = node.text("how it is at rest");
  if (text == "plain") return store::BodyKind::plain;
  if (text == "encrypted") return store::BodyKind::sealed;
  complain(node.place(), fmt::format("\"{}\": expected encrypted or plain", text));
}

Zone read_zone(const std::string& name, const YamlNode& node) {
  Zone zone{
      .name = name, .database = catalog::DatabaseName(lower_ascii(name)), .place = node.place()};
  node.each("a zone", [&](const std::string& key, const YamlNode& value) {
    if (key == "bucket") {
      zone.bucket = bucket_at(value);
    } else if (key == "prefix") {
      zone.prefix = value.text("the prefix");
      if (!zone.prefix.empty() && !zone.prefix.ends_with('/')) zone.prefix += '/';
    } else if (key == "database") {
      zone.database = catalog::DatabaseName(lower_ascii(value.text("the database")));
    } else if (key == "versioned") {
      zone.versioned = value.boolean("versioned");
    } else if (key == "at_rest") {
      zone.at_rest = at_rest(value);
    } else if (key == "expire_after_days") {
      zone.expire_after_days = days(value);
    } else if (key == "expire_noncurrent_after_days") {
      zone.expire_noncurrent_after_days = days(value);
    } else if (key == "transitions") {
      zone.transitions = read_transitions(value);
    } else {
      complain(value.place(), fmt::format("a zone has no \"{}\": bucket, prefix, database, "
                                          "versioned, at_rest, transitions, expire_after_days and "
                                          "expire_noncurrent_after_days are what it can have",
                                          key));
    }
  });
  if (zone.bucket.empty()) complain(node.place(), "expected `bucket: a name` in this zone");
  check_transitions(zone, node);
  return zone;
}

SourceKind database_kind(const YamlNode& node) {
  auto text = node.text("the kind of database");
  if (text == "postgres") return SourceKind::postgres;
  if (text == "mysql") return SourceKind::mysql;
  if (text == "sqlite") return SourceKind::sqlite;
  complain(node.place(), fmt::format("\"{}\": expected postgres, mysql or sqlite", text));
}

void read_database(Source& source, const YamlNode& node) {
  source.kind = SourceKind::sqlite;
  bool has_kind = false;
  node.each("a database", [&](const std::string& key, const YamlNode& value) {
    if (key == "kind") {
      source.kind = database_kind(value);
      has_kind = true;
    } else if (key == "connection") {
      source.connection = value.text("the connection");
    } else if (key == "table") {
      source.table = value.text("the table");
    } else {
      complain(value.place(), fmt::format("a database has no \"{}\": kind, connection and table "
                                          "are what it has",
                                          key));
    }
  });
  if (has_kind && !source.connection.empty() && !source.table.empty()) return;
  complain(node.place(), "expected `kind:`, `connection:` and `table:`");
}

void read_files(Source& source, const YamlNode& value) {
  source.locations = value.texts("the files");
  auto is_url = [](const std::string& text) {
    return text.starts_with("http://") || text.starts_with("https://");
  };
  auto urls = std::count_if(source.locations.begin(), source.locations.end(), is_url);
  if (urls == 0) return;
  if (urls != std::ssize(source.locations)) {
    complain(value.place(), "URLs and local files cannot be mixed in one source");
  }
  source.kind = SourceKind::http;
}

// A load by cursor finds where it was in the objects that it made.
void check_cursor(const Source& source, const YamlNode& node, const Pipeline& pipeline) {
  if (source.table.empty() && !source.cursor.empty()) {
    complain(node.place(), "`cursor:` is for tables of a database");
  }
  if (source.table.empty()) return;
  if (!source.is_incremental && !source.cursor.empty()) {
    complain(node.place(), "`cursor:` is for `mode: incremental`, and this source is full");
  }
  if (!source.is_incremental) return;
  if (source.cursor.empty()) {
    complain(node.place(),
             "`mode: incremental` of a database needs `cursor:`, a column whose values grow");
  }
  for (const auto& zone : pipeline.zones) {
    const bool is_in = zone.bucket == source.to.bucket && zone.expire_after_days &&
                       source.to.key.text().starts_with(zone.prefix);
    if (!is_in) continue;
    complain(node.place(), fmt::format("objects of zone {} expire: load a table "
                                       "incrementally into one that keeps them",
                                       zone.name));
  }
}

// Two loads into the same objects would take each other's for their own. Names that are written in
// other ways can become one key.
void check_other_sources(const Source& source, const std::vector<Source>& others) {
  if (source.table.empty()) return;
  for (const auto& other : others) {
    bool is_same = !other.table.empty() && other.to.bucket == source.to.bucket &&
                   key_stem(other) == key_stem(source);
    if (!is_same) continue;
    auto key = source.is_incremental ? key_stem(source) + "/" : whole_key(source);
    complain(source.place,
             fmt::format("table {} would become {}, which source {} makes of table {} already: "
                         "load to another folder",
                         source.table,
                         to_text(store::ObjectUri{source.to.bucket, store::ObjectKey(key)}),
                         other.name, other.table));
  }
}

Source read_source(const std::string& name, const YamlNode& node, const Pipeline& pipeline) {
  Source source{.name = name, .place = node.place()};
  std::optional<bool> is_incremental;
  node.each("a source", [&](const std::string& key, const YamlNode& value) {
    if (key == "files") {
      read_files(source, value);
    } else if (key == "database") {
      read_database(source, value);
    } else if (key == "to") {
      auto to = zone_path(value, value.text("the place it is loaded to"), pipeline);
      source.to = to.uri;
      source.zone = to.zone->name;
    } else if (key == "cursor") {
      source.cursor = value.text("the cursor's column");
    } else if (key == "mode") {
      auto mode = value.text("the mode");
      if (mode != "full" && mode != "incremental") {
        complain(value.place(), fmt::format("\"{}\": expected full or incremental", mode));
      }
      is_incremental = mode == "incremental";
    } else {
      complain(value.place(), fmt::format("a source has no \"{}\": files, database, to, mode and "
                                          "cursor are what it can have",
                                          key));
    }
  });
  if (source.locations.empty() && source.connection.empty()) {
    complain(node.place(), "expected `files:` or `database:` in this source");
  }
  if (!source.locations.empty() && !source.connection.empty()) {
    complain(node.place(), "expected `files:` or `database:` in this source, not both");
  }
  if (source.to.bucket.empty()) complain(node.place(), "expected `to: zone/folder/`");
  source.is_incremental = is_incremental.value_or(source.table.empty() || !source.cursor.empty());
  check_cursor(source, node, pipeline);
  return source;
}

Crawl read_crawl(const std::string& name, const YamlNode& node, const Pipeline& pipeline) {
  Crawl crawl{.name = name, .place = node.place()};
  crawl.options.crawler = name;
  node.each("a crawl", [&](const std::string& key, const YamlNode& value) {
    if (key == "of") {
      auto of = zone_path(value, value.text("what is crawled"), pipeline);
      crawl.target.uri = to_text(of.uri);
      crawl.zone = of.zone->name;
      if (crawl.options.database.empty()) crawl.options.database = of.zone->database;
    } else if (key == "database") {
      crawl.options.database = catalog::DatabaseName(lower_ascii(value.text("the database")));
    } else if (key == "table_prefix") {
      crawl.options.table_prefix = value.text("the table prefix");
    } else if (key == "table") {
      crawl.options.table_name = lower_ascii(value.text("the table"));
    } else if (key == "exclusions") {
      crawl.target.exclusions = value.texts("the exclusions");
    } else if (key == "like_aws") {
      if (value.boolean("like_aws")) crawl.options.mode = crawl::CrawlMode::like_aws;
    } else {
      complain(value.place(), fmt::format("a crawl has no \"{}\": of, database, table, "
                                          "table_prefix, exclusions and like_aws are what it can "
                                          "have",
                                          key));
    }
  });
  if (crawl.target.uri.empty()) complain(node.place(), "expected `of: zone` in this crawl");
  return crawl;
}

void refuse_schedule(const std::string& key, const YamlNode& value) {
  if (key != "schedule") return;
  complain(value.place(),
           "a schedule is the whole pipeline's: write `schedule:` beside `zones:` and `models:`");
}

}  // namespace

ZonePath zone_path(const YamlNode& node, const std::string& text, const Pipeline& pipeline) {
  auto slash = text.find('/');
  auto name = text.substr(0, slash);
  std::string folder = slash == std::string::npos ? "" : text.substr(slash + 1);
  if (!folder.empty() && !folder.ends_with('/')) folder += '/';
  for (const auto& zone : pipeline.zones) {
    if (zone.name != name) continue;
    return {.zone = &zone,
            .uri = {.bucket = zone.bucket, .key = store::ObjectKey(zone.prefix + folder)}};
  }
  complain(node.place(),
           fmt::format("\"{}\" is no zone of this pipeline: expected zone/folder/", name));
}

std::vector<Zone> read_zones(const YamlNode& section) {
  std::vector<Zone> zones;
  section.each("zones", [&](const std::string& name, const YamlNode& node) {
    zones.push_back(read_zone(name, node));
  });
  return zones;
}

std::vector<Source> read_sources(const YamlNode& section, const Pipeline& pipeline) {
  std::vector<Source> sources;
  section.each("sources", [&](const std::string& name, const YamlNode& node) {
    node.each("a source", refuse_schedule);
    auto source = read_source(name, node, pipeline);
    check_other_sources(source, sources);
    sources.push_back(std::move(source));
  });
  return sources;
}

std::vector<Crawl> read_crawls(const YamlNode& section, const Pipeline& pipeline) {
  std::vector<Crawl> crawls;
  section.each("crawls", [&](const std::string& name, const YamlNode& node) {
    node.each("a crawl", refuse_schedule);
    crawls.push_back(read_crawl(name, node, pipeline));
  });
  return crawls;
}

}  // namespace sluice::pipeline
