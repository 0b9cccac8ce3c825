// What the parse of a query costs: the first of the process, whose decisions the parser has not met yet, and later ones.
//
// usage: parse_cost [QUERY]
#include <ctime>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "syntax/parser.h"

namespace {

/// 200 characters that use a little of everything.
constexpr const char* kQuery =
    "MATCH (p:Person {name: $name})-[:KNOWS*1..2]-(f:Person) WHERE f.born > 1950 AND NOT f.name STARTS WITH 'A' "
    "WITH f, count(*) AS ways RETURN f.name AS name, ways ORDER BY ways DESC, name LIMIT 10 ";

/// Microseconds that this thread has computed.
double computed() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double cost(const std::string& query) {
  const double begin = computed();
  agora::syntax::parse(query);
  return computed() - begin;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string query = count > 1 ? arguments[1] : kQuery;
  const double first = cost(query);
  std::vector<double> later;
  for (int i = 0; i < 20000; ++i) later.push_back(cost(query));
  std::sort(later.begin(), later.end());
  std::printf("%zu bytes: first %.0f us, then %.1f us (median of %zu; the least is %.1f us)\n", query.size(), first,
              later[later.size() / 2], later.size(), later.front());
}
