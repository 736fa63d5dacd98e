#include <filesystem>

#include "base/text.h"
#include "pipeline/parameters.h"
#include "pipeline/read_model.h"
#include "pipeline/read_sections.h"
#include "pipeline/text_files.h"
#include "pipeline/zones.h"

namespace sluice::pipeline {
namespace {

namespace fs = std::filesystem;

// The files below a folder with an ending, or one file; in name order.
std::vector<std::string> files_at(const Pipeline& pipeline, const std::string& text,
                                  std::string_view ending, const Place& place, TextFiles& texts) {
  const auto path = (fs::path(pipeline.folder) / text).lexically_normal();
  const auto files = texts.list(path.string(), ending);
  if (!files) complain(place, fmt::format("{} is not there", path.string()));
  return *files;
}

// How a file is called in messages: below the folder that the user named, as they would type it.
std::string shown(const std::string& file, const Pipeline& pipeline) {
  auto typed = fs::path(pipeline.file).parent_path();
  auto relative = fs::path(file).lexically_relative(pipeline.folder);
  return relative.empty() ? file : (typed / relative).string();
}

void read_retry(RetryPolicy& retry, const std::string& key, const YamlNode& value) {
  if (key == "retries") {
    auto retries = value.integer("the retries");
    if (retries < 0 || retries > 100) complain(value.place(), "expected 0 to 100 retries");
    retry.attempts = static_cast<int>(retries) + 1;
  } else if (key == "backoff") {
    retry.backoff = value.duration("the backoff");
  } else {
    retry.timeout = std::chrono::duration_cast<std::chrono::seconds>(value.duration("the timeout"));
  }
}

// When `sluice serve` runs it, once it is deployed.
void read_schedule(Pipeline& pipeline, const YamlNode& root) {
  std::optional<YamlNode> schedule;
  std::optional<YamlNode> zone;
  root.each("a pipeline", [&](const std::string& key, const YamlNode& value) {
    if (key == "schedule") schedule = value;
    if (key == "timezone") zone = value;
  });
  if (!schedule) {
    if (zone) complain(zone->place(), "a timezone is for `schedule:`, which is not here");
    return;
  }
  const auto expression = schedule->text("the schedule");
  flow::TimeZone of;
  try {
    if (zone) of = flow::TimeZone::find(zone->text("the timezone"));
  } catch (const Error& error) {
    if (error.code() != "InvalidTimeZone") throw;
    complain(zone->place(), error.message());
  }
  try {
    pipeline.schedule = flow::Schedule::parse(expression, of);
    pipeline.schedule_place = schedule->place();
  } catch (const Error& error) {
    complain(schedule->place(), error.message());
  }
}

constexpr std::array<std::string_view, 13> kKeys{
    "name",    "parameters", "zones",   "sources",     "crawls",   "models",  "tests",
    "retries", "backoff",    "timeout", "description", "schedule", "timezone"};

void check_key(const std::string& key, const YamlNode& value) {
  if (std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end()) return;
  complain(value.place(), fmt::format("a pipeline has no \"{}\": {} are what it can have", key,
                                      fmt::join(kKeys, ", ")));
}

void read_models(Pipeline& pipeline, const YamlNode& value, TextFiles& texts) {
  std::map<std::string, std::string> names;
  for (const auto& text : value.texts("the models' files or folders")) {
    for (const auto& file : files_at(pipeline, text, ".sql", value.place(), texts)) {
      auto step = read_model(texts.read(file), shown(file, pipeline), pipeline);
      auto [known, is_new] = names.emplace(step.name, step.model.file);
      if (!is_new) {
        complain({step.model.file, 1, 1},
                 fmt::format("{} is a model of the same name, \"{}\": give one another `name:`",
                             known->second, step.name));
      }
      pipeline.models.push_back(std::move(step));
    }
  }
}

void read_tests(Pipeline& pipeline, const YamlNode& value, TextFiles& texts) {
  for (const auto& text : value.texts("the tests' files or folders")) {
    for (const auto& file : files_at(pipeline, text, ".yaml", value.place(), texts)) {
      auto tests = read_unit_tests(texts.read(file), shown(file, pipeline), pipeline);
      pipeline.unit_tests.insert(pipeline.unit_tests.end(), tests.begin(), tests.end());
    }
  }
}

// Sections in the order in which they refer to each other, whatever the file's.
void read_section(Pipeline& pipeline, std::string_view section, const std::string& key,
                  const YamlNode& value, TextFiles& texts) {
  if (key != section) return;
  if (key == "name") pipeline.name = value.text("the name");
  if (key == "zones") pipeline.zones = read_zones(value);
  if (key == "sources") pipeline.sources = read_sources(value, pipeline);
  if (key == "crawls") pipeline.crawls = read_crawls(value, pipeline);
  if (key == "models") read_models(pipeline, value, texts);
  if (key == "tests") read_tests(pipeline, value, texts);
}

void refuse_one_name_twice(const Pipeline& pipeline) {
  std::map<std::string, Place> names;
  auto add = [&](const std::string& name, const Place& place) {
    auto [known, is_new] = names.emplace(name, place);
    if (is_new) return;
    complain(place, fmt::format("{} names a step already: \"{}\" must be called otherwise",
                                to_text(known->second), name));
  };
  for (const auto& source : pipeline.sources)
    add(source.name, source.place);
  for (const auto& crawl : pipeline.crawls)
    add(crawl.name, crawl.place);
  for (const auto& step : pipeline.models)
    add(step.name, {step.model.file, 1, 1});
}

// A table's rows are what lies below its place: no two may share one, and no load may write there.
void refuse_shared_places(const Pipeline& pipeline) {
  std::map<catalog::TableName, const ModelStep*> tables;
  std::map<std::string, const ModelStep*> places;
  for (const auto& step : pipeline.models) {
    const auto& model = step.model;
    auto [table, is_new] = tables.emplace(model.table, &step);
    if (!is_new) {
      complain({model.file, 1, 1}, fmt::format("{} makes the table {} already", table->second->name,
                                               to_text(model.table)));
    }
    auto place = to_text(model.location);
    for (const auto& [other_place, other] : places) {
      if (!place.starts_with(other_place) && !other_place.starts_with(place)) continue;
      complain({model.file, 1, 1},
               fmt::format("its table would lie in {}, and {}'s in {}: give their zones prefixes "
                           "that do not lie in each other",
                           place, other->name, other_place));
    }
    places.emplace(place, &step);
    for (const auto& source : pipeline.sources) {
      if (!to_text(source.to).starts_with(place)) continue;
      complain(source.place, fmt::format("{} is where the model {} keeps its table: load to "
                                         "another folder",
                                         to_text(source.to), step.name));
    }
  }
}

}  // namespace

Pipeline read_pipeline(const std::string& file, const std::map<std::string, std::string>& arguments,
                       const std::string& working_folder, TextFiles* files) {
  DiskFiles disk;
  TextFiles& texts = files != nullptr ? *files : disk;
  Pipeline pipeline{.file = file};
  auto absolute = fs::absolute(fs::path(working_folder) / file).lexically_normal();
  pipeline.folder = absolute.parent_path().string();
  pipeline.name = absolute.parent_path().filename().string();
  auto root = YamlNode::parse(texts.read(absolute.string()), file);
  root.each("a pipeline", check_key);
  root.each("a pipeline", [&](const std::string& key, const YamlNode& value) {
    if (key == "parameters") pipeline.parameters = read_parameters(value, arguments);
  });
  if (pipeline.parameters.empty()) read_parameters(YamlNode::parse("", file), arguments);
  root.set_substitute(std::make_shared<const YamlNode::Substitute>(
      [&pipeline](const std::string& text, const Place& place) {
        return substitute(text, pipeline.parameters, place);
      }));
  root.each("a pipeline", [&](const std::string& key, const YamlNode& value) {
    bool is_retry = key == "retries" || key == "backoff" || key == "timeout";
    if (is_retry) read_retry(pipeline.retry, key, value);
  });
  read_schedule(pipeline, root);
  for (auto section : {"name", "zones", "sources", "crawls", "models", "tests"}) {
    root.each("a pipeline", [&](const std::string& key, const YamlNode& value) {
      read_section(pipeline, section, key, value, texts);
    });
  }
  refuse_one_name_twice(pipeline);
  refuse_shared_places(pipeline);
  zone_buckets(pipeline);
  return pipeline;
}

}  // namespace sluice::pipeline
