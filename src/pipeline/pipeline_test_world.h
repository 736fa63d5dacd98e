// A pipeline's files in a folder of their own, and what reading them says.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/error.h"
#include "pipeline/pipeline.h"

namespace sluice::pipeline {

class TestFolder {
 public:
  TestFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "sluice-pipeline-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::string& path() const { return path_; }

  void write(const std::string& name, std::string_view content) const {
    std::filesystem::path file = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
  }

  Pipeline read(const std::map<std::string, std::string>& arguments = {}) const {
    return read_pipeline("sluice.yaml", arguments, path_);
  }

  // The complaint, "ok" where there is none.
  std::string complaint(const std::map<std::string, std::string>& arguments = {}) const {
    try {
      read(arguments);
      return "ok";
    } catch (const Error& error) {
      return error.message();
    }
  }

  std::string complaint_about(std::string_view yaml) const {
    write("sluice.yaml", yaml);
    return complaint();
  }

 private:
  std::string path_;
};

}  // namespace sluice::pipeline
