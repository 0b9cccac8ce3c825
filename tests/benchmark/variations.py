#!/usr/bin/env python3
"""No cliff: small variations of one question should not cost much more than the question itself.

  variations.py [--program agora] [--runs 9] [--only GROUP] DATABASE

DATABASE holds a social network with the labels and types used below (people who know each other, forums, posts,
comments, tags, places), for instance an import of a generated one. Each group has a base query and variations of
it; printed are the median milliseconds of warm runs and the ratio to the base. A variation that must do more by
its nature says how many times the base it may cost (`shape`); one that costs more than three times that is a
cliff and is marked; then the exit code is 1.
"""

import argparse
import json
import statistics
import subprocess
import sys

TRIANGLE = "MATCH (a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person)-[:KNOWS]-(a)"
FRIENDS = "MATCH (a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person)"

# group: [(name, query, shape)]; the first is the base. Parameters: $id a person's id, $name a tag's name.
GROUPS = {
    "lookup": [
        ("by the key", "MATCH (p:Person {id: $id}) RETURN p.firstName", 1),
        ("WHERE instead of a map", "MATCH (p:Person) WHERE p.id = $id RETURN p.firstName", 1),
        ("the other way round", "MATCH (p:Person) WHERE $id = p.id RETURN p.firstName", 1),
        ("a list of one", "MATCH (p:Person) WHERE p.id IN [$id] RETURN p.firstName", 1),
        ("from a row", "UNWIND [$id] AS x MATCH (p:Person {id: x}) RETURN p.firstName", 1),
        ("all of it", "MATCH (p:Person {id: $id}) RETURN p", 2),
        ("with a second predicate", "MATCH (p:Person {id: $id}) WHERE p.browser <> '' RETURN p.firstName", 1),
    ],
    "one hop": [
        ("friends", "MATCH (:Person {id: $id})-[:KNOWS]-(f:Person) RETURN f.id ORDER BY f.id", 1),
        ("written from the other end", "MATCH (f:Person)-[:KNOWS]-(:Person {id: $id}) RETURN f.id ORDER BY f.id", 1),
        ("without the label", "MATCH (:Person {id: $id})-[:KNOWS]-(f) RETURN f.id ORDER BY f.id", 1),
        ("in two clauses", "MATCH (p:Person {id: $id}) MATCH (p)-[:KNOWS]-(f:Person) RETURN f.id ORDER BY f.id", 1),
        ("after WITH", "MATCH (p:Person {id: $id}) WITH p MATCH (p)-[:KNOWS]-(f) RETURN f.id ORDER BY f.id", 1),
        ("optional", "MATCH (p:Person {id: $id}) OPTIONAL MATCH (p)-[:KNOWS]-(f) RETURN f.id ORDER BY f.id", 1),
        ("distinct", "MATCH (:Person {id: $id})-[:KNOWS]-(f) RETURN DISTINCT f.id ORDER BY f.id", 1),
        ("as a list", "MATCH (p:Person {id: $id}) RETURN [(p)-[:KNOWS]-(f) | f.id]", 1),
    ],
    "chain": [
        ("counted", "MATCH (f:Forum)-[:CONTAINER_OF]->(:Post)<-[:REPLY_OF]-(c:Comment)-[:HAS_TAG]->(t:Tag) "
                    "RETURN count(*)", 1),
        ("from the other end", "MATCH (t:Tag)<-[:HAS_TAG]-(c:Comment)-[:REPLY_OF]->(:Post)<-[:CONTAINER_OF]-(f:Forum) "
                               "RETURN count(*)", 1),
        ("a predicate on the end", "MATCH (f:Forum)-[:CONTAINER_OF]->(:Post)<-[:REPLY_OF]-(c:Comment)-[:HAS_TAG]->(t:Tag) "
                                   "WHERE t.name <> '' RETURN count(*)", 2),
        ("grouped by an end", "MATCH (f:Forum)-[:CONTAINER_OF]->(:Post)<-[:REPLY_OF]-(c:Comment)-[:HAS_TAG]->(t:Tag) "
                              "RETURN t.name, count(*) AS n ORDER BY n DESC LIMIT 5", 2),
        ("count of a node", "MATCH (f:Forum)-[:CONTAINER_OF]->(:Post)<-[:REPLY_OF]-(c:Comment)-[:HAS_TAG]->(t:Tag) "
                            "RETURN count(t)", 1),
        ("split in clauses", "MATCH (f:Forum)-[:CONTAINER_OF]->(p:Post) MATCH (p)<-[:REPLY_OF]-(c:Comment) "
                             "MATCH (c)-[:HAS_TAG]->(t:Tag) RETURN count(*)", 1),
        ("through WITH", "MATCH (f:Forum)-[:CONTAINER_OF]->(p:Post) WITH p MATCH (p)<-[:REPLY_OF]-(c:Comment)"
                         "-[:HAS_TAG]->(t:Tag) RETURN count(*)", 2),
    ],
    "triangle": [
        ("counted", TRIANGLE + " RETURN count(*)", 1),
        ("three parts", "MATCH (a:Person)-[:KNOWS]-(b:Person), (b)-[:KNOWS]-(c:Person), (c)-[:KNOWS]-(a) "
                        "RETURN count(*)", 1),
        ("without labels", "MATCH (a)-[:KNOWS]-(b)-[:KNOWS]-(c)-[:KNOWS]-(a) RETURN count(*)", 1),
        ("a predicate on each", TRIANGLE + " WHERE a.gender = b.gender AND b.gender = c.gender RETURN count(*)", 8),
        ("a predicate on one", TRIANGLE + " WHERE a.gender = 'female' RETURN count(*)", 1),
        ("in order of ids", TRIANGLE + " WHERE a.id < b.id AND b.id < c.id RETURN count(*)", 8),
        ("of one person", "MATCH (a:Person {id: $id})-[:KNOWS]-(b)-[:KNOWS]-(c)-[:KNOWS]-(a) RETURN count(*)", 1),
        ("top people", TRIANGLE + " RETURN a.id, count(*) AS n ORDER BY n DESC LIMIT 5", 2),
        ("in one direction", "MATCH (a:Person)-[:KNOWS]->(b)-[:KNOWS]->(c), (a)-[:KNOWS]->(c) RETURN count(*)", 1),
    ],
    "two hops": [
        ("interests", FRIENDS + "-[:HAS_INTEREST]->(t:Tag) WHERE a <> c RETURN count(*)", 1),
        ("NOT =", FRIENDS + "-[:HAS_INTEREST]->(t:Tag) WHERE NOT a = c RETURN count(*)", 1),
        ("ids differ", FRIENDS + "-[:HAS_INTEREST]->(t:Tag) WHERE id(a) <> id(c) RETURN count(*)", 1),
        ("of one tag", FRIENDS + "-[:HAS_INTEREST]->(t:Tag {name: $name}) WHERE a <> c RETURN count(*)", 1),
        ("without the inequality", FRIENDS + "-[:HAS_INTEREST]->(t:Tag) RETURN count(*)", 1),
        ("count of the tag", FRIENDS + "-[:HAS_INTEREST]->(t:Tag) WHERE a <> c RETURN count(t)", 1),
    ],
    "aggregate": [
        ("posts a person", "MATCH (m:Post)-[:HAS_CREATOR]->(p:Person) RETURN p.id, count(*) AS n "
                           "ORDER BY n DESC, p.id LIMIT 10", 1),
        ("with a sum", "MATCH (m:Post)-[:HAS_CREATOR]->(p:Person) RETURN p.id, count(*) AS n, sum(m.length) AS s "
                       "ORDER BY n DESC, p.id LIMIT 10", 3),
        ("by the node", "MATCH (m:Post)-[:HAS_CREATOR]->(p:Person) RETURN p, count(*) AS n ORDER BY n DESC LIMIT 10", 1),
        ("distinct", "MATCH (m:Post)-[:HAS_CREATOR]->(p:Person) RETURN p.id, count(DISTINCT m) AS n "
                     "ORDER BY n DESC, p.id LIMIT 10", 3),
        ("collected", "MATCH (m:Post)-[:HAS_CREATOR]->(p:Person) WITH p, collect(m.id) AS all "
                      "RETURN p.id, size(all) AS n ORDER BY n DESC, p.id LIMIT 10", 5),
        ("a range", "MATCH (m:Post)-[:HAS_CREATOR]->(p:Person) WHERE m.length > 50 RETURN p.id, count(*) AS n "
                    "ORDER BY n DESC, p.id LIMIT 10", 2),
    ],
}
CLIFF = 3
LEAST_MS = 0.2  # Differences below are the pipe's.


class Pipe:
    def __init__(self, program, database):
        self.process = subprocess.Popen([program, "pipe", database], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def ask(self, query, params):
        self.process.stdin.write(json.dumps({"query": query, "params": params}) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        if "error" in reply:
            raise SystemExit(f"{query}\n{reply['error']['message']}")
        return reply

    def milliseconds(self, query, params, runs):
        times = [self.ask(query, params)["micros"] / 1000 for _ in range(runs + 1)]
        return statistics.median(times[1:])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("database")
    arguments.add_argument("--program", default="agora")
    arguments.add_argument("--runs", type=int, default=9)
    arguments.add_argument("--only", help="one group")
    options = arguments.parse_args()
    pipe = Pipe(options.program, options.database)
    people = "MATCH (p:Person)-[:KNOWS]-() RETURN p.id, count(*) AS n ORDER BY n DESC, p.id SKIP 50 LIMIT 1"
    tags = "MATCH (t:Tag)<-[:HAS_INTEREST]-() RETURN t.name, count(*) AS n ORDER BY n DESC, t.name LIMIT 1"
    params = {"id": pipe.ask(people, {})["rows"][0][0], "name": pipe.ask(tags, {})["rows"][0][0]}
    cliffs = 0
    for group, variations in GROUPS.items():
        if options.only and group != options.only:
            continue
        base = None
        for name, query, shape in variations:
            time = pipe.milliseconds(query, params, options.runs)
            base = base or time
            cliff = time > max(CLIFF * shape * base, LEAST_MS)
            cliffs += cliff
            print(f"{group:10} {name:28} {time:10.3f} ms  {time / base:7.2f} x  (shape {shape})"
                  f"{'  CLIFF' if cliff else ''}", flush=True)
    sys.exit(1 if cliffs else 0)


if __name__ == "__main__":
    main()
