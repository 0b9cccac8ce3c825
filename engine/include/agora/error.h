// agora/error.h
//
// The one exception type of Agora. Everything that goes wrong - in a query, in data, in the store - is
// reported as an agora::Error; nothing else leaves the library.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agora {

/// A place in a query text. Lines and columns count from 1, columns and lengths in code points;
/// `offset` and `length` are in bytes. A default one means "no place".
struct SourceSpan {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool known() const noexcept { return line != 0; }
};

/// What kind of mistake an Error reports. The first group are openCypher's error types.
enum class ErrorCategory : std::uint8_t {
  SyntaxError,
  SemanticError,
  TypeError,
  ArgumentError,
  ArithmeticError,
  ParameterMissing,
  EntityNotFound,
  PropertyNotFound,
  LabelNotFound,
  ConstraintValidationFailed,
  ConstraintVerificationFailed,
  ProcedureError,
  // What openCypher has no word for.
  TransactionError,  ///< BEGIN inside a transaction, a write in a read-only one, and the like.
  SchemaError,       ///< A declaration that exists, is unknown or does not hold.
  NotSupported,      ///< Valid language that this version does not run yet.
  LimitExceeded,     ///< Memory, time, rows, nesting or text size; the message names the setting.
  Cancelled,         ///< The caller cancelled the statement.
  Locked,            ///< Another process or connection writes there; the message names it.
  FormatTooNew,      ///< Written by a later Agora.
  Corrupt,           ///< A checksum or structure failed; the message names what is damaged.
  Io,                ///< The operating system refused.
  ImportError,       ///< Data to be imported is wrong; file and line are in the message.
  Usage,             ///< The library or the program was called wrongly.
};

/// The category's name as openCypher writes it ("SyntaxError").
std::string_view to_string(ErrorCategory category) noexcept;

/// When an error was raised: before anything ran, or while running.
enum class ErrorPhase : std::uint8_t { CompileTime, Runtime };

class Error : public std::exception {
 public:
  /// `detail` is openCypher's detail where one exists ("UndefinedVariable"), else empty. `message` is one
  /// sentence a person can act on, the varying part last.
  Error(ErrorCategory category, std::string detail, std::string message,
        ErrorPhase phase = ErrorPhase::Runtime);

  /// The message alone, on one line.
  const char* what() const noexcept override { return message_.c_str(); }
  const std::string& message() const noexcept { return message_; }
  ErrorCategory category() const noexcept { return category_; }
  ErrorPhase phase() const noexcept { return phase_; }
  const std::string& detail() const noexcept { return detail_; }
  /// The GQLSTATUS code, stable for programs ("42002").
  const std::string& code() const noexcept { return code_; }
  /// Where in the query text, if the error has a place there.
  const std::optional<SourceSpan>& where() const noexcept { return where_; }
  /// What to do about it, or empty ("did you mean `USES`?").
  const std::string& hint() const noexcept { return hint_; }
  /// The nearest known names, best first.
  const std::vector<std::string>& candidates() const noexcept { return candidates_; }

  // For the engine: complete an error while it is thrown, e.g. `throw Error(…).at(span).hint("…")`.
  Error&& at(const SourceSpan& span) &&;
  Error&& with_hint(std::string hint) &&;
  Error&& with_candidates(std::vector<std::string> names) &&;
  Error&& with_code(std::string gqlstatus) &&;
  /// Sets the place unless the error already has one (outer layers know only rough places).
  void locate(const SourceSpan& span);
  /// Puts `context` in front of the message ("report.md:12: ").
  void prefix(std::string_view context);

 private:
  ErrorCategory category_;
  ErrorPhase phase_;
  std::string detail_;
  std::string message_;
  std::string code_;
  std::optional<SourceSpan> where_;
  std::string hint_;
  std::vector<std::string> candidates_;
};

/// Renders an error for a person: `CODE at LINE:COLUMN: message`, then - if `text` is the query the error
/// belongs to and the error has a place - the line, a caret under the place, and the hint.
std::string describe(const Error& error, std::string_view text = {});

/// What openCypher allows but is probably a slip: an unknown label, a cartesian product.
struct Notification {
  enum class Severity : std::uint8_t { Information, Warning };
  Severity severity = Severity::Warning;
  std::string code;  ///< GQLSTATUS, e.g. "01N50".
  std::string message;
  std::string hint;
  std::optional<SourceSpan> where;
};

}  // namespace agora
