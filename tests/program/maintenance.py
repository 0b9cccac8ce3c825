"""check, backup, restore, copy, dump, load, compact and info, from outside."""
import json
import os
import random
import shutil
import stat
import threading
import unittest

from program import AGORA, DATASET, Pipe, ProgramTest, agora, main

# A value of every type that a property can have, and names that need quoting.
RICH = (
    "CREATE ORDERED ENUM Level ('local', 'national', 'global')",
    "CREATE CONSTRAINT paper_key FOR (p:Paper) REQUIRE p.key IS UNIQUE",
    "CREATE CONSTRAINT paper_level FOR (p:Paper) REQUIRE p.level IS :: Level",
    "CREATE CONSTRAINT paper_title FOR (p:Paper) REQUIRE p.title IS NOT NULL",
    "CREATE CONSTRAINT paper_f FOR (p:Paper) REQUIRE p.f IS :: LIST<DATE> | INTEGER | FLOAT",
    "CREATE INDEX paper_year FOR (p:Paper) ON (p.year)",
    r"""CREATE (a:Paper:`odd ``label` {key: 'a', title: 'It\'s "quoted" \\ and\nbroken', level: 'national', year: 2020,
        f: 1.0, tiny: 1.0e-300, big: 9223372036854775807, small: -9223372036854775808, yes: true, nan: 0.0 / 0.0,
        inf: -1.0 / 0.0, list: [1, 2, 3], texts: ['a', 'ü\'', ''], none: [], `odd key`: '💡',
        d: date('2024-02-29'), t: time('12:31:14.645876123+01:00'), lt: localtime('23:59:59.999999999'),
        ldt: localdatetime('0001-01-01T00:00:00'), du: duration('P1Y2M3DT4H5M6.789S'),
        dt: datetime('2015-07-21T21:40:32.142+02:00[Europe/Berlin]')})
        CREATE (b:Paper {key: 'b', title: ''}), (c), (d {only: 'properties'}),
        (b)-[:CITES {page: 7}]->(a), (b)-[:CITES]->(a), (a)-[:`odd type`]->(a), (c)-[:CITES {w: 0.5}]->(d)""",
)
CONTENTS = (
    "MATCH (n) RETURN labels(n) AS l, properties(n) AS p ORDER BY toString(n.key), toString(n.only)",
    "MATCH (a)-[r]->(b) RETURN a.key AS a, type(r) AS t, properties(r) AS p, b.key AS b ORDER BY t, a, r.page",
    "MATCH (p:Paper) WHERE p.level > 'local' RETURN p.key",
    "SHOW CONSTRAINTS", "SHOW INDEXES", "SHOW ENUMS",
)


class Maintenance(ProgramTest):
    def contents(self, database):
        run = agora("query", database, ";\n".join(CONTENTS), "--mode", "json")
        self.expect(run, 0)
        return run.stdout

    def well(self, database):
        run = agora("check", database, "--deep")
        self.expect(run, 0)
        self.assertIn("all parts agree", run.stdout)

    def test_check(self):
        self.make(*RICH)
        self.well(self.db)
        self.assertEqual(agora("check", self.db).returncode, 0)
        self.assertEqual(agora("check", self.folder / "nothing").returncode, 3)

    def test_check_finds_what_points_nowhere(self):
        self.make("CREATE CONSTRAINT k FOR (p:Passage) REQUIRE p.key IS UNIQUE",
                  "CREATE (:Passage {key: 'p1'}), (:Claim {cites: ['p1', 'p2']})")
        self.assertEqual(agora("check", self.db).returncode, 0)
        run = agora("check", self.db, "--deep")
        self.assertEqual(run.returncode, 4)
        self.assertIn("cites p2", run.stdout)

    def test_round_trips(self):
        self.make(*RICH)
        before = self.contents(self.db)
        for name, options in (("script.cypher", []), ("lines.jsonl", ["--json"])):
            dump = self.folder / name
            self.expect(agora("dump", self.db, "-o", dump, *options), 0)
            self.assertEqual(stat.S_IMODE(dump.stat().st_mode), 0o600)
            loaded = self.folder / (name + ".db")
            self.expect(agora("load", loaded, dump), 0)
            self.assertEqual(self.contents(loaded), before, name)
            self.well(loaded)
        # The script is a script.
        again = self.folder / "again.db"
        self.expect(agora("query", again, "RETURN 1"), 3)
        self.expect(agora(again, stdin=(self.folder / "script.cypher").read_text()), 0)
        self.assertEqual(self.contents(again), before)

    def test_a_script_leaves_the_names_alone_that_a_graph_has(self):
        self.make("CREATE INDEX `agora dump index` FOR (n:`agora dump node`) ON (n.`agora dump id`)",
                  "CREATE (:`agora dump node` {`agora dump id`: 1})-[:T]->(:N {`agora dump id`: 0})")
        ask = "MATCH (a)-[:T]->(b) RETURN labels(a), a.`agora dump id`, labels(b), b.`agora dump id`; SHOW INDEXES YIELD name"
        right = agora("query", self.db, ask)
        self.expect(right, 0)
        loaded = self.folder / "loaded.db"
        self.expect(agora("load", loaded, "-", stdin=agora("dump", self.db).stdout), 0)
        self.expect(agora("query", loaded, ask), 0, out=right.stdout)

    def test_no_name_ends_a_comment_of_a_script(self):
        lines = ['{"dump":"agora","format":1}',
                 json.dumps({"rule": "T", "from": "P\nCREATE (:Smuggled);\r\n//", "to": "P"}),
                 '{"end":true,"nodes":0,"relationships":0}']
        self.expect(agora("load", self.db, "-", stdin="\n".join(lines)), 0)
        loaded = self.folder / "loaded.db"
        self.expect(agora("load", loaded, "-", stdin=agora("dump", self.db).stdout), 0)
        self.expect(agora("query", loaded, "MATCH (n) RETURN count(n) AS n"), 0, out="n\n0\n")

    def test_the_dataset_survives_a_dump(self):
        self.expect(agora("import", self.db, DATASET, timeout=600), 0)
        first = agora("dump", self.db, "--json", timeout=600).stdout
        loaded = self.folder / "loaded.db"
        self.expect(agora("load", loaded, "-", stdin=first, timeout=600), 0)
        self.well(loaded)
        self.assertEqual(sorted(agora("dump", loaded, "--json", timeout=600).stdout.splitlines()),
                         sorted(first.splitlines()))

    def test_a_load_is_whole_or_nothing(self):
        self.make(*RICH)
        lines = agora("dump", self.db, "--json").stdout.splitlines()
        target = self.folder / "target.db"
        for damaged, message in ((lines[:-1], "cut off"), (lines[:8] + lines[9:], ""), (lines + lines[-1:], "after the end"),
                                 (lines[:9] + ["{}"] + lines[9:], "line 10")):
            run = agora("load", target, "-", stdin="\n".join(damaged))
            self.assertEqual(run.returncode, 1, run.stdout)
            self.assertIn(message, run.stderr)
            self.expect(agora("query", target, "MATCH (n) RETURN count(n) AS n"), 0, out="n\n0\n")

    def test_backup_and_restore(self):
        self.make(*RICH)
        target, restored = self.folder / "backup", self.folder / "restored"
        self.expect(agora("compact", self.db), 0)  # Else the next open may merge its small files into a new one.
        self.expect(agora("backup", self.db, target), 0)
        self.assertEqual(self.contents(target), self.contents(self.db))
        self.expect(agora("query", self.db, "CREATE (:New)"), 0)
        run = agora("backup", self.db, target)
        self.expect(run, 0)
        self.assertNotIn(" 0 files kept", run.stdout)
        self.expect(agora("query", target, "MATCH (n:New) RETURN count(n) AS n", "--readonly"), 0, out="n\n1\n")
        self.expect(agora("restore", target, restored), 0)
        self.well(restored)
        self.assertEqual(self.contents(restored), self.contents(self.db))
        self.assertEqual(agora("restore", target, restored).returncode, 3)
        self.assertEqual(agora("backup", self.db, self.db).returncode, 2)
        self.assertFalse((self.folder / "backup.new").exists())

    def test_backup_beside_a_writer(self):
        self.make("CREATE (:Counter {n: 0})")
        target = self.folder / "backup"
        pipe = Pipe(self.db)
        acknowledged = 0
        results = []

        def back_up():
            for _ in range(6):
                before = acknowledged
                run = agora("backup", self.db, target)
                results.append((before, run.returncode, run.stderr,
                                agora("query", target, "MATCH (e:Entry) RETURN count(e), max(e.n)", "--readonly").stdout))
        thread = threading.Thread(target=back_up)
        thread.start()
        while thread.is_alive():
            acknowledged += 1
            self.assertNotIn("error", pipe.ask("CREATE (:Entry {n: $n, filler: $f})", n=acknowledged, f="x" * 3000))
        thread.join()
        self.assertEqual(pipe.close(), 0)
        for before, code, error, answer in results:
            self.assertEqual(code, 0, error)
            count, last = answer.splitlines()[1].split(",")
            self.assertEqual(count, last or "0", "no gap")
            self.assertGreaterEqual(int(count), before - 1)
        self.well(target)

    def test_erase_leaves_nothing(self):
        self.make("CREATE INDEX i FOR (p:Person) ON (p.name)",
                  "CREATE (:Person {name: 'Zebulon-the-secret', note: 'whisper-1'})-[:KNOWS {how: 'hush-hush-2'}]->(:Person {name: 'Ada'})")
        for i in range(30):
            self.expect(agora("query", self.db, f"MATCH (p:Person {{name: 'Ada'}}) SET p.note = 'secretive-{i:03}'"), 0)
        self.expect(agora("query", self.db, "MATCH (p:Person {name: 'Zebulon-the-secret'}) DETACH DELETE p"), 0)
        self.expect(agora("query", self.db, "MATCH (p) SET p.note = 'fine'"), 0)
        self.expect(agora("compact", self.db, "--erase"), 0)
        for file in self.db.rglob("*"):
            if not file.is_file():
                continue
            contents = file.read_bytes()
            for secret in (b"Zebulon", b"whisper", b"hush-hush", b"secretive"):
                self.assertNotIn(secret, contents, file)
        self.well(self.db)
        self.expect(agora("query", self.db, "MATCH (p) RETURN p.name, p.note"), 0, out="p.name,p.note\nAda,fine\n")

    def test_info(self):
        self.make(*RICH)
        run = agora("info", self.db)
        self.expect(run, 0)
        for part in ("format         1", "nodes          4", "relationships  4", "(:Paper)  2", "[:CITES]  3", "by nobody"):
            self.assertIn(part, run.stdout)
        pipe = Pipe(self.db)
        pipe.ask("RETURN 1")  # Then it has the database open.
        self.assertIn(f"process {pipe.process.pid}", agora("info", self.db).stdout)
        pipe.close()

    def test_files_are_the_owners_alone(self):
        self.make(*RICH)
        old = os.umask(0)
        try:
            self.expect(agora("query", self.db, "CREATE (:N)"), 0)
            self.expect(agora("compact", self.db), 0)
        finally:
            os.umask(old)
        self.assertEqual(stat.S_IMODE(self.db.stat().st_mode), 0o700)
        for file in self.db.rglob("*"):
            mode = stat.S_IMODE(file.stat().st_mode)
            self.assertEqual(mode & 0o077, 0, f"{file} {mode:o}")

    def test_a_newer_format_is_refused(self):
        self.make("CREATE (:N)")
        (self.db / "agora.format").write_text("agora-database 2\n")
        for command in (["query", self.db, "RETURN 1"], ["check", self.db], ["info", self.db],
                        ["backup", self.db, self.folder / "copy"]):
            run = agora(*command)
            self.assertEqual(run.returncode, 3)
            self.assertIn("has format 2, and this version of Agora knows formats up to 1", run.stderr)
            self.assertIn("open it with a newer Agora", run.stderr)


class Corruption(ProgramTest):
    """Damage to any file: a right answer or a clear error, and check finds it."""

    CASES = int(os.environ.get("AGORA_CORRUPTION_CASES", "40"))

    def test_damaged_files(self):
        self.make("CREATE CONSTRAINT k FOR (p:N) REQUIRE p.key IS UNIQUE",
                  "UNWIND range(1, 3000) AS i CREATE (:N {key: 'key' + i, text: 'text ' + i})",
                  "MATCH (a:N), (b:N {key: 'key7'}) WHERE a.key < 'key2' CREATE (a)-[:T {w: 1}]->(b)")
        older = self.folder / "older"
        shutil.copytree(self.db, older)
        self.expect(agora("query", self.db, "MATCH (n:N) WHERE n.key > 'key5' SET n.more = 1"), 0)
        ask = "MATCH (n:N) OPTIONAL MATCH (n)-[t:T]->() RETURN count(n), sum(n.more), count(t), sum(size(n.text))"
        right = agora("query", self.db, ask).stdout
        only = os.environ.get("AGORA_CORRUPTION_FILE", "")  # Files whose names begin so.
        files = sorted(p for p in self.db.rglob("*") if p.is_file() and p.name not in ("agora.lock", "LOCK")
                       and not p.name.startswith("OPTIONS") and p.name != "IDENTITY" and p.name.startswith(only))
        rng = random.Random(int(os.environ.get("AGORA_SEED", "1")))
        outcomes = {}
        for case in range(self.CASES):
            broken = self.folder / "broken"
            shutil.rmtree(broken, ignore_errors=True)
            shutil.copytree(self.db, broken)
            victim = rng.choice(files)
            path = broken / victim.relative_to(self.db)
            data = bytearray(path.read_bytes())
            how = rng.choice(("flip", "truncate", "zero", "older", "delete"))
            at = rng.randrange(max(1, len(data)))
            if how == "flip" and data:
                data[at] ^= 1 << rng.randrange(8)
                path.write_bytes(data)
            elif how == "truncate":
                path.write_bytes(data[:at])
            elif how == "zero":
                data[at:at + 512] = bytes(len(data[at:at + 512]))
                path.write_bytes(data)
            elif how == "older":
                candidates = [p for p in older.rglob("*" + path.suffix) if p.is_file()]
                if candidates:
                    path.write_bytes(rng.choice(candidates).read_bytes())
            else:
                path.unlink()
            with self.subTest(case=case, how=how, file=path.name, at=at):
                checked = agora("check", broken, "--deep")
                run = agora("query", broken, ask, "--readonly")
                self.assertIn(checked.returncode, (0, 3, 4), checked.stderr)
                self.assertIn(run.returncode, (0, 1, 3), run.stderr)
                if run.returncode == 0 and run.stdout != right:
                    # The end of a log may be cut off like one that a crash left: that is an earlier state.
                    self.assertEqual(path.suffix, ".log", f"a wrong answer: {run.stdout}")
                if run.returncode != 0:
                    self.assertTrue(run.stderr.strip(), "an error says what is wrong")
                    self.assertNotEqual(checked.returncode, 0)
                outcomes[(how, run.returncode)] = outcomes.get((how, run.returncode), 0) + 1
        print("outcomes (how, exit code): cases", outcomes)


main()
