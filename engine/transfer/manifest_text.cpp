#include "transfer/manifest_text.h"

#include <algorithm>

#include "agora/error.h"
#include "agora/format.h"

namespace agora::transfer {
namespace {

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Finds places in a JSON text that is known to be valid.
class JsonPlaces {
 public:
  explicit JsonPlaces(std::string_view text) : text_(text) {}

  Span root() const {
    const std::size_t begin = skip_space(text_.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    return {begin, skip_value(begin)};
  }
  /// The value of a member, the last one of that name; an empty span if there is none.
  Span member(Span object, std::string_view name) const {
    Span found;
    if (text_[object.begin] != '{') return found;
    for (std::size_t at = skip_space(object.begin + 1); text_.at(at) == '"';) {
      const std::size_t key_end = skip_string(at);
      const bool wanted = text_.substr(at + 1, key_end - at - 2) == name;
      const std::size_t value = skip_space(skip_space(key_end) + 1);
      const std::size_t end = skip_value(value);
      if (wanted) found = {value, end};
      at = skip_space(end);
      if (text_.at(at) == ',') at = skip_space(at + 1);
    }
    return found;
  }
  std::vector<Span> elements(Span array) const {
    std::vector<Span> elements;
    if (array.begin == array.end || text_[array.begin] != '[') return elements;
    for (std::size_t at = skip_space(array.begin + 1); text_.at(at) != ']';) {
      const std::size_t end = skip_value(at);
      elements.push_back({at, end});
      at = skip_space(end);
      if (text_.at(at) == ',') at = skip_space(at + 1);
    }
    return elements;
  }
  /// The white space between the line end before `at` and it; a space if it does not begin a line.
  std::string indentation(std::size_t at) const {
    std::size_t begin = at;
    while (begin > 0 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) --begin;
    if (begin == 0 || text_[begin - 1] != '\n') return " ";
    return "\n" + std::string(text_.substr(begin, at - begin));
  }

 private:
  std::size_t skip_space(std::size_t at) const {
    while (at < text_.size() && std::string_view(" \t\r\n").find(text_[at]) != std::string_view::npos)
      ++at;
    return at;
  }
  std::size_t skip_string(std::size_t at) const {
    for (++at; text_.at(at) != '"'; ++at) {
      if (text_[at] == '\\') ++at;
    }
    return at + 1;
  }
  /// Brackets are counted, so that nothing recurses over the depth of the text.
  std::size_t skip_value(std::size_t at) const {
    std::size_t depth = 0;
    do {
      const char c = text_.at(at);
      if (c == '"') {
        at = skip_string(at);
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at;
      } else if (c == '}' || c == ']') {
        --depth;
        ++at;
      } else if (depth > 0) {
        ++at;
      } else {
        while (at < text_.size() &&
               std::string_view(" \t\r\n,]}").find(text_[at]) == std::string_view::npos) {
          ++at;
        }
      }
    } while (depth > 0);
    return at;
  }

  std::string_view text_;
};

struct Edit {
  Span place;
  std::string text;
};

class Changer {
 public:
  explicit Changer(std::string_view text) : text_(text), places_(text) {}

  void change(const char* list, const std::vector<EntryChange>& changes,
              const std::vector<std::string>& added) {
    const Span root = places_.root();
    const Span array = places_.member(root, list);
    const std::vector<Span> entries = places_.elements(array);
    if (entries.size() != changes.size()) throw std::out_of_range("entries");
    for (std::size_t i = 0; i < entries.size(); ++i) change(entries[i], changes[i]);
    if (added.empty()) return;
    if (array.begin == array.end) {  // There is no such list yet.
      std::string body = std::string(", \"") + list + "\": [";
      for (std::size_t i = 0; i < added.size(); ++i) body += (i > 0 ? ", " : "") + added[i];
      edits_.push_back({{root.end - 1, root.end - 1}, body + "]"});
      return;
    }
    append(array, entries, added);
  }

  std::string apply() {
    std::stable_sort(edits_.begin(), edits_.end(), [](const Edit& left, const Edit& right) {
      return left.place.begin > right.place.begin;
    });
    std::string text(text_);
    for (const Edit& edit : edits_)
      text.replace(edit.place.begin, edit.place.end - edit.place.begin, edit.text);
    return text;
  }

 private:
  void change(Span entry, const EntryChange& change) {
    const Span count = places_.member(entry, "count");
    if (change.count && count.begin != count.end) {
      const std::string number = std::to_string(*change.count);
      if (text_.substr(count.begin, count.end - count.begin) != number)
        edits_.push_back({count, number});
    }
    if (change.new_columns.empty()) return;
    const Span columns = places_.member(entry, "columns");
    if (columns.begin == columns.end) throw std::out_of_range("columns");
    std::vector<std::string> added;
    for (const ColumnSpec& column : change.new_columns) added.push_back(manifest_column(column));
    append(columns, places_.elements(columns), added);
  }

  /// Each in a line of its own if those before are.
  void append(Span array, const std::vector<Span>& elements,
              const std::vector<std::string>& added) {
    const std::size_t at = elements.empty() ? array.begin + 1 : elements.back().end;
    const std::string before = elements.empty() ? "" : places_.indentation(elements.back().begin);
    std::string text;
    for (const std::string& each : added)
      text += (elements.empty() && text.empty() ? "" : ",") + before + each;
    edits_.push_back({{at, at}, text});
  }

  std::string_view text_;
  JsonPlaces places_;
  std::vector<Edit> edits_;
};

}  // namespace

std::string manifest_type(const ColumnSpec& column) {
  if (column.json) return "json";
  std::string name;
  switch (column.type.type) {
    case ValueType::Integer:
      name = "integer";
      break;
    case ValueType::Float:
      name = "float";
      break;
    case ValueType::Boolean:
      name = "boolean";
      break;
    case ValueType::Date:
      name = "date";
      break;
    case ValueType::Enumerated:
      name = column.type.enumeration;
      break;
    default:
      name = "string";
  }
  return column.type.list ? "list<" + name + ">" : name;
}

std::string manifest_column(const ColumnSpec& column) {
  std::string text = "{\"name\": ";
  append_json_string(text, column.name);
  text += ", \"type\": ";
  append_json_string(text, manifest_type(column));
  if (column.required) text += ", \"required\": true";
  if (column.unique) text += ", \"unique\": true";
  return text + "}";
}

std::string change_manifest(std::string_view text, const ManifestChanges& changes) {
  try {
    Changer changer(text);
    changer.change("nodes", changes.nodes, changes.new_nodes);
    changer.change("relationships", changes.relationships, changes.new_relationships);
    return changer.apply();
  } catch (const std::out_of_range&) {
    throw Error(ErrorCategory::ImportError, "",
                "the manifest is written in a way that cannot be changed in place")
        .with_hint("write it without escapes in the names of its members");
  }
}

}  // namespace agora::transfer
