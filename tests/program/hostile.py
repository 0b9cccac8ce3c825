"""Bytes that nobody means well with, at every door: the pipe, dumps, imported files, reports, folders with links.

AGORA_HOSTILE_CASES says how many of each; AGORA_SEED chooses others.
"""
import json
import os
import random
import subprocess

from program import AGORA, Pipe, ProgramTest, agora, main

CASES = int(os.environ.get("AGORA_HOSTILE_CASES", "60"))
WORDS = [b"MATCH", b"(n)", b"RETURN", b"{", b"}", b"[", b"]", b'"', b"'", b"\\", b"\x00", b"\xff", b"\xc3\x28", b"\xed\xa0\x80",
         b"\\u0000", b"\\ud800", b"\xf0\x9f\x92\xa1", b"9" * 40, b"-", b"e999", b",", b":", b"\r", b"\t", b"null", b"true",
         b"$tag", b"date", b"(" * 50, b"[" * 50, b"x" * 5000]


def mutated(data, rng):
    """The bytes with a few of them changed, cut, doubled or made of WORDS."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.choice((0, 1, 1, 2, 8, 60)))
        how = rng.randrange(4)
        if how == 0:
            data[at:to] = b""
        elif how == 1:
            data[at:to] = rng.choice(WORDS)
        elif how == 2:
            data[at:at] = data[at:to]
        else:
            data[at:to] = bytes(rng.randrange(256) for _ in range(to - at))
    return bytes(data)


class Hostile(ProgramTest):
    def setUp(self):
        super().setUp()
        self.rng = random.Random(int(os.environ.get("AGORA_SEED", "1")))

    def ended(self, run, codes=(0, 1)):
        self.assertIn(run.returncode, codes, run.stderr[-500:])
        if run.returncode != 0:
            self.assertTrue(run.stderr.strip(), "an error says what is wrong")

    def test_the_pipe(self):
        process = subprocess.Popen([AGORA, "pipe", str(self.db), "--timeout", "2", "--memory", "64"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        good = [json.dumps(each).encode() for each in (
            {"query": "CREATE (n:N {x: $x}) RETURN n", "params": {"x": [1, 2.5, "text", None, {"a": True}]}},
            {"query": "MATCH (n:N) WHERE n.x = 'ä💡' RETURN n.x, [1, {a: 2}] AS l"},
            {"query": "UNWIND $rows AS r MERGE (n:N {k: r.k}) SET n += r", "params": {"rows": [{"k": 1, "v": "x"}]}})]
        for case in range(4 * CASES):
            line = mutated(self.rng.choice(good), self.rng).replace(b"\n", b" ") + b"\n"
            if not line.strip():
                continue
            with self.subTest(case=case, line=line[:300]):
                process.stdin.write(line)
                process.stdin.flush()
                reply = process.stdout.readline()
                self.assertTrue(reply.endswith(b"\n"), "it still answers")
                json.loads(reply.decode())
        process.stdin.write(b'{"query": "RETURN 1"}\n')
        process.stdin.flush()
        self.assertEqual(json.loads(process.stdout.readline())["rows"], [[1]])
        process.stdin.write(b'{"query": "RETURN')  # The end in the middle of a line.
        process.stdin.close()
        self.assertIn(process.wait(timeout=60), (0, 1))
        process.stdout.close()
        process.stderr.close()
        self.expect(agora("check", self.db, "--deep"), 0)

    def test_dumps(self):
        self.make("CREATE CONSTRAINT k FOR (n:N) REQUIRE n.key IS UNIQUE",
                  "CREATE (a:N {key: 1, d: date('2020-01-01'), l: [1, 2], t: 'ä'})-[:T {w: 1.5}]->(:N {key: 2})")
        for options in ([], ["--json"]):
            dump = agora("dump", self.db, *options).stdout.encode()
            for case in range(CASES):
                file = self.write("dump", mutated(dump, self.rng))
                target = self.folder / "target.db"
                with self.subTest(options=options, case=case):
                    run = subprocess.run([AGORA, "load", str(target), str(file)], capture_output=True, timeout=60)
                    self.ended(run, (0, 1))
                    if run.returncode == 1 and target.exists():
                        left = agora("query", target, "MATCH (n) RETURN count(n) AS n", "--readonly")
                        self.expect(left, 0, out="n\n0\n")
                    subprocess.run(["rm", "-rf", str(target)], check=True)

    def test_imported_files(self):
        table = b'id,name,age,tags\r\n1,"Ada, ""L""",36,a;b\r\n2,B\xc3\xb6,7,\n3,,,"x\ny"\n'
        links = b"src,dst,w\n1,2,0.5\n2,3,1\n"
        for case in range(CASES):
            nodes, edges = self.write("n.csv", mutated(table, self.rng)), self.write("r.csv", mutated(links, self.rng))
            with self.subTest(case=case):
                run = subprocess.run([AGORA, "import", ":memory:", "--nodes", f"P={nodes}", "--relationships",
                                      f"K={edges}"], capture_output=True, timeout=60)
                self.ended(run)

    def test_manifests(self):
        self.write("p.csv", "key,name\n1,Ada\n")
        manifest = json.dumps({"nodes": [{"label": "P", "file": "p.csv", "columns": [
            {"name": "key", "type": "string"}, {"name": "name", "type": "string"}]}], "relationships": []}).encode()
        for case in range(CASES):
            self.write("manifest.json", mutated(manifest, self.rng))
            with self.subTest(case=case):
                run = subprocess.run([AGORA, "import", ":memory:", str(self.folder)], capture_output=True, timeout=60)
                self.ended(run)

    def test_a_manifest_reads_nothing_outside_of_its_folder(self):
        outside = self.folder / "outside.csv"
        outside.write_text("key,name\nsecret,words\n")
        inside = self.folder / "dataset"
        inside.mkdir()
        (inside / "link.csv").symlink_to(outside)
        for name in ("../outside.csv", str(outside), "link.csv", "./../outside.csv", "x/../../outside.csv"):
            (inside / "manifest.json").write_text(json.dumps({"nodes": [{"label": "P", "file": name, "columns": [
                {"name": "key", "type": "string"}, {"name": "name", "type": "string"}]}], "relationships": []}))
            with self.subTest(name):
                run = agora("import", self.db, inside)
                self.assertEqual(run.returncode, 1, run.stdout)
                self.assertNotIn("secret", run.stdout + run.stderr)

    def test_an_export_writes_nothing_outside_of_its_folder(self):
        self.make("CREATE (:P {key: 'a'})")
        outside = self.folder / "outside"
        outside.mkdir()
        (outside / "p.csv").write_text("untouched")
        inside = self.folder / "dataset"
        inside.mkdir()
        (inside / "nodes").symlink_to(outside)
        for name in ("../outside/p.csv", "nodes/p.csv", str(outside / "p.csv")):
            (inside / "manifest.json").write_text(json.dumps({"nodes": [{"label": "P", "file": name, "columns": [
                {"name": "key", "type": "string"}]}], "relationships": []}))
            with self.subTest(name):
                agora("export", self.db, inside)
                self.assertEqual((outside / "p.csv").read_text(), "untouched")
                self.assertEqual([p.name for p in outside.iterdir()], ["p.csv"])

    def test_reports(self):
        report = b"# Title\n\n```agora one\nMATCH (n:P) RETURN n.key, n.html\n```\n\ntext\n"
        self.make("CREATE (:P {key: '=1+1', html: '<script>alert(1)</script> | **x** ](javascript:y)'})")
        for case in range(CASES // 2):
            file = self.write("report.md", mutated(report, self.rng))
            with self.subTest(case=case):
                run = subprocess.run([AGORA, "report", str(self.db), str(file), "--timeout", "2"], capture_output=True,
                                     timeout=60)
                self.ended(run, (0, 1, 4))

    def test_arguments_with_any_bytes(self):
        self.make("CREATE (:N)")
        for text in (b"RETURN '\xff'", b"\xf0\x28\x8c\x28", b"RETURN $\xc3\x28"):
            with self.subTest(text):
                run = subprocess.run([AGORA.encode(), b"query", str(self.db).encode(), text], capture_output=True, timeout=60)
                self.ended(run, (1,))

    def test_the_shell(self):
        for case in range(CASES // 4):
            text = mutated(b"CREATE (:N {x: 'a'});\n.mode json\nMATCH (n) RETURN n;\n.param x=1\n.help\n.timeout 1\n", self.rng)
            with self.subTest(case=case, text=text[:200]):
                run = subprocess.run([AGORA, ":memory:", "--timeout", "2"], input=text, capture_output=True, timeout=60)
                self.ended(run, (0, 1))


main()
