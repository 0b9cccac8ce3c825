// Functions on numbers.

#include <cmath>
#include <limits>
#include <numbers>

#include "function/arguments.h"
#include "function/families.h"
#include "function/operators.h"
#include "function/unicode.h"

namespace agora::function {
namespace {

double number(std::string_view function, const Value& value) {
  if (!value.is_number()) throw wrong_argument(function, "a number", value);
  return value.as_number();
}

// A kernel is a plain function, so each of these is one of its own.
#define AGORA_REAL_KERNEL(kernel, name, expression)           \
  Value kernel(CallContext&, std::span<const Value> values) { \
    const double x = number(name, values[0]);                 \
    return expression;                                        \
  }

AGORA_REAL_KERNEL(ceil_kernel, "ceil", std::ceil(x))
AGORA_REAL_KERNEL(floor_kernel, "floor", std::floor(x))
AGORA_REAL_KERNEL(sqrt_kernel, "sqrt", std::sqrt(x))
AGORA_REAL_KERNEL(exp_kernel, "exp", std::exp(x))
AGORA_REAL_KERNEL(log_kernel, "log", std::log(x))
AGORA_REAL_KERNEL(log10_kernel, "log10", std::log10(x))
AGORA_REAL_KERNEL(log2_kernel, "log2", std::log2(x))
AGORA_REAL_KERNEL(sin_kernel, "sin", std::sin(x))
AGORA_REAL_KERNEL(cos_kernel, "cos", std::cos(x))
AGORA_REAL_KERNEL(tan_kernel, "tan", std::tan(x))
AGORA_REAL_KERNEL(cot_kernel, "cot", 1.0 / std::tan(x))
AGORA_REAL_KERNEL(asin_kernel, "asin", std::asin(x))
AGORA_REAL_KERNEL(acos_kernel, "acos", std::acos(x))
AGORA_REAL_KERNEL(atan_kernel, "atan", std::atan(x))
AGORA_REAL_KERNEL(sinh_kernel, "sinh", std::sinh(x))
AGORA_REAL_KERNEL(cosh_kernel, "cosh", std::cosh(x))
AGORA_REAL_KERNEL(tanh_kernel, "tanh", std::tanh(x))
AGORA_REAL_KERNEL(coth_kernel, "coth", 1.0 / std::tanh(x))
AGORA_REAL_KERNEL(degrees_kernel, "degrees", x * 180.0 / std::numbers::pi)
AGORA_REAL_KERNEL(radians_kernel, "radians", x* std::numbers::pi / 180.0)
AGORA_REAL_KERNEL(haversin_kernel, "haversin", (1.0 - std::cos(x)) / 2.0)
AGORA_REAL_KERNEL(is_nan_kernel, "isNaN", std::isnan(x))
#undef AGORA_REAL_KERNEL

Value atan2_kernel(CallContext&, std::span<const Value> values) {
  return std::atan2(number("atan2", values[0]), number("atan2", values[1]));
}

Value pi(CallContext&, std::span<const Value>) { return std::numbers::pi; }
Value infinity(CallContext&, std::span<const Value>) {
  return std::numeric_limits<double>::infinity();
}
Value e(CallContext&, std::span<const Value>) { return std::numbers::e; }

Value abs(CallContext&, std::span<const Value> values) {
  if (!values[0].is(ValueType::Integer)) return std::abs(number("abs", values[0]));
  if (values[0].as_int() == std::numeric_limits<std::int64_t>::min()) throw integer_overflow("abs");
  return std::abs(values[0].as_int());
}

Value power_of(CallContext&, std::span<const Value> values) { return power(values[0], values[1]); }
Value mod(CallContext&, std::span<const Value> values) { return modulo(values[0], values[1]); }

Value sign(CallContext&, std::span<const Value> values) {
  const double x = number("sign", values[0]);
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

// ---- rounding
// -----------------------------------------------------------------------------------------------

using Rounding = double (*)(double);

double half_up(double x) {  // Away from zero where the two are equally near.
  return x < 0 ? -std::floor(0.5 - x) : std::floor(x + 0.5);
}
double half_down(double x) { return x < 0 ? -std::ceil(-x - 0.5) : std::ceil(x - 0.5); }
double half_even(double x) { return std::nearbyint(x); }
double up(double x) { return x < 0 ? std::floor(x) : std::ceil(x); }
double down(double x) { return std::trunc(x); }

Rounding rounding(std::string_view mode) {
  const std::string name = to_upper(mode);
  if (name == "UP") return up;
  if (name == "DOWN") return down;
  if (name == "CEILING") return [](double x) { return std::ceil(x); };
  if (name == "FLOOR") return [](double x) { return std::floor(x); };
  if (name == "HALF_UP") return half_up;
  if (name == "HALF_DOWN") return half_down;
  if (name == "HALF_EVEN") return half_even;
  throw Error(
      ErrorCategory::ArgumentError, "InvalidArgumentValue",
      "round() knows the modes UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN and HALF_EVEN, not " +
          std::string(mode));
}

/// Rounds behind a decimal place. Scaling a float by a power of ten may leave it a hair beside the
/// half that was written (1.005 · 100 = 100.49999999999999), so what is nearest in floats counts as
/// the half.
double round_at(double x, std::int64_t places, Rounding mode) {
  if (!std::isfinite(x) || places > 300) return x;
  if (places < -308) return 0.0;
  const double scale = std::pow(10.0, static_cast<double>(std::abs(places)));
  const double scaled = places >= 0 ? x * scale : x / scale;
  if (!std::isfinite(scaled) || std::abs(scaled) > 0x1.0p52) return x;
  const double nearest_half = std::floor(scaled) + 0.5;
  const double exact =
      std::abs(scaled - nearest_half) <= std::abs(scaled) * 4e-16 ? nearest_half : scaled;
  const double rounded = mode(exact);
  return places >= 0 ? rounded / scale : rounded * scale;
}

Value round(CallContext&, std::span<const Value> values) {
  const Arguments arguments("round", values);
  const double x = arguments.number(0);
  // Without a precision ties go up, towards positive infinity, as in openCypher: round(-1.5) is
  // -1.0.
  if (!arguments.has(1)) return std::floor(x) + (x - std::floor(x) >= 0.5 ? 1.0 : 0.0);
  return round_at(x, arguments.integer(1),
                  arguments.has(2) ? rounding(arguments.text(2)) : half_up);
}

void add_trigonometry(Family& family) {
  const std::initializer_list<Parameter> one = {{"x", kNumber}};
  const TypeSet real = ValueType::Float;
  family.scalar("sin", one, real, sin_kernel, "The sine of an angle in radians.", "sin(0)", "0.0");
  family.scalar("cos", one, real, cos_kernel, "The cosine of an angle in radians.", "cos(0)",
                "1.0");
  family.scalar("tan", one, real, tan_kernel, "The tangent of an angle in radians.", "tan(0)",
                "0.0");
  family.scalar("cot", one, real, cot_kernel, "The cotangent of an angle in radians.", "cot(0)",
                "Infinity");
  family.scalar("asin", one, real, asin_kernel, "The angle with a sine, in radians.", "asin(0)",
                "0.0");
  family.scalar("acos", one, real, acos_kernel, "The angle with a cosine, in radians.", "acos(1)",
                "0.0");
  family.scalar("atan", one, real, atan_kernel, "The angle with a tangent, in radians.", "atan(0)",
                "0.0");
  family.scalar("atan2", {{"y", kNumber}, {"x", kNumber}}, real, atan2_kernel,
                "The angle of the point (x, y) from the x axis, in radians.",
                "degrees(atan2(1, 0))", "90.0");
  family.scalar("sinh", one, real, sinh_kernel, "The hyperbolic sine.", "sinh(0)", "0.0");
  family.scalar("cosh", one, real, cosh_kernel, "The hyperbolic cosine.", "cosh(0)", "1.0");
  family.scalar("tanh", one, real, tanh_kernel, "The hyperbolic tangent.", "tanh(0)", "0.0");
  family.scalar("coth", one, real, coth_kernel, "The hyperbolic cotangent.", "round(coth(1), 3)", "1.313");
  family.scalar("degrees", one, real, degrees_kernel, "Radians as degrees.", "degrees(pi())",
                "180.0");
  family.scalar("radians", one, real, radians_kernel, "Degrees as radians.", "radians(180) = pi()",
                "true");
  family.scalar("haversin", one, real, haversin_kernel, "Half the versine of an angle in radians.",
                "haversin(0)", "0.0");
  family.scalar("infinity", {}, real, infinity, "The float above all others.", "-infinity()",
                "-Infinity");
  family.scalar("pi", {}, real, pi, "The ratio of a circle's circumference to its diameter.",
                "pi()", "3.141592653589793");
}

}  // namespace

void add_math_functions(Functions& functions) {
  Family family(functions, "mathematical");
  const std::initializer_list<Parameter> one = {{"x", kNumber}};
  const TypeSet real = ValueType::Float;
  family.scalar("abs", one, kNumber, abs, "The number without its sign.", "abs(-3)", "3");
  family.scalar("sign", one, ValueType::Integer, sign, "-1, 0 or 1: the sign of a number.",
                "sign(-2.5)", "-1");
  family.scalar("ceil", one, real, ceil_kernel, "The least whole number that is not below.",
                "ceil(1.2)", "2.0");
  family.scalar("ceiling", one, real, ceil_kernel, "The least whole number that is not below.",
                "ceiling(-1.2)", "-1.0");
  family.scalar("power", {{"base", kNumber}, {"exponent", kNumber}}, real, power_of,
                "A number raised to a power: what `^` does.", "power(2, 10)", "1024.0");
  family.scalar("mod", {{"dividend", kNumber}, {"divisor", kNumber}}, kNumber, mod,
                "The remainder of a division: what `%` does.", "mod(-7, 3)", "-1");
  family.scalar("floor", one, real, floor_kernel, "The greatest whole number that is not above.",
                "floor(-1.2)", "-2.0");
  family
      .scalar("round", {{"x", kNumber}, {"places", ValueType::Integer}, {"mode", kText}}, real,
              round,
              "The nearest number with so many decimal places; the mode says what a half does.",
              "round(1.005, 2)", "1.01")
      .optional(2);
  family.scalar("sqrt", one, real, sqrt_kernel, "The square root; NaN for a negative number.",
                "sqrt(16)", "4.0");
  family.scalar("exp", one, real, exp_kernel, "e raised to a power.", "exp(0)", "1.0");
  family.scalar("log", one, real, log_kernel, "The natural logarithm.", "log(1)", "0.0");
  family.scalar("ln", one, real, log_kernel, "The natural logarithm.", "ln(1)", "0.0");
  family.scalar("log10", one, real, log10_kernel, "The logarithm to base 10.", "log10(1000)",
                "3.0");
  family.scalar("log2", one, real, log2_kernel, "The logarithm to base 2.", "log2(8)", "3.0");
  family.scalar("e", {}, real, e, "The base of the natural logarithm.", "e()", "2.718281828459045");
  family.scalar("isNaN", one, ValueType::Boolean, is_nan_kernel,
                "True for the float that is not a number.", "isNaN(0.0 / 0.0)", "true");
  add_trigonometry(family);
}

}  // namespace agora::function
