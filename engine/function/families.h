// function/families.h
//
// The families of built-in functions, one file each. A file lists its entries in add_…_functions()
// and holds their kernels above.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "function/registry.h"

namespace agora::function {

using Functions = std::vector<std::unique_ptr<Function>>;

/// Refines the entry just added; what a Family's add() gives.
class Entry {
 public:
  explicit Entry(Function& function) : function_(function) {}
  /// The last `count` parameters may be left out.
  Entry& optional(std::size_t count) {
    function_.required = function_.parameters.size() - count;
    return *this;
  }
  Entry& variadic() {
    function_.variadic = true;
    return *this;
  }
  /// The kernel sees null arguments.
  Entry& takes_nulls() {
    function_.null_in_null_out = false;
    return *this;
  }
  /// The aggregate's states take in equal rows all at once.
  Entry& weighs() {
    function_.weighs = true;
    return *this;
  }
  /// The answer depends on the statement's clock.
  Entry& by_clock() {
    function_.deterministic = false;
    return *this;
  }
  /// Two calls with the same arguments may differ within a statement.
  Entry& by_chance() {
    function_.deterministic = false;
    function_.stable = false;
    return *this;
  }

 private:
  Function& function_;
};

/// Adds entries of one category.
class Family {
 public:
  Family(Functions& functions, std::string_view category)
      : functions_(functions), category_(category) {}

  /// The example is an expression of the language; `result` is what to_string() gives for it.
  Entry scalar(std::string_view name, std::initializer_list<Parameter> parameters, TypeSet type,
               ScalarKernel kernel, std::string_view description, std::string_view example,
               std::string_view result) {
    return add(name, parameters, type, kernel, nullptr, description, example, result);
  }
  Entry aggregate(std::string_view name, std::initializer_list<Parameter> parameters, TypeSet type,
                  AggregateFactory factory, std::string_view description, std::string_view example,
                  std::string_view result) {
    Entry entry = add(name, parameters, type, nullptr, factory, description, example, result);
    entry.takes_nulls();  // Each state skips the nulls it does not count by itself.
    return entry;
  }

 private:
  Entry add(std::string_view name, std::initializer_list<Parameter> parameters, TypeSet type,
            ScalarKernel kernel, AggregateFactory factory, std::string_view description,
            std::string_view example, std::string_view result) {
    auto function = std::make_unique<Function>();
    function->name = name;
    function->parameters = parameters;
    function->required = parameters.size();
    function->result = type;
    function->scalar = kernel;
    function->aggregate = factory;
    function->category = category_;
    function->description = description;
    function->example = example;
    function->example_result = result;
    functions_.push_back(std::move(function));
    return Entry(*functions_.back());
  }

  Functions& functions_;
  std::string_view category_;
};

void add_scalar_functions(Functions& functions);
void add_graph_functions(Functions& functions);
void add_conversion_functions(Functions& functions);
void add_string_functions(Functions& functions);
void add_language_functions(Functions& functions);
void add_hash_functions(Functions& functions);
void add_list_functions(Functions& functions);
void add_map_functions(Functions& functions);
void add_math_functions(Functions& functions);
void add_aggregate_functions(Functions& functions);
void add_percentile_functions(Functions& functions);
void add_temporal_functions(Functions& functions);
void add_truncate_functions(Functions& functions);
void add_duration_functions(Functions& functions);

}  // namespace agora::function
