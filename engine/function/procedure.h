// function/procedure.h
//
// The interface of procedures (CALL name(…) YIELD …). Built-in ones live in procedure/; a program
// registers its own through the public API.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"
#include "function/registry.h"

namespace agora::function {

struct ProcedureColumn {
  std::string name;
  std::string type;  ///< As declared: "STRING?", "INTEGER", "NUMBER?", "ANY?".
  TypeSet types =
      TypeSet::any();  ///< What a value may be (integers are let through where FLOAT is wanted).
};

struct Procedure {
  std::string name;  ///< With its namespace: "test.my.proc". Case is significant.
  std::vector<ProcedureColumn> inputs;
  std::vector<ProcedureColumn> outputs;  ///< Empty: a void procedure; it lets every row through.
  std::string description;
  /// Gives the rows for one call, each as wide as `outputs`.
  std::function<void(CallContext&, std::span<const Value> arguments,
                     const std::function<void(List row)>& emit)>
      run;
};

/// Parses `name(a :: STRING?, …) :: (b :: INTEGER?, …)` (the notation of openCypher's conformance
/// kit) into a procedure without a `run`. Throws Error (SyntaxError).
Procedure parse_signature(std::string_view signature);

/// Procedures by name. One per database; safe to use from several threads.
class ProcedureRegistry {
 public:
  /// Replaces one of the same name.
  void add(Procedure procedure);
  /// True if there was one of that name.
  bool remove(std::string_view name);
  void clear();
  std::shared_ptr<const Procedure> find(std::string_view name) const;
  std::vector<std::shared_ptr<const Procedure>> all() const;
  std::vector<std::string> similar(std::string_view name) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const Procedure>> procedures_;
};

}  // namespace agora::function
