#include "engine/functions/decimal.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <duckdb/execution/expression_executor.hpp>
#include <duckdb/planner/expression/bound_function_expression.hpp>

#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/parse.h"

namespace sluice::engine {

namespace {

using duckdb::hugeint_t;
using Wide = boost::multiprecision::int512_t;

constexpr int kDigitsMax = 38;
constexpr int kNarrowDigits = 18;  // what 64 bits hold

[[noreturn]] void fail_overflow() {
  raise(kOutOfRange, "Decimal overflow");
}

hugeint_t checked(Int128 value, const Int128& limit) {
  if (value >= limit || value <= -limit) fail_overflow();
  return to_physical<hugeint_t>(value);
}

struct Shape {
  int precision = 0;
  int scale = 0;
};

Shape shape_of(const LogicalType& type) {
  return {duckdb::DecimalType::GetWidth(type), duckdb::DecimalType::GetScale(type)};
}

struct Shapes final : duckdb::FunctionData {
  Shape left;
  Shape right;
  duckdb::unique_ptr<duckdb::FunctionData> Copy() const override {
    return duckdb::make_uniq<Shapes>(*this);
  }
  bool Equals(const duckdb::FunctionData& other) const override {
    const auto& shapes = other.Cast<Shapes>();
    return left.precision == shapes.left.precision && left.scale == shapes.left.scale &&
           right.precision == shapes.right.precision && right.scale == shapes.right.scale;
  }
};

using Arguments = duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>;
using Bound = duckdb::unique_ptr<duckdb::FunctionData>;

// Results by Athena's rules: see decimal_sum_type and its like in sql/types/coercion.h.
using Rule = Shape (*)(Shape left, Shape right);

Shape sum_shape(Shape left, Shape right) {
  const int scale = std::max(left.scale, right.scale);
  const int whole = std::max(left.precision - left.scale, right.precision - right.scale);
  return {std::min(kDigitsMax, whole + scale + 1), scale};
}

Shape product_shape(Shape left, Shape right) {
  return {std::min(kDigitsMax, left.precision + right.precision), left.scale + right.scale};
}

Shape quotient_shape(Shape left, Shape right) {
  const int widening = std::max(right.scale - left.scale, 0);
  return {std::min(kDigitsMax, left.precision + right.scale + widening),
          std::max(left.scale, right.scale)};
}

Shape modulus_shape(Shape left, Shape right) {
  const int scale = std::max(left.scale, right.scale);
  const int whole = std::min(left.precision - left.scale, right.precision - right.scale);
  return {std::min(kDigitsMax, whole + scale), scale};
}

LogicalType widened(Shape shape, int digits) {
  return LogicalType::DECIMAL(digits, shape.scale);
}

// Both operands come in `Digits` digits; the result is 128 bits wide until the outer cast.
template <Rule ResultOf, int Digits>
Bound bind_operands(duckdb::ClientContext&, duckdb::ScalarFunction& function,
                    Arguments& arguments) {
  auto shapes = duckdb::make_uniq<Shapes>();
  shapes->left = shape_of(arguments[0]->return_type);
  shapes->right = shape_of(arguments[1]->return_type);
  function.arguments[0] = widened(shapes->left, Digits);
  function.arguments[1] = widened(shapes->right, Digits);
  const Shape result = ResultOf(shapes->left, shapes->right);
  function.SetReturnType(
      LogicalType::DECIMAL(std::max(result.precision, kNarrowDigits + 1), result.scale));
  return shapes;
}

bool has_narrow_operands(const Arguments& arguments) {
  return shape_of(arguments[0]->return_type).precision <= kNarrowDigits &&
         shape_of(arguments[1]->return_type).precision <= kNarrowDigits;
}

const Shapes& shapes_of(duckdb::ExpressionState& state) {
  return state.expr.Cast<duckdb::BoundFunctionExpression>().bind_info->Cast<Shapes>();
}

Int128 wide(std::int64_t value) {
  return value;
}
Int128 wide(hugeint_t value) {
  return to_int128(value);
}

// Operands of 64 or 128 bits; 18 digits times 18 digits are 36, so only wider ones can overflow.
template <class Left, class Right>
void multiply(duckdb::DataChunk& rows, duckdb::ExpressionState& state, duckdb::Vector& result) {
  const auto& shapes = shapes_of(state);
  const bool is_safe = shapes.left.precision + shapes.right.precision <= kDigitsMax;
  const Int128 limit = power_of_ten(kDigitsMax);
  if (is_safe) {
    return duckdb::BinaryExecutor::Execute<Left, Right, hugeint_t>(
        rows.data[0], rows.data[1], result, rows.size(),
        [](Left left, Right right) { return to_physical<hugeint_t>(wide(left) * wide(right)); });
  }
  duckdb::BinaryExecutor::Execute<Left, Right, hugeint_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](Left left, Right right) {
        Int128 product = 0;
        if (__builtin_mul_overflow(wide(left), wide(right), &product)) fail_overflow();
        return checked(product, limit);
      });
}

Bound bind_product(duckdb::ClientContext&, duckdb::ScalarFunction& function, Arguments& arguments) {
  auto shapes = duckdb::make_uniq<Shapes>();
  shapes->left = shape_of(arguments[0]->return_type);
  shapes->right = shape_of(arguments[1]->return_type);
  const bool narrow_left = shapes->left.precision <= kNarrowDigits;
  const bool narrow_right = shapes->right.precision <= kNarrowDigits;
  function.arguments[0] = widened(shapes->left, narrow_left ? kNarrowDigits : kDigitsMax);
  function.arguments[1] = widened(shapes->right, narrow_right ? kNarrowDigits : kDigitsMax);
  const Shape result = product_shape(shapes->left, shapes->right);
  function.SetReturnType(
      LogicalType::DECIMAL(std::max(result.precision, kNarrowDigits + 1), result.scale));
  if (narrow_left) {
    function.SetFunctionCallback(narrow_right ? multiply<std::int64_t, std::int64_t>
                                              : multiply<std::int64_t, hugeint_t>);
  } else {
    function.SetFunctionCallback(narrow_right ? multiply<hugeint_t, std::int64_t>
                                              : multiply<hugeint_t, hugeint_t>);
  }
  return shapes;
}

// 18 digits at 18 more are 36: only a wider value can overflow.
Int128 scaled(std::int64_t value, Int128 unit) {
  return value * unit;
}
Int128 scaled(hugeint_t value, Int128 unit) {
  Int128 out = to_int128(value);
  if (unit != 1 && __builtin_mul_overflow(out, unit, &out)) fail_overflow();
  return out;
}

// Both operands in 64 or in 128 bits.
template <int Sign, class Physical>
void add(duckdb::DataChunk& rows, duckdb::ExpressionState& state, duckdb::Vector& result) {
  const auto& shapes = shapes_of(state);
  const int scale = std::max(shapes.left.scale, shapes.right.scale);
  const Int128 left_unit = power_of_ten(scale - shapes.left.scale);
  const Int128 right_unit = power_of_ten(scale - shapes.right.scale);
  const Int128 limit = power_of_ten(kDigitsMax);
  duckdb::BinaryExecutor::Execute<Physical, Physical, hugeint_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](Physical left, Physical right) {
        Int128 sum = 0;
        if (__builtin_add_overflow(scaled(left, left_unit), Sign * scaled(right, right_unit),
                                   &sum)) {
          fail_overflow();
        }
        return checked(sum, limit);
      });
}

template <int Sign>
Bound bind_sum(duckdb::ClientContext& context, duckdb::ScalarFunction& function,
               Arguments& arguments) {
  const bool is_narrow = has_narrow_operands(arguments);
  function.SetFunctionCallback(is_narrow ? add<Sign, std::int64_t> : add<Sign, hugeint_t>);
  return is_narrow ? bind_operands<sum_shape, kNarrowDigits>(context, function, arguments)
                   : bind_operands<sum_shape, kDigitsMax>(context, function, arguments);
}

// Half away from zero.
Int128 rounded_quotient(Int128 dividend, Int128 divisor) {
  const Int128 quotient = dividend / divisor;
  const Int128 rest = dividend % divisor;
  const UnsignedInt128 twice = static_cast<UnsignedInt128>(rest < 0 ? -rest : rest) * 2;
  if (twice < static_cast<UnsignedInt128>(divisor < 0 ? -divisor : divisor)) return quotient;
  return (dividend < 0) == (divisor < 0) ? quotient + 1 : quotient - 1;
}

Int128 wide_quotient(const Wide& dividend, Int128 divisor) {
  const Wide by = static_cast<Wide>(divisor);
  Wide quotient = dividend / by;
  const Wide rest = abs(dividend % by) * 2;
  if (rest >= abs(by)) quotient += (dividend < 0) == (by < 0) ? 1 : -1;
  if (abs(quotient) >= static_cast<Wide>(power_of_ten(kDigitsMax))) fail_overflow();
  return static_cast<Int128>(quotient);
}

// Both operands in 64 or in 128 bits.
template <class Physical>
void divide(duckdb::DataChunk& rows, duckdb::ExpressionState& state, duckdb::Vector& result) {
  const auto& shapes = shapes_of(state);
  const Shape shape = quotient_shape(shapes.left, shapes.right);
  const int exponent = shape.scale - shapes.left.scale + shapes.right.scale;
  const bool is_narrow = exponent <= kDigitsMax;
  const Int128 factor = is_narrow ? power_of_ten(exponent) : 0;
  const Wide wide_factor = pow(Wide(10), static_cast<unsigned>(exponent));
  const Int128 limit = power_of_ten(shape.precision);
  duckdb::BinaryExecutor::Execute<Physical, Physical, hugeint_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](Physical left, Physical right) {
        const Int128 divisor = wide(right);
        if (divisor == 0) raise("DIVISION_BY_ZERO", "Division by zero");
        Int128 dividend = 0;
        if (is_narrow && !__builtin_mul_overflow(wide(left), factor, &dividend)) {
          return checked(rounded_quotient(dividend, divisor), limit);
        }
        return checked(wide_quotient(static_cast<Wide>(wide(left)) * wide_factor, divisor), limit);
      });
}

Bound bind_quotient(duckdb::ClientContext& context, duckdb::ScalarFunction& function,
                    Arguments& arguments) {
  const bool is_narrow = has_narrow_operands(arguments);
  function.SetFunctionCallback(is_narrow ? divide<std::int64_t> : divide<hugeint_t>);
  return is_narrow ? bind_operands<quotient_shape, kNarrowDigits>(context, function, arguments)
                   : bind_operands<quotient_shape, kDigitsMax>(context, function, arguments);
}

void modulus(duckdb::DataChunk& rows, duckdb::ExpressionState& state, duckdb::Vector& result) {
  const auto& shapes = shapes_of(state);
  const int scale = std::max(shapes.left.scale, shapes.right.scale);
  const Wide left_unit = static_cast<Wide>(power_of_ten(scale - shapes.left.scale));
  const Wide right_unit = static_cast<Wide>(power_of_ten(scale - shapes.right.scale));
  duckdb::BinaryExecutor::Execute<hugeint_t, hugeint_t, hugeint_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](hugeint_t left, hugeint_t right) {
        const Wide divisor = static_cast<Wide>(to_int128(right)) * right_unit;
        if (divisor == 0) raise("DIVISION_BY_ZERO", "Division by zero");
        const Wide rest = (static_cast<Wide>(to_int128(left)) * left_unit) % divisor;
        return to_physical<hugeint_t>(static_cast<Int128>(rest));
      });
}

// sluice_decimal_average(sum, count)
Bound bind_average(duckdb::ClientContext&, duckdb::ScalarFunction& function, Arguments& arguments) {
  function.arguments[0] = widened(shape_of(arguments[0]->return_type), kDigitsMax);
  function.SetReturnType(function.arguments[0]);
  return nullptr;
}

void average(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  duckdb::BinaryExecutor::ExecuteWithNulls<hugeint_t, std::int64_t, hugeint_t>(
      rows.data[0], rows.data[1], result, rows.size(),
      [](hugeint_t sum, std::int64_t count, duckdb::ValidityMask& valid, duckdb::idx_t row) {
        if (count == 0) {
          valid.SetInvalid(row);
          return hugeint_t{};
        }
        return to_physical<hugeint_t>(rounded_quotient(to_int128(sum), count));
      });
}

// sluice_decimal_round(value, digits): the type stays.
Bound bind_round(duckdb::ClientContext&, duckdb::ScalarFunction& function, Arguments& arguments) {
  const Shape shape = shape_of(arguments[0]->return_type);
  auto shapes = duckdb::make_uniq<Shapes>();
  shapes->left = shape;
  function.arguments[0] = widened(shape, kDigitsMax);
  function.SetReturnType(function.arguments[0]);
  return shapes;
}

void round_decimal(duckdb::DataChunk& rows, duckdb::ExpressionState& state,
                   duckdb::Vector& result) {
  const int scale = shapes_of(state).left.scale;
  const Int128 limit = power_of_ten(kDigitsMax);
  duckdb::BinaryExecutor::Execute<hugeint_t, std::int32_t, hugeint_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](hugeint_t value, std::int32_t digits) {
        if (digits >= scale) return value;
        const std::int64_t dropped = static_cast<std::int64_t>(scale) - digits;
        if (dropped > kDigitsMax) return hugeint_t{};
        const Int128 unit = power_of_ten(static_cast<int>(dropped));
        return checked(rounded_quotient(to_int128(value), unit) * unit, limit);
      });
}

void truncate_decimal(duckdb::DataChunk& rows, duckdb::ExpressionState& state,
                      duckdb::Vector& result) {
  const int scale = shapes_of(state).left.scale;
  duckdb::BinaryExecutor::Execute<hugeint_t, std::int32_t, hugeint_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](hugeint_t value, std::int32_t digits) {
        if (digits >= scale) return value;
        const std::int64_t dropped = static_cast<std::int64_t>(scale) - digits;
        if (dropped > kDigitsMax) return hugeint_t{};
        const Int128 unit = power_of_ten(static_cast<int>(dropped));
        return to_physical<hugeint_t>(to_int128(value) / unit * unit);
      });
}

}  // namespace

Bound bind_written_decimal(duckdb::ClientContext& context, duckdb::ScalarFunction& function,
                           Arguments& arguments) {
  const auto constant = [&](std::size_t index) {
    return duckdb::ExpressionExecutor::EvaluateScalar(context, *arguments[index])
        .GetValue<std::int32_t>();
  };
  function.SetReturnType(LogicalType::DECIMAL(static_cast<std::uint8_t>(constant(1)),
                                              static_cast<std::uint8_t>(constant(2))));
  return nullptr;
}

void register_decimals(duckdb::ExtensionLoader& loader) {
  const LogicalType any(duckdb::LogicalTypeId::DECIMAL);
  const duckdb::vector<LogicalType> two = {any, any};
  add_function(loader, "sluice_decimal_multiply", two, any, Fails::on_values,
               multiply<hugeint_t, hugeint_t>, bind_product);
  add_function(loader, "sluice_decimal_add", two, any, Fails::on_values, add<1, hugeint_t>,
               bind_sum<1>);
  add_function(loader, "sluice_decimal_subtract", two, any, Fails::on_values, add<-1, hugeint_t>,
               bind_sum<-1>);
  add_function(loader, "sluice_decimal_divide", two, any, Fails::on_values, divide<hugeint_t>,
               bind_quotient);
  add_function(loader, "sluice_decimal_modulus", two, any, Fails::on_values, modulus,
               bind_operands<modulus_shape, kDigitsMax>);
  add_function(loader, "sluice_decimal_average", {any, LogicalType::BIGINT}, any, Fails::never,
               average, bind_average);
  add_function(loader, "sluice_decimal_round", {any, LogicalType::INTEGER}, any, Fails::on_values,
               round_decimal, bind_round);
  add_function(loader, "sluice_decimal_truncate", {any, LogicalType::INTEGER}, any, Fails::never,
               truncate_decimal, bind_round);
}

}  // namespace sluice::engine
