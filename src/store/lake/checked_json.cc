#include "store/lake/checked_json.h"

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/error.h"

namespace sluice::store {
namespace {

std::string checksum_of(json::object members) {
  members.erase("checksum");
  return fmt::format("{:08x}", crc32c(bytes_of(sluice::to_text(json::value(std::move(members))))));
}

}  // namespace

std::string to_checked_text(json::object members) {
  members["checksum"] = checksum_of(members);
  return sluice::to_text(json::value(std::move(members))) + "\n";
}

CheckedJson::CheckedJson(std::string path, std::string code, std::string_view text)
    : path_(std::move(path)), code_(std::move(code)) {
  try {
    json::value value = parse_json(text);
    if (value.is_object()) members_ = std::move(value.as_object());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid) throw;
  }
  if (members_.empty()) fail("it is no JSON object");
}

void CheckedJson::verify() const {
  if (text("checksum") != checksum_of(members_)) fail("its checksum does not match");
}

std::int64_t CheckedJson::integer(std::string_view name) const {
  const json::value& value = member(name);
  if (!value.is_int64()) fail(fmt::format("it has no {}", name));
  return value.as_int64();
}

std::string CheckedJson::text(std::string_view name) const {
  const json::value& value = member(name);
  if (!value.is_string()) fail(fmt::format("it has no {}", name));
  return std::string(value.as_string());
}

const json::value& CheckedJson::member(std::string_view name) const {
  const json::value* value = members_.if_contains(name);
  if (!value) fail(fmt::format("it has no {}", name));
  return *value;
}

void CheckedJson::fail(std::string_view what) const {
  throw Error(ErrorKind::corrupt, code_, fmt::format("{} is damaged: {}", path_, what));
}

}  // namespace sluice::store
