#include "agora/error.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace agora {
namespace {

using enum ErrorCategory;

struct CategoryFacts {
  ErrorCategory category;
  std::string_view name;
  std::string_view code;
};

// Codes are those of ISO/IEC 39075 (GQL) where it has one, else SQLSTATE's for the same thing.
constexpr std::array kCategories = {
    CategoryFacts{SyntaxError, "SyntaxError", "42001"},
    CategoryFacts{SemanticError, "SemanticError", "42000"},
    CategoryFacts{TypeError, "TypeError", "22G03"},
    CategoryFacts{ArgumentError, "ArgumentError", "22023"},
    CategoryFacts{ArithmeticError, "ArithmeticError", "22000"},
    CategoryFacts{ParameterMissing, "ParameterMissing", "42N51"},
    CategoryFacts{EntityNotFound, "EntityNotFound", "22G0C"},
    CategoryFacts{PropertyNotFound, "PropertyNotFound", "42002"},
    CategoryFacts{LabelNotFound, "LabelNotFound", "42002"},
    CategoryFacts{ConstraintValidationFailed, "ConstraintValidationFailed", "G2000"},
    CategoryFacts{ConstraintVerificationFailed, "ConstraintVerificationFailed", "G1000"},
    CategoryFacts{ProcedureError, "ProcedureError", "42002"},
    CategoryFacts{TransactionError, "TransactionError", "25000"},
    CategoryFacts{SchemaError, "SchemaError", "42000"},
    CategoryFacts{NotSupported, "NotSupported", "0A000"},
    CategoryFacts{LimitExceeded, "LimitExceeded", "54000"},
    CategoryFacts{Cancelled, "Cancelled", "57014"},
    CategoryFacts{Locked, "Locked", "55P03"},
    CategoryFacts{FormatTooNew, "FormatTooNew", "08P01"},
    CategoryFacts{Corrupt, "Corrupt", "XX001"},
    CategoryFacts{Io, "Io", "58030"},
    CategoryFacts{ImportError, "ImportError", "22000"},
    CategoryFacts{Usage, "Usage", "HY000"},
};

struct DetailCode {
  std::string_view detail;
  std::string_view code;
};

// A detail that says more than its category does.
constexpr std::array kDetails = {
    DetailCode{"UndefinedVariable", "42002"},     DetailCode{"UnknownFunction", "42002"},
    DetailCode{"ProcedureNotFound", "42002"},     DetailCode{"InvalidArgumentType", "22G03"},
    DetailCode{"InvalidArgumentValue", "22G03"},  DetailCode{"IntegerOverflow", "22003"},
    DetailCode{"FloatingPointOverflow", "22003"}, DetailCode{"NumberOutOfRange", "22003"},
    DetailCode{"DivisionByZero", "22012"},        DetailCode{"NegativeIntegerArgument", "22G02"},
    DetailCode{"DeleteConnectedNode", "G1001"},   DetailCode{"InvalidTemporalValue", "22007"},
};

const CategoryFacts& facts(ErrorCategory category) noexcept {
  return kCategories[static_cast<std::size_t>(category)];
}

constexpr bool table_follows_the_enum() {
  for (std::size_t i = 0; i < kCategories.size(); ++i) {
    if (static_cast<std::size_t>(kCategories[i].category) != i) return false;
  }
  return kCategories.size() == static_cast<std::size_t>(Usage) + 1;
}
static_assert(table_follows_the_enum());

std::string_view default_code(ErrorCategory category, std::string_view detail) noexcept {
  for (const DetailCode& each : kDetails) {
    if (each.detail == detail) return each.code;
  }
  return facts(category).code;
}

/// The line of `text` in which byte `offset` lies.
std::string_view line_at(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  // At the end of a text that ends with a newline, the line that ends there is the one to show.
  if (offset == text.size() && offset > 0 && text[offset - 1] == '\n') --offset;
  const std::size_t newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

constexpr std::size_t kWidestLine = 100;  ///< Code points of a query's line that are shown.
constexpr std::size_t kBeforePlace =
    60;  ///< How many of them stand before the place if the line is cut.

/// The line, and below it carets under the place. `column` counts from 1.
void show_place(std::string& out, std::string_view line, std::size_t column, std::size_t length,
                std::string_view advice) {
  std::size_t start = 0;
  const std::size_t whole = base::count_code_points(line);
  std::size_t before = std::min(column - 1, whole);
  std::string shown;
  if (whole > kWidestLine && before > kBeforePlace) {
    start = before - kBeforePlace;
    shown = "…";
  }
  shown += base::code_point_substring(line, start, kWidestLine);
  if (start + kWidestLine < whole) shown += "…";
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20)
      c = ' ';  // Tabs and other controls would shift the caret.
  }
  before = before - start + (start > 0 ? 1 : 0);
  const std::size_t room =
      base::count_code_points(shown) > before ? base::count_code_points(shown) - before : 1;
  const std::size_t carets = std::max<std::size_t>(1, std::min(length, room));
  out += "\n  " + shown + "\n  " + std::string(before, ' ') + std::string(carets, '^');
  if (!advice.empty()) out.append("  ").append(advice);
}

std::string advice_of(const Error& error) {
  if (!error.hint().empty() || error.candidates().empty()) return error.hint();
  std::string advice = "did you mean ";
  const std::vector<std::string>& names = error.candidates();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) advice += i + 1 == names.size() ? " or " : ", ";
    advice += "`" + names[i] + "`";
  }
  return advice + "?";
}

}  // namespace

std::string_view to_string(ErrorCategory category) noexcept { return facts(category).name; }

Error::Error(ErrorCategory category, std::string detail, std::string message, ErrorPhase phase)
    : category_(category),
      phase_(phase),
      detail_(std::move(detail)),
      message_(std::move(message)),
      code_(default_code(category, detail_)) {}

Error&& Error::at(const SourceSpan& span) && {
  if (span.known()) where_ = span;
  return std::move(*this);
}

Error&& Error::with_hint(std::string hint) && {
  hint_ = std::move(hint);
  return std::move(*this);
}

Error&& Error::with_candidates(std::vector<std::string> names) && {
  candidates_ = std::move(names);
  return std::move(*this);
}

Error&& Error::with_code(std::string gqlstatus) && {
  code_ = std::move(gqlstatus);
  return std::move(*this);
}

void Error::locate(const SourceSpan& span) {
  if (!where_ && span.known()) where_ = span;
}

void Error::prefix(std::string_view context) { message_.insert(0, context); }

std::string describe(const Error& error, std::string_view text) {
  std::string out = error.code();
  if (error.where()) {
    out +=
        " at " + std::to_string(error.where()->line) + ":" + std::to_string(error.where()->column);
  }
  out += ": " + error.message();
  const std::string advice = advice_of(error);
  if (error.where() && !text.empty()) {
    const SourceSpan& span = *error.where();
    const std::string_view marked =
        span.offset < text.size() ? text.substr(span.offset, span.length) : "";
    const std::string_view first_line = marked.substr(0, marked.find('\n'));
    show_place(out, line_at(text, span.offset), span.column, base::count_code_points(first_line),
               advice);
  } else if (!advice.empty()) {
    out += "\n  " + advice;
  }
  return out;
}

}  // namespace agora
