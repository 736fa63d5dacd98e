// Whatever is sent as XML ends as a tree or as MalformedXML.
#include "api/wire/xml/xml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    sluice::api::parse_xml({reinterpret_cast<const char*>(data), size});
  } catch (const sluice::Error& error) {
    if (error.code() != "MalformedXML") __builtin_trap();
  }
  return 0;
}
