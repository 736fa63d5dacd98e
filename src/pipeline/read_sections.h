// The sections of sluice.yaml, one function each. Names of zones are known when they are called.
#pragma once

#include "pipeline/pipeline.h"
#include "pipeline/yaml_node.h"

namespace sluice::pipeline {

std::vector<Zone> read_zones(const YamlNode& section);
std::vector<Source> read_sources(const YamlNode& section, const Pipeline& pipeline);
std::vector<Crawl> read_crawls(const YamlNode& section, const Pipeline& pipeline);

// "raw/flights/": a zone's name and a folder in it.
struct ZonePath {
  const Zone* zone = nullptr;
  store::ObjectUri uri;
};
ZonePath zone_path(const YamlNode& node, const std::string& text, const Pipeline& pipeline);

// A file of unit tests: `model`, and `tests` with given and expected rows. `name` is the file as
// shown in messages.
std::vector<NamedUnitTest> read_unit_tests(const std::string& text, const std::string& name,
                                           const Pipeline& pipeline);

}  // namespace sluice::pipeline
