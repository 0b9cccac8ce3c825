// function/registry.h
//
// The one registry of scalar and aggregate functions. Binding, errors, completion, SHOW FUNCTIONS
// and the docs read it, so they cannot disagree. A new function is one entry in its family's file
// (string_functions.cpp, …), its kernel beside it, and a test.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"
#include "function/graph_access.h"

namespace agora::function {

/// What a kernel may use besides its arguments. One per statement; the clock stands still during a
/// statement.
struct CallContext {
  const GraphAccess* graph = nullptr;
  DateTime statement_time;                ///< When the statement began.
  DateTime transaction_time;              ///< When its transaction began.
  std::uint64_t* random_state = nullptr;  ///< splitmix64, for rand() and randomUUID().
  std::size_t memory_limit =
      0;  ///< Bytes one value may take; 0 means no limit. range() and the like respect it.
};

/// A static type: a set of value types as bits; what the binder knows of an expression before it
/// runs.
class TypeSet {
 public:
  constexpr TypeSet() = default;
  constexpr TypeSet(ValueType type) : bits_(1u << static_cast<unsigned>(type)) {}
  static constexpr TypeSet any() {
    TypeSet set;
    set.bits_ = ~0u;
    return set;
  }
  constexpr TypeSet operator|(TypeSet other) const {
    TypeSet set;
    set.bits_ = bits_ | other.bits_;
    return set;
  }
  constexpr TypeSet operator&(TypeSet other) const {
    TypeSet set;
    set.bits_ = bits_ & other.bits_;
    return set;
  }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool contains(ValueType type) const {
    return (bits_ >> static_cast<unsigned>(type)) & 1u;
  }
  constexpr bool within(TypeSet other) const { return (bits_ & ~other.bits_) == 0; }
  constexpr bool is_any() const { return bits_ == ~0u; }
  constexpr bool operator==(const TypeSet&) const = default;

 private:
  std::uint32_t bits_ = 0;
};
constexpr TypeSet operator|(ValueType a, ValueType b) { return TypeSet(a) | TypeSet(b); }

struct Parameter {
  std::string_view name;
  TypeSet types = TypeSet::any();  ///< Null is always let through and need not be listed.
};

/// Computes one value. Arguments already have the signature's number; types are the kernel's to
/// check (it throws TypeError, InvalidArgumentType or InvalidArgumentValue at runtime).
using ScalarKernel = Value (*)(CallContext&, std::span<const Value>);

/// Gathers the rows of one group. DISTINCT is done by the caller.
class AggregateState {
 public:
  virtual ~AggregateState() = default;
  /// The arguments of one row. count(*) gets an empty span.
  virtual void add(CallContext&, std::span<const Value> arguments) = 0;
  /// As many rows with the same arguments as `times` says (1 or more).
  virtual void add_many(CallContext& context, std::span<const Value> arguments, std::int64_t times) {
    for (; times > 0; --times) add(context, arguments);
  }
  virtual Value finish(CallContext&) = 0;
  /// Takes in what another state of the same function has gathered, as if its rows came after this
  /// one's; `other` is used up. For groups gathered in parts.
  virtual void merge(CallContext&, AggregateState& other) = 0;
  /// Bytes held beyond the object, roughly; what the memory budget counts.
  virtual std::size_t memory() const { return 0; }
};
using AggregateFactory = std::unique_ptr<AggregateState> (*)();

struct Function {
  std::string_view name;  ///< As documented: "toLower". Lookup ignores case.
  std::vector<Parameter> parameters;
  std::size_t required = 0;  ///< Parameters that must be given; the rest are optional.
  bool variadic = false;     ///< The last parameter may repeat (coalesce).
  TypeSet result = TypeSet::any();
  bool null_in_null_out = true;  ///< Any null argument gives null without a call of the kernel.
  bool deterministic =
      true;            ///< False for rand() and date(); such a call is never folded in a plan.
  bool stable = true;  ///< Within one statement: true for date(), false for rand().
  ScalarKernel scalar = nullptr;  ///< Exactly one of the two is set.
  AggregateFactory aggregate = nullptr;
  bool weighs = false;  ///< Of an aggregate: equal rows are taken in as quickly as one of them.
  std::string_view category;        ///< "string", "list", "temporal", …
  std::string_view description;     ///< One sentence.
  std::string_view example;         ///< "toLower('ABC')": an expression that runs as a test …
  std::string_view example_result;  ///< … and what to_string() gives for it.
};

/// "substring(text, start[, length])"
std::string signature(const Function& function);

class Registry {
 public:
  /// All built-in functions. Immutable, made at first use.
  static const Registry& builtin();

  /// The function of that name (namespaces with dots: "duration.between"), case ignored, or
  /// nullptr.
  const Function* find(std::string_view name) const;
  /// All functions by name.
  std::span<const Function* const> all() const;
  /// The nearest names, best first, for "did you mean".
  std::vector<std::string> similar(std::string_view name) const;

 private:
  Registry();
  std::vector<std::unique_ptr<Function>> functions_;
  std::vector<const Function*> sorted_;
};

}  // namespace agora::function
