// multipart/form-data (RFC 7578), part by part as it comes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/reader.h"

namespace sluice::api::s3 {

struct FormPart {
  std::string name;
  std::string filename;  // without the folders that some browsers send; "" without one
};

// Holds 64 KiB of the body at a time. Everything throws Error invalid (MalformedPOSTRequest) for
// what is no form, IncompleteBody where the body ends within a part.
class FormReader {
 public:
  // `boundary` as the Content-Type says it; the body outlives it.
  FormReader(Reader& body, std::string_view boundary);

  // The next part, past what was not read of the one before; nothing after the last.
  std::optional<FormPart> next();
  // Of the current part's content; 0 at its end.
  std::size_t read(std::span<std::byte> out);
  // All the rest of it; nothing when it has more than `bytes_max`.
  std::optional<std::string> read_text(std::size_t bytes_max);

 private:
  bool fill();
  std::string read_line();
  std::size_t ready();

  Reader& body_;
  std::string delimiter_;  // "\r\n--boundary"
  std::string buffer_;
  std::size_t at_ = 0;
  bool in_part_ = true;  // what comes before the first delimiter is none of ours
  bool has_ended_ = false;
};

// The boundary of "multipart/form-data; boundary=…"; nothing for another type.
std::optional<std::string> form_boundary(std::string_view content_type);

}  // namespace sluice::api::s3
