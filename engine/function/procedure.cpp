#include "function/procedure.h"

#include <algorithm>
#include <array>

#include "agora/error.h"
#include "base/edit_distance.h"
#include "function/arguments.h"
#include "function/unicode.h"

namespace agora::function {
namespace {

struct TypeName {
  std::string_view name;
  TypeSet types;
};

constexpr TypeSet kAnything = TypeSet::any();

const std::array kTypeNames = {
    TypeName{"ANY", kAnything},
    TypeName{"BOOLEAN", ValueType::Boolean},
    TypeName{"INTEGER", ValueType::Integer},
    TypeName{"FLOAT", kNumber},  // An integer is let through where a float is wanted.
    TypeName{"NUMBER", kNumber},
    TypeName{"STRING", kText},
    TypeName{"MAP", kElement | ValueType::Map},
    TypeName{"NODE", ValueType::Node},
    TypeName{"RELATIONSHIP", ValueType::Relationship},
    TypeName{"PATH", ValueType::Path},
    TypeName{"DATE", ValueType::Date},
    TypeName{"TIME", ValueType::Time},
    TypeName{"LOCALTIME", ValueType::LocalTime},
    TypeName{"DATETIME", ValueType::DateTime},
    TypeName{"LOCALDATETIME", ValueType::LocalDateTime},
    TypeName{"DURATION", ValueType::Duration},
    TypeName{"LIST", ValueType::List},
};

/// Reads `name(a :: STRING?, …) :: (b :: INTEGER?, …)` from left to right.
class SignatureReader {
 public:
  explicit SignatureReader(std::string_view text) : text_(text) {}

  Procedure read() {
    Procedure procedure;
    procedure.name = word(".");
    procedure.inputs = columns();
    skip_space();
    if (at_ < text_.size()) {
      expect("::");
      skip_space();
      if (text_.substr(at_) == "VOID") {
        at_ = text_.size();
      } else {
        procedure.outputs = columns();
      }
    }
    skip_space();
    if (at_ != text_.size()) fail("nothing more");
    return procedure;
  }

 private:
  [[noreturn]] void fail(std::string_view expected) const {
    throw Error(
        ErrorCategory::SyntaxError, "",
        "a procedure's signature reads `name(input :: TYPE, …) :: (output :: TYPE, …)`; expected " +
            std::string(expected) + " before: " + std::string(text_.substr(at_)));
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  bool accept(std::string_view token) {
    skip_space();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  void expect(std::string_view token) {
    if (!accept(token)) fail("`" + std::string(token) + "`");
  }

  std::string word(std::string_view also) {
    skip_space();
    const std::size_t from = at_;
    const auto belongs = [&](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             c == '_' || static_cast<unsigned char>(c) >= 0x80 || also.find(c) != also.npos;
    };
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    if (at_ == from) fail("a name");
    return std::string(text_.substr(from, at_ - from));
  }

  ProcedureColumn column() {
    ProcedureColumn column;
    column.name = word("");
    expect("::");
    const std::string name = word("");
    column.type = name;
    if (accept("<") ||
        accept("OF ")) {  // LIST<STRING>, LIST? OF STRING: what is inside is not checked.
      column.type += "<" + word("") + ">";
      if (accept("?")) column.type.insert(column.type.size() - 1, "?");
      accept(">");
    }
    if (accept("?")) column.type += "?";
    if (accept("OF ")) column.type += " OF " + word("?");
    const std::string upper = to_upper(name);
    const auto found = std::find_if(kTypeNames.begin(), kTypeNames.end(),
                                    [&](const TypeName& each) { return each.name == upper; });
    if (found == kTypeNames.end()) fail("a type such as STRING or INTEGER");
    column.types = found->types;
    return column;
  }

  std::vector<ProcedureColumn> columns() {
    std::vector<ProcedureColumn> columns;
    expect("(");
    if (accept(")")) return columns;
    do {
      columns.push_back(column());
    } while (accept(","));
    expect(")");
    return columns;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Procedure parse_signature(std::string_view signature) { return SignatureReader(signature).read(); }

void ProcedureRegistry::add(Procedure procedure) {
  auto shared = std::make_shared<const Procedure>(std::move(procedure));
  const std::lock_guard lock(mutex_);
  for (auto& each : procedures_) {
    if (each->name == shared->name) {
      each = std::move(shared);
      return;
    }
  }
  procedures_.push_back(std::move(shared));
}

bool ProcedureRegistry::remove(std::string_view name) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(procedures_, [&](const auto& each) { return each->name == name; }) > 0;
}

void ProcedureRegistry::clear() {
  const std::lock_guard lock(mutex_);
  procedures_.clear();
}

std::shared_ptr<const Procedure> ProcedureRegistry::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  for (const auto& each : procedures_) {
    if (each->name == name) return each;
  }
  return nullptr;
}

std::vector<std::shared_ptr<const Procedure>> ProcedureRegistry::all() const {
  std::vector<std::shared_ptr<const Procedure>> all;
  {
    const std::lock_guard lock(mutex_);
    all = procedures_;
  }
  std::sort(all.begin(), all.end(),
            [](const auto& left, const auto& right) { return left->name < right->name; });
  return all;
}

std::vector<std::string> ProcedureRegistry::similar(std::string_view name) const {
  base::NearestNames nearest(name);
  for (const auto& each : all()) nearest.offer(each->name);
  return nearest.take();
}

}  // namespace agora::function
