"""Several processes and one database: who may write, who waits, who sees what."""
import os
import subprocess
import threading
import time

from program import AGORA, DATASET, Pipe, ProgramTest, agora, main


class Shell:
    """A shell that is kept waiting for more input."""

    def __init__(self, database, *options):
        self.process = subprocess.Popen([AGORA, str(database), "--mode", "csv", *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, statement):
        """Runs a statement that gives one row and returns it."""
        self.process.stdin.write(statement + ";\n")
        self.process.stdin.write("RETURN 'end' AS marker;\n")
        self.process.stdin.flush()
        lines = []
        while True:
            line = self.process.stdout.readline()
            if not line or line.strip() == "end":
                break
            if line.strip() and line.strip() != "marker":
                lines.append(line.strip())
        return lines

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code


class Processes(ProgramTest):
    def test_an_idle_shell_locks_nobody_out(self):
        self.make("CREATE (:N)")
        shell = Shell(self.db)
        self.assertEqual(shell.run("MATCH (n) RETURN count(n) AS n")[-1], "1")
        self.expect(agora("query", self.db, "CREATE (:N)"), 0)
        self.assertEqual(shell.run("MATCH (n) RETURN count(n) AS n")[-1], "2", "it sees what others did")
        self.assertEqual(shell.run("CREATE (:N)"), [])
        self.expect(agora("query", self.db, "CREATE (:N) RETURN 1 AS x"), 0, out="x\n1\n")
        self.assertEqual(shell.run("MATCH (n) RETURN count(n) AS n")[-1], "4")
        shell.run("CREATE INDEX i FOR (n:N) ON (n.x)")
        self.assertIn("i,ONLINE", "\n".join(shell.run("SHOW INDEXES")))
        self.assertEqual(shell.close(), 0)

    def test_a_schema_that_another_process_takes_back(self):
        """Plans were made for a catalog that is gone, and another one takes its place."""
        self.make("CREATE CONSTRAINT k FOR (n:N) REQUIRE n.key IS UNIQUE", "CREATE INDEX i FOR (n:N) ON (n.x)",
                  "UNWIND range(1, 1500) AS i CREATE (:N {key: i, x: i % 10, y: i % 7})")
        questions = {"MATCH (n:N {x: 3}) RETURN count(n) AS c": "150", "MATCH (n:N {y: 3}) RETURN count(n) AS c": "214",
                     "MATCH (n:N {key: 77}) RETURN n.y AS y": "0", "MATCH (n:N) WHERE n.x > 7 RETURN sum(n.y) AS s": "895"}
        shells = [Shell(self.db), Shell(self.db, "--readonly")]

        def ask():
            for text, answer in questions.items():
                for shell in shells:
                    self.assertEqual(shell.run(text)[-1], answer)

        ask()
        other = [["MATCH (n:N) DETACH DELETE n;"], ["DROP INDEX i;", "CREATE INDEX j FOR (n:N) ON (n.y);"], [".undo all"],
                 ["DROP CONSTRAINT k;", "CREATE INDEX i2 FOR (n:N) ON (n.key);"], ["MATCH (n:N) DELETE n;"], [".undo"]]
        for number, lines in enumerate(other):
            self.expect(agora(self.db, stdin="\n".join(lines) + "\n"), 0)
            if number in (2, 3, 5):
                ask()
            else:
                for shell in shells:
                    self.assertEqual(shell.run("MATCH (n:N {x: 3}) RETURN count(n) AS c")[-1], "0")
        self.assertEqual(shells[0].run("CREATE (n:N {key: 77}) RETURN n.key")[-1], "77")
        self.assertEqual(shells[1].run("MATCH (n:N {key: 77}) RETURN count(n) AS c")[-1], "2")
        for shell in shells:
            self.assertEqual(shell.close(), 0)

    def test_a_database_that_is_restored_in_its_place(self):
        self.make("CREATE INDEX i FOR (n:N) ON (n.x)", "UNWIND range(1, 100) AS i CREATE (:N {x: i})")
        self.expect(agora("backup", self.db, self.folder / "backup"), 0)
        self.make("DROP INDEX i", "MATCH (n:N) WHERE n.x > 10 DELETE n", "CREATE INDEX j FOR (n:N) ON (n.y)")
        text = "MATCH (n:N) WHERE n.x > 5 RETURN count(n) AS c"
        shells = [Shell(self.db), Shell(self.db, "--readonly")]
        for shell in shells:
            self.assertEqual(shell.run(text)[-1], "5")
        os.rename(self.db, self.folder / "old")
        self.expect(agora("restore", self.folder / "backup", self.db), 0)
        for shell in shells:
            self.assertEqual(shell.run(text)[-1], "95")
        self.assertEqual(shells[0].run("CREATE (n:N {x: 1000}) RETURN n.x")[-1], "1000")
        self.assertEqual(shells[1].run(text)[-1], "96")
        for shell in shells:
            self.assertEqual(shell.close(), 0)
        self.expect(agora("check", self.db, "--deep"), 0)
        self.expect(agora("query", self.db, text), 0, out="c\n96\n")

    def test_a_transaction_of_a_shell_holds_the_lock(self):
        self.make("CREATE (:N)")
        shell = Shell(self.db)
        shell.run("BEGIN")
        shell.run("CREATE (:N)")
        run = agora("query", self.db, "CREATE (:N)", "--lock-wait", "0.1")
        self.assertEqual(run.returncode, 3)
        self.assertIn(f"process {shell.process.pid}", run.stderr)
        self.assertIn("agora", run.stderr)
        self.expect(agora("query", self.db, "MATCH (n) RETURN count(n) AS n"), 0, out="n\n1\n")
        shell.run("ROLLBACK")
        self.expect(agora("query", self.db, "CREATE (:N)"), 0)
        self.assertEqual(shell.run("MATCH (n) RETURN count(n) AS n")[-1], "2")
        self.assertEqual(shell.close(), 0)

    def test_a_second_writer_waits(self):
        self.make("CREATE (:N)")
        pipe = Pipe(self.db)
        self.assertNotIn("error", pipe.ask("RETURN 1"))  # Then it has the lock.
        threading.Timer(0.7, pipe.close).start()
        began = time.monotonic()
        self.expect(agora("query", self.db, "CREATE (:N)", "--lock-wait", "30"), 0)
        self.assertGreater(time.monotonic() - began, 0.3)
        pipe = Pipe(self.db)
        self.assertNotIn("error", pipe.ask("RETURN 1"))
        began = time.monotonic()
        run = agora("query", self.db, "CREATE (:N)", "--lock-wait", "0.2")
        self.assertEqual(run.returncode, 3)
        self.assertIn(f"process {pipe.process.pid}", run.stderr)
        self.assertLess(time.monotonic() - began, 5)
        pipe.close()

    def test_a_writer_that_died_leaves_no_lock(self):
        self.make("CREATE (:N)")
        pipe = Pipe(self.db)
        pipe.ask("BEGIN")
        pipe.process.kill()
        pipe.process.wait()
        pipe.process.stdin.close()
        pipe.process.stdout.close()
        self.expect(agora("query", self.db, "CREATE (:N)", "--lock-wait", "0"), 0)

    def test_readers_beside_a_writer(self):
        """Every reader sees whole commits, and later ones see no less."""
        self.make("CREATE (:Counter {n: 0})")
        pipe = Pipe(self.db)
        done = threading.Event()
        problems = []

        def read():
            last = 0
            while not done.is_set():
                run = agora("query", self.db,
                            "MATCH (e:Entry) WITH count(e) AS n, coalesce(max(e.n), 0) AS m "
                            "OPTIONAL MATCH (:Entry)-[r:TO]->(:Entry) RETURN n, m, count(r) AS r", "--readonly")
                if run.returncode != 0:
                    problems.append(run.stderr)
                    continue
                n, m, r = map(int, run.stdout.splitlines()[1].split(","))
                if n != 2 * m or r != m or m < last:
                    problems.append(run.stdout)
                last = m
        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        end = time.monotonic() + 4
        i = 0
        while time.monotonic() < end:
            i += 1
            self.assertNotIn("error", pipe.ask("CREATE (:Entry {n: $n, f: $f})-[:TO]->(:Entry {n: $n})", n=i, f="x" * 2000))
        done.set()
        for thread in threads:
            thread.join()
        self.assertEqual(problems, [])
        self.assertEqual(pipe.close(), 0)

    def test_readers_beside_an_import(self):
        agora("query", self.db, "RETURN 1")
        self.expect(agora(self.db, stdin="RETURN 1;"), 0)  # An empty database.
        loader = subprocess.Popen([AGORA, "import", str(self.db), str(DATASET)], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE)
        seen = set()
        while loader.poll() is None:
            run = agora("query", self.db, "MATCH (n) RETURN count(n) AS n", "--readonly")
            self.expect(run, 0)
            seen.add(run.stdout.splitlines()[1])
        self.assertEqual(loader.returncode, 0, loader.stderr.read())
        loader.stderr.close()
        run = agora("query", self.db, "MATCH (n) RETURN count(n) AS n")
        seen.add(run.stdout.splitlines()[1])
        self.assertLessEqual(len(seen), 2, "nothing, then everything")

    def test_a_reader_needs_no_right_to_write(self):
        self.make("CREATE (:N)")
        before = sorted(p.name for p in self.db.rglob("*"))
        os.chmod(self.db, 0o500)
        os.chmod(self.db / "data", 0o500)
        try:
            self.expect(agora("query", self.db, "MATCH (n) RETURN count(n) AS n"), 0, out="n\n1\n")
        finally:
            os.chmod(self.db, 0o700)
            os.chmod(self.db / "data", 0o700)
        self.assertEqual(sorted(p.name for p in self.db.rglob("*")), before)


main()
