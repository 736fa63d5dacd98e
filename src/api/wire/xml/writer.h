// XML of answers, written from left to right.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::api {

class XmlWriter {
 public:
  // With the XML declaration, which S3's clients expect, or without.
  enum class Declaration { yes, no };
  explicit XmlWriter(Declaration declaration);

  // <name, to which attributes may follow.
  void open(std::string_view name);
  void attribute(std::string_view name, std::string_view value);
  void text(std::string_view value);
  // <name/> when nothing was put inside.
  void close();
  // <name>value</name>.
  void element(std::string_view name, std::string_view value);

  // Every element is closed.
  std::string finish();

 private:
  void end_tag();

  std::string out_;
  std::vector<std::string> open_;
  bool in_tag_ = false;  // its '>' is not written yet
};

}  // namespace sluice::api
