// Whatever lies in sluice.yaml or in a model's file, reading it ends with a value or an Error.
//
// The input's first byte chooses what it is: a pipeline's file, a model's, or a unit test's.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "pipeline/graph.h"
#include "pipeline/read_model.h"
#include "pipeline/read_sections.h"

namespace sluice::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPipeline =
    "parameters: {a: b, n: {type: integer, default: 1}}\n"
    "zones: {raw: {bucket: a-raw}, out: {bucket: a-out}}\n"
    "crawls: {find: {of: raw}}\n"
    "models: models\n";

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("sluice-fuzz-{}", ::getpid())) {
    fs::create_directories(path_ + "/models");
  }
  ~Folder() { fs::remove_all(path_); }

  const std::string& path() const { return path_; }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << text;
  }

 private:
  std::string path_;
};

// Models and tests are looked for below the folder; other places are none of this test's business.
bool may_leave_folder(std::string_view text) {
  constexpr std::array<std::string_view, 8> kLeaving{"..", " /", "'/",  "\"/",
                                                     "[/", ",/", "\n/", "\\"};
  return text.starts_with('/') || std::any_of(kLeaving.begin(), kLeaving.end(), [&](auto piece) {
           return text.find(piece) != std::string_view::npos;
         });
}

void read_all(const Folder& folder) {
  auto pipeline = read_pipeline("sluice.yaml", {}, folder.path());
  make_graph(pipeline, [](const catalog::TableName&) { return true; });
}

void read_as(unsigned kind, std::string_view text, const Folder& folder) {
  if (kind % 3 == 0) {
    if (may_leave_folder(text)) return;
    folder.write("sluice.yaml", text);
    return read_all(folder);
  }
  folder.write("sluice.yaml", kPipeline);
  folder.write("models/m.sql", kind % 3 == 1 ? text : "SELECT 1 AS a");
  if (kind % 3 == 1) return read_all(folder);
  auto pipeline = read_pipeline("sluice.yaml", {}, folder.path());
  read_unit_tests(std::string(text), "tests.yaml", pipeline);
}

}  // namespace
}  // namespace sluice::pipeline

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sluice::pipeline::Folder folder;
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    sluice::pipeline::read_as(*data, text.substr(1), folder);
  } catch (const sluice::Error& error) {
    // A message without a place would leave people searching.
    if (error.message().empty()) std::abort();
  }
  return 0;
}
