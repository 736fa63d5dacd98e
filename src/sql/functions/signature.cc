#include "sql/functions/signature.h"

#include <stdexcept>

#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

class SignatureReader {
 public:
  explicit SignatureReader(std::string_view text) : text_(text) {}

  Signature read() {
    Signature out;
    expect("(");
    while (!take(")")) {
      if (!out.parameters.empty()) expect(",");
      out.parameters.push_back(pattern());
      if (take("...")) out.is_variadic = true;
    }
    expect("->");
    out.result = pattern();
    if (at_ != text_.size()) broken();
    return out;
  }

 private:
  [[noreturn]] void broken() const {
    throw std::logic_error("malformed signature: " + std::string(text_));
  }

  bool take(std::string_view token) {
    while (at_ < text_.size() && text_[at_] == ' ')
      ++at_;
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  void expect(std::string_view token) {
    if (!take(token)) broken();
  }

  // "timestamp(p) with time zone" is one name with an argument in its middle.
  TypePattern pattern() {
    TypePattern out;
    while (at_ < text_.size() && text_[at_] == ' ')
      ++at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_')) {
      out.name += text_[at_++];
    }
    if (out.name.empty()) broken();
    if (at_ < text_.size() && (text_[at_] == '=' || text_[at_] == '<' || text_[at_] == '!'))
      out.constraint = text_[at_++];
    if (at_ < text_.size() && text_[at_] == '(') {
      ++at_;
      do {
        out.arguments.push_back(pattern());
      } while (take(","));
      expect(")");
    }
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

struct NamedKind {
  std::string_view name;
  TypeKind kind;
};

constexpr NamedKind kKinds[] = {
    {"unknown", TypeKind::unknown},
    {"boolean", TypeKind::boolean},
    {"tinyint", TypeKind::tinyint},
    {"smallint", TypeKind::smallint},
    {"integer", TypeKind::integer},
    {"bigint", TypeKind::bigint},
    {"real", TypeKind::real},
    {"double", TypeKind::double_},
    {"decimal", TypeKind::decimal},
    {"char", TypeKind::char_},
    {"varchar", TypeKind::varchar},
    {"varbinary", TypeKind::varbinary},
    {"json", TypeKind::json},
    {"uuid", TypeKind::uuid},
    {"ipaddress", TypeKind::ipaddress},
    {"text", TypeKind::varchar},
    {"date", TypeKind::date},
    {"time", TypeKind::time},
    {"time_tz", TypeKind::time_tz},
    {"timestamp", TypeKind::timestamp},
    {"timestamp_tz", TypeKind::timestamp_tz},
    {"interval_day_second", TypeKind::interval_day_second},
    {"interval_year_month", TypeKind::interval_year_month},
    {"geometry", TypeKind::geometry},
    {"spherical_geography", TypeKind::spherical_geography},
    {"bing_tile", TypeKind::bing_tile},
    {"hyperloglog", TypeKind::hyperloglog},
    {"p4hyperloglog", TypeKind::p4_hyperloglog},
    {"setdigest", TypeKind::set_digest},
    {"tdigest", TypeKind::t_digest},
    {"qdigest", TypeKind::quantile_digest},
    {"array", TypeKind::array},
    {"map", TypeKind::map},
    {"row", TypeKind::row},
};

TypeKind kind_of(const TypePattern& pattern) {
  for (const auto& named : kKinds) {
    if (named.name == pattern.name) return named.kind;
  }
  throw std::logic_error("unknown type in a signature: " + pattern.name);
}

bool bind_variable(const TypePattern& pattern, const Type& actual, Coercion coercion,
                   Bindings& bindings) {
  const auto [found, is_new] = bindings.types.try_emplace(pattern.name, actual);
  if (is_new || found->second == actual) return true;
  const auto common = common_type(found->second, actual);
  if (!common || (coercion == Coercion::none && !is_unknown(actual))) return false;
  found->second = *common;
  return true;
}

void bind_number(const TypePattern& pattern, int value, Bindings& bindings) {
  if (pattern.is_number()) return;
  const auto [found, is_new] = bindings.numbers.try_emplace(pattern.name, value);
  if (is_new) return;
  const bool unbounded = value == Type::kUnbounded || found->second == Type::kUnbounded;
  found->second = unbounded ? Type::kUnbounded : std::max(found->second, value);
}

// The actual type as one of the pattern's kind.
std::optional<Type> as_kind(const Type& actual, TypeKind kind) {
  if (actual.kind == kind) return actual;
  if (is_unknown(actual)) return Type{.kind = kind, .precision = 1, .length = 0};
  if (kind == TypeKind::decimal && is_integer(actual)) return as_decimal(actual);
  if (kind == TypeKind::timestamp && actual.kind == TypeKind::date) return timestamp_type(0);
  if (kind == TypeKind::char_ && actual.kind == TypeKind::varchar) {
    return common_type(actual, char_type(1));
  }
  if (kind == TypeKind::time_tz && actual.kind == TypeKind::time) {
    return Type{.kind = kind, .precision = actual.precision};
  }
  if (kind == TypeKind::timestamp_tz &&
      (actual.kind == TypeKind::date || actual.kind == TypeKind::timestamp)) {
    return Type{.kind = kind, .precision = actual.precision};
  }
  return std::nullopt;
}

bool bind_parametric(const TypePattern& pattern, const Type& type, Coercion coercion,
                     Bindings& bindings) {
  const auto& arguments = pattern.arguments;
  switch (type.kind) {
    case TypeKind::decimal:
      bind_number(arguments[0], type.precision, bindings);
      if (arguments[1].is_number() && std::stoi(arguments[1].name) != type.scale) return false;
      bind_number(arguments[1], type.scale, bindings);
      return true;
    case TypeKind::char_:
    case TypeKind::varchar:
      bind_number(arguments[0], type.length, bindings);
      return true;
    case TypeKind::quantile_digest:
    case TypeKind::array:
    case TypeKind::map:
    case TypeKind::row:
      if (type.children.size() != arguments.size()) return false;
      for (std::size_t i = 0; i < type.children.size(); ++i) {
        if (!bind(arguments[i], type.children[i], coercion, bindings)) return false;
      }
      return true;
    default:
      bind_number(arguments[0], type.precision, bindings);
      return true;
  }
}

std::optional<int> number_of(const TypePattern& pattern, const Bindings& bindings) {
  if (pattern.is_number()) return std::stoi(pattern.name);
  const auto found = bindings.numbers.find(pattern.name);
  if (found == bindings.numbers.end()) return std::nullopt;
  return found->second;
}

bool satisfies(const TypePattern& pattern, const Type& type) {
  if (pattern.name == "N") return is_numeric(type);
  if (pattern.name == "I") return is_integer(type);
  if (pattern.name == "F") return is_floating(type);
  if (pattern.constraint == '=') return is_comparable(type);
  if (pattern.constraint == '!') return is_orderable(type) && type.children.empty();
  return pattern.constraint != '<' || is_orderable(type);
}

bool is_constrained(const TypePattern& pattern) {
  return pattern.name == "N" || pattern.name == "I" || pattern.name == "F";
}

std::optional<Type> instantiate_variable(const TypePattern& pattern, const Bindings& bindings) {
  const auto found = bindings.types.find(pattern.name);
  if (found == bindings.types.end()) return Type{};
  if (is_constrained(pattern) && is_unknown(found->second)) {
    return make_type(pattern.name == "F" ? TypeKind::double_ : TypeKind::bigint);
  }
  if (!satisfies(pattern, found->second)) return std::nullopt;
  return found->second;
}

}  // namespace

bool Signature::takes(std::size_t count) const {
  return is_variadic ? count >= parameters.size() : count == parameters.size();
}

const TypePattern& Signature::parameter(std::size_t index) const {
  return parameters[std::min(index, parameters.size() - 1)];
}

Signature parse_signature(std::string_view text) {
  return SignatureReader(text).read();
}

bool bind(const TypePattern& pattern, const Type& actual, Coercion coercion, Bindings& bindings) {
  if (pattern.is_variable()) return bind_variable(pattern, actual, coercion, bindings);
  if (pattern.is_text() && is_text(actual)) return true;
  const TypeKind kind = kind_of(pattern);
  if (actual.kind != kind && coercion == Coercion::none) return false;
  if (pattern.arguments.empty()) {
    if (actual.kind == kind) return true;
    const auto target = instantiate(pattern, bindings);
    return target && can_coerce(actual, *target);
  }
  const bool is_nested = kind >= TypeKind::quantile_digest && kind <= TypeKind::row;
  if (is_unknown(actual) && is_nested) return true;
  const auto type = as_kind(actual, kind);
  return type && bind_parametric(pattern, *type, coercion, bindings);
}

std::optional<Type> instantiate(const TypePattern& pattern, const Bindings& bindings) {
  if (pattern.is_variable()) return instantiate_variable(pattern, bindings);
  Type type{.kind = kind_of(pattern)};
  const auto& arguments = pattern.arguments;
  if (arguments.empty()) {
    const bool has_precision = type.kind >= TypeKind::time && type.kind <= TypeKind::timestamp_tz;
    type.precision = has_precision ? 3 : type.kind == TypeKind::decimal ? 38 : 0;
    return type;
  }
  const bool is_row = type.kind == TypeKind::row;
  if (type.kind >= TypeKind::quantile_digest && type.kind <= TypeKind::row) {
    if (is_row) type.names.resize(arguments.size());
    for (const auto& argument : arguments) {
      auto child = instantiate(argument, bindings);
      if (!child) return std::nullopt;
      type.children.push_back(std::move(*child));
    }
    return type;
  }
  const int first = number_of(arguments[0], bindings).value_or(0);
  if (type.kind == TypeKind::char_ || type.kind == TypeKind::varchar) {
    type.length = first;
  } else {
    type.precision = first;
  }
  if (arguments.size() > 1) type.scale = number_of(arguments[1], bindings).value_or(0);
  return type;
}

}  // namespace sluice::sql
