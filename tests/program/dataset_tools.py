"""A dataset's way in and back: import, again, prune, export, attached text, search."""
import csv
import filecmp
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from random import Random

from program import DATASET, ROOT, ProgramTest, Pipe, agora, main


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


class AttachedText(ProgramTest):
    """With a dataset of its own; with the text that claimed-spaces codes where that is at hand."""
    TEXT = "The river rises in May. They say \u201cIt\u2019s high\u201d. The river rises in May."

    def make_dataset(self):
        sha = lambda text: hashlib.sha256(text.encode()).hexdigest()
        columns = lambda *names: [{"name": name, "type": kind} for name, kind in names]
        string = "string"
        folder = self.folder / "river"
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps({"format": "agora-dataset", "version": 1, "name": "river", "nodes": [
            {"label": "Source", "file": "source.csv", "key": "key", "columns": columns(("key", string), ("sha256", string))},
            {"label": "Passage", "file": "passage.csv", "key": "key", "columns": columns(
                ("key", string), ("start", "integer"), ("end", "integer"), ("section", string), ("opening", string),
                ("sha256", string), ("gist", string))}], "relationships": []}))
        (folder / "source.csv").write_text(f"key,sha256\nsource/river,{sha(self.TEXT)}\n")
        rows = ["key,start,end,section,opening,sha256,gist"]
        for key, words, start in (("p/exact", "They say \u201cIt\u2019s high\u201d.", 24),
                                  ("p/folded", "They say \"It's high\".", 24),
                                  ("p/ambiguous", "The river rises", 7), ("p/lost", "The sea is salty", 0)):
            cell = sha(" ".join(words.split()))
            rows.append(f"{key},{start},{start + len(words)},1,{words.split()[0]} {words.split()[1]},{cell},g")
        (folder / "passage.csv").write_text("\n".join(rows) + "\n")
        self.expect(agora("import", self.db, folder), 0)
        return self.write("river.txt", self.TEXT)

    def states(self):
        run = agora("query", self.db, "CALL evidence.check() YIELD passage, state RETURN passage, state ORDER BY passage",
                    "--mode", "csv")
        self.expect(run, 0)
        return dict(csv.reader(run.stdout.splitlines()[1:]))

    def test_attach_check_read_detach(self):
        text = self.make_dataset()
        self.assertEqual(set(self.states().values()), {"unchecked"})
        run = agora("attach", self.db, "source/river", text)
        self.expect(run, 0, out="attached to source/river; passages: 1 ambiguous, 1 exact, 1 folded, 1 lost\n")
        self.assertEqual(self.states(), {"p/exact": "exact", "p/folded": "folded", "p/ambiguous": "ambiguous", "p/lost": "lost"})
        words = "CALL evidence.passage($key) YIELD words, state RETURN state, words"
        self.expect(agora("query", self.db, words, "--param", "key=p/exact", "--mode", "jsonl"), 0,
                    out='{"state":"exact","words":"They say \u201cIt\u2019s high\u201d."}\n')
        self.expect(agora("query", self.db, words, "--param", "key=p/lost", "--mode", "jsonl"), 0,
                    out='{"state":"lost","words":null}\n')
        self.expect(agora("query", self.db, words, "--param", "key=p/none", "--mode", "jsonl"), 0, out="")
        self.expect(agora("query", self.db, "CALL evidence.check() YIELD passage, elsewhere WHERE passage = 'p/ambiguous' "
                          "RETURN elsewhere", "--mode", "jsonl"), 0,
                    out='{"elsewhere":[{"start":0,"end":15},{"start":46,"end":61}]}\n')
        self.expect(agora("query", self.db, "CALL evidence.sources() YIELD source, attached, characters, matches "
                          "RETURN source, attached, characters, matches"), 0,
                    out="source,attached,characters,matches\nsource/river,true,69,true\n")
        shell = agora(self.db, stdin=".passage p/exact\n.passage p/lost\n.passage p/none\n")
        self.assertIn("p/exact  source/river, section 1, characters 24 to 45: exact", shell.stdout)
        self.assertIn("They say \u201cIt\u2019s high\u201d.", shell.stdout)
        self.assertIn("they are not in their place", shell.stdout)
        self.assertIn("there is no passage p/none", shell.stderr)
        # Never exported, and no query sees it.
        self.expect(agora("export", self.db, self.folder / "out"), 0)
        for file in (self.folder / "out").rglob("*"):
            self.assertFalse(file.is_file() and "high" in file.read_text(), file)
        self.expect(agora("detach", self.db, "source/river"), 0, out="detached from source/river\n")
        self.expect(agora("detach", self.db, "source/river"), 1, out="", err="no text is attached")
        self.assertEqual(set(self.states().values()), {"unchecked"})

    def test_another_text_is_refused(self):
        self.make_dataset()
        other = self.write("other.txt", self.TEXT + "\n")
        self.expect(agora("attach", self.db, "source/river", other), 1, out="",
                    err=["is not the text of `source/river`", "nothing was attached"])
        self.expect(agora("attach", self.db, "source/river", self.write("bad.txt", b"\xff")), 1, err="UTF-8")
        self.expect(agora("attach", self.db, "source/sea", other), 1, err=["`source/sea`", "there are source/river"])
        self.expect(agora("attach", self.db, "source/river", self.folder / "none.txt"), 1, err="none.txt")
        self.expect(agora("attach", self.folder / "none.agora", "source/river", other), 3)
        self.assertEqual(set(self.states().values()), {"unchecked"})
        self.expect(agora("attach", self.db, "source/river", other, "--unchecked"), 0)
        self.assertEqual(self.states()["p/exact"], "exact")
        shell = agora(self.db, stdin=f"BEGIN;\n.attach source/river {other}\n")
        self.expect(shell, 1, err="a transaction is open")
        self.expect(agora(self.db, stdin=f".attach source/river {self.folder / 'river.txt'}\n.detach source/river\n"), 0)

    def test_the_engine_and_the_checker_agree(self):
        text = pathlib.Path(os.environ.get("AGORA_SHARED", "")) / "thesis" / "thesis.txt"
        if not text.is_file():
            self.skipTest("the text that claimed-spaces codes is not here")
        self.expect(agora("import", self.db, DATASET), 0)
        self.expect(agora("attach", self.db, "source/thesis", text), 0)
        states = self.states()
        self.assertEqual(set(states.values()), {"exact"})
        self.assertGreater(len(states), 500)
        whole = text.read_bytes().decode()
        random = Random(7)
        failed = 0
        for _ in range(6):
            at = random.choice([i for i, c in enumerate(whole) if not c.isspace()])
            copy = self.write("copy.txt", whole[:at] + ("#" if whole[at] != "#" else "%") + whole[at + 1:])
            checker = subprocess.run([sys.executable, ROOT / "scripts" / "check-dataset", DATASET, "--text", copy],
                                     capture_output=True, text=True)
            lost = set(re.findall(r": (passage/\S+) does not match the text", checker.stdout))
            self.expect(agora("attach", self.db, "source/thesis", copy, "--unchecked"), 0)
            self.assertEqual({key for key, state in self.states().items() if state != "exact"}, lost, at)
            failed += len(lost)
        self.assertGreater(failed, 0)


class Search(ProgramTest):
    def test_other_names_find_a_node(self):
        self.expect(agora("import", self.db, DATASET), 0)
        query = ("CALL db.search($text) YIELD node, name, property, rank RETURN node.key AS key, name, property, rank LIMIT 1")
        for text, key, prop in (("Berufsverband", "besd", "aliases"), ("BERUFSVERBAND  erotische", "besd", "aliases"),
                                ("besd", "besd", "name"), ("agustin", "person/agustin", "name")):
            with self.subTest(text):
                run = agora("query", self.db, query, "--param", f"text={text}", "--mode", "jsonl")
                self.expect(run, 0)
                row = json.loads(run.stdout)
                self.assertEqual((row["key"], row["property"]), (key, prop))
        self.expect(agora("query", self.db, "CALL db.search('') YIELD name RETURN name", "--mode", "jsonl"), 0, out="")
        shell = agora(self.db, "--mode", "jsonl", stdin=".find Berufsverband\n")
        self.assertIn('"key":"besd"', shell.stdout)

    def test_questions_are_listed_and_run(self):
        self.expect(agora("import", self.db, DATASET), 0)
        listed = agora(self.db, "--questions", DATASET / "questions", stdin=".questions\n")
        self.expect(listed, 0)
        files = sorted(f.name for f in (DATASET / "questions").glob("*.md"))
        for name in files:
            self.assertIn(name.split("-")[0] + "  ", listed.stdout)
        self.assertEqual(len(listed.stdout.splitlines()), len(files) + 1)
        asked = agora(self.db, "--questions", DATASET / "questions", "--mode", "csv", stdin=".questions 01\n")
        self.expect(asked, 0)
        self.assertIn("BesD,", asked.stdout)
        by_word = agora(self.db, "--questions", DATASET / "questions", "--mode", "csv", stdin=".questions zwangsPROSTITUTION\n")
        self.expect(by_word, 0)
        self.assertIn("MATCH", by_word.stdout)
        several = agora(self.db, "--questions", DATASET / "questions", stdin=".questions police\n")
        self.assertIn("asks it", several.stdout)
        self.expect(agora(self.db, "--questions", DATASET / "questions", stdin=".questions xyzzy\n"), 1, err="no question matches")


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
