#include "function/evaluator.h"

#include <catch2/catch.hpp>
#include <cctype>
#include <charconv>
#include <stdexcept>

#include "agora/error.h"
#include "function/operators.h"
#include "value/compare.h"

namespace agora::test {
namespace {

namespace fn = agora::function;

const Map kCity{{"name", "Ghent"}};
const Map kIn{{"since", 1830}};

Value find(const Map& map, std::string_view key) {
  const Value* found = map.find(key);
  return found ? *found : Value();
}

/// Reads and computes in one go; variables are looked up in `variables_`.
class Evaluator {
 public:
  explicit Evaluator(std::string_view text) : text_(text) {
    variables_["n"] = Value::node_reference(0);
    variables_["r"] = Value::relationship_reference(0);
    variables_["p"] = Path{{Value::node_reference(0), Value::node_reference(1)},
                           {Value::relationship_reference(0)}};
    context_.graph = &graph_;
    context_.statement_time = {1'700'000'000, 123'456'789, 0, ""};
    context_.transaction_time = context_.statement_time;
    context_.random_state = &random_;
  }

  Value run() {
    if (word("UNWIND")) return aggregate();
    const Value value = expression();
    finish();
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " at: " + std::string(text_.substr(at_)));
  }
  void finish() {
    skip();
    if (at_ != text_.size()) fail("the end was expected");
  }
  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool accept(std::string_view token) {
    skip();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  void expect(std::string_view token) {
    if (!accept(token)) fail("expected " + std::string(token));
  }
  static bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
  bool word(std::string_view token) {
    skip();
    const std::size_t end = at_ + token.size();
    if (!text_.substr(at_).starts_with(token) || (end < text_.size() && is_letter(text_[end])))
      return false;
    at_ = end;
    return true;
  }
  std::string name() {
    skip();
    const std::size_t from = at_;
    while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
    if (from == at_) fail("expected a name");
    return std::string(text_.substr(from, at_ - from));
  }

  Value aggregate() {
    const Value rows = expression();
    expect("AS");
    const std::string row = name();
    expect("RETURN");
    const fn::Function* function = fn::Registry::builtin().find(name());
    if (function == nullptr || !function->aggregate) fail("expected an aggregate");
    expect("(");
    const std::size_t start = at_;
    auto state = function->aggregate();
    auto second = function->aggregate();
    std::size_t count = 0;
    for (const Value& value : rows.as_list()) {
      at_ = start;
      variables_[row] = value;
      // The rows are dealt to two states, so that merging is tested along the way.
      const std::vector<Value> values = arguments(")");
      (count++ < rows.as_list().size() / 2 ? state : second)->add(context_, values);
    }
    state->merge(context_, *second);
    return state->finish(context_);
  }

  std::vector<Value> arguments(std::string_view close) {
    std::vector<Value> values;
    if (accept(close)) return values;
    do {
      values.push_back(expression());
    } while (accept(","));
    expect(close);
    return values;
  }

  static Value boxed(value::Truth truth) { return truth ? Value(*truth) : Value(); }

  Value expression() {
    Value left = exclusion();
    while (word("OR")) left = fn::logical_or(left, exclusion());
    return left;
  }
  Value exclusion() {
    Value left = conjunction();
    while (word("XOR")) left = fn::logical_xor(left, conjunction());
    return left;
  }
  Value conjunction() {
    Value left = negation();
    while (word("AND")) left = fn::logical_and(left, negation());
    return left;
  }
  Value negation() { return word("NOT") ? fn::logical_not(negation()) : comparison(); }

  Value comparison() {
    Value left = sum();
    if (accept("<>")) return fn::logical_not(boxed(value::equals(left, sum())));
    if (accept("<=")) return boxed(value::less_or_equal(left, sum()));
    if (accept(">=")) {
      const Value right = sum();
      return boxed(value::less_or_equal(right, left));
    }
    if (accept("=~")) return fn::matches(left, sum());
    if (accept("=")) return boxed(value::equals(left, sum()));
    if (accept("<")) return boxed(value::less(left, sum()));
    if (accept(">")) {
      const Value right = sum();
      return boxed(value::less(right, left));
    }
    if (word("IN")) return fn::in_list(left, sum());
    if (word("STARTS WITH")) return fn::starts_with(left, sum());
    if (word("ENDS WITH")) return fn::ends_with(left, sum());
    if (word("CONTAINS")) return fn::contains(left, sum());
    return left;
  }
  Value sum() {
    Value left = product();
    for (;;) {
      if (accept("||"))
        left = fn::concatenate(left, product());
      else if (accept("+"))
        left = fn::add(left, product());
      else if (accept("-"))
        left = fn::subtract(left, product());
      else
        return left;
    }
  }
  Value product() {
    Value left = raised();
    for (;;) {
      if (accept("*"))
        left = fn::multiply(left, raised());
      else if (accept("/"))
        left = fn::divide(left, raised());
      else if (accept("%"))
        left = fn::modulo(left, raised());
      else
        return left;
    }
  }
  Value raised() {
    Value left = sign();
    while (accept("^")) left = fn::power(left, sign());
    return left;
  }
  Value sign() {
    skip();
    const bool digit =
        at_ + 1 < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_ + 1]));
    if (!digit && accept("-")) return fn::negate(sign());
    return postfix();
  }

  Value postfix() {
    Value value = atom();
    for (;;) {
      if (text_.substr(at_).starts_with("..")) return value;
      if (accept("."))
        value = fn::property(graph_, value, name());
      else if (accept("["))
        value = subscript(value);
      else
        return value;
    }
  }
  Value subscript(const Value& container) {
    std::optional<Value> from;
    if (!accept("..")) {
      from = expression();
      if (accept("]")) return fn::index(graph_, container, *from);
      expect("..");
    }
    if (accept("]")) return fn::slice(container, from, std::nullopt);
    const Value to = expression();
    expect("]");
    return fn::slice(container, from, to);
  }

  Value atom() {
    skip();
    if (at_ == text_.size()) fail("expected an expression");
    const char c = text_[at_];
    if (c == '\'') return string();
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '-') return number();
    if (accept("(")) {
      const Value value = expression();
      expect(")");
      return value;
    }
    if (accept("[")) return Value(List(arguments("]")));
    if (accept("{")) return map();
    const std::string word = name();
    if (word == "null") return {};
    if (word == "true" || word == "false") return word == "true";
    if (const auto found = variables_.find(word); found != variables_.end()) return found->second;
    return call(word);
  }
  Value string() {
    std::string out;
    for (++at_; at_ < text_.size() && text_[at_] != '\''; ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
        out += text_[at_] == 'n' ? '\n' : text_[at_] == 't' ? '\t' : text_[at_];
      } else {
        out += text_[at_];
      }
    }
    expect("'");
    return Value(out);
  }
  Value number() {
    std::size_t end = at_ + 1;
    bool real = false;
    while (end < text_.size() &&
           (std::isdigit(static_cast<unsigned char>(text_[end])) || text_[end] == 'e' ||
            (text_[end] == '.' && end + 1 < text_.size() && text_[end + 1] != '.') ||
            (text_[end] == '-' && text_[end - 1] == 'e'))) {
      real |= text_[end] == '.' || text_[end] == 'e';
      ++end;
    }
    const char *begin = text_.data() + at_, *stop = text_.data() + end;
    at_ = end;
    if (real) {
      double number = 0;
      std::from_chars(begin, stop, number);
      return number;
    }
    std::int64_t number = 0;
    if (std::from_chars(begin, stop, number).ec != std::errc()) fail("a number out of range");
    return number;
  }
  Value map() {
    Map map;
    if (accept("}")) return Value(map);
    do {
      std::string key = name();
      expect(":");
      map.set(std::move(key), expression());
    } while (accept(","));
    expect("}");
    return Value(std::move(map));
  }
  Value call(std::string function_name) {
    while (accept(".")) function_name += "." + name();
    expect("(");
    const std::vector<Value> values = arguments(")");
    const fn::Function* function = fn::Registry::builtin().find(function_name);
    if (function == nullptr || !function->scalar) fail("no function " + function_name);
    if (values.size() < function->required ||
        (!function->variadic && values.size() > function->parameters.size())) {
      fail("wrong number of arguments for " + function_name);
    }
    if (function->null_in_null_out) {
      for (const Value& value : values) {
        if (value.is_null()) return {};
      }
    }
    return function->scalar(context_, values);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::map<std::string, Value> variables_;
  OneRelationship graph_;
  fn::CallContext context_;
  std::uint64_t random_ = 42;
};

}  // namespace

std::vector<std::string> OneRelationship::labels(NodeId node) const {
  return {node.value == 0 ? "City" : "Country"};
}
bool OneRelationship::has_label(NodeId node, std::string_view label) const {
  return labels(node)[0] == label;
}
Value OneRelationship::property(NodeId node, std::string_view key) const {
  return find(properties(node), key);
}
Value OneRelationship::property(RelationshipId, std::string_view key) const {
  return find(kIn, key);
}
Map OneRelationship::properties(NodeId node) const { return node.value == 0 ? kCity : Map{}; }
Map OneRelationship::properties(RelationshipId) const { return kIn; }
std::string OneRelationship::type(RelationshipId) const { return "IN"; }
function::GraphAccess::Ends OneRelationship::ends(RelationshipId) const {
  return {NodeId{0}, NodeId{1}};
}

Value evaluate(std::string_view text) { return Evaluator(text).run(); }

std::string answer(std::string_view text) {
  try {
    return to_string(evaluate(text));
  } catch (const Error& error) {
    return std::string(to_string(error.category())) + ": " + error.detail();
  }
}

}  // namespace agora::test

TEST_CASE("the evaluator keeps the language's precedence", "[evaluator]") {
  using agora::test::answer;
  CHECK(answer("1 + 2 * 3 ^ 2 - -1") == "20.0");
  CHECK(answer("NOT true OR 2 > 1 AND 'a' IN ['a']") == "true");
  CHECK(answer("[1, 2, 3][1..][0]") == "2");
  CHECK(answer("{a: {b: 'it\\'s'}}.a.b") == "it's");
  CHECK(answer("UNWIND [[1, 2], [3, 4]] AS x RETURN sum(x[0] * x[1])") == "14");
}
