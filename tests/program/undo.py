"""A large deletion at the shell can be taken back, and whatever deletes says how much."""
import subprocess

from program import AGORA, ProgramTest, agora, main


class Undo(ProgramTest):
    def fill(self, count=1500):
        self.make("CREATE CONSTRAINT k FOR (n:N) REQUIRE n.key IS UNIQUE",
                  f"UNWIND range(1, {count}) AS i CREATE (:N {{key: i, text: 'text ' + i}})",
                  "MATCH (a:N {key: 7}), (b:N) WHERE b.key % 2 = 0 CREATE (a)-[:T {w: b.key}]->(b)")

    def shell(self, *lines, code=0):
        run = agora(self.db, "--mode", "csv", stdin="\n".join(lines) + "\n")
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def dump(self):
        return agora("dump", self.db, "--json").stdout

    def test_undo(self):
        self.fill()
        before = self.dump()
        run = self.shell("MATCH (n:N) DETACH DELETE n;")
        self.assertIn("1500 nodes deleted, 750 relationships deleted", run.stderr)
        self.assertIn(".undo brings them back", run.stderr)
        self.expect(agora("query", self.db, "MATCH (n) RETURN count(n) AS n"), 0, out="n\n0\n")
        run = self.shell(".undo")
        self.assertIn("undone: 1500 nodes deleted, 750 relationships deleted", run.stdout)
        self.assertEqual(self.dump(), before)
        self.expect(agora("check", self.db, "--deep"), 0)
        self.expect(agora("query", self.db, "MATCH (n:N {key: 9}) RETURN n.text AS t"), 0, out="t\ntext 9\n")
        self.assertIn("nothing to undo", self.shell(".undo", code=1).stderr)
        self.assertFalse((self.db / "undo").exists())

    def test_in_one_session_and_in_memory(self):
        for database in (self.db, ":memory:"):
            with self.subTest(database):
                run = agora(database, "--mode", "csv", stdin="UNWIND range(1, 2000) AS i CREATE (:N {i: i});\n"
                            "MATCH (n:N) WHERE n.i > 5 DELETE n;\nMATCH (n) RETURN count(n) AS n;\n"
                            ".undo\nMATCH (n) RETURN count(n) AS n, sum(n.i) AS s;\nCREATE (:N {i: 1});\n")
                self.expect(run, 0)
                self.assertEqual(run.stdout, "n\n5\nundone: 1995 nodes deleted\n\nn,s\n2000,2001000\n", run.stderr)

    def test_a_transaction_counts_as_a_whole(self):
        self.fill()
        before = self.dump()
        self.shell("BEGIN;", "MATCH (n:N) WHERE n.key <= 700 DETACH DELETE n;",
                   "MATCH (n:N) WHERE n.key <= 1400 DETACH DELETE n;", "COMMIT;")
        self.assertNotEqual(self.dump(), before)
        self.shell(".undo")
        self.assertEqual(self.dump(), before)
        self.shell("BEGIN;", "MATCH (n:N) DETACH DELETE n;", "ROLLBACK;")
        self.assertEqual(self.dump(), before)
        self.assertIn("nothing to undo", self.shell(".undo", code=1).stderr)
        self.assertIn("COMMIT or ROLLBACK", self.shell("BEGIN;", ".undo", code=1).stderr)

    def test_what_came_later_is_not_lost_unasked(self):
        self.fill()
        before = self.dump()
        self.shell("MATCH (n:N) DETACH DELETE n;")
        self.expect(agora("query", self.db, "CREATE (:Later)"), 0)
        self.assertIn(".undo all", self.shell(".undo", code=1).stderr)
        self.expect(agora("query", self.db, "MATCH (n:Later) RETURN count(n) AS n"), 0, out="n\n1\n")
        self.shell(".undo all")
        # A label's name stays known.
        self.assertEqual(self.dump(), before)

    def test_small_deletions_keep_nothing(self):
        self.fill(100)
        run = self.shell("MATCH (n:N) DETACH DELETE n;")
        self.assertIn("100 nodes deleted, 50 relationships deleted", run.stderr)
        self.assertNotIn("undo", run.stderr)
        self.assertFalse((self.db / "undo").exists())

    def test_compaction_lets_go_of_it(self):
        self.fill()
        self.shell("MATCH (n:N) DETACH DELETE n;")
        self.assertTrue((self.db / "undo").exists())
        self.expect(agora("compact", self.db, "--erase"), 0)
        self.assertFalse((self.db / "undo").exists())
        for file in self.db.rglob("*"):
            if file.is_file():
                self.assertNotIn(b"text 9", file.read_bytes(), file)

    def test_whatever_deletes_says_how_much(self):
        self.fill(10)
        run = agora("query", self.db, "MATCH (n:N) WHERE n.key > 8 DETACH DELETE n RETURN count(*) AS c")
        self.expect(run, 0, out="c\n2\n", err="2 nodes deleted, 1 relationship deleted")
        self.expect(agora("query", self.db, "MATCH (n:N {key: 100}) DELETE n"), 0, out="")

    def test_a_kill_in_between_leaves_a_point_or_none(self):
        self.fill()
        for _ in range(3):
            process = subprocess.Popen([AGORA, str(self.db)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, text=True)
            process.stdin.write("MATCH (n:N) WHERE n.key > 100 DETACH DELETE n;\n")
            process.stdin.flush()
            try:
                process.wait(timeout=0.15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdin.close()
            self.expect(agora("check", self.db, "--deep"), 0)
            self.assertIn(agora("query", self.db, "MATCH (n:N) RETURN count(n) AS n").stdout, ("n\n1500\n", "n\n100\n"))


main()
