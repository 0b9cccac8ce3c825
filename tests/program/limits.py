"""No statement takes the machine down: each runs into a limit that its error names with the setting, or ends.

The program may hold little beside what its statements may: its whole memory is bounded from outside, so that a limit
that is not enforced ends in a crash here.
"""
import os
import resource
import subprocess

from program import AGORA, Pipe, ProgramTest, agora, main

MIB = 16  # What a statement may hold.
ROWS = "UNWIND range(1, 1500) AS a UNWIND range(1, 1000) AS b "
# What each must run into.
HUNGRY = {
    "collect": ROWS + "RETURN size(collect(a + b * 1500))",
    "collect of texts": ROWS + "RETURN size(collect(toString(a) + ' is some longer text ' + b))",
    "count distinct": ROWS + "RETURN count(DISTINCT a * 1000 + b)",
    "join": ROWS + "WITH collect([a, b]) AS l UNWIND l AS x UNWIND l AS y RETURN count(*)",
    "range": "RETURN size(range(0, 1000000000000))",
    "a comprehension": "RETURN size([x IN range(0, 1000000000000) WHERE x < 0])",
    "a text that doubles": "RETURN size(reduce(t = 'x', i IN range(1, 60) | t + t))",
    "a list that doubles": "RETURN size(reduce(l = [1], i IN range(1, 60) | l + l))",
    "replace": "RETURN size(replace(reduce(t = 'x', i IN range(1, 18) | t + t), 'x', reduce(t = 'y', i IN range(1, 10) | t + t)))",
    "a map of many": ROWS + "WITH collect({a: a, b: b}) AS l RETURN size(l)",
    "create": ROWS + "CREATE (:N {a: a, b: b})",
    "create with texts": "UNWIND range(1, 20000) AS i CREATE (:N {t: reduce(t = 'x', j IN range(1, 12) | t + t) + i})",
    "set": "MATCH (n:Many) WITH collect(n) AS l UNWIND range(1, 10) AS i UNWIND l AS n "
           "SET n.t = reduce(t = 'x', j IN range(1, 14) | t + t) + i",
    "rows kept for a write": "MERGE (n:One) WITH n " + ROWS + "RETURN a, b, 'some text ' + a",
}
# What goes on in files, and what it gives.
SPILLING = {
    "grouping": (ROWS + "RETURN a * 1000 + b AS c, count(*) AS n ORDER BY n, c LIMIT 1", "c,n\n1001,1\n"),
    "grouping with lists": (ROWS + "WITH b AS c, collect(a) AS l, collect(DISTINCT a % 700) AS m RETURN count(*) AS n, "
                            "sum(size(l)) AS s, sum(size(m)) AS t, sum(l[5]) AS u", "n,s,t,u\n1000,1500000,700000,6000\n"),
    "distinct": (ROWS + "WITH DISTINCT a * 1000 + b AS c RETURN count(c) AS n, sum(c) AS s", "n,s\n1500000,1126500750000\n"),
    "union": (ROWS + "RETURN a * 1000 + b AS c UNION " + ROWS + "RETURN a * 500 + b AS c", None),
}
# What must run into the time, or end.
LONG = {
    "a product": "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b WITH a + b AS c WHERE c < 0 RETURN c",
    "paths of any length": "MATCH p = (:Clique)-[*]-(:Clique) RETURN count(p)",
    "a quantifier within another": "RETURN all(x IN range(1, 1000000) WHERE any(y IN range(1, 10000) WHERE y = x))",
    "reduce": "RETURN reduce(s = 0, x IN range(1, 3000000) | s + size([y IN range(1, 10000) WHERE y = x]))",
}


def bounded():
    limit = 1400 << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


class Limits(ProgramTest):
    def setUp(self):
        super().setUp()
        self.make("RETURN 1")

    def ask(self, text, *options, timeout=300, env=None):
        return subprocess.run([AGORA, "query", str(self.db), text, *map(str, options)], capture_output=True, text=True,
                              timeout=timeout, preexec_fn=bounded, env=env)

    def graph(self):
        self.make("UNWIND range(1, 30) AS i CREATE (:Clique {i: i})",
                  "MATCH (a:Clique), (b:Clique) WHERE a.i < b.i CREATE (a)-[:R]->(b)",
                  "UNWIND range(1, 1000) AS i CREATE (:Many {i: i})")

    def test_memory(self):
        self.graph()
        before = agora("query", self.db, "MATCH (n) RETURN count(n)").stdout
        for name, text in HUNGRY.items():
            with self.subTest(name):
                run = self.ask(text, "--memory", MIB)
                self.expect(run, 1)
                self.assertRegex(run.stderr, f"limit of {MIB} MiB|are allowed|fit into memory")
                self.assertLess(len(run.stderr), 1000)
        self.expect(agora("query", self.db, "MATCH (n) RETURN count(n)"), 0, out=before)
        self.expect(agora("check", self.db, "--deep"), 0)

    def test_groups_and_distinct_rows_go_to_a_file(self):
        folder = self.folder / "spill"
        folder.mkdir()
        for name, (text, answer) in SPILLING.items():
            with self.subTest(name):
                run = self.ask(text, "--memory", MIB, env={**os.environ, "TMPDIR": str(folder)})
                self.expect(run, 0, out=answer)
                if answer is None:
                    self.assertEqual(sorted(map(int, run.stdout.split()[1:])), self.union())
                self.assertEqual(list(folder.iterdir()), [])

    @staticmethod
    def union():
        rows = range(1, 1501), range(1, 1001)
        return sorted({a * 1000 + b for a in rows[0] for b in rows[1]} | {a * 500 + b for a in rows[0] for b in rows[1]})

    def test_a_full_disk_while_spilling_is_an_error_that_says_so(self):
        def full():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100 << 10, 100 << 10))

        for name, (text, _) in SPILLING.items():
            with self.subTest(name):
                run = subprocess.run([AGORA, "query", ":memory:", text, "--memory", str(MIB)], capture_output=True, text=True,
                                     timeout=300, preexec_fn=full, restore_signals=False)
                self.expect(run, 1, err="cannot write to a temporary file in ")
                self.assertIn("TMPDIR", run.stderr)

    def test_the_error_names_limit_and_setting(self):
        run = self.ask(HUNGRY["collect"], "--memory", MIB)
        for part in (f"limit of {MIB} MiB", "--memory", "memory_limit"):
            self.assertIn(part, run.stderr)
        run = self.ask(LONG["a product"], "--timeout", "0.2")
        for part in ("time limit", "--timeout", "set_timeout"):
            self.assertIn(part, run.stderr)
        run = self.ask("UNWIND range(1, 100) AS i RETURN i", "--max-rows", "99")
        for part in ("limit of 99", "--max-rows", "set_row_limit"):
            self.assertIn(part, run.stderr)
        self.expect(run, 1)

    def test_time(self):
        self.graph()
        for name, text in LONG.items():
            with self.subTest(name):
                run = self.ask(text, "--timeout", "0.3", timeout=60)
                self.expect(run, 1, err="time limit")

    def test_rows(self):
        self.make("CREATE (:N)")
        self.expect(self.ask("UNWIND range(1, 100) AS i RETURN i", "--max-rows", "100"), 0)
        run = self.ask("UNWIND range(1, 100) AS i CREATE (n:N {i: i}) RETURN i", "--max-rows", "10")
        self.expect(run, 1, out="", err="limit of 10")
        self.expect(self.ask("MATCH (n:N) RETURN count(n) AS n"), 0, out="n\n1\n")

    def test_a_sort_goes_to_a_file(self):
        text = ("UNWIND range(1, 600) AS a UNWIND range(1, 500) AS b WITH a, b, 'some text ' + (a * 500 + b) AS t, [a, {b: b}] AS l "
                "ORDER BY a % 7, t DESC RETURN a, b, t, l")
        whole = self.ask(text)
        self.expect(whole, 0)
        small = self.ask(text, "--memory", "16")
        self.expect(small, 0)
        self.assertEqual(small.stdout, whole.stdout)
        limited = self.ask(text + " SKIP 1000 LIMIT 200000", "--memory", "16")
        self.expect(limited, 0)
        self.assertEqual(limited.stdout.splitlines()[1:], whole.stdout.splitlines()[1001:201001])
        text = "MATCH (a:Clique)-[r]->(b) UNWIND range(1, 400) AS i WITH a, r, b, i ORDER BY -i, a.i, b.i RETURN a.i, type(r), b.i, i"
        self.graph()
        self.assertEqual(self.ask(text, "--memory", "8").stdout, self.ask(text).stdout)

    def test_regular_expressions_take_linear_time(self):
        text = "RETURN reduce(t = 'a', i IN range(1, 16) | t + t) =~ '(a+)+b' AS b"
        self.expect(self.ask(text, timeout=20), 0, out="b\nfalse\n")
        run = self.ask("RETURN 'a' =~ '(((a{1000}){1000}){1000})' AS b", timeout=20)
        self.assertIn(run.returncode, (0, 1))

    def test_deep_nesting_and_long_texts_are_refused(self):
        for text in ("RETURN " + "[" * 20000 + "]" * 20000, "RETURN " + "{a: " * 20000 + "1" + "}" * 20000,
                     "RETURN " + "CASE WHEN true THEN " * 5000 + "1" + " END" * 5000,
                     "RETURN '" + "x" * (2 << 20) + "'", "MATCH " + "(" * 5000):
            with self.subTest(text[:30]):
                run = agora("query", ":memory:", "-f", self.write("query.cypher", text), timeout=60)
                self.expect(run, 1, out="")

    def test_values_nested_by_running(self):
        """Nesting that no text has: nothing may recurse until the stack ends."""
        for text in ("RETURN size(toString(reduce(l = [], i IN range(1, 100000) | [l])))",
                     "RETURN reduce(l = [], i IN range(1, 100000) | [l]) AS l",
                     "RETURN reduce(l = [], i IN range(1, 100000) | [l]) = reduce(l = [], i IN range(1, 100000) | [l]) AS b",
                     "WITH reduce(l = [], i IN range(1, 100000) | [l]) AS l RETURN count(DISTINCT l) AS n",
                     "WITH reduce(m = {}, i IN range(1, 100000) | {m: m}) AS m RETURN m"):
            with self.subTest(text):
                self.expect(self.ask(text, timeout=120), 1, out=None, err=" levels deep" if "toString" not in text else "")

    def test_values_that_share_their_parts(self):
        """Little memory, and more parts than can be walked through."""
        for text in ("RETURN reduce(l = [1], i IN range(1, 40) | [l, l, l, l]) AS l",
                     "WITH reduce(l = [1], i IN range(1, 40) | [l, l, l, l]) AS l RETURN l = l, count(DISTINCT l)",
                     "RETURN reduce(m = {}, i IN range(1, 60) | {a: m, b: m}) AS m"):
            with self.subTest(text):
                self.expect(self.ask(text, timeout=60), 1, err="at most 268435456 values")

    def test_a_program_that_went_over_a_limit_goes_on(self):
        pipe = Pipe(self.db, "--memory", str(MIB))
        for name in ("collect", "range", "a text that doubles", "create with texts", "rows kept for a write"):
            self.assertIn("error", pipe.ask(HUNGRY[name]))
        self.assertEqual(pipe.ask("RETURN 1 AS x")["rows"], [[1]])
        self.assertEqual(pipe.ask("MATCH (n) RETURN count(n)")["rows"], [[0]])
        self.assertEqual(pipe.close(), 0)


main()
