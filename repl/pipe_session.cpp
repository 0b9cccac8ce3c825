#include "pipe_session.h"

#include <span>
#include <utility>

#include "agora/error.h"
#include "agora/format.h"
#include "agora/procedure.h"

namespace agora::repl {

namespace {

void append_field(std::string& out, std::string_view name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_string(out, text);
}

void append_number(std::string& out, std::string_view name, std::uint64_t number) {
  out += ",\"";
  out += name;
  out += "\":";
  out += std::to_string(number);
}

void append_error(std::string& out, const Error& error) {
  out += "{\"error\":{\"type\":";
  append_json_string(out, to_string(error.category()));
  append_field(out, "phase", error.phase() == ErrorPhase::CompileTime ? "compile time" : "runtime");
  append_field(out, "detail", error.detail());
  append_field(out, "message", error.message());
  append_field(out, "gqlstatus", error.code());
  if (error.where()) {
    append_number(out, "line", error.where()->line);
    append_number(out, "column", error.where()->column);
  }
  if (!error.hint().empty()) append_field(out, "hint", error.hint());
  out += "}}";
}

void append_notification(std::string& out, const Notification& notification) {
  out += "{\"message\":";
  append_json_string(out, notification.message);
  append_field(
      out, "severity",
      notification.severity == Notification::Severity::Warning ? "warning" : "information");
  append_field(out, "gqlstatus", notification.code);
  if (!notification.hint.empty()) append_field(out, "hint", notification.hint);
  if (notification.where) {
    append_number(out, "line", notification.where->line);
    append_number(out, "column", notification.where->column);
  }
  out += '}';
}

void append_stats(std::string& out, const UpdateCounts& counts) {
  const std::pair<const char*, std::uint64_t> all[] = {
      {"nodes_created", counts.nodes_created},
      {"nodes_deleted", counts.nodes_deleted},
      {"relationships_created", counts.relationships_created},
      {"relationships_deleted", counts.relationships_deleted},
      {"properties_set", counts.properties_set},
      {"labels_added", counts.labels_added},
      {"labels_removed", counts.labels_removed}};
  out += ",\"stats\":{";
  bool first = true;
  for (const auto& [name, count] : all) {
    if (count == 0) continue;
    if (!first) out += ',';
    first = false;
    out += '"';
    out += name;
    out += "\":";
    out += std::to_string(count);
  }
  out += '}';
}

bool same_argument(const Value& given, const Value& wanted) {
  // An integer may stand where a float is declared.
  if (given.is_number() && wanted.is_number()) return given.as_number() == wanted.as_number();
  return given == wanted;
}

const Value& member(const Map& map, std::string_view key, ValueType type) {
  const Value* value = map.find(key);
  if (!value || !value->is(type)) {
    throw Error(ErrorCategory::Usage, "", "the request needs `" + std::string(key) + "`");
  }
  return *value;
}

/// A procedure that answers from a table: rows whose inputs equal the arguments give their outputs.
Procedure table_procedure(const Map& description) {
  Procedure procedure;
  procedure.signature = member(description, "signature", ValueType::String).as_string();
  procedure.function = [rows = member(description, "rows", ValueType::List).as_list()](
                           std::span<const Value> arguments, const EmitRow& emit) {
    for (const Value& row : rows) {
      const List& cells = row.as_list();
      bool matches = cells.size() >= arguments.size();
      for (std::size_t i = 0; matches && i < arguments.size(); ++i) {
        matches = same_argument(arguments[i], cells[i]);
      }
      if (matches) {
        emit(List(cells.begin() + static_cast<std::ptrdiff_t>(arguments.size()), cells.end()));
      }
    }
  };
  return procedure;
}

}  // namespace

PipeSession::PipeSession(Database& database, const StatementLimits& limits, bool allow_reset)
    : allow_reset_(allow_reset), database_(database), connection_(database.connect()) {
  limits.apply(connection_);
}

void PipeSession::answer(const std::string& line, std::string& out) {
  const std::size_t before = out.size();
  try {
    const Value request = from_json(line);
    if (!request.is(ValueType::Map)) {
      throw Error(ErrorCategory::Usage, "", "a request is a JSON object on one line");
    }
    handle(request.as_map(), out);
  } catch (const Error& error) {
    out.resize(before);
    append_error(out, error);
  }
  out += '\n';
}

void PipeSession::handle(const Map& request, std::string& out) {
  if (const Value* query = request.find("query")) {
    if (!query->is(ValueType::String))
      throw Error(ErrorCategory::Usage, "", "`query` must be a string");
    const Value* params = request.find("params");
    const bool given = params && params->is(ValueType::Map);
    run(query->as_string(), given ? params->as_map() : Map{}, out);
  } else if (request.find("reset")) {
    require_reset();
    if (connection_.in_transaction()) connection_.query("ROLLBACK");
    database_.clear();
    out += "{\"ok\":true}";
  } else if (const Value* procedure = request.find("procedure");
             procedure && procedure->is(ValueType::Map)) {
    require_reset();
    database_.register_procedure(table_procedure(procedure->as_map()));
    out += "{\"ok\":true}";
  } else {
    throw Error(ErrorCategory::Usage, "",
                "a request has one of the members query, reset and procedure");
  }
}

void PipeSession::require_reset() const {
  if (allow_reset_) return;
  throw Error(ErrorCategory::Usage, "", "this request is refused")
      .with_hint("start the pipe with --allow-reset to let requests empty the database");
}

void PipeSession::run(std::string_view text, const Map& parameters, std::string& out) {
  QueryResult result = connection_.query(text, parameters);
  out += "{\"columns\":[";
  for (std::size_t i = 0; i < result.columns().size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, result.columns()[i]);
  }
  out += "],\"rows\":[";
  for (bool first = true; result.next(); first = false) {
    out += first ? "[" : ",[";
    const Row row = result.row();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      append_json(out, row[i]);
    }
    out += ']';
  }
  out += ']';
  append_stats(out, result.updates());
  if (!result.notifications().empty()) {
    out += ",\"notifications\":[";
    for (std::size_t i = 0; i < result.notifications().size(); ++i) {
      if (i > 0) out += ',';
      append_notification(out, result.notifications()[i]);
    }
    out += ']';
  }
  append_number(out, "micros", static_cast<std::uint64_t>(result.elapsed().count()));
  out += '}';
}

}  // namespace agora::repl
