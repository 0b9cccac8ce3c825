#include "api/plan_text.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "plan/print_plan.h"

namespace agora::api {

namespace {

using execution::Measure;
using execution::Profile;
using plan::PrintedOperator;

std::int64_t whole(double rows) { return static_cast<std::int64_t>(rows + 0.5); }

Measure measured(const Profile& profile, const plan::Operator* op) {
  const auto found = profile.find(op);
  return found == profile.end() ? Measure{} : found->second;
}

/// What an operator did itself: its own measure less that of its inputs.
Measure alone(const Profile& profile, const plan::Operator* op) {
  Measure result = measured(profile, op);
  for (const plan::OperatorPtr& input : op->inputs) {
    const Measure below = measured(profile, input.get());
    result.time -= std::min(result.time, below.time);
    result.blocks -= std::min(result.blocks, below.blocks);
  }
  return result;
}

std::int64_t microseconds(const Measure& measure) {
  return std::chrono::duration_cast<std::chrono::microseconds>(measure.time).count();
}

std::string as_text(const std::vector<PrintedOperator>& lines, const Profile* profile) {
  std::string result;
  for (const PrintedOperator& line : lines) {
    result.append(static_cast<std::size_t>(line.depth) * 2, ' ');
    result += line.name;
    if (!line.details.empty()) result += ' ' + line.details;
    result += "  ~" + std::to_string(whole(line.rows)) + " rows";
    if (profile && line.op) {
      const Measure own = alone(*profile, line.op);
      result += ", " + std::to_string(own.rows) + " in fact, " + std::to_string(microseconds(own)) + " µs, " +
                std::to_string(own.blocks) + " blocks";
    }
    result += '\n';
  }
  return result;
}

nlohmann::ordered_json node(const std::vector<PrintedOperator>& lines, std::size_t& at, const Profile* profile) {
  const PrintedOperator& line = lines[at++];
  nlohmann::ordered_json json;
  json["operator"] = line.name;
  json["details"] = line.details;
  json["estimatedRows"] = whole(line.rows);
  if (profile) {
    const Measure own = alone(*profile, line.op);
    json["rows"] = own.rows;
    json["microseconds"] = microseconds(own);
    json["blocks"] = own.blocks;
  }
  json["inputs"] = nlohmann::ordered_json::array();
  while (at < lines.size() && lines[at].depth > line.depth) json["inputs"].push_back(node(lines, at, profile));
  return json;
}

}  // namespace

execution::Rows plan_rows(const plan::Plan& plan, const Profile* profile) {
  execution::Rows rows;
  rows.columns = {"operator", "details", "estimated rows"};
  if (profile) rows.columns.insert(rows.columns.end(), {"rows", "microseconds", "blocks"});
  for (const PrintedOperator& line : plan::print_operators(plan)) {
    List row = {Value(std::string(static_cast<std::size_t>(line.depth) * 2, ' ') + line.name), Value(line.details),
                Value(whole(line.rows))};
    if (profile) {
      const Measure own = alone(*profile, line.op);
      row.emplace_back(static_cast<std::int64_t>(own.rows));
      row.emplace_back(microseconds(own));
      row.emplace_back(static_cast<std::int64_t>(own.blocks));
    }
    rows.rows.push_back(std::move(row));
  }
  return rows;
}

std::string plan_text(const plan::Plan& plan, const Profile* profile, PlanFormat format) {
  const std::vector<PrintedOperator> lines = plan::print_operators(plan);
  if (format == PlanFormat::Text) return as_text(lines, profile);
  nlohmann::ordered_json json;
  std::size_t at = 0;
  json["plan"] = node(lines, at, profile);
  json["subqueries"] = nlohmann::ordered_json::array();
  while (at < lines.size()) json["subqueries"].push_back(node(lines, at, profile));
  return json.dump(2) + "\n";
}

}  // namespace agora::api
