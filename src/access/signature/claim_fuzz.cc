// Lines as a request: its claim is read and verified, or refused with an Error.
#include "access/signature/signature_fixture.h"
#include "access/signature/text/canonical.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = sluice::split(text, '\n');
  sluice::access::SignedRequest request{.method = "GET", .path = lines[0]};
  if (lines.size() > 1) request.query = lines[1];
  for (std::size_t i = 2; i < lines.size(); ++i) {
    const std::size_t colon = lines[i].find(':');
    if (colon == std::string_view::npos) continue;
    request.headers.push_back({lines[i].substr(0, colon), lines[i].substr(colon + 1)});
  }
  for (const auto dialect :
       {sluice::access::ErrorDialect::s3, sluice::access::ErrorDialect::json}) {
    sluice::access::check(request, sluice::access::boto_time(),
                          {.dialect = dialect, .allows_version_2 = true});
    sluice::access::canonical_path(request.path, dialect);
  }
  // What is canonical stays as it is.
  const std::string query = sluice::access::canonical_query(request.query);
  if (sluice::access::canonical_query(query) != query) std::abort();
  return 0;
}
