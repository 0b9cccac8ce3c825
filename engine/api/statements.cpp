#include "agora/statements.h"

#include <algorithm>

#include "api/statement_kind.h"
#include "syntax/parser.h"

namespace agora {

namespace api {

namespace {

bool writes(const syntax::Query& query);

bool writes(const syntax::Clause& clause) {
  if (const auto* call = std::get_if<syntax::CallSubquery>(&clause.node)) return writes(*call->query);
  return std::holds_alternative<syntax::Create>(clause.node) ||
         std::holds_alternative<syntax::Merge>(clause.node) ||
         std::holds_alternative<syntax::Set>(clause.node) ||
         std::holds_alternative<syntax::Remove>(clause.node) ||
         std::holds_alternative<syntax::Delete>(clause.node) ||
         std::holds_alternative<syntax::Foreach>(clause.node);
}

bool writes(const syntax::Query& query) {
  return std::any_of(query.parts.begin(), query.parts.end(), [](const syntax::SingleQuery& part) {
    return std::any_of(part.clauses.begin(), part.clauses.end(),
                       [](const syntax::Clause& clause) { return writes(clause); });
  });
}

StatementKind kind_of(const syntax::TransactionCommand& command) {
  using Kind = syntax::TransactionCommand::Kind;
  if (command.kind == Kind::Commit) return StatementKind::Commit;
  if (command.kind == Kind::Rollback) return StatementKind::Rollback;
  return command.read_only ? StatementKind::BeginRead : StatementKind::Begin;
}

}  // namespace

StatementKind kind_of(const syntax::Statement& statement) {
  if (const auto* command = std::get_if<syntax::TransactionCommand>(&statement.node)) {
    return kind_of(*command);
  }
  if (std::holds_alternative<syntax::Show>(statement.node)) return StatementKind::Read;
  if (const auto* query = std::get_if<syntax::Query>(&statement.node)) {
    const bool runs = statement.mode != syntax::ExecutionMode::Explain;
    return runs && writes(*query) ? StatementKind::Write : StatementKind::Read;
  }
  return StatementKind::Schema;
}

}  // namespace api

StatementKind statement_kind(std::string_view text) { return api::kind_of(syntax::parse(text)); }

std::vector<Statement> split_statements(std::string_view text) {
  std::vector<Statement> statements;
  for (const syntax::StatementRange& range : syntax::split_statements(text).statements) {
    statements.push_back({text.substr(range.span.offset, range.span.length), range.span.offset, range.span.line,
                          range.span.column, range.terminated});
  }
  return statements;
}

std::optional<Value> parse_literal(std::string_view text) { return syntax::parse_literal(text); }

}  // namespace agora
