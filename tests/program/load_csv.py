"""LOAD CSV from the one folder that is allowed, and PROFILE beside EXPLAIN."""
from program import ProgramTest, Pipe, agora, main


class LoadCsv(ProgramTest):
    def setUp(self):
        super().setUp()
        self.files = self.folder / "files"
        self.files.mkdir()
        (self.files / "people.csv").write_text('name,born,note\nAda,1815,""\n"Bo ""B"", Q.",,x\nCy,1990,\n')
        (self.files / "plain.csv").write_text("a;b\n\nc;\n")
        (self.folder / "outside.csv").write_text("secret\n1\n")

    def query(self, text, *options):
        return agora("query", ":memory:", text, "--mode", "jsonl", "--csv-folder", self.files, *options)

    def test_with_headers_a_record_is_a_map(self):
        run = self.query("LOAD CSV WITH HEADERS FROM 'people.csv' AS p "
                         "RETURN p.name AS name, toInteger(p.born) AS born, p.note AS note")
        self.expect(run, 0, out='{"name":"Ada","born":1815,"note":""}\n'
                                '{"name":"Bo \\"B\\", Q.","born":null,"note":"x"}\n'
                                '{"name":"Cy","born":1990,"note":null}\n')

    def test_without_headers_a_record_is_a_list(self):
        run = self.query("LOAD CSV FROM 'file:///plain.csv' AS r FIELDTERMINATOR ';' RETURN r")
        self.expect(run, 0, out='{"r":["a","b"]}\n{"r":["c",null]}\n')

    def test_each_row_before_it_reads_the_file(self):
        run = self.query("UNWIND ['plain.csv', 'plain.csv'] AS f LOAD CSV FROM f AS r RETURN f, count(*) AS n")
        self.expect(run, 0, out='{"f":"plain.csv","n":4}\n')

    def test_many_records_in_parts(self):
        self.make()
        (self.files / "many.csv").write_text("id\n" + "".join(f"{i}\n" for i in range(5000)))
        run = agora("query", self.db, "LOAD CSV WITH HEADERS FROM 'many.csv' AS r "
                    "CALL (r) { CREATE (:N {id: toInteger(r.id)}) } IN TRANSACTIONS OF 700 ROWS",
                    "--csv-folder", self.files)
        self.expect(run, 0)
        self.expect(agora("query", self.db, "MATCH (n:N) RETURN count(n) AS c, sum(n.id) AS s", "--mode", "jsonl"), 0,
                    out='{"c":5000,"s":12497500}\n')

    def test_nothing_outside_of_the_folder(self):
        for name in ["../outside.csv", str(self.folder / "outside.csv"), "nothing.csv"]:
            with self.subTest(name):
                self.expect(self.query(f"LOAD CSV FROM '{name}' AS r RETURN r"), 1, err=name.split("/")[-1])
        (self.files / "link.csv").symlink_to(self.folder / "outside.csv")
        self.expect(self.query("LOAD CSV FROM 'link.csv' AS r RETURN r"), 1, err="symbolic link")
        self.expect(self.query("LOAD CSV FROM 'https://example.org/a.csv' AS r RETURN r"), 1, err="network")

    def test_no_folder_no_file(self):
        run = agora("query", ":memory:", "LOAD CSV FROM 'people.csv' AS r RETURN r")
        self.expect(run, 1, err=["no folder is allowed", "--csv-folder"])

    def test_a_broken_record_says_where(self):
        (self.files / "broken.csv").write_text('a,b\n1,2\n3,"4\n')
        self.expect(self.query("LOAD CSV FROM 'broken.csv' AS r RETURN r"), 1, err=["broken.csv", "line 3"])


class Profile(ProgramTest):
    def test_profile_is_explain_with_what_happened(self):
        pipe = Pipe(self.db)
        pipe.ask("UNWIND range(1, 50) AS i CREATE (:P {i: i})")
        query = "MATCH (p:P) WHERE p.i > 40 RETURN p.i"
        plan = pipe.ask("EXPLAIN " + query)
        measured = pipe.ask("PROFILE " + query)
        self.assertEqual(measured["columns"], plan["columns"] + ["rows", "microseconds", "blocks"])
        self.assertEqual([row[:3] for row in measured["rows"]], plan["rows"])
        rows = {row[0].strip(): row[3:] for row in measured["rows"]}
        self.assertEqual(rows["NodesByLabel"][0]["int"] if isinstance(rows["NodesByLabel"][0], dict)
                         else rows["NodesByLabel"][0], 50)
        self.assertEqual(pipe.close(), 0)

    def test_what_a_profiled_statement_writes_is_written(self):
        self.make()
        self.expect(agora("query", self.db, "PROFILE CREATE (:A)"), 0)
        self.expect(agora("query", self.db, "MATCH (a:A) RETURN count(a) AS n"), 0, out="n\n1\n")


if __name__ == "__main__":
    main()
