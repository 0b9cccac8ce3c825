"""Wrong input: each a clear message, nothing lost, no crash."""
import json

from program import DATASET, Pipe, ProgramTest, agora, main

CRASHES = range(-64, 0)


class WrongQueries(ProgramTest):
    def ask(self, text, err, code=1):
        file = self.write("query.cypher", text)
        run = agora("query", ":memory:", "-f", file, timeout=60)
        self.expect(run, code, out="", err=err)
        self.assertLess(len(run.stderr), 2000, "a message is for a person")
        for internal in ("antlr", "rocksdb", "::", "exception", "no viable", "std"):
            self.assertNotIn(internal, run.stderr.lower())

    def test_unknown_function(self):
        self.ask("RETURN toUper('a')", ["toUper", "toUpper"])

    def test_unfinished(self):
        for text in "MATCH (n", "MATCH (n) WHERE", "RETURN 'open", "RETURN /* open", "RETURN [1, 2", "MATCH (n)":
            with self.subTest(text):
                self.ask(text, "at 1:")

    def test_bad_utf8(self):
        self.ask(b"RETURN '\xff\xfe' AS x", "UTF-8")

    def test_a_text_of_10_megabytes(self):
        self.ask("RETURN '" + "x" * 10_000_000 + "' AS x", "1")

    def test_100000_parentheses(self):
        self.ask("RETURN " + "(" * 100_000 + "1" + ")" * 100_000, "nest")

    def test_not_50000_times(self):
        self.ask("RETURN " + "NOT " * 50_000 + "true", "nest")

    def test_long_chains(self):
        for text in ("RETURN " + "1 + " * 100_000 + "1", "RETURN " + "-" * 50_000 + "1", "RETURN " + "[" * 50_000,
                     "RETURN " + "x." * 50_000 + "x", "MATCH (a)" + " WITH a" * 2_000 + " RETURN"):
            with self.subTest(text[:20]):
                run = agora("query", ":memory:", "-f", self.write("query.cypher", text), timeout=60)
                self.assertNotIn(run.returncode, CRASHES)
                self.expect(run, 1)

    def test_the_pipe_survives_them_all(self):
        pipe = Pipe(self.db)
        self.assertNotIn("error", pipe.ask("CREATE (:A {x: 1})"))
        for text in ("RETURN " + "(" * 100_000, "RETURN '" + "x" * 10_000_000 + "'", "RETURN " + "NOT " * 50_000 + "1",
                     "\x00", "RETURN '\x00'", "RETURN 1/0", "", ";", "MATCH (a:A) SET a.x = {}"):
            pipe.ask(text)
        self.assertIn("error", pipe.send('{"query":"RETURN 1","params":{"a":' + "[" * 100_000))
        self.assertEqual(pipe.ask("MATCH (a:A) RETURN a.x")["rows"], [[1]])
        self.assertEqual(pipe.close(), 0)


class WrongDatabases(ProgramTest):
    def test_a_folder_that_is_no_database(self):
        self.db.mkdir()
        (self.db / "letter.txt").write_text("Dear")
        for arguments in ["query", self.db, "RETURN 1"], ["pipe", self.db], [self.db]:
            with self.subTest(arguments):
                self.expect(agora(*arguments), 3, out="", err=str(self.db))
        self.assertEqual([p.name for p in self.db.iterdir()], ["letter.txt"])

    def test_a_file(self):
        self.db.write_text("no database")
        for arguments in ["query", self.db, "RETURN 1"], ["pipe", self.db]:
            self.expect(agora(*arguments), 3, out="", err=str(self.db))
        self.assertEqual(self.db.read_text(), "no database")

    def test_a_second_writer(self):
        writer = Pipe(self.db)
        self.addCleanup(writer.close)
        writer.ask("CREATE (:A)")
        self.expect(agora("pipe", self.db), 3, out="", err=str(writer.process.pid))
        self.assertEqual(writer.ask("MATCH (a:A) RETURN count(a)")["rows"], [[1]])

    def test_damaged_files(self):
        self.make("UNWIND range(1, 5000) AS i CREATE (:A {x: i, t: toString(i)})")
        # Bytes are turned over in the middle of every data file: reading may fail, but only with a message.
        files = [p for p in self.db.rglob("*") if p.suffix in (".sst", ".log") and p.stat().st_size > 500]
        self.assertTrue(files)
        for file in files:
            data = bytearray(file.read_bytes())
            for i in range(len(data) // 2, len(data) // 2 + 200):
                data[i] ^= 0xFF
            file.write_bytes(data)
        run = agora("query", self.db, "MATCH (a:A) RETURN sum(a.x), max(a.t)")
        self.assertIn(run.returncode, (1, 3), run.stdout)
        self.assertTrue(run.stderr)


class WrongFiles(ProgramTest):
    def test_a_missing_file(self):
        self.make("CREATE (:A)")
        for arguments in (["query", self.db, "-f", self.folder / "none.cypher"],
                          ["report", self.db, self.folder / "none.md"], ["import", self.db, self.folder / "none"],
                          ["import", self.db, "--nodes", f"A={self.folder / 'none.csv'}"]):
            with self.subTest(arguments):
                run = agora(*arguments)
                self.expect(run, 1, out="", err="none")

    def check_nothing_was_imported(self):
        run = agora("query", self.db, "MATCH (n) RETURN count(n) AS n")
        self.expect(run, 0, out="n\n1\n")

    def test_broken_rows_are_named(self):
        self.make("CREATE (:Old)")
        people = self.write("p.csv", "id,name,age\n1,Ada,36\n2,Bo\n3,Cy,x,y\n1,Twin,3\n")
        self.write("manifest.json", json.dumps({"nodes": [{"label": "P", "file": "p.csv", "count": 4, "columns": [
            {"name": "id", "type": "integer"}, {"name": "name", "type": "string"},
            {"name": "age", "type": "integer"}]}], "relationships": []}))
        run = agora("import", self.db, "--nodes", f"P={people}")
        self.expect(run, 1, out="", err=["p.csv:3", "p.csv:4", "p.csv:5"])
        self.check_nothing_was_imported()

    def test_an_end_that_is_missing(self):
        self.make("CREATE (:Old)")
        people = self.write("p.csv", "id,name\n1,Ada\n")
        knows = self.write("k.csv", "src,dst\n1,1\n1,7\n")
        run = agora("import", self.db, "--nodes", f"P={people}", "--relationships", f"KNOWS={knows}")
        self.expect(run, 1, out="", err=["k.csv:3", "7"])
        self.check_nothing_was_imported()

    def test_bad_utf8_in_a_row(self):
        self.make("CREATE (:Old)")
        people = self.write("p.csv", b"id,name\n1,Ada\n2,\xff\xfe\n")
        self.expect(agora("import", self.db, "--nodes", f"P={people}"), 1, out="", err=["p.csv:3", "UTF-8"])
        self.check_nothing_was_imported()

    def test_a_wrong_header_and_an_open_quote(self):
        self.make("CREATE (:Old)")
        for text, err in (("name\nAda\n", "id"), ('id,name\n1,"Ada\n', "p.csv"), ("", "p.csv")):
            with self.subTest(text):
                self.expect(agora("import", self.db, "--nodes", f"P={self.write('p.csv', text)}"), 1, err=err)
        self.check_nothing_was_imported()

    def test_a_wrong_manifest(self):
        for text in "{", "[]", '{"nodes":[{"label":"A"}],"relationships":[]}':
            with self.subTest(text):
                self.write("manifest.json", text)
                self.expect(agora("import", self.db, self.folder), 1, err="manifest.json")

    def test_a_misspelt_label_is_a_hint(self):
        self.expect(agora("import", self.db, DATASET), 0)
        run = agora("query", self.db, "MATCH (o:Organisation) RETURN count(o) AS n")
        self.expect(run, 0, out="n\n0\n", err=["Organisation", "Organization"])


main()
