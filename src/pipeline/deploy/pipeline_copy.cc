#include "pipeline/deploy/pipeline_copy.h"

#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace sluice::pipeline {
namespace {

constexpr std::size_t kTextBytesMax = 16u << 20;

json::object json_of(const std::map<std::string, std::string>& texts) {
  json::object object;
  for (const auto& [name, text] : texts)
    object[name] = text;
  return object;
}

std::map<std::string, std::string> texts_of(const json::value& object) {
  std::map<std::string, std::string> texts;
  for (const auto& member : object.as_object())
    texts.emplace(member.key(), std::string(member.value().as_string()));
  return texts;
}

void check(const PipelineCopy& copy) {
  std::size_t size_bytes = 0;
  for (const auto& [path, text] : copy.texts) {
    size_bytes += text.size();
    if (is_utf8(path) && is_utf8(text)) continue;
    throw Error(ErrorKind::invalid, "NotText", fmt::format("{}:1:1: not UTF-8 text", path));
  }
  if (size_bytes <= kTextBytesMax) return;
  throw Error(ErrorKind::limit, "PipelineTooLarge",
              fmt::format("{}: its files have {} together, and at most {} can be deployed",
                          copy.file, human_bytes(size_bytes), human_bytes(kTextBytesMax)));
}

}  // namespace

CopiedPipeline copy_pipeline(const std::string& file,
                             const std::map<std::string, std::string>& arguments,
                             const std::string& working_folder) {
  RecordedFiles files;
  CopiedPipeline copied{.pipeline = read_pipeline(file, arguments, working_folder, &files)};
  const auto name = std::filesystem::path(file).filename();
  copied.copy = {.file = (std::filesystem::path(copied.pipeline.folder) / name).string(),
                 .arguments = arguments,
                 .texts = files.texts()};
  check(copied.copy);
  return copied;
}

Pipeline read_pipeline(const PipelineCopy& copy) {
  KeptFiles files(copy.texts);
  return read_pipeline(copy.file, copy.arguments, "", &files);
}

std::string encode(const PipelineCopy& copy) {
  const json::object object{
      {"file", copy.file}, {"arguments", json_of(copy.arguments)}, {"texts", json_of(copy.texts)}};
  return sluice::to_text(json::value(object));
}

PipelineCopy decode_pipeline_copy(std::string_view bytes) {
  try {
    const auto value = parse_json(bytes);
    const auto& object = value.as_object();
    return {.file = std::string(object.at("file").as_string()),
            .arguments = texts_of(object.at("arguments")),
            .texts = texts_of(object.at("texts"))};
  } catch (const std::exception&) {
    throw Error(ErrorKind::corrupt, "CorruptDeployment", "a deployed pipeline cannot be read");
  }
}

}  // namespace sluice::pipeline
