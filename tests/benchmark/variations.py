#!/usr/bin/env python3
"""No cliff: small variations of one question should not cost much more than the question itself.

  variations.py [--program agora] [--runs 9] [--only GROUP] DATABASE

DATABASE holds a social network with the labels and types used below (people who know each other, forums, posts,
comments, tags, places), for instance an import of a generated one. Each group has a base query and variations of
it; printed are the least milliseconds of processor time of warm runs on one thread, which hardly depend on what else
the machine does, and the ratio to the base. A variation that must do more by
its nature says how many times the base it may cost (`shape`); one that costs more than three times that is a
cliff and is marked; then the exit code is 1.
"""

import argparse
import json
import pathlib
import subprocess
import sys

TRIANGLE = "MATCH (a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person)-[:KNOWS]-(a)"
FRIENDS = "MATCH (a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person)"

CHAIN = ("MATCH (:Country)<-[:IS_PART_OF]-(:City)<-[:IS_LOCATED_IN]-(p:Person)<-[:HAS_MEMBER]-(f:Forum)-[:CONTAINER_OF]->"
         "(m:Post)<-[:REPLY_OF]-(c:Comment)-[:HAS_TAG]->(t:Tag)-[:HAS_TYPE]->(k:TagClass) ")
STAR = ("MATCH (t:Tag)<-[:HAS_TAG]-(m:Message)-[:HAS_CREATOR]->(p:Person), (m)<-[:LIKES]-(l:Person), "
        "(m)<-[:REPLY_OF]-(c:Comment) ")
OPTIONAL_STAR = ("MATCH (t:Tag)<-[:HAS_TAG]-(m:Message)-[:HAS_CREATOR]->(p:Person) OPTIONAL MATCH (m)<-[:LIKES]-(l:Person) "
                 "OPTIONAL MATCH (m)<-[:REPLY_OF]-(c:Comment) ")
REPLIES = "MATCH (t1:Tag)<-[:HAS_TAG]-(m:Message)<-[:REPLY_OF]-(c:Comment)-[:HAS_TAG]->(t2:Tag) "
INTERESTS = FRIENDS + "-[:HAS_INTEREST]->(t:Tag) WHERE a <> c "
STRANGERS = INTERESTS + "AND NOT (a)-[:KNOWS]-(c) "
CYCLE = ("MATCH (a:Person)-[k:KNOWS]-(b:Person), (a)<-[:HAS_CREATOR]-(c:Comment)-[:REPLY_OF]->(m:Post)"
         "-[:HAS_CREATOR]->(b) ")

# group: [(name, query, shape)]; the first is the base. Parameters: $id and $other people's ids, $name a tag's.
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
        ("a predicate on each", TRIANGLE + " WHERE a.gender = b.gender AND b.gender = c.gender RETURN count(*)", 3),
        ("a predicate on one", TRIANGLE + " WHERE a.gender = 'female' RETURN count(*)", 1),
        ("in order of ids", TRIANGLE + " WHERE a.id < b.id AND b.id < c.id RETURN count(*)", 3),
        ("closed by a pattern", FRIENDS + " WHERE (a)-[:KNOWS]-(c) RETURN count(*)", 1),
        ("closed by EXISTS", FRIENDS + " WHERE EXISTS { (a)-[:KNOWS]-(c) } RETURN count(*)", 1),
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
        ("in order of ids", FRIENDS + "-[:HAS_INTEREST]->(t:Tag) WHERE a.id < c.id RETURN count(*)", 4),
        ("of one gender", FRIENDS + "-[:HAS_INTEREST]->(t:Tag) WHERE a <> c AND a.gender = c.gender RETURN count(*)", 5),
        ("count of the tag", FRIENDS + "-[:HAS_INTEREST]->(t:Tag) WHERE a <> c RETURN count(t)", 1),
    ],
    "equal values": [
        ("of two people", "MATCH (a:Person), (b:Person) WHERE a.firstName = b.firstName RETURN count(*)", 1),
        ("in the pattern", "MATCH (a:Person), (b:Person {firstName: a.firstName}) RETURN count(*)", 1),
        ("in two clauses", "MATCH (a:Person) MATCH (b:Person) WHERE b.firstName = a.firstName RETURN count(*)", 1),
        ("of other people", "MATCH (a:Person), (b:Person) WHERE a.firstName = b.firstName AND a <> b RETURN count(*)", 2),
        ("grouped", "MATCH (a:Person), (b:Person) WHERE a.firstName = b.firstName RETURN a.firstName, count(*) AS n ORDER BY n DESC LIMIT 5", 3),
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
    "long chain": [
        ("counted", CHAIN + "RETURN count(*)", 1),
        ("grouped by the end", CHAIN + "RETURN k.name, count(*) AS n ORDER BY n DESC, k.name LIMIT 5", 1),
        ("grouped by the middle", CHAIN + "RETURN f.id, count(*) AS n ORDER BY n DESC, f.id LIMIT 10", 1),
        ("distinct people", CHAIN + "RETURN count(DISTINCT p)", 3),
        ("a sum", CHAIN + "RETURN sum(m.length)", 1),
        ("several aggregates", CHAIN + "RETURN count(*), avg(m.length), max(m.length), count(DISTINCT m)", 2),
        ("a predicate in the middle", CHAIN + "WHERE m.length > 100 RETURN count(*)", 1),
        ("a parameter at the end", CHAIN + "WHERE t.name = $name RETURN count(*)", 1),
        ("distinct rows", CHAIN + "RETURN DISTINCT k.name ORDER BY k.name", 1),
    ],
    "star": [
        ("counted", STAR + "RETURN count(*)", 1),
        ("of posts", STAR.replace("m:Message", "m:Post") + "RETURN count(*)", 1),
        ("a predicate on the centre", STAR + "WHERE m.length > 50 RETURN count(*)", 1),
        ("a predicate on a leaf", STAR + "WHERE c.length > 20 RETURN count(*)", 2),
        ("grouped by a property", STAR + "RETURN p.gender, count(*) AS n ORDER BY n", 2),
        ("distinct centres", STAR + "RETURN count(DISTINCT m)", 2),
        ("the mean of the centre", STAR + "RETURN avg(m.length)", 1),
        ("nobody likes their own", STAR + "WHERE l <> p RETURN count(*)", 3),
        ("grouped by the centre", STAR + "RETURN m.id, count(*) AS n ORDER BY n DESC, m.id LIMIT 10", 3),
    ],
    "optional star": [
        ("counted", OPTIONAL_STAR + "RETURN count(*)", 1),
        ("what was found", OPTIONAL_STAR + "RETURN count(l), count(c)", 2),
        ("what was found, of posts", OPTIONAL_STAR.replace("m:Message", "m:Post") + "RETURN count(l), count(c)", 1),
        ("a condition inside", OPTIONAL_STAR.replace("(c:Comment)", "(c:Comment) WHERE c.length > 20") +
         "RETURN count(*)", 2),
        ("distinct of one part", OPTIONAL_STAR + "RETURN count(DISTINCT l)", 8),
        ("grouped by the author", OPTIONAL_STAR + "RETURN p.id, count(*) AS n ORDER BY n DESC, p.id LIMIT 10", 2),
        ("through WITH", OPTIONAL_STAR + "WITH m, count(l) AS n RETURN sum(n)", 8),
    ],
    "tags of replies": [
        ("counted", REPLIES + "WHERE t1 <> t2 RETURN count(*)", 1),
        ("without the inequality", REPLIES + "RETURN count(*)", 1),
        ("the same tag", REPLIES + "WHERE t1 = t2 RETURN count(*)", 1),
        ("distinct tags", REPLIES + "WHERE t1 <> t2 RETURN count(DISTINCT t1)", 1),
        ("grouped by the tag", REPLIES + "WHERE t1 <> t2 RETURN t1.name, count(*) AS n ORDER BY n DESC LIMIT 5", 2),
        ("the reply lacks the tag", REPLIES + "WHERE t1 <> t2 AND NOT (c)-[:HAS_TAG]->(t1) RETURN count(*)", 1),
        ("NOT EXISTS", REPLIES + "WHERE t1 <> t2 AND NOT EXISTS { (c)-[:HAS_TAG]->(t1) } RETURN count(*)", 1),
    ],
    "interests": [
        ("counted", INTERESTS + "RETURN count(*)", 1),
        ("by tag", INTERESTS + "RETURN t.name, count(*) AS n ORDER BY n DESC, t.name LIMIT 10", 2),
        ("by person", INTERESTS + "RETURN a.id, count(*) AS n ORDER BY n DESC, a.id LIMIT 10", 2),
        ("by a property", INTERESTS + "RETURN a.gender, count(*) AS n ORDER BY n", 2),
        ("distinct tags", INTERESTS + "RETURN count(DISTINCT t)", 2),
        ("a predicate on the start", INTERESTS + "AND a.gender = 'female' RETURN count(*)", 2),
        ("a predicate between", INTERESTS + "AND b.gender = 'female' RETURN count(*)", 1),
        ("of one tag", INTERESTS + "AND t.name = $name RETURN count(*)", 1),
    ],
    "strangers": [
        ("counted", STRANGERS + "RETURN count(*)", 1),
        ("by tag", STRANGERS + "RETURN t.name, count(*) AS n ORDER BY n DESC, t.name LIMIT 10", 1),
        ("by person", STRANGERS + "RETURN a.id, count(*) AS n ORDER BY n DESC, a.id LIMIT 10", 1),
        ("distinct people", STRANGERS + "RETURN count(DISTINCT c)", 1),
    ],
    "cycle": [
        ("counted", CYCLE + "RETURN count(*)", 1),
        ("distinct people", CYCLE + "RETURN count(DISTINCT a)", 1),
        ("by person", CYCLE + "RETURN a.id, count(*) AS n ORDER BY n DESC, a.id LIMIT 10", 1),
        ("a predicate between two", CYCLE + "WHERE a.gender = b.gender RETURN count(*)", 2),
        ("the least of a relationship", CYCLE + "RETURN min(k.createdAt)", 2),
    ],
    "shortest path": [
        ("shortestPath", "MATCH path = shortestPath((a:Person {id: $id})-[:KNOWS*]-(b:Person {id: $other})) "
                         "RETURN length(path)", 1),
        ("ANY SHORTEST", "MATCH path = ANY SHORTEST (a:Person {id: $id})-[:KNOWS]-+(b:Person {id: $other}) "
                         "RETURN length(path)", 1),
        ("ALL SHORTEST", "MATCH path = ALL SHORTEST (a:Person {id: $id})-[:KNOWS]-+(b:Person {id: $other}) "
                         "RETURN count(path)", 1),
        ("in one direction", "MATCH path = ANY SHORTEST (a:Person {id: $id})-[:KNOWS]->+(b:Person {id: $other}) "
                             "RETURN length(path)", 1),
    ],
}
CLIFF = 3
LEAST_MS = 0.2  # Differences below are the pipe's.


class Pipe:
    def __init__(self, program, database, *settings):
        self.process = subprocess.Popen([program, "--threads", "1", *settings, "pipe", database], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, query, params):
        self.process.stdin.write(json.dumps({"query": query, "params": params}) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        if "error" in reply:
            raise SystemExit(f"{query}\n{reply['error']['message']}")
        return reply

    def processor_time(self):
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6

    def milliseconds(self, query, params, runs):
        times = []
        for _ in range(runs + 1):
            before = self.processor_time()
            self.ask(query, params)
            times.append(self.processor_time() - before)
        return min(times[1:])


def parameters(pipe):
    """Somebody with many friends, somebody else, and a tag that many like."""
    people = "MATCH (p:Person)-[:KNOWS]-() RETURN p.id, count(*) AS n ORDER BY n DESC, p.id SKIP 50 LIMIT 1"
    tags = "MATCH (t:Tag)<-[:HAS_INTEREST]-() RETURN t.name, count(*) AS n ORDER BY n DESC, t.name LIMIT 1"
    return {"id": pipe.ask(people, {})["rows"][0][0], "name": pipe.ask(tags, {})["rows"][0][0],
            "other": pipe.ask("MATCH (p:Person) RETURN min(p.id)", {})["rows"][0][0]}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("database")
    arguments.add_argument("--program", default="agora")
    arguments.add_argument("--runs", type=int, default=9)
    arguments.add_argument("--only", help="one group")
    options = arguments.parse_args()
    pipe = Pipe(options.program, options.database)
    params = parameters(pipe)
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
            print(f"{group:15} {name:28} {time:10.3f} ms  {time / base:7.2f} x  (shape {shape})"
                  f"{'  CLIFF' if cliff else ''}", flush=True)
    sys.exit(1 if cliffs else 0)


if __name__ == "__main__":
    main()
