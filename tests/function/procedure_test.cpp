#include "function/procedure.h"

#include <catch2/catch.hpp>

#include "agora/error.h"

using namespace agora;
using namespace agora::function;

TEST_CASE("a signature is read into columns", "[procedure]") {
  const Procedure procedure = parse_signature(
      "test.my.proc(name :: STRING?, id :: INTEGER?) :: (city :: STRING?, code :: NUMBER?)");
  CHECK(procedure.name == "test.my.proc");
  REQUIRE(procedure.inputs.size() == 2);
  CHECK(procedure.inputs[0].name == "name");
  CHECK(procedure.inputs[1].type == "INTEGER?");
  CHECK(procedure.inputs[1].types == TypeSet(ValueType::Integer));
  REQUIRE(procedure.outputs.size() == 2);
  CHECK(procedure.outputs[1].types.contains(ValueType::Float));
  CHECK(parse_signature("test.doNothing() :: ()").outputs.empty());
  CHECK(parse_signature("test.doNothing() :: VOID").outputs.empty());
  CHECK(parse_signature("a.b(x :: FLOAT?) :: (y :: LIST? OF STRING?)").outputs[0].types ==
        TypeSet(ValueType::List));
  CHECK(parse_signature("a.b(x :: LIST<STRING>) :: (y :: ANY?)").inputs[0].type == "LIST<STRING>");
}

TEST_CASE("a broken signature is refused", "[procedure]") {
  for (const char* text :
       {"", "a", "a(", "a(x)", "a(x :: )", "a(x :: WORD) :: ()", "a() :: (", "a() :: () x"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_signature(text), Error);
  }
}

TEST_CASE("procedures are found by their exact name and replaced", "[procedure]") {
  ProcedureRegistry registry;
  registry.add(parse_signature("db.labels() :: (label :: STRING)"));
  registry.add(parse_signature("db.labels() :: (name :: STRING)"));
  REQUIRE(registry.find("db.labels") != nullptr);
  CHECK(registry.find("db.labels")->outputs[0].name == "name");
  CHECK(registry.find("DB.labels") == nullptr);
  CHECK(registry.all().size() == 1);
  CHECK(registry.similar("db.label") == std::vector<std::string>{"db.labels"});
}
