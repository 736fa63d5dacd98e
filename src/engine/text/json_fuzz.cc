// Any bytes are cut into the same records whatever the block size, and what parses once parses
// again the same way, its strings unescape, and its nodes lie within it.

#include <cstdlib>

#include "base/error.h"
#include "engine/text/sample.h"
#include "engine/text/text_fixture.h"

namespace sluice::engine {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void parse_all(const std::string& content) {
  JsonParser parser;
  if (content.empty() || parser.parse(content) != JsonOutcome::whole) return;
  const auto& nodes = parser.nodes();
  require(parser.end() <= content.size() && nodes[0].next == nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    require(nodes[i].next > i && nodes[i].next <= nodes.size());
    require(nodes[i].begin + nodes[i].size <= parser.end());
    if (nodes[i].has_escapes) unescape_json(parser.text(nodes[i]));
  }
  const auto count = nodes.size();
  const std::string alone = content.substr(0, parser.end());
  require(parser.parse(alone) == JsonOutcome::whole && parser.nodes().size() == count);
}

void check_content(const std::uint8_t* data, std::size_t size) {
  const JsonFormat format{.is_array = (data[0] & 1) != 0};
  const std::size_t record_max = (data[0] & 2) != 0 ? 16 + data[1] % 100 : 32 << 20;
  const std::string content(reinterpret_cast<const char*>(data + 3), size - 3);
  const TextLimits small{.block_bytes = 1u + data[2] % 80, .record_bytes_max = record_max};
  const TextLimits large{.block_bytes = 4096, .record_bytes_max = record_max};
  try {
    require(json_records(content, format, small) == json_records(content, format, large));
    if (data[1] % 16 == 0) sample_json(std::make_unique<TextReader>(content), format);
  } catch (const Error&) {
    // UTF-16.
  }
  parse_all(content);
}

}  // namespace
}  // namespace sluice::engine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size >= 3) sluice::engine::check_content(data, size);
  return 0;
}
