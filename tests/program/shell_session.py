"""The shell in a terminal. What a person sees of a whole session is kept in shell_session.golden; after a wanted change
write it anew with AGORA_WRITE_GOLDEN=1 and read the difference."""
import difflib
import os
import pathlib
import re
import time

from program import AGORA, DATASET, ProgramTest, agora, main
from terminal import Session

GOLDEN = pathlib.Path(__file__).with_suffix(".golden")
PROMPT = "agora>"
UP, LEFT, BACKSPACE, CTRL_C, CTRL_D = "\x1b[A", "\x1b[D", "\x7f", "\x03", "\x04"
LONG = ("UNWIND range(1, 1000) AS a UNWIND range(1, 1000) AS b UNWIND range(1, 1000) AS c "
        "UNWIND range(1, 1000) AS d RETURN count(*);")


def without_times(text):
    return re.sub(r"\d+(\.\d+)? (ms|s)\)", "TIME)", re.sub(r"Agora \d+\.\d+\.\d+", "Agora VERSION", text))


class Shell(ProgramTest):
    def start(self, *arguments, width=100):
        environment = {"PATH": os.environ.get("PATH", ""), "TERM": "xterm", "LANG": "C.UTF-8",
                       "HOME": str(self.folder), "XDG_STATE_HOME": str(self.folder / "state")}
        for name in "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS":
            if name in os.environ:
                environment[name] = os.environ[name]
        session = Session([AGORA, *map(str, arguments)], environment, width)
        session.read_until(PROMPT)
        return session

    def type(self, session, *lines):
        for line in lines:
            session.type(line + "\r")
            # The line itself ends with what was typed; the next prompt comes behind its answer.
            session.read_until(PROMPT, timeout=60)

    def test_a_session(self):
        self.expect(agora("import", "library.agora", DATASET, cwd=self.folder), 0)
        os.chdir(self.folder)
        self.addCleanup(os.chdir, "/")
        session = self.start("library.agora", "--questions", DATASET / "questions")
        # A wrong query, then a correction of it from history.
        session.type("MATCH (o:Organization {participant: true})\r")
        session.read_until("...>")
        self.type(session, "RETURN count(p) AS participants;")
        self.type(session, UP + LEFT * len(") AS participants;") + BACKSPACE + "o")
        # A long query is cancelled, and the shell goes on.
        session.type(LONG + "\r")
        time.sleep(2)  # Until it runs.
        session.type(CTRL_C)
        session.read_until(PROMPT)
        # A misspelt label: no error, a hint.
        self.type(session, "MATCH (o:Organisation) RETURN count(o) AS n;")
        # A statement that is given up while it is typed.
        session.type("MATCH (n)\r")
        session.read_until("...>")
        session.type(CTRL_C)
        session.read_until(PROMPT)
        # The question that the dataset was made for.
        self.type(session, ".questions 01")
        session.type(CTRL_D)
        self.assertEqual(session.wait(), 0)
        self.compare(without_times(session.screen.text().rstrip() + "\n"))

    def compare(self, found):
        if os.environ.get("AGORA_WRITE_GOLDEN"):
            GOLDEN.write_text(found)
        expected = GOLDEN.read_text()
        if found != expected:
            self.fail("\n".join(difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found",
                                                     lineterm="")))

    def test_history_is_kept_between_sessions(self):
        session = self.start()
        self.type(session, "RETURN 'kept' AS x;")
        session.type(CTRL_D)
        self.assertEqual(session.wait(), 0)
        self.assertTrue((self.folder / "state" / "agora" / "history").exists())
        session = self.start()
        self.type(session, UP)
        self.assertIn("kept\n(1 row", session.screen.text())
        session.type(".exit\r")
        self.assertEqual(session.wait(), 0)

    def test_a_table_fits_the_terminal(self):
        session = self.start(width=60)
        self.type(session, "RETURN 'word ' + 'word word word word word word word word word word' AS long, "
                           "'a日本語の文字列がここに続いています' AS wide, 1 AS n;",
                  "WITH 'x' AS x RETURN x AS a, x AS b, x AS c, x AS d, x AS e, x AS f, x AS g, x AS hhhhhhhhhhhhhhhhhhhh, "
                  "x AS iiiiiiiiiiiiiiiiiiiiiiii, x AS jjjjjjjjjjjjjjjjjjj;")
        lines = session.screen.text().split("\n")
        self.assertTrue(all(len(line) <= 60 for line in lines))
        self.assertTrue(any("── row 1" in line for line in lines))
        session.type(CTRL_D)
        self.assertEqual(session.wait(), 0)

    def test_values_cannot_steer_the_terminal(self):
        session = self.start()
        self.type(session, "RETURN '\\u001b[31mred\\u0007' AS x;")
        self.assertNotIn("\x1b[31m", session.raw)
        self.assertIn("\\u001b[31mred\\u0007", session.screen.text())
        session.type(CTRL_D)
        self.assertEqual(session.wait(), 0)

    def test_commands(self):
        session = self.start()
        self.type(session, ".help", ".mode jsonl", ".param x=41", "RETURN $x + 1 AS a;", ".mode", ".nonsense",
                  "CREATE (:A {k: 1})-[:T]->(:B);", "CREATE INDEX FOR (a:A) ON (a.k);", ".schema", ".timeout 0.2", LONG,
                  ".read nowhere.cypher", ".import nowhere", ".timeout soon")
        text = session.screen.text()
        for part in ('{"a":42}', "jsonl\n", ".nonsense", "2 nodes created", "Labels", "Relationships", "Property keys",
                     "Indexes", "nowhere.cypher", "a timeout is"):
            self.assertIn(part, text)
        session.type(CTRL_D)
        self.assertEqual(session.wait(), 0)


main()
