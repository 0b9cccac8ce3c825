"""A dataset's way in and back: import, again, prune, export, attached text, search."""
import csv
import filecmp
import os
import shutil
import subprocess

from program import AGORA, DATASET, ProgramTest, Pipe, agora, main


def differing(left, right):
    """Files that differ between two folders, or are in one alone, by their names."""
    result = []
    for root in left, right:
        for path in root.rglob("*"):
            name = path.relative_to(root)
            if path.is_file() and not (
                    (left / name).is_file() and (right / name).is_file()
                    and filecmp.cmp(left / name, right / name, shallow=False)):
                result.append(str(name))
    return sorted(set(result))


class WayBack(ProgramTest):
    def setUp(self):
        super().setUp()
        self.expect(agora("import", self.db, DATASET), 0)
        self.copy = self.folder / "copy"
        shutil.copytree(DATASET, self.copy)

    def query(self, text):
        run = agora("query", self.db, text, "--mode", "csv")
        self.expect(run, 0)
        return run.stdout

    def dump(self):
        return (self.query("MATCH (n) RETURN labels(n) AS l, properties(n) AS p ORDER BY n.key"),
                self.query("MATCH (a)-[r]->(b) RETURN a.key, type(r) AS t, properties(r) AS p, b.key ORDER BY t, r.key"))

    def test_a_second_import_changes_nothing(self):
        before = self.dump()
        run = agora("import", self.db, DATASET)
        self.expect(run, 0)
        self.assertRegex(run.stdout, r"^imported 0 nodes and 0 relationships, merged into [\d,]+ nodes and [\d,]+ "
                                     r"relationships that were there; nothing changed in them, in .*\n$")
        self.assertEqual(self.dump(), before)

    def test_what_is_no_longer_in_the_files_is_listed_and_pruned(self):
        before = self.dump()
        self.query("CREATE (:Claim {key: 'claim/zz', name: 'z', kind: 'myth', cites: ['passage/0-01'], sections: ['0']});"
                   "MATCH (c:Claim {key: 'claim/zz'}), (o:Organization {key: 'besd'}) CREATE (o)-[:STATES "
                   "{key: 'besd/zz', saidBy: 'author', cites: ['passage/0-01'], sections: ['0']}]->(c)")
        run = agora("import", self.db, DATASET)
        self.assertIn("in the database, but no longer in the files: 1 nodes and 1 relationships (--prune removes them)\n"
                      "  (:Claim) claim/zz\n  [:STATES] besd/zz\n", run.stdout)
        run = agora("import", self.db, DATASET, "--prune")
        self.expect(run, 0)
        self.assertIn("removed from the database: 1 nodes and 1 relationships\n", run.stdout)
        self.assertEqual(self.dump(), before)

    def test_the_way_back_is_byte_by_byte(self):
        fresh = self.folder / "fresh"
        self.expect(agora("export", self.db, fresh), 0)
        for name in differing(DATASET, fresh):
            self.assertFalse((fresh / name).exists(), name)  # Pages and questions are not in the database.
        self.assertEqual(len(list(fresh.rglob("*.csv"))), len(list(DATASET.rglob("*.csv"))))
        run = agora("export", self.db, self.copy)
        self.expect(run, 0)
        self.assertIn(" 0 files written", run.stdout)
        self.assertEqual(differing(DATASET, self.copy), [])

    def test_an_edit_at_the_shell_is_the_only_difference(self):
        shell = ("MATCH (o:Organization {key: 'besd'}) SET o.note = 'a note';\n"
                 "CREATE (:Motive {key: 'motive/zz', name: 'z', cites: ['passage/0-01'], sections: ['0']});\n"
                 "MATCH (:Actor)-[r:SUSPECTS]->(:Motive) WITH r ORDER BY r.key LIMIT 1 DELETE r;\n"
                 f".export {self.copy}\n")
        self.expect(agora(self.db, stdin=shell), 0)
        self.assertEqual(differing(DATASET, self.copy), ["manifest.json", "nodes/motive.csv", "nodes/organization.csv",
                                                         "relationships/suspects.csv"])
        diff = subprocess.run(["diff", "-r", DATASET, self.copy], capture_output=True, text=True).stdout
        changes = [line for line in diff.splitlines() if line[:1] in "<>"]
        self.assertEqual(len([c for c in changes if "count" in c]), 4)
        self.assertEqual(len(changes), 4 + 2 + 1 + 1)
        again = self.folder / "again.agora"
        self.expect(agora("import", again, self.copy), 0)
        self.expect(agora("export", again, self.copy), 0)
        self.assertIn("a note", (self.copy / "nodes/organization.csv").read_text())

    def test_an_export_reads_beside_a_writer_and_changes_no_database(self):
        writer = Pipe(self.db)
        self.addCleanup(writer.close)
        self.assertNotIn("error", writer.ask("CREATE (:Note {key: 'n'})"))
        run = agora("export", self.db, self.folder / "out")
        self.expect(run, 0, err="nodes/note.csv is new")

    def test_errors_have_an_exit_code_and_leave_nothing(self):
        self.expect(agora("export", self.folder / "missing", self.folder / "out"), 3, out="")
        self.expect(agora("export", self.db), 2)
        os.symlink(self.folder, self.copy / "nodes" / "organization.csv.d")
        shutil.rmtree(self.copy / "nodes")
        os.symlink(self.folder, self.copy / "nodes")
        self.expect(agora("export", self.db, self.copy), 1, out="", err="symbolic link")
        self.assertFalse((self.folder / "organization.csv").exists())


class BadRows(ProgramTest):
    def test_bad_rows_go_to_a_file_that_a_spreadsheet_does_not_run(self):
        nodes = self.write("p.csv", "id,name\n1,Ann\n=2+5,x,y\n1,Bob\n3,\"C\nD\"\n")
        edges = self.write("k.csv", "src,dst\n1,3\n1,9\n")
        bad = self.folder / "bad.csv"
        arguments = ["--nodes", f"Person={nodes}", "--relationships", f"KNOWS={edges}"]
        self.expect(agora("import", self.db, *arguments), 1, out="", err=["p.csv:3: ", "p.csv:4: ", "k.csv:3: "])
        run = agora("import", self.db, *arguments, "--skip-bad", bad)
        self.expect(run, 0, err=["3 bad rows were left out", str(bad)])
        self.expect(agora("query", self.db, "MATCH (p:Person) OPTIONAL MATCH (p)-->(q) RETURN p.id AS p, q.id AS q"), 0,
                    out="p,q\n1,3\n3,\n")
        with open(bad, newline="") as file:
            rows = list(csv.reader(file))
        self.assertEqual(rows[0], ["file", "line", "reason", "row"])
        self.assertEqual([(row[1], row[3]) for row in rows[1:]], [("3", "'=2+5,x,y"), ("4", "1,Bob"), ("3", "1,9")])
        self.assertFalse(bad.with_suffix(".csv.new").exists())

    def test_a_spreadsheet_for_people(self):
        query = "RETURN '=1+1' AS a, -5 AS b, '-5' AS c, '+x' AS d, '@y' AS e, 'plain' AS f, null AS g"
        self.expect(agora("query", ":memory:", query, "--mode", "spreadsheet"), 0,
                    out="a,b,c,d,e,f,g\n'=1+1,-5,'-5,'+x,'@y,plain,\n")
        self.expect(agora("query", ":memory:", query, "--mode", "csv"), 0, out="a,b,c,d,e,f,g\n=1+1,-5,-5,+x,@y,plain,\n")


main()
