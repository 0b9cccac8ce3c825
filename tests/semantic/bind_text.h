// What the tests of the binder share: text in, bound query or error out.
#pragma once

#include <string>
#include <string_view>

#include "function/procedure.h"
#include "semantic/binder.h"
#include "semantic/print_bound.h"
#include "syntax/parser.h"

namespace agora::semantic {

inline const function::ProcedureRegistry& test_procedures() {
  static function::ProcedureRegistry registry;
  static const bool filled = [] {
    for (const char* signature :
         {"test.void() :: ()", "test.labels() :: (label :: STRING?)",
          "test.pair(name :: STRING?, id :: INTEGER?) :: (city :: STRING?, code :: INTEGER?)",
          "test.half(in :: FLOAT?) :: (out :: FLOAT?)"}) {
      registry.add(function::parse_signature(signature));
    }
    return true;
  }();
  (void)filled;
  return registry;
}

inline BoundStatement bound(std::string_view text, const catalog::Catalog* catalog = nullptr) {
  const syntax::Statement statement = syntax::parse(text);
  BindContext context;
  context.procedures = &test_procedures();
  context.catalog = catalog;
  return semantic::bind(std::get<syntax::Query>(statement.node), text, context);
}

/// The bound query as text, or what is wrong with it: "SyntaxError UndefinedVariable 1:8".
inline std::string bound_or_error(std::string_view text) {
  try {
    return print(*bound(text).query);
  } catch (const Error& error) {
    std::string out = std::string(to_string(error.category())) + " " + error.detail();
    if (error.phase() != ErrorPhase::CompileTime) out += " at runtime";
    if (!error.where()) return out + " without a place";
    return out + " " + std::to_string(error.where()->line) + ":" +
           std::to_string(error.where()->column);
  }
}

}  // namespace agora::semantic
