#include "attach_text.h"

#include "agora/error.h"
#include "agora/evidence.h"
#include "import_data.h"
#include "statement_runner.h"
#include "terminal.h"

namespace agora::repl {

namespace {

/// How many passages of the source are in which state: "751 exact, 2 lost".
std::string states_of(Database& database, const std::string& source) {
  Connection connection = database.connect();
  QueryResult result = connection.query(
      "CALL evidence.check() YIELD state, source WHERE source = $source "
      "RETURN state, count(*) AS passages ORDER BY state",
      {{"source", source}});
  std::string text;
  for (const List& row : result.rows()) {
    text += (text.empty() ? "" : ", ") + with_commas(static_cast<std::uint64_t>(row[1].as_int())) +
            " " + std::string(row[0].as_string());
  }
  return text.empty() ? "none" : text;
}

template <typename Work>
bool reporting(std::ostream& messages, Work&& work) {
  try {
    return work();
  } catch (const Error& error) {
    messages << harmless(describe(error), true) << std::endl;
    return false;
  }
}

}  // namespace

bool attach_file(Database& database, const std::string& source, const std::filesystem::path& file,
                 bool checked, std::ostream& out, std::ostream& messages) {
  return reporting(messages, [&] {
    attach_text(database, source, read_file(file), checked);
    out << "attached to " << harmless(source) << "; passages: " << states_of(database, source)
        << std::endl;
    return true;
  });
}

bool detach(Database& database, const std::string& source, std::ostream& out,
            std::ostream& messages) {
  return reporting(messages, [&] {
    if (!detach_text(database, source)) {
      messages << "no text is attached to " << harmless(source) << std::endl;
      return false;
    }
    out << "detached from " << harmless(source) << std::endl;
    return true;
  });
}

bool show_passage(Connection& connection, const std::string& key, std::ostream& out,
                  std::ostream& messages) {
  return reporting(messages, [&] {
    const std::vector<List> rows =
        connection
            .query("CALL evidence.passage($key) YIELD state, words, source, section, start, end, gist "
                   "RETURN state, words, source, section, start, end, gist",
                   {{"key", key}})
            .rows();
    if (rows.empty()) {
      messages << "there is no passage " << harmless(key) << std::endl;
      return false;
    }
    const List& row = rows.front();
    const auto text = [](const Value& value) {
      return value.is_null() ? std::string("?") : harmless(agora::to_string(value));
    };
    out << harmless(key) << "  " << text(row[2]) << ", section " << text(row[3]) << ", characters "
        << text(row[4]) << " to " << text(row[5]) << ": " << text(row[0]) << '\n';
    if (!row[6].is_null()) out << "in our words: " << text(row[6]) << '\n';
    if (!row[1].is_null()) {
      out << text(row[1]) << '\n';
    } else if (row[0].as_string() == "unchecked") {
      out << "(no words: the text of its source is not attached; .attach does it)\n";
    } else {
      out << "(no words: they are not in their place in the attached text)\n";
    }
    return true;
  });
}

}  // namespace agora::repl
