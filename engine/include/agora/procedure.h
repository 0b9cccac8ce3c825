// agora/procedure.h
//
// Procedures of one's own: what `CALL my.lookup($name) YIELD city` runs. A program registers a
// signature and a function with Database::register_procedure(); every connection of that database
// may then call it.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "agora/value.h"

namespace agora {

/// Gives one row to the query, as wide as the signature's outputs and in their order. It throws
/// when the statement was cancelled or ran out of time: let that exception pass.
using EmitRow = std::function<void(List row)>;

/// Computes the rows of one call. `arguments` are as many as the signature's inputs, of the
/// declared types (null where the type ends in `?`); the span is valid during the call only. An
/// agora::Error thrown here reaches the caller of the query unchanged, any other exception as an
/// Error of category ProcedureError. Threads: calls may come from several threads at once, also for
/// one database.
using ProcedureFunction =
    std::function<void(std::span<const Value> arguments, const EmitRow& emit)>;

struct Procedure {
  /// The name with its namespace, inputs and outputs, in the notation of openCypher:
  /// `my.lookup(name :: STRING?, id :: INTEGER?) :: (city :: STRING?, code :: INTEGER?)`.
  /// Types are BOOLEAN, INTEGER, FLOAT, NUMBER, STRING, LIST, MAP, NODE, RELATIONSHIP, PATH, the
  /// temporal types and ANY; `?` lets null through. Without outputs, `:: ()`, a call keeps the row
  /// it was made for.
  std::string signature;
  ProcedureFunction function;
  std::string description;  ///< One sentence for SHOW PROCEDURES; may be empty.
};

}  // namespace agora
