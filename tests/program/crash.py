"""A database survives kill -9: what was acknowledged is there, what was not is whole or absent, and it can be written
on."""
import json
import os
import random
import signal
import subprocess
import time

from program import AGORA, DATASET, Pipe, ProgramTest, agora, main

ROUNDS = int(os.environ.get("AGORA_CRASH_ROUNDS", "8"))
# One statement writes nodes, relationships and properties, so that a torn commit would show.
WRITE = "CREATE (a:Entry {n: $n, half: 'first'})-[:PAIR {n: $n}]->(b:Entry {n: $n, half: 'second'})"


class Killed(ProgramTest):
    def write_until_killed(self, seconds, first):
        """Returns the last number that was acknowledged and the last that was sent."""
        process = subprocess.Popen([AGORA, "pipe", str(self.db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        acknowledged = sent = first - 1
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                sent += 1
                process.stdin.write(json.dumps({"query": WRITE, "params": {"n": sent}}).encode() + b"\n")
                process.stdin.flush()
                reply = json.loads(process.stdout.readline())
                self.assertNotIn("error", reply)
                acknowledged = sent
            sent += 1
            process.stdin.write(json.dumps({"query": WRITE, "params": {"n": sent}}).encode() + b"\n")
            process.stdin.flush()
            time.sleep(random.uniform(0, 0.004))  # Somewhere within the commit.
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdin.close()
            process.stdout.close()
        return acknowledged, sent

    def check(self, acknowledged, sent):
        pipe = Pipe(self.db)
        try:
            numbers = [row[0] for row in pipe.ask("MATCH (a:Entry {half: 'first'}) RETURN a.n ORDER BY a.n")["rows"]]
            self.assertIn(len(numbers), (acknowledged, sent), "what was acknowledged is there, and nothing else")
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
            whole = pipe.ask("MATCH (a:Entry {half: 'first'})-[r:PAIR]->(b:Entry {half: 'second'}) "
                             "WHERE a.n = b.n AND a.n = r.n RETURN count(*)")["rows"]
            self.assertEqual(whole, [[len(numbers)]])
            for query, expected in (("MATCH (n:Entry) RETURN count(n)", 2 * len(numbers)),
                                    ("MATCH ()-[r:PAIR]->() RETURN count(r)", len(numbers)),
                                    ("MATCH (b:Entry)<-[:PAIR]-() RETURN count(b)", len(numbers)),
                                    ("MATCH (n:Entry) WHERE n.n IS NULL RETURN count(n)", 0)):
                self.assertEqual(pipe.ask(query)["rows"], [[expected]], query)
        finally:
            self.assertEqual(pipe.close(), 0)
        return len(numbers)

    def test_in_the_middle_of_a_write_loop(self):
        self.expect(agora("import", self.db, DATASET, timeout=600), 0)
        before = agora("query", self.db, "MATCH (n) WHERE NOT n:Entry RETURN count(n)").stdout
        count = 0
        for _ in range(ROUNDS):
            acknowledged, sent = self.write_until_killed(random.uniform(0.05, 0.6), count + 1)
            count = self.check(acknowledged, sent)
        self.assertGreater(count, ROUNDS)
        self.assertEqual(agora("query", self.db, "MATCH (n) WHERE NOT n:Entry RETURN count(n)").stdout, before)

    def test_in_the_middle_of_an_import(self):
        self.make("CREATE (:Old)")
        for delay in (0.005, 0.02, 0.05, 0.1, 0.2):
            process = subprocess.Popen([AGORA, "import", str(self.db), str(DATASET)], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.wait()
            run = agora("query", self.db, "MATCH (n) RETURN count(n) = 1 AS none, count(n) > 1000 AS whole")
            self.expect(run, 0)
            self.assertIn(run.stdout, ("none,whole\ntrue,false\n", "none,whole\nfalse,true\n"))
            if "true\n" in run.stdout:
                break
        self.expect(agora("import", self.db, DATASET, timeout=600), 0)

    def test_a_transaction_that_was_not_committed_leaves_nothing(self):
        self.make("CREATE (:Old)")
        pipe = Pipe(self.db)
        for query in ("BEGIN", "UNWIND range(1, 10000) AS i CREATE (:Entry {n: i})"):
            self.assertNotIn("error", pipe.ask(query))
        pipe.process.send_signal(signal.SIGKILL)
        pipe.process.wait()
        pipe.process.stdin.close()
        pipe.process.stdout.close()
        self.expect(agora("query", self.db, "MATCH (n) RETURN labels(n)[0] AS l, count(*) AS n"), 0, out="l,n\nOld,1\n")


main()
