// Functions on strings. All count and cut by code points.

#include <algorithm>

#include "base/edit_distance.h"
#include "base/utf8.h"
#include "function/arguments.h"
#include "function/families.h"
#include "function/unicode.h"

namespace agora::function {
namespace {

Value lower(CallContext&, std::span<const Value> values) {
  return Value(to_lower(Arguments("toLower", values).text(0)));
}

Value upper(CallContext&, std::span<const Value> values) {
  return Value(to_upper(Arguments("toUpper", values).text(0)));
}

// ---- trimming
// -----------------------------------------------------------------------------------------------

/// The code points to be trimmed: those of a text, or white space.
class Trimmed {
 public:
  Trimmed() = default;
  explicit Trimmed(std::string_view text) : any_(false), code_points_(base::to_code_points(text)) {}
  bool operator()(char32_t c) const {
    return any_ ? is_white_space(c) : code_points_.find(c) != code_points_.npos;
  }

 private:
  bool any_ = true;
  std::u32string code_points_;
};

std::string_view without_start(std::string_view text, const Trimmed& trimmed) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t before = offset;
    if (!trimmed(base::next_code_point(text, offset))) return text.substr(before);
  }
  return {};
}

std::string_view without_end(std::string_view text, const Trimmed& trimmed) {
  std::size_t end = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    if (!trimmed(base::next_code_point(text, offset))) end = offset;
  }
  return text.substr(0, end);
}

Trimmed trimmed_by(const Arguments& arguments) {
  return arguments.has(1) ? Trimmed(arguments.text(1)) : Trimmed();
}

Value trim(CallContext&, std::span<const Value> values) {
  const Arguments arguments("trim", values);
  const Trimmed trimmed = trimmed_by(arguments);
  return Value(without_end(without_start(arguments.text(0), trimmed), trimmed));
}

Value ltrim(CallContext&, std::span<const Value> values) {
  const Arguments arguments("ltrim", values);
  return Value(without_start(arguments.text(0), trimmed_by(arguments)));
}

Value rtrim(CallContext&, std::span<const Value> values) {
  const Arguments arguments("rtrim", values);
  return Value(without_end(arguments.text(0), trimmed_by(arguments)));
}

// ---- parts
// --------------------------------------------------------------------------------------------------

Value substring(CallContext&, std::span<const Value> values) {
  const Arguments arguments("substring", values);
  const std::string_view text = arguments.text(0);
  const std::size_t start = arguments.count(1);
  return Value(
      base::code_point_substring(text, start, arguments.has(2) ? arguments.count(2) : text.npos));
}

Value left(CallContext&, std::span<const Value> values) {
  const Arguments arguments("left", values);
  return Value(base::code_point_substring(arguments.text(0), 0, arguments.count(1)));
}

Value right(CallContext&, std::span<const Value> values) {
  const Arguments arguments("right", values);
  const std::string_view text = arguments.text(0);
  const std::size_t length = base::count_code_points(text), wanted = arguments.count(1);
  return Value(base::code_point_substring(text, length - std::min(length, wanted)));
}

Value replace(CallContext& context, std::span<const Value> values) {
  const Arguments arguments("replace", values);
  const std::string_view text = arguments.text(0), search = arguments.text(1),
                         replacement = arguments.text(2);
  std::size_t left_to_replace = arguments.has(3) ? arguments.count(3) : text.npos;
  if (search.empty()) return Value(text);
  std::string out;
  std::size_t from = 0;
  while (left_to_replace-- > 0) {
    const std::size_t found = text.find(search, from);
    if (found == text.npos) break;
    out.append(text, from, found - from).append(replacement);
    check_size(context, out.size());
    from = found + search.size();
  }
  return Value(out.append(text, from));
}

/// The first place of any delimiter at or after `from`, the longest there.
std::size_t find_delimiter(std::string_view text, std::size_t from, const List& delimiters,
                           std::size_t& length) {
  std::size_t first = text.npos;
  for (const Value& delimiter : delimiters) {
    const std::string_view each = delimiter.as_string();
    const std::size_t found = text.find(each, from);
    if (found < first || (found == first && found != text.npos && each.size() > length)) {
      first = found;
      length = each.size();
    }
  }
  return first;
}

Value split(CallContext&, std::span<const Value> values) {
  const Arguments arguments("split", values);
  const std::string_view text = arguments.text(0);
  const List delimiters =
      values[1].is(ValueType::List) ? values[1].as_list() : List{Value(arguments.text(1))};
  for (const Value& each : delimiters) {
    if (!is_text(each)) throw wrong_argument("split", "a STRING or a LIST of STRINGs", each);
  }
  List parts;
  const bool by_character = std::any_of(delimiters.begin(), delimiters.end(),
                                        [](const Value& each) { return each.as_string().empty(); });
  if (by_character) {
    for (std::size_t offset = 0; offset < text.size();) {
      const std::size_t before = offset;
      base::next_code_point(text, offset);
      parts.emplace_back(text.substr(before, offset - before));
    }
    return Value(std::move(parts));
  }
  std::size_t from = 0, length = 0;
  for (;;) {
    const std::size_t found = find_delimiter(text, from, delimiters, length);
    parts.emplace_back(text.substr(from, found - from));
    if (found == text.npos) return Value(std::move(parts));
    from = found + length;
    length = 0;
  }
}

Value join(CallContext& context, std::span<const Value> values) {
  const Arguments arguments("join", values);
  const std::string_view separator = arguments.has(1) ? arguments.text(1) : "";
  std::string out;
  bool first = true;
  for (const Value& each : arguments.list(0)) {
    if (each.is_null()) continue;
    if (!first) out += separator;
    first = false;
    out += to_string(each);
    check_size(context, out.size());
  }
  return Value(out);
}

// ---- building
// -----------------------------------------------------------------------------------------------

/// What lpad() and rpad() add: code points of `fill`, over and over, `count` of them.
std::string padding(CallContext& context, std::string_view fill, std::size_t count) {
  check_size(context, count);
  std::string out;
  std::size_t offset = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t before = offset;
    base::next_code_point(fill, offset);
    out.append(fill, before, offset - before);
    if (offset == fill.size()) offset = 0;
  }
  return out;
}

Value pad(CallContext& context, const Arguments& arguments, bool in_front) {
  const std::string_view text = arguments.text(0);
  const std::size_t wanted = arguments.count(1), length = base::count_code_points(text);
  const std::string_view fill = arguments.has(2) ? arguments.text(2) : " ";
  if (wanted <= length || fill.empty()) return Value(base::code_point_substring(text, 0, wanted));
  const std::string added = padding(context, fill, wanted - length);
  return Value(in_front ? added + std::string(text) : std::string(text) + added);
}

Value lpad(CallContext& context, std::span<const Value> values) {
  return pad(context, Arguments("lpad", values), true);
}

Value rpad(CallContext& context, std::span<const Value> values) {
  return pad(context, Arguments("rpad", values), false);
}

Value repeat(CallContext& context, std::span<const Value> values) {
  const Arguments arguments("repeat", values);
  const std::string_view text = arguments.text(0);
  const std::size_t count = arguments.count(1);
  std::size_t bytes;
  if (__builtin_mul_overflow(text.size(), count, &bytes))
    throw number_out_of_range("repeat() would never end");
  check_size(context, bytes);
  std::string out;
  out.reserve(bytes);
  for (std::size_t i = 0; i < count && !text.empty(); ++i) out += text;
  return Value(out);
}

// ---- looking
// ------------------------------------------------------------------------------------------------

Value char_length(CallContext&, std::span<const Value> values) {
  return static_cast<std::int64_t>(
      base::count_code_points(Arguments("char_length", values).text(0)));
}

Value octet_length(CallContext&, std::span<const Value> values) {
  return static_cast<std::int64_t>(Arguments("octet_length", values).text(0).size());
}

Value levenshtein(CallContext&, std::span<const Value> values) {
  const Arguments arguments("levenshtein", values);
  constexpr std::size_t kLongest = 20'000;  // The time grows with the product of the lengths.
  if (arguments.text(0).size() > kLongest || arguments.text(1).size() > kLongest) {
    throw number_out_of_range("levenshtein() compares texts of at most 20000 bytes");
  }
  return static_cast<std::int64_t>(base::levenshtein(arguments.text(0), arguments.text(1)));
}

Value fold_text(CallContext&, std::span<const Value> values) {
  return Value(fold(Arguments("fold", values).text(0)));
}

NormalForm form_of(const Arguments& arguments) {
  if (!arguments.has(1)) return NormalForm::Nfc;
  if (const auto form = normal_form(arguments.text(1))) return *form;
  throw Error(
      ErrorCategory::ArgumentError, "InvalidArgumentValue",
      "the normal forms are NFC, NFD, NFKC and NFKD, not " + std::string(arguments.text(1)));
}

Value normalize_text(CallContext&, std::span<const Value> values) {
  const Arguments arguments("normalize", values);
  return Value(normalize(arguments.text(0), form_of(arguments)));
}

Value is_normalized_text(CallContext&, std::span<const Value> values) {
  const Arguments arguments("isNormalized", values);
  return is_normalized(arguments.text(0), form_of(arguments));
}

Value code_point(CallContext&, std::span<const Value> values) {
  const std::string_view text = Arguments("codePoint", values).text(0);
  if (text.empty()) return {};
  std::size_t offset = 0;
  return static_cast<std::int64_t>(base::next_code_point(text, offset));
}

Value character(CallContext&, std::span<const Value> values) {
  const std::size_t number = Arguments("chr", values).count(0);
  if (number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) {
    throw number_out_of_range("there is no character with the number " + std::to_string(number));
  }
  std::string out;
  base::append_code_point(out, static_cast<char32_t>(number));
  return Value(out);
}

void add_trimming(Family& family) {
  family
      .scalar("trim", {{"text", kText}, {"characters", kText}}, ValueType::String, trim,
              "The string without white space, or the given characters, at both ends.",
              "trim('  a b ')", "a b")
      .optional(1);
  family
      .scalar("btrim", {{"text", kText}, {"characters", kText}}, ValueType::String, trim,
              "The same as trim().", "btrim('xxaxx', 'x')", "a")
      .optional(1);
  family
      .scalar("ltrim", {{"text", kText}, {"characters", kText}}, ValueType::String, ltrim,
              "The string without white space, or the given characters, at its start.",
              "ltrim('xxax', 'x')", "ax")
      .optional(1);
  family
      .scalar("rtrim", {{"text", kText}, {"characters", kText}}, ValueType::String, rtrim,
              "The string without white space, or the given characters, at its end.",
              "rtrim('xaxx', 'x')", "xa")
      .optional(1);
}

void add_parts(Family& family) {
  family
      .scalar("substring",
              {{"text", kText}, {"start", ValueType::Integer}, {"length", ValueType::Integer}},
              ValueType::String, substring,
              "The part from a place (counted from 0) on, of at most a length.",
              "substring('naïve', 2, 2)", "ïv")
      .optional(1);
  family.scalar("left", {{"text", kText}, {"length", ValueType::Integer}}, ValueType::String, left,
                "The first characters of a string.", "left('passage', 4)", "pass");
  family.scalar("right", {{"text", kText}, {"length", ValueType::Integer}}, ValueType::String,
                right, "The last characters of a string.", "right('passage', 3)", "age");
  family
      .scalar("replace",
              {{"text", kText},
               {"search", kText},
               {"replacement", kText},
               {"limit", ValueType::Integer}},
              ValueType::String, replace,
              "The string with every occurrence, or the first few, replaced.",
              "replace('a-b-c', '-', '+')", "a+b+c")
      .optional(1);
  family.scalar(
      "split", {{"text", kText}, {"delimiter", kText | ValueType::List}}, ValueType::List, split,
      "The parts between a delimiter, or any of a list of delimiters; an empty one splits every "
      "character.",
      "split('a,b;c', [',', ';'])", "['a', 'b', 'c']");
  family
      .scalar("join", {{"list", ValueType::List}, {"separator", kText}}, ValueType::String, join,
              "The elements as one string; nulls are left out.", "join(['a', 1, 'b'], ', ')",
              "a, 1, b")
      .optional(1);
}

void add_building(Family& family) {
  family
      .scalar("lpad", {{"text", kText}, {"length", ValueType::Integer}, {"fill", kText}},
              ValueType::String, lpad,
              "The string filled up, or cut, to a length, with blanks or a text in front.",
              "lpad('7', 3, '0')", "007")
      .optional(1);
  family
      .scalar("rpad", {{"text", kText}, {"length", ValueType::Integer}, {"fill", kText}},
              ValueType::String, rpad,
              "The string filled up, or cut, to a length, with blanks or a text behind.",
              "rpad('7', 3, '.')", "7..")
      .optional(1);
  family.scalar("repeat", {{"text", kText}, {"times", ValueType::Integer}}, ValueType::String,
                repeat, "The string a number of times.", "repeat('ab', 3)", "ababab");
  family.scalar("chr", {{"number", ValueType::Integer}}, ValueType::String, character,
                "The character with a number in Unicode.", "chr(8364)", "€");
  family.scalar("codePoint", {{"text", kText}}, ValueType::Integer, code_point,
                "The number in Unicode of a string's first character; null if it is empty.",
                "codePoint('€')", "8364");
}

void add_looking(Family& family) {
  for (const std::string_view name : {"char_length", "character_length"}) {
    family.scalar(
        name, {{"text", kText}}, ValueType::Integer, char_length, "The number of characters.",
        name == "char_length" ? "char_length('naïve')" : "character_length('naïve')", "5");
  }
  family.scalar("octet_length", {{"text", kText}}, ValueType::Integer, octet_length,
                "The number of bytes in UTF-8.", "octet_length('naïve')", "6");
  family.scalar(
      "levenshtein", {{"left", kText}, {"right", kText}}, ValueType::Integer, levenshtein,
      "How many characters must be added, deleted or replaced to make one string the other.",
      "levenshtein('kitten', 'sitting')", "3");
  family.scalar("fold", {{"text", kText}}, ValueType::String, fold_text,
                "The string without case and diacritics, for comparing.", "fold('Émile ZOLA')",
                "emile zola");
  family
      .scalar("normalize", {{"text", kText}, {"form", kText}}, ValueType::String, normalize_text,
              "The string in a normal form of Unicode: NFC unless another is named.",
              "normalize('ﬁ', 'NFKC')", "fi")
      .optional(1);
  family
      .scalar("isNormalized", {{"text", kText}, {"form", kText}}, ValueType::Boolean,
              is_normalized_text, "True if the string is in a normal form of Unicode.",
              "isNormalized('é')", "true")
      .optional(1);
}

}  // namespace

void add_string_functions(Functions& functions) {
  Family family(functions, "string");
  for (const std::string_view name : {"toLower", "lower"}) {
    family.scalar(name, {{"text", kText}}, ValueType::String, lower, "The string in lower case.",
                  name == "lower" ? "lower('ÉTÉ')" : "toLower('ÉTÉ')", "été");
  }
  for (const std::string_view name : {"toUpper", "upper"}) {
    family.scalar(name, {{"text", kText}}, ValueType::String, upper, "The string in upper case.",
                  name == "upper" ? "upper('straße')" : "toUpper('straße')", "STRASSE");
  }
  add_trimming(family);
  add_parts(family);
  add_building(family);
  add_looking(family);
}

}  // namespace agora::function
