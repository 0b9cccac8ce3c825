// tests/api/history.h
//
// What concurrent transactions did, and whether some order of them, one after the other, explains it:
// the method of Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental
// Observations" (VLDB 2020), for lists that are only appended to. Since every value is appended once,
// what a transaction reads tells after which others it came.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace agora {

struct HistoryEntry {
  enum class End : std::uint8_t { Committed, RolledBack };
  std::int64_t begin = 0;  ///< Before its first statement …
  std::int64_t end = 0;    ///< … and after it was acknowledged, on one clock.
  End how = End::Committed;
  /// What it read first of each key, before appending to it.
  std::map<std::string, std::vector<std::int64_t>> reads;
  std::map<std::string, std::vector<std::int64_t>> appends;
};

/// The first thing that no serial order, with each transaction between its begin and its end, explains;
/// empty if all is well.
inline std::string anomaly(const std::vector<HistoryEntry>& history) {
  std::map<std::int64_t, std::size_t> writer;
  for (std::size_t i = 0; i < history.size(); ++i) {
    for (const auto& [key, values] : history[i].appends) {
      for (const std::int64_t value : values) writer[value] = i;
    }
  }
  // The longest list read of a key is the order of its versions; every other must be its beginning.
  std::map<std::string, std::vector<std::int64_t>> order;
  for (const HistoryEntry& each : history) {
    for (const auto& [key, list] : each.reads) {
      if (list.size() > order[key].size()) order[key] = list;
    }
  }
  for (const HistoryEntry& each : history) {
    for (const auto& [key, list] : each.reads) {
      if (!std::equal(list.begin(), list.end(), order[key].begin())) return "two orders of " + key;
      std::map<std::size_t, std::size_t> seen;
      for (const std::int64_t value : list) {
        const auto by = writer.find(value);
        if (by == writer.end()) return "a value of nobody in " + key;
        if (history[by->second].how == HistoryEntry::End::RolledBack) return "a dirty read of " + key;
        ++seen[by->second];
      }
      for (const auto& [by, count] : seen) {
        if (count != history[by].appends.at(key).size()) return "half a transaction in " + key;
      }
    }
  }
  for (const auto& [key, list] : order) {
    if (std::set<std::int64_t>(list.begin(), list.end()).size() != list.size()) {
      return "a value twice in " + key;
    }
  }
  // Edges: to the writer of the next version from who read or wrote this one, from the writer of a version to
  // who read it, and from who ended to who began later.
  std::vector<std::set<std::size_t>> after(history.size());
  const auto edge = [&](std::size_t from, std::size_t to) {
    if (from != to) after[from].insert(to);
  };
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history[i].how != HistoryEntry::End::Committed) continue;
    for (const auto& [key, list] : history[i].reads) {
      if (!list.empty()) edge(writer[list.back()], i);
      if (list.size() < order[key].size()) edge(i, writer[order[key][list.size()]]);
    }
    for (std::size_t j = 0; j < history.size(); ++j) {
      if (history[j].how == HistoryEntry::End::Committed && history[i].end < history[j].begin) edge(i, j);
    }
  }
  for (const auto& [key, list] : order) {
    for (std::size_t at = 1; at < list.size(); ++at) edge(writer[list[at - 1]], writer[list[at]]);
  }
  // Take away who has nobody before; what is left goes in circles.
  std::vector<std::size_t> before(history.size(), 0);
  for (const auto& next : after) {
    for (const std::size_t to : next) ++before[to];
  }
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (before[i] == 0) free.push_back(i);
  }
  std::size_t ordered = 0;
  while (!free.empty()) {
    const std::size_t from = free.back();
    free.pop_back();
    ++ordered;
    for (const std::size_t to : after[from]) {
      if (--before[to] == 0) free.push_back(to);
    }
  }
  return ordered == history.size() ? "" : "a circle of transactions that each come before the next";
}

/// True if the last reads have everything that was committed.
inline bool nothing_lost(const std::vector<HistoryEntry>& history,
                         const std::map<std::string, std::vector<std::int64_t>>& last) {
  std::size_t committed = 0;
  std::size_t there = 0;
  for (const auto& [key, list] : last) there += list.size();
  for (const HistoryEntry& each : history) {
    if (each.how != HistoryEntry::End::Committed) continue;
    for (const auto& [key, values] : each.appends) {
      committed += values.size();
      const auto found = last.find(key);
      for (const std::int64_t value : values) {
        if (found == last.end() || std::count(found->second.begin(), found->second.end(), value) != 1) {
          return false;
        }
      }
    }
  }
  return committed == there;
}

}  // namespace agora
