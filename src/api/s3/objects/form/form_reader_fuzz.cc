#include "api/http/body.h"
#include "api/s3/objects/form/form_reader.h"
#include "base/error.h"

// Any body: it ends, and nothing is read beyond it.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, unsigned long size) {
  sluice::api::TextReader body(std::string(reinterpret_cast<const char*>(data), size));
  try {
    sluice::api::s3::FormReader reader(body, "x");
    while (reader.next())
      static_cast<void>(reader.read_text(1 << 16));
  } catch (const sluice::Error&) {
    return 0;
  }
  return 0;
}
