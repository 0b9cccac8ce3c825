// What people get wrong though the text parses, and what they are told, errors and notifications: slips.golden.
// (What does not parse: tests/syntax/slips.txt.) AGORA_UPDATE_GOLDEN=1 writes it anew; read the difference.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "agora/agora.h"

namespace {

const std::filesystem::path kGolden = std::filesystem::path(AGORA_LANGUAGE_SCRIPTS) / "slips.golden";

struct Slip {
  bool setup = false;  ///< Makes the graph the others are asked of.
  std::string query;
  std::string told;
};

/// Lines that begin with `> ` are a query, with `+ ` a statement of the setup; what is told follows.
std::vector<Slip> read_slips() {
  std::ifstream file(kGolden);
  std::vector<Slip> slips;
  bool in_query = false;
  for (std::string line; std::getline(file, line);) {
    const bool setup = line.rfind("+ ", 0) == 0;
    if (setup || line.rfind("> ", 0) == 0) {
      if (!in_query || setup) slips.push_back({setup, "", ""});
      slips.back().query += (slips.back().query.empty() ? "" : "\n") + line.substr(2);
      in_query = !setup;
      continue;
    }
    in_query = false;
    if (line.empty() || line[0] == '#' || slips.empty()) continue;
    slips.back().told += line + "\n";
  }
  return slips;
}

std::string told_of(const agora::Notification& notification) {
  std::string text = "note " + notification.code;
  if (notification.where) {
    text += " at " + std::to_string(notification.where->line) + ":" + std::to_string(notification.where->column);
  }
  text += ": " + notification.message + "\n";
  if (!notification.hint.empty()) text += "  " + notification.hint + "\n";
  return text;
}

std::string told(agora::Connection& connection, const std::string& query) {
  std::string text;
  try {
    agora::QueryResult result = connection.query(query);
    while (result.next()) {
    }
    for (const agora::Notification& each : result.notifications()) text += told_of(each);
    return text.empty() ? "nothing is said\n" : text;
  } catch (const agora::Error& error) {
    text = std::string(to_string(error.category())) + " " + error.detail() + " " + describe(error, query);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text + "\n";
  }
}

}  // namespace

TEST_CASE("each slip of meaning is told in words that help", "[language]") {
  const std::vector<Slip> slips = read_slips();
  CHECK(slips.size() >= 80);
  agora::Database database = agora::Database::open(":memory:");
  agora::Connection connection = database.connect();
  std::ostringstream anew;
  anew << "# What people get wrong though it parses, and what they are told. Lines with `+ ` make the graph.\n";
  for (const Slip& slip : slips) {
    if (slip.setup) {
      connection.query(slip.query);
      anew << "\n+ " << slip.query << "\n";
      continue;
    }
    INFO(slip.query);
    const std::string said = told(connection, slip.query);
    std::istringstream lines(slip.query);
    anew << "\n";
    for (std::string line; std::getline(lines, line);) anew << "> " << line << "\n";
    anew << said;
    if (std::getenv("AGORA_UPDATE_GOLDEN") == nullptr) CHECK(said == slip.told);
  }
  if (std::getenv("AGORA_UPDATE_GOLDEN") != nullptr) std::ofstream(kGolden) << anew.str();
}
