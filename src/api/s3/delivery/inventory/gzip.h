// gzip, made piece by piece.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sluice::api::s3 {

// One thread at a time.
class Gzip {
 public:
  Gzip();
  ~Gzip();

  // What is ready of it now, maybe nothing.
  std::string add(std::string_view text);
  // The rest. It may begin anew then.
  std::string finish();

 private:
  struct Stream;
  std::string run(std::string_view text, int flush);

  std::unique_ptr<Stream> stream_;
};

}  // namespace sluice::api::s3
