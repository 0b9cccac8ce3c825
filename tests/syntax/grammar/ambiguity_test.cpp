// No text of the language has two parses, and the fast mode of ANTLR is as good as the full one.

#include <AgoraParser.h>

#include <catch2/catch.hpp>
#include <string>

#include "syntax/mark_tokens.h"
#include "syntax/token_stream.h"

namespace {

/// Notes what ANTLR's exact mode finds.
class Findings final : public antlr4::BaseErrorListener {
 public:
  void syntaxError(antlr4::Recognizer*, antlr4::Token*, size_t, size_t, const std::string& message,
                   std::exception_ptr) override {
    found += "syntax error: " + message + "; ";
  }
  void reportAmbiguity(antlr4::Parser* parser, const antlr4::dfa::DFA& dfa, size_t, size_t, bool,
                       const antlrcpp::BitSet&, antlr4::atn::ATNConfigSet*) override {
    found += "ambiguous in rule " + parser->getRuleNames()[dfa.atnStartState->ruleIndex] + "; ";
  }
  void reportAttemptingFullContext(antlr4::Parser* parser, const antlr4::dfa::DFA& dfa, size_t,
                                   size_t, const antlrcpp::BitSet&,
                                   antlr4::atn::ATNConfigSet*) override {
    found +=
        "context needed in rule " + parser->getRuleNames()[dfa.atnStartState->ruleIndex] + "; ";
  }
  std::string found;
};

std::string findings(const std::string& text) {
  std::vector<agora::syntax::Token> tokens = agora::syntax::scan_tokens(text);
  agora::syntax::mark_tokens(text, tokens);
  agora::syntax::TokenStream stream(text, tokens);
  AgoraParser parser(&stream);
  Findings listener;
  parser.removeErrorListeners();
  parser.addErrorListener(&listener);
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(
      antlr4::atn::PredictionMode::LL_EXACT_AMBIG_DETECTION);
  parser.statement();
  return listener.found;
}

}  // namespace

TEST_CASE("the grammar is not ambiguous", "[grammar]") {
  for (const char* text : {
           "MATCH (a)-[b]-(c), p = (a)-->(b)<--(c) WHERE (a)-[b]-(c) AND (a) - 1 < (b) RETURN [x "
           "IN l], [x IN l, 1]",
           "MATCH any = (a), ANY (a)-->(b), ANY SHORTEST (a)-->(b), all = (b), shortest = (c) "
           "RETURN any, all, shortest",
           "MATCH p = ANY 2 PATHS (a)-->+(b), SHORTEST 2 GROUPS (a)-->{1,2}(b), TRAIL (a)-->(b) "
           "RETURN walk, trail",
           "MATCH (a) ((x)-[:R]->(y) WHERE x.z){1,3} (b)-->(c) ((d)--(e))+ RETURN a",
           "RETURN EXISTS { MATCH (n) }, EXISTS { (a)-->(b) }, COUNT { p = (a) }, count {.x}, "
           "exists(n.x), count(*)",
           "RETURN EXISTS { call = (a)-->(b) }, EXISTS { CALL p() YIELD x RETURN x }, EXISTS { for "
           "= (a), (b) }",
           "RETURN [x IN l WHERE x:A|B AND c | x:C|D], [(a)-->(b) WHERE a:A|B OR c | b.x], "
           "reduce(a = 0, x IN l | a + x)",
           "RETURN x IS :: LIST<INTEGER | STRING> < 3, x IS NOT NULL IS NULL, x IS NFC NORMALIZED, "
           "a.b.c(1).d[1..2]",
           "RETURN CASE end WHEN end THEN end ELSE end END, all(x IN l WHERE any), any(x), n {.a, "
           "b: 1, .*, c}",
           "MATCH (n) SET n.x = 1, n[a] = b, n += c, n:A:B ON ERROR",
           "MERGE (n) ON CREATE SET n.x = 1 ON MATCH SET n:A FOREACH (x IN n.l | SET x.a = 1 "
           "REMOVE x:B) RETURN n",
           "CALL (a, b) { RETURN 1 AS x UNION ALL RETURN 2 AS x } IN 2 CONCURRENT TRANSACTIONS OF "
           "5 ROWS RETURN x",
           "CREATE FULLTEXT INDEX i FOR (n:L) ON EACH [n.a, n.b]",
           "CREATE INDEX FOR (n:L) ON (each.a)",
           "CREATE CONSTRAINT FOR ()-[r:R]-() REQUIRE (r.a, r.b) IS REL KEY OPTIONS {a: 1}",
           "SHOW ALL FUNCTIONS YIELD name ORDER BY name SKIP 1 LIMIT 2 WHERE name = 'x' RETURN "
           "name",
       }) {
    INFO(text);
    const std::string found = findings(text);
    if (std::string(text).find("ON ERROR") != std::string::npos) {
      CHECK(found.rfind("syntax error", 0) == 0);  // This test can see an error.
    } else {
      CHECK(found.empty());
    }
    CAPTURE(found);
  }
}
