// syntax/token_stream.h
//
// Our tokens as ANTLR wants to see them. Only for this folder: it includes ANTLR's headers.
#pragma once

#include <antlr4-runtime.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/scanner.h"

namespace agora::syntax {

/// A view of one Token.
class StreamToken final : public antlr4::Token {
 public:
  StreamToken(std::string_view text, const syntax::Token& token, std::size_t index)
      : text_(text), token_(&token), index_(index) {}

  const syntax::Token& token() const { return *token_; }
  std::string_view view() const { return token_->text(text_); }

  std::string getText() const override { return std::string(view()); }
  size_t getType() const override {
    return token_->kind == TokenKind::kEndOfText ? antlr4::Token::EOF
                                                 : static_cast<size_t>(token_->kind);
  }
  size_t getLine() const override { return token_->line; }
  size_t getCharPositionInLine() const override { return token_->column - 1; }
  size_t getChannel() const override { return DEFAULT_CHANNEL; }
  size_t getTokenIndex() const override { return index_; }
  size_t getStartIndex() const override { return token_->offset; }
  size_t getStopIndex() const override { return token_->end() - 1; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return getText(); }

 private:
  std::string_view text_;
  const syntax::Token* token_;
  std::size_t index_;
};

/// The tokens of one text, all of them scanned before. Text and tokens must outlive it.
class TokenStream final : public antlr4::TokenStream {
 public:
  TokenStream(std::string_view text, const std::vector<syntax::Token>& tokens) {
    tokens_.reserve(tokens.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) tokens_.emplace_back(text, tokens[i], i);
  }

  antlr4::Token* LT(ssize_t k) override {
    const auto place = static_cast<ssize_t>(at_) + (k > 0 ? k - 1 : k);
    if (place < 0) return nullptr;
    return &tokens_[std::min(static_cast<std::size_t>(place), tokens_.size() - 1)];
  }
  size_t LA(ssize_t k) override {
    const antlr4::Token* token = LT(k);
    return token == nullptr ? 0 : token->getType();
  }
  antlr4::Token* get(size_t index) const override {
    return const_cast<StreamToken*>(&tokens_[index]);
  }
  void consume() override {
    if (at_ + 1 < tokens_.size()) ++at_;
  }
  void seek(size_t index) override { at_ = index; }
  size_t index() override { return at_; }
  size_t size() override { return tokens_.size(); }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::string getSourceName() const override { return "query"; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }

  // The parser never asks for text: the builder takes it from the query itself.
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  std::vector<StreamToken> tokens_;
  std::size_t at_ = 0;
};

}  // namespace agora::syntax
