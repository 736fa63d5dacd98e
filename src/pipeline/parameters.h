// Parameters: typed values that a pipeline's file and models name as ${name}.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/yaml_node.h"

namespace sluice::pipeline {

// The `parameters` section, with the command line's values in place of defaults. Throws Error
// invalid for an argument that is no parameter, a value that is not of its type, and one without
// any value.
std::vector<Parameter> read_parameters(const YamlNode& section,
                                       const std::map<std::string, std::string>& arguments);

// ${name} in YAML values: the value's text. $$ is a dollar sign.
std::string substitute(const std::string& text, const std::vector<Parameter>& parameters,
                       const Place& place);

// ${name} in SQL: a literal of the parameter's type (strings and paths quoted, DATE '…'); within
// quotes the value's text, in a comment nothing.
std::string substitute_sql(const std::string& sql, const std::vector<Parameter>& parameters,
                           const std::string& file);

}  // namespace sluice::pipeline
