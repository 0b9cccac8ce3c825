#include "parse_test.h"

using namespace agora::syntax;

namespace {

std::string pattern(const std::string& text) {
  const std::string result = parsed("MATCH " + text + " FINISH");
  if (result.rfind("MATCH ", 0) != 0) return result;
  return result.substr(6, result.size() - 13);
}

}  // namespace

TEST_CASE("paths", "[syntax]") {
  const Row kRows[] = {
      {"()", "()"},
      {"(a:A:B {x: 1})", "(a:(A&B) {x: 1})"},
      {"($p)", "($p)"},
      {"(a $p)", "(a $p)"},
      {"(a:A WHERE a.x > 1)", "(a:A WHERE (> a.x 1))"},
      {"(a IS A|B)", "(a:(A|B))"},
      {"(a:A&!B|C)", "(a:((A&!B)|C))"},
      {"(a:(A|B)&!(C|%))", "(a:((A|B)&!(C|%)))"},
      {"(:`a b`)-->(:MATCH)", "(:a b)-[]->(:MATCH)"},
      {"(a)-->(b)<--(c)--(d)<-->(e)", "(a)-[]->(b)<-[]-(c)-[]-(d)-[]-(e)"},
      {"(a)-[r:R|S {x: 1}]->(b)", "(a)-[r:(R|S) {x: 1}]->(b)"},
      {"(a)-[:R|:S]-(b)", "(a)-[:(R|S)]-(b)"},
      {"(a) - [ r ] - > (b)", "(a)-[r]->(b)"},
      {"(a)-[*]->(b)", "(a)-[*..]->(b)"},
      {"(a)-[r:R*2]->(b)", "(a)-[r:R*2..2]->(b)"},
      {"(a)-[*1..]->()-[*..3]->()-[*1..3 {x: 1}]->()",
       "(a)-[*1..]->()-[*..3]->()-[*1..3 {x: 1}]->()"},
      {"(a)-[r:R WHERE r.x]->(b)", "(a)-[r:R WHERE r.x]->(b)"},
      {"p = (a)-->(b), (c)", "p = (a)-[]->(b), (c)"},
      {"match = (a)",
       "UnexpectedSyntax at 1:7: `match` is a keyword and cannot be a name as it stands"},
      {"p = shortestPath((a)-[*]-(b))", "p = shortestPath (a)-[*..]-(b)"},
      {"allShortestPaths((a)-[*]-(b))", "allShortestPaths (a)-[*..]-(b)"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(pattern(c.text) == c.result); }
  }
}

TEST_CASE("quantified paths, selectors and modes", "[syntax]") {
  const Row kRows[] = {
      {"(a)-[:R]->+(b)", "(a)-[:R]->{1,}(b)"},
      {"(a)-[:R]->*(b)", "(a)-[:R]->{,}(b)"},
      {"(a)-->{2}(b)--{,3}(c)<--{1,}(d)", "(a)-[]->{2,2}(b)-[]-{,3}(c)<-[]-{1,}(d)"},
      {"((a)-[:R]->(b)){1,5}", "((a)-[:R]->(b)){1,5}"},
      {"(x) ((a)-[:R]->(b) WHERE a.x < b.x)+ (y)-->(z)",
       "(x)((a)-[:R]->(b) WHERE (< a.x b.x)){1,}(y)-[]->(z)"},
      {"((a)-->(b)){2}((c)-->(d)){3}", "((a)-[]->(b)){2,2}((c)-[]->(d)){3,3}"},
      {"((a)-->(b))-->(c)", "((a)-[]->(b))-[]->(c)"},
      {"((a)-->(b))+-->(c)", "((a)-[]->(b)){1,}-[]->(c)"},
      {"p = ANY SHORTEST (a)-->(b)", "p = SHORTEST (a)-[]->(b)"},
      {"SHORTEST 3 PATHS (a)-->(b)", "SHORTEST 3 (a)-[]->(b)"},
      {"SHORTEST $k GROUPS (a)-->+(b)", "SHORTEST $k GROUPS (a)-[]->{1,}(b)"},
      {"ALL SHORTEST (a)-->+(b)", "ALL SHORTEST (a)-[]->{1,}(b)"},
      {"ANY 2 (a)-->+(b)", "ANY 2 (a)-[]->{1,}(b)"},
      {"ALL PATHS (a)-->(b)", "(a)-[]->(b)"},
      {"TRAIL (a)-->+(b)", "TRAIL (a)-[]->{1,}(b)"},
      {"p = ANY ACYCLIC PATH (a)-->+(b)", "p = ANY ACYCLIC (a)-[]->{1,}(b)"},
      {"(a)(TRAIL (a)-->(b))-->(c)", "(a)(TRAIL (a)-[]->(b))-[]->(c)"},
      {"(p = ACYCLIC PATH (a)-->(b) WHERE a.x){2}", "(p = ACYCLIC (a)-[]->(b) WHERE a.x){2,2}"},
      {"(walk)-->(trail:T)", "(walk)-[]->(trail:T)"},
      {"(a (b)-->(c))", "UnexpectedSyntax at 1:13: a relationship leads to a node, and here none follows"},
      {"any = (a)-->(b)", "any = (a)-[]->(b)"},
      {"(a)+",
       "UnexpectedSyntax at 1:10: a quantifier follows a relationship or a path in parentheses, "
       "not a node"},
      {"(a)-[*]->+(b)",
       "InvalidRelationshipPattern at 1:16: a relationship is repeated once: in its brackets or "
       "behind it"},
      {"(a)-->{}(b)",
       "UnexpectedSyntax at 1:13: a quantifier says how often: {2}, {1,3}, {1,} or {,3}"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(pattern(c.text) == c.result); }
  }
}

TEST_CASE("what is no path", "[syntax]") {
  const Row kRows[] = {
      {"(a)-->", "UnexpectedSyntax at 1:10: a relationship leads to a node, and here none follows"},
      {"(a)-->-->(b)", "UnexpectedSyntax"},
      {"(a)(b)", "UnexpectedSyntax at 1:10: a relationship is missing between two nodes"},
      {"(a)-(b)", "UnexpectedSyntax at 1:10: a relationship is written with two dashes"},
      {"(a)-[:R](b)",
       "UnexpectedSyntax at 1:15: this relationship is not finished: `(` stands where its second "
       "dash "
       "should"},
      {"(a)-[:R->(b)",
       "InvalidRelationshipPattern at 1:14: a relationship pattern must end with `]`"},
      {"(a)-[:R..]->(b)", "InvalidRelationshipPattern at 1:14: a range of lengths begins with `*`"},
      {"(a)-[:R*-2]->(b)", "InvalidRelationshipPattern at 1:15: a length cannot be negative"},
      {"(a)-[r R]->(b)", "InvalidRelationshipPattern at 1:14: unexpected `R` in a relationship"},
      {"a", "UnexpectedSyntax at 1:7: a node is written in parentheses"},
      {"(a", "UnexpectedSyntax at 1:7: this `(` is never closed: `)` is missing before `FINISH`"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(pattern(c.text).rfind(c.result, 0) == 0); }
  }
}
