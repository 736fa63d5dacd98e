// Bodies that are text already, and text made of bodies.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/reader.h"

namespace sluice::api {

class TextReader final : public Reader {
 public:
  explicit TextReader(std::string text) : text_(std::move(text)) {}
  std::size_t read(std::span<std::byte> out) override;

 private:
  std::string text_;
  std::size_t at_ = 0;
};

// To the end; nothing when there are more than `bytes_max`.
std::optional<std::string> read_text(Reader& body, std::size_t bytes_max);

}  // namespace sluice::api
