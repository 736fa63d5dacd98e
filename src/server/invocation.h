// A command as somebody typed it, wherever it runs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/output.h"

namespace sluice::server {

struct Invocation {
  std::vector<std::string> arguments;  // without the program's name
  std::string folder;                  // the working directory: paths are relative to it
  std::map<std::string, std::string> environment;  // the SLUICE_… variables
  Terminal terminal;
  std::optional<std::string> input;  // stdin, where the command reads it

  bool operator==(const Invocation&) const = default;
};

// Lengths and bytes, for a frame's payload: arguments and paths need not be UTF-8.
std::string encode(const Invocation& invocation);
// Throws Error invalid (code MalformedFrame) for bytes that encode() does not make.
Invocation decode_invocation(std::string_view bytes);

}  // namespace sluice::server
