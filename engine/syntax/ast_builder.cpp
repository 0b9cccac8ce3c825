#include "syntax/ast_builder.h"

#include <algorithm>

#include "syntax/literal.h"
#include "syntax/token_stream.h"

namespace agora::syntax {
namespace {

const StreamToken& stream_token(antlr4::Token* token) { return *static_cast<StreamToken*>(token); }

}  // namespace

std::string_view AstBuilder::text_of(antlr4::Token* token) const {
  return stream_token(token).view();
}

TokenKind AstBuilder::kind(antlr4::Token* token) const { return stream_token(token).token().kind; }

SourceSpan AstBuilder::span(antlr4::Token* token) const {
  return stream_token(token).token().span();
}

SourceSpan AstBuilder::span(antlr4::Token* first, antlr4::Token* last) const {
  SourceSpan place = span(first);
  const Token& end = stream_token(last).token();
  if (end.end() > place.offset) place.length = end.end() - place.offset;
  return place;
}

SourceSpan AstBuilder::span(antlr4::ParserRuleContext* context) const {
  return span(context->start, context->stop != nullptr ? context->stop : context->start);
}

Name AstBuilder::name(antlr4::Token* token) const {
  return {name_value(text_of(token)), span(token)};
}

Name AstBuilder::name(antlr4::ParserRuleContext* context) const { return name(context->start); }

std::vector<Name> AstBuilder::names(const std::vector<P::NameContext*>& contexts) const {
  std::vector<Name> list;
  list.reserve(contexts.size());
  for (P::NameContext* each : contexts) list.push_back(name(each));
  return list;
}

bool AstBuilder::is_word(antlr4::Token* token, std::string_view capitals) const {
  const std::string_view word = text_of(token);
  return word.size() == capitals.size() &&
         std::equal(word.begin(), word.end(), capitals.begin(),
                    [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; });
}

ExpressionPtr AstBuilder::make(Expression::Node node, const SourceSpan& place,
                               std::uint32_t child_height) {
  auto made = std::make_unique<Expression>(std::move(node), place);
  made->height = child_height + 1;
  note_height(*made);
  return made;
}

void AstBuilder::note_height(const Expression& expression) {
  if (expression.height > limits_.max_nesting)
    throw nesting_error(limits_.max_nesting, expression.span);
  tallest_ = std::max(tallest_, expression.height);
}

}  // namespace agora::syntax
