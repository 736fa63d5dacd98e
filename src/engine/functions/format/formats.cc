// format(): https://trino.io/docs/current/functions/conversion.html#formatting
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "base/java_number.h"
#include "engine/functions/columns.h"
#include "engine/functions/decimal.h"
#include "engine/functions/families.h"
#include "engine/functions/format/argument.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::DataChunk;
using duckdb::LogicalTypeId;
using duckdb::string_t;
using duckdb::Vector;
using format::Argument;
using format::Specifier;

// --- arguments out of DuckDB's vectors

// A column of any type. A zoned timestamp comes as STRUCT(local, utc, tz).
class Arguments {
 public:
  Arguments(Vector& vector, duckdb::idx_t count) : type_(vector.GetType()) {
    vector.ToUnifiedFormat(count, format_);
    if (type_.id() != LogicalTypeId::STRUCT) return;
    vector.Flatten(count);
    for (auto& field : duckdb::StructVector::GetEntries(vector))
      fields_.emplace_back(*field, count);
  }

  Argument at(duckdb::idx_t row) const {
    if (!fields_.empty()) return zoned(row);
    const auto index = format_.sel->get_index(row);
    if (!format_.validity.RowIsValid(index)) return format::Null{};
    switch (type_.id()) {
      case LogicalTypeId::BOOLEAN:
        return value<bool>(index);
      case LogicalTypeId::TINYINT:
        return std::int64_t{value<std::int8_t>(index)};
      case LogicalTypeId::SMALLINT:
        return std::int64_t{value<std::int16_t>(index)};
      case LogicalTypeId::INTEGER:
        return std::int64_t{value<std::int32_t>(index)};
      case LogicalTypeId::BIGINT:
        return value<std::int64_t>(index);
      case LogicalTypeId::FLOAT:
        return format::Floating{.value = value<float>(index), .is_real = true};
      case LogicalTypeId::DOUBLE:
        return format::Floating{.value = value<double>(index)};
      case LogicalTypeId::DATE:
        return format::Date{value<duckdb::date_t>(index).days};
      case LogicalTypeId::TIME:
        return format::Time{value<duckdb::dtime_t>(index).micros};
      case LogicalTypeId::TIMESTAMP:
        return format::Timestamp{value<duckdb::timestamp_t>(index).value};
      case LogicalTypeId::DECIMAL:
        return decimal(index);
      default:
        return view(data<string_t>()[index]);
    }
  }

 private:
  template <class Value>
  const Value* data() const {
    return duckdb::UnifiedVectorFormat::GetData<Value>(format_);
  }
  template <class Value>
  Value value(duckdb::idx_t index) const {
    return data<Value>()[index];
  }

  Argument decimal(duckdb::idx_t index) const {
    const int scale = duckdb::DecimalType::GetScale(type_);
    switch (type_.InternalType()) {
      case duckdb::PhysicalType::INT16:
        return format::Decimal{value<std::int16_t>(index), scale};
      case duckdb::PhysicalType::INT32:
        return format::Decimal{value<std::int32_t>(index), scale};
      case duckdb::PhysicalType::INT64:
        return format::Decimal{value<std::int64_t>(index), scale};
      default:
        return format::Decimal{to_int128(value<duckdb::hugeint_t>(index)), scale};
    }
  }

  Argument zoned(duckdb::idx_t row) const {
    const Argument local = fields_[0].at(row);
    if (std::holds_alternative<format::Null>(local)) return local;
    const auto local_micros = std::get<format::Timestamp>(local).micros;
    const auto utc_micros = std::get<format::Timestamp>(fields_[1].at(row)).micros;
    return format::Zoned{.local_micros = local_micros,
                         .offset_seconds = (local_micros - utc_micros) / 1'000'000,
                         .zone = std::get<std::string_view>(fields_[2].at(row))};
  }

  LogicalType type_;
  duckdb::UnifiedVectorFormat format_;
  std::vector<Arguments> fields_;
};

// --- the text of a format with its arguments

std::string upper(const std::string& text) {
  std::string out;
  icu::UnicodeString::fromUTF8(text).toUpper(icu::Locale::getEnglish()).toUTF8String(out);
  return out;
}

class Formatter {
 public:
  const std::vector<Specifier>& specifiers_of(std::string_view format) {
    if (specifiers_.empty() || format != format_) {
      specifiers_ = format::parse(format);
      format_ = format;
    }
    return specifiers_;
  }

  std::string text(std::string_view format, const std::vector<Arguments>& columns,
                   duckdb::idx_t row) {
    std::string out;
    std::size_t ordinary = 0;
    std::optional<std::size_t> previous;
    for (const auto& specifier : specifiers_of(format)) {
      append(out, specifier.literal);
      if (specifier.text.empty()) continue;
      if (specifier.conversion == 'n' && specifier.time == 0) {
        out += '\n';
      } else if (specifier.conversion == '%') {
        append(out, justified("%", specifier));
      } else {
        previous = number_of(specifier, ordinary, previous, columns.size());
        append(out, formatted(columns[*previous].at(row), specifier));
      }
    }
    return out;
  }

 private:
  std::size_t number_of(const Specifier& specifier, std::size_t& ordinary,
                        std::optional<std::size_t> previous, std::size_t count) const {
    std::size_t number = count;
    if (specifier.which == Specifier::Which::ordinary) number = ordinary++;
    if (specifier.which == Specifier::Which::numbered) number = specifier.number - 1;
    if (specifier.which == Specifier::Which::previous) number = previous.value_or(count);
    if (number >= count)
      format::fail_format(
          format_, fmt::format("MissingFormatArgument: Format specifier '{}'", specifier.text));
    return number;
  }

  std::string formatted(const Argument& argument, const Specifier& specifier) const {
    std::string text = converted(argument, specifier);
    if (specifier.is_upper) text = upper(text);
    return justified(std::move(text), specifier);
  }

  static std::string justified(std::string text, const Specifier& specifier) {
    const auto missing = specifier.width - count_characters(text);
    if (missing <= 0) return text;
    const std::string spaces(static_cast<std::size_t>(missing), ' ');
    return specifier.has('-') ? text + spaces : spaces + text;
  }

  std::string converted(const Argument& argument, const Specifier& specifier) const {
    const bool is_null = std::holds_alternative<format::Null>(argument);
    const bool is_general = specifier.time == 0 &&
                            std::string_view("bsh").find(specifier.conversion) != std::string::npos;
    if (is_general) return cut(general(argument, specifier), specifier.precision);
    if (is_null) return cut("null", specifier.precision);
    const auto text = specifier.time != 0 ? format::format_time(argument, specifier.conversion)
                                          : format::format_number(argument, specifier);
    if (text) return *text;
    const bool is_bits = std::holds_alternative<std::int64_t>(argument) &&
                         (specifier.conversion == 'o' || specifier.conversion == 'x');
    if (is_bits) {
      format::fail_format(format_,
                          fmt::format("FormatFlagsConversionMismatch: Conversion = {}, Flags = {}",
                                      specifier.conversion, specifier.flags));
    }
    format::fail_format(format_, fmt::format("IllegalFormatConversion: {} != {}",
                                             specifier.conversion, format::java_class(argument)));
  }

  std::string general(const Argument& argument, const Specifier& specifier) const {
    const bool is_null = std::holds_alternative<format::Null>(argument);
    if (specifier.conversion == 'b') {
      const auto* flag = std::get_if<bool>(&argument);
      return is_null || (flag != nullptr && !*flag) ? "false" : "true";
    }
    if (is_null) return "null";
    if (specifier.conversion == 'h') return format::hash_text(argument);
    if (specifier.has('#'))
      format::fail_format(format_, "FormatFlagsConversionMismatch: Conversion = s, Flags = #");
    return format::to_string(argument);
  }

  static std::string cut(std::string text, int precision) {
    if (precision >= 0) text.resize(byte_of(text, precision));
    return text;
  }

  std::string format_;
  std::vector<Specifier> specifiers_;
};

// NULL arguments are values of the format; only a NULL format makes NULL.
void format_rows(DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  const Column<string_t> formats(rows, 0);
  std::vector<Arguments> columns;
  for (std::size_t i = 1; i < rows.ColumnCount(); ++i)
    columns.emplace_back(rows.data[i], rows.size());
  Formatter formatter;
  const auto format_row = [&](duckdb::idx_t row) {
    duckdb::FlatVector::GetData<string_t>(result)[row] =
        stored(result, formatter.text(view(formats[row]), columns, row));
  };
  each_row(rows, result, format_row, formats);
}

// --- format_number()

// Three significant digits and a unit; half up, as Trino's DecimalFormat.
std::string with_unit(std::int64_t count) {
  constexpr std::string_view kUnits[] = {"", "K", "M", "B", "T", "Q"};
  auto value = static_cast<double>(count);
  std::size_t unit = 0;
  for (; unit + 1 < std::size(kUnits) && std::fabs(value) >= 1000; ++unit)
    value /= 1000;
  // Negative numbers are below 10, and keep two places.
  const int places = value < 10 ? 2 : value < 100 ? 1 : 0;
  // Every double below a million has fewer digits behind its point.
  std::string text = fmt::format("{:.60f}", value);
  const auto point = text.find('.');
  format::Digits digits{.digits = text.substr(value < 0 ? 1 : 0, point - (value < 0 ? 1 : 0)) +
                                  text.substr(point + 1),
                        .point = static_cast<int>(point) - (value < 0 ? 1 : 0)};
  digits.round_to_places(places);
  std::string out = format::plain(digits, places);
  if (places > 0) {
    while (out.back() == '0')
      out.pop_back();
    if (out.back() == '.') out.pop_back();
  }
  return (value < 0 ? "-" : "") + out + std::string(kUnits[unit]);
}

std::string integer_with_unit(std::int64_t value) {
  return with_unit(value);
}

std::string double_with_unit(double value) {
  return with_unit(java_cast<std::int64_t>(value));
}

}  // namespace

void register_formats(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  duckdb::ScalarFunction format("sluice_format", {text}, text, format_rows);
  format.varargs = LogicalType::ANY;
  format.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  format.SetStability(duckdb::FunctionStability::CONSISTENT);
  format.SetErrorMode(duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR);
  add_function(loader, std::move(format));
  add_function(loader, "sluice_format_number", {LogicalType::BIGINT}, text, Fails::never,
               unary(integer_with_unit));
  add_function(loader, "sluice_format_number", {LogicalType::DOUBLE}, text, Fails::never,
               unary(double_with_unit));
}

}  // namespace sluice::engine
