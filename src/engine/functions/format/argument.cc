#include "engine/functions/format/argument.h"

#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "base/java_number.h"
#include "engine/functions/define.h"
#include "engine/functions/utf8.h"

namespace sluice::engine::format {

namespace {

constexpr std::string_view kClasses[] = {"null",
                                         "java.lang.Boolean",
                                         "java.lang.Long",
                                         "java.lang.Double",
                                         "java.math.BigDecimal",
                                         "java.lang.String",
                                         "java.time.LocalDate",
                                         "java.time.LocalTime",
                                         "java.time.LocalDateTime",
                                         "java.time.ZonedDateTime"};

std::string floating_text(const Floating& floating) {
  return floating.is_real ? java_text(static_cast<float>(floating.value))
                          : java_text(floating.value);
}

std::uint32_t folded(std::uint64_t bits) {
  return static_cast<std::uint32_t>(bits ^ (bits >> 32U));
}

struct HashOf {
  std::uint32_t operator()(bool value) const { return value ? 1231 : 1237; }
  std::uint32_t operator()(std::int64_t value) const {
    return folded(static_cast<std::uint64_t>(value));
  }
  std::uint32_t operator()(const Floating& floating) const {
    if (floating.is_real) return std::bit_cast<std::uint32_t>(static_cast<float>(floating.value));
    return folded(std::bit_cast<std::uint64_t>(floating.value));
  }
  std::uint32_t operator()(std::string_view text) const { return java_hash(text); }
  template <class Other>
  std::uint32_t operator()(const Other&) const {
    raise("NOT_SUPPORTED", "format() has no %h for this type");
  }
};

}  // namespace

std::string_view java_class(const Argument& argument) {
  const auto* floating = std::get_if<Floating>(&argument);
  if (floating != nullptr && floating->is_real) return "java.lang.Float";
  return kClasses[argument.index()];
}

std::string to_string(const Argument& argument) {
  if (std::holds_alternative<Null>(argument)) return "null";
  if (const auto* flag = std::get_if<bool>(&argument)) return *flag ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&argument))
    return fmt::format("{}", *integer);
  if (const auto* floating = std::get_if<Floating>(&argument)) return floating_text(*floating);
  if (const auto* decimal = std::get_if<Decimal>(&argument))
    return decimal_text(decimal->unscaled, decimal->scale);
  if (const auto* text = std::get_if<std::string_view>(&argument)) return std::string(*text);
  return iso_text(argument);
}

std::string hash_text(const Argument& argument) {
  return fmt::format("{:x}", std::visit(HashOf{}, argument));
}

}  // namespace sluice::engine::format
