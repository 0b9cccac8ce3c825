"""LOAD CSV from the one folder that is allowed, and PROFILE beside EXPLAIN."""
import json
import os
import subprocess
import sys

from program import AGORA, ProgramTest, Pipe, agora, main


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

    def test_names_that_wander(self):
        for name, why in {
                "file:///../outside.csv": "lies outside", "file:///%2e%2e/outside.csv": "lies outside",
                "file:///..%2Foutside.csv": "lies outside", "file:%2F" + str(self.folder)[1:] + "/outside.csv": "relative",
                "file://host/people.csv": "network", "file://example.org/people.csv": "network",
                "FTP://host/people.csv": "network", "people.csv\\u0000.txt": "code 0", "file:///people.csv%00": "code 0",
                "file:///people%2": "hexadecimal", "file:///people%zz.csv": "hexadecimal", "": "relative", ".": "",
                "people.csv/": "", "file:": "relative"}.items():
            with self.subTest(name):
                run = self.query(f"LOAD CSV FROM '{name}' AS r RETURN r".replace("\\\\", "\\"))
                self.expect(run, 1, err=why)
                self.assertNotIn("secret", run.stderr)
        (self.files / "a b.csv").write_text("1\n")
        (self.files / "a%20b.csv").write_text("2\n")
        for name, found in {"file:///a%20b.csv": 1, "file:/a b.csv": 1, "file://localhost/a%2520b.csv": 2, "a%20b.csv": 2}.items():
            self.expect(self.query(f"LOAD CSV FROM '{name}' AS r RETURN r"), 0, out=f'{{"r":["{found}"]}}\n')

    def test_what_is_no_file_is_refused_at_once(self):
        os.mkfifo(self.files / "pipe.csv")
        (self.files / "device.csv").symlink_to("/dev/zero")
        (self.files / "folder.csv").mkdir()
        for name in ("pipe.csv", "device.csv", "folder.csv"):
            with self.subTest(name):
                run = subprocess.run([AGORA, "query", ":memory:", f"LOAD CSV FROM '{name}' AS r RETURN r", "--csv-folder",
                                      str(self.files)], capture_output=True, text=True, timeout=20)
                self.expect(run, 1, err=name)

    def test_a_link_put_in_place_while_it_is_opened(self):
        """Whatever a name leads to from one moment to the next, nothing from outside is read."""
        name, other = self.files / "swap.csv", self.files / "swap.new"
        script = (f"import os\nwhile True:\n for t in ({str(self.files / 'plain.csv')!r}, {str(self.folder / 'outside.csv')!r}):\n"
                  f"  os.symlink(t, {str(other)!r})\n  os.rename({str(other)!r}, {str(name)!r})\n")
        name.symlink_to(self.files / "plain.csv")
        swapper = subprocess.Popen([sys.executable, "-c", script])
        pipe = Pipe(":memory:", "--csv-folder", str(self.files))
        try:
            replies = [json.dumps(pipe.ask("LOAD CSV FROM 'swap.csv' AS r RETURN r")) for _ in range(1000)]
        finally:
            swapper.kill()
            swapper.wait()
        self.assertEqual([reply for reply in replies if "secret" in reply], [])
        self.assertTrue(any("a;b" in reply for reply in replies))
        self.assertTrue(any("outside" in reply for reply in replies))
        self.assertEqual(pipe.close(), 0)

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
