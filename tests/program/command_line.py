"""The command line: what goes in, what comes out, and the exit code."""
from program import ProgramTest, Pipe, agora, main

PEOPLE = "CREATE (:Person {name: 'Ada', born: 1815})-[:KNOWS]->(:Person {name: 'Bo \"B\" Quist'})"
# 10^12 rows in short lists.
LONG = ("UNWIND range(1, 1000) AS a UNWIND range(1, 1000) AS b UNWIND range(1, 1000) AS c "
        "UNWIND range(1, 1000) AS d RETURN count(*)")
ALL = "MATCH (p:Person) RETURN p.name AS name, p.born AS born ORDER BY name"


class Query(ProgramTest):
    def test_csv_is_what_a_pipe_gets(self):
        self.make(PEOPLE)
        self.expect(agora("query", self.db, ALL), 0, out='name,born\nAda,1815\n"Bo ""B"" Quist",\n')

    def test_null_and_the_empty_string_differ(self):
        self.expect(agora("query", ":memory:", "RETURN null AS a, '' AS b, [1, 'x'] AS c, {k: null} AS d"), 0,
                    out='a,b,c,d\n,"","[1,""x""]","{""k"":null}"\n')

    def test_modes(self):
        self.make(PEOPLE)
        expected = {
            "json": '[\n{"name":"Ada","born":1815},\n{"name":"Bo \\"B\\" Quist","born":null}\n]\n',
            "jsonl": '{"name":"Ada","born":1815}\n{"name":"Bo \\"B\\" Quist","born":null}\n',
            "markdown": '| name | born |\n| --- | --- |\n| Ada | 1815 |\n| Bo "B" Quist |  |\n',
            "table": 'name         │ born\n─────────────┼─────\nAda          │ 1815\nBo "B" Quist │\n',
        }
        for mode, out in expected.items():
            with self.subTest(mode):
                self.expect(agora("query", self.db, ALL, "--mode", mode), 0, out=out)

    def test_no_rows(self):
        self.expect(agora("query", ":memory:", "UNWIND [] AS x RETURN x"), 0, out="x\n")
        self.expect(agora("query", ":memory:", "UNWIND [] AS x RETURN x", "--mode", "json"), 0, out="[]\n")

    def test_parameters_are_literals_or_strings(self):
        run = agora("query", ":memory:", "RETURN $a + 1 AS a, $b AS b, $c[1] AS c, $d AS d", "--param", "a=41",
                    "--param", "b=two words", "--param", "c=[1, 2]", "--param", "d='7'", "--mode", "jsonl")
        self.expect(run, 0, out='{"a":42,"b":"two words","c":2,"d":"7"}\n')

    def test_any_number_of_threads_gives_the_same(self):
        self.make("UNWIND range(1, 70000) AS i CREATE (:N {g: i % 7, x: i / 10.0})")
        text = "MATCH (n:N) WHERE n.x > 10 RETURN n.g AS g, count(*) AS c, sum(n.x) AS s, collect(n.x)[3] AS third"
        alone = agora("query", self.db, text, "--threads", 1)
        self.expect(alone, 0)
        self.assertEqual(len(alone.stdout.splitlines()), 8)
        for threads in (2, 4):
            self.expect(agora("query", self.db, text, "--threads", threads), 0, out=alone.stdout)
        self.assertIn("Distribute", agora("query", self.db, "EXPLAIN " + text, "--threads", 4).stdout)
        self.expect(agora("query", self.db, text, "--threads", "many"), 2, err="--threads")

    def test_what_was_acknowledged_outlives_the_program_with_relaxed_durability(self):
        pipe = Pipe(self.db, "--durability", "relaxed", "--cache", "1")
        for i in range(100):
            self.assertNotIn("error", pipe.ask("CREATE (:N {i: $i})", i=i))
        pipe.process.kill()
        pipe.close()
        self.expect(agora("query", self.db, "MATCH (n:N) RETURN count(*) AS c, sum(n.i) AS s", "--cache", 1), 0,
                    out="c,s\n100,4950\n")
        self.expect(agora("query", self.db, "RETURN 1", "--durability", "lax"), 2, err="--durability")

    def test_a_file_of_statements_is_a_transaction_each(self):
        self.make("CREATE (:Start)")
        file = self.write("many.cypher", "CREATE (:A);\n// a comment; with a semicolon\nCREATE (:A {t: ';'});\n"
                                         "  RETURN nothing;\nCREATE (:A);\n")
        self.expect(agora("query", self.db, "-f", file), 1, out="", err=["many.cypher: ", "at 4:10", "nothing", "^"])
        self.expect(agora("query", self.db, "MATCH (a:A) RETURN count(a) AS n"), 0, out="n\n2\n")

    def test_begin_holds_until_commit(self):
        self.make("CREATE (:Start)")
        file = self.write("one.cypher", "BEGIN; CREATE (:A); CREATE (:A); RETURN nothing; COMMIT;")
        self.expect(agora("query", self.db, "-f", file), 1)
        file = self.write("two.cypher", "BEGIN; CREATE (:B); CREATE (:B); COMMIT;")
        self.expect(agora("query", self.db, "-f", file), 0, out="")
        self.expect(agora("query", self.db, "MATCH (n) RETURN labels(n)[0] AS l, count(*) AS n ORDER BY l"), 0,
                    out="l,n\nB,2\nStart,1\n")

    def test_a_file_from_standard_input(self):
        self.expect(agora("query", ":memory:", "-f", "-", stdin="RETURN 1 AS one;"), 0, out="one\n1\n")

    def test_reading_changes_no_file(self):
        self.make(PEOPLE)
        before = {p: p.stat().st_mtime_ns for p in self.db.iterdir()}
        self.expect(agora("query", self.db, ALL), 0)
        self.assertEqual({p: p.stat().st_mtime_ns for p in self.db.iterdir()}, before)

    def test_reading_beside_a_writer(self):
        self.make(PEOPLE)
        writer = Pipe(self.db)
        self.addCleanup(writer.close)
        self.assertNotIn("error", writer.ask("CREATE (:Person {name: 'Cy'})"))
        self.expect(agora("query", self.db, "MATCH (p:Person) RETURN count(p) AS n"), 0, out="n\n3\n")
        self.expect(agora("query", self.db, "CREATE (:Person)"), 3)

    def test_options_before_the_command_are_taken_or_refused(self):
        self.make(PEOPLE)
        self.expect(agora("--readonly", "query", self.db, "CREATE (:Person)"), 1, err="read")
        self.expect(agora("--max-rows", 1, "query", self.db, ALL), 1, err="limit of 1")
        run = agora("--readonly", "compact", self.db)
        self.expect(run, 2, err="--readonly")
        self.expect(agora("--questions", ".", "info", self.db), 2, err="--questions")
        self.expect(agora("other.db", "query", self.db, "RETURN 1"), 2, err="other.db")

    def test_readonly_refuses_a_write(self):
        self.make(PEOPLE)
        self.expect(agora("query", self.db, "CREATE (:Person)", "--readonly"), 1, err="read")
        self.expect(agora("query", self.db, "MATCH (p:Person) RETURN count(p) AS n"), 0, out="n\n2\n")

    def test_timeout(self):
        run = agora("query", ":memory:", LONG,
                    "--timeout", "0.3", timeout=20)
        self.expect(run, 1, err="time")

    def test_a_slip_is_noted_beside_the_rows(self):
        self.make(PEOPLE)
        self.expect(agora("query", self.db, "MATCH (p:Persn) RETURN p.name AS name"), 0, out="name\n",
                    err=["Persn", "Person"])


class Usage(ProgramTest):
    def test_help_and_version_everywhere(self):
        for command in [], ["query"], ["import"], ["report"], ["pipe"]:
            with self.subTest(command):
                self.assertIn("--version", agora(*command, "--help").stdout)
                run = agora(*command, "--version")
                self.expect(run, 0)
                self.assertRegex(run.stdout, r"^agora \d+\.\d+\.\d+\n$")

    def test_wrong_usage(self):
        for arguments in (["query"], ["query", self.db], ["query", self.db, "RETURN 1", "--mode", "xml"],
                          ["query", self.db, "RETURN 1", "--wrong"], ["import", self.db],
                          ["import", self.db, "--nodes", "Person"], ["pipe"], ["report", self.db],
                          ["query", ":memory:", "RETURN 1", "--param", "x"],
                          ["query", ":memory:", "RETURN 1", "--timeout", "soon"]):
            with self.subTest(arguments):
                run = agora(*arguments)
                self.expect(run, 2, out="")
                self.assertTrue(run.stderr)
        self.assertFalse(self.db.exists())

    def test_a_missing_database(self):
        report = self.write("r.md", "nothing")
        self.expect(agora("query", self.db, "RETURN 1"), 3, out="", err=str(self.db))
        self.expect(agora("query", self.db, "CREATE (:A)"), 3, out="", err=str(self.db))
        self.expect(agora("report", self.db, report), 3, out="", err=str(self.db))
        self.assertFalse(self.db.exists())
        self.expect(agora(self.db, stdin="CREATE (:A);\n"), 0)
        self.expect(agora("query", self.db, "MATCH (a:A) RETURN count(a) AS n"), 0, out="n\n1\n")


class Report(ProgramTest):
    def report(self, text, *options):
        self.make(PEOPLE)
        return agora("report", self.db, self.write("report.md", text), *options)

    def test_blocks_become_tables_and_names_values(self):
        run = self.report("# People\n\nThere are {{ count }}.\n\n```agora count value\nMATCH (p:Person) RETURN count(p)\n"
                          "```\n\n```agora people\nMATCH (p:Person) RETURN p.name AS name ORDER BY name\n```\n\n"
                          "```sql\nSELECT '{{ count }}'\n```\n\n```agora some check\n"
                          "MATCH (p:Person) RETURN count(p) > 1\n```\n")
        self.expect(run, 0, out="# People\n\nThere are 2.\n\n\n| name |\n| --- |\n| Ada |\n| Bo \"B\" Quist |\n\n"
                                "```sql\nSELECT '{{ count }}'\n```\n\n")

    def test_problems_name_file_and_line(self):
        for text, code, place, message in (
                ("a\n\n```agora x\nMATCH (p:Person)\nRETURN q\n```\n", 1, ":5: ", "q"),
                ("a {{ b }}\n", 1, ":1: ", "b"),
                ("```agora x\nRETURN 1\n", 1, ":1: ", "not closed"),
                ("```agora x\nRETURN 1; RETURN 2\n```\n", 1, ":1: ", "one query"),
                ("\n```agora x\nMATCH (p:Person) RETURN p.name\n```\n{{x}}\n", 1, ":5: ", "one value"),
                ("```agora x\nCREATE (:A)\n```\n", 1, ":2: ", "read"),
                ("```agora x check\nMATCH (p:Person) RETURN count(p) = 3\n```\n", 4, ":1: ", "false")):
            with self.subTest(text):
                self.setUp()
                run = self.report(text)
                self.expect(run, code, out="", err=["report.md" + place, message])

    def test_output_file(self):
        out = self.folder / "out.md"
        self.expect(self.report("```agora a\nRETURN 1 AS x\n```\n", "-o", out), 0, out="")
        self.assertEqual(out.read_text(), "| x |\n| --- |\n| 1 |\n")


class ShellFromAFile(ProgramTest):
    def test_statements_run_and_the_first_error_ends(self):
        run = agora(self.db, stdin="CREATE (:A {x: 1});\nMATCH (a:A)\nRETURN a.x AS x;\nRETURN y;\nCREATE (:A);\n")
        self.expect(run, 1, out="x\n1\n", err="y")
        self.expect(agora(stdin=".mode jsonl\nRETURN 1 AS a;\n"), 0, out='{"a":1}\n')
        self.expect(agora(self.db, stdin="MATCH (a:A) RETURN count(a) AS n"), 0, out="n\n1\n")


class PipeProtocol(ProgramTest):
    def test_replies_are_in_order_and_errors_end_nothing(self):
        pipe = Pipe(self.db)
        self.assertIn("error", pipe.send("no json"))
        self.assertIn("error", pipe.send("[1]"))
        self.assertIn("error", pipe.send("{}"))
        self.assertEqual(pipe.ask("RETURN 1 AS a, 2.0 AS b, $p AS p", p={"$map": {"$x": [None]}})["rows"],
                         [[1, 2.0, {"$map": {"$x": [None]}}]])
        reply = pipe.ask("CREATE (:A {x: 1})-[:T]->(:B)")
        self.assertEqual(reply["columns"], [])
        self.assertEqual(reply["stats"]["nodes_created"], 2)
        error = pipe.ask("RETURN\n  nowhere")["error"]
        self.assertEqual([error[k] for k in ("type", "phase", "detail", "line", "column")],
                         ["SyntaxError", "compile time", "UndefinedVariable", 2, 3])
        self.assertIn("--allow-reset", pipe.send('{"reset":true}')["error"]["hint"])
        self.assertEqual(pipe.close(), 0)

    def test_an_open_transaction_is_rolled_back_at_the_end(self):
        pipe = Pipe(self.db)
        for query in "BEGIN", "CREATE (:A)":
            self.assertNotIn("error", pipe.ask(query))
        pipe.close()
        self.expect(agora("query", self.db, "MATCH (a) RETURN count(a) AS n"), 0, out="n\n0\n")

    def test_reset_and_procedures_on_request(self):
        pipe = Pipe(self.db, "--allow-reset")
        self.assertNotIn("error", pipe.ask("CREATE (:A)"))
        self.assertEqual(pipe.send('{"reset":true}'), {"ok": True})
        self.assertEqual(pipe.ask("MATCH (a) RETURN count(a)")["rows"], [[0]])
        self.assertEqual(pipe.send('{"procedure":{"signature":"test.f(x :: INTEGER?) :: (y :: STRING?)",'
                                   '"columns":["x","y"],"rows":[[1,"a"],[2,"b"],[1,"c"]]}}'), {"ok": True})
        self.assertEqual(pipe.ask("CALL test.f(1) YIELD y RETURN y")["rows"], [["a"], ["c"]])
        pipe.close()

    def test_readonly(self):
        self.expect(agora("pipe", self.db, "--readonly"), 3, out="", err=str(self.db))
        self.make("CREATE (:A)")
        pipe = Pipe(self.db, "--readonly")
        self.assertIn("error", pipe.ask("CREATE (:A)"))
        self.assertEqual(pipe.ask("MATCH (a:A) RETURN count(a)")["rows"], [[1]])
        pipe.close()


main()
