"""How the tests of the program call it: AGORA is the program, ROOT the source tree."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATASET = ROOT / "datasets" / "claimed-spaces"
AGORA = os.environ.get("AGORA_PROGRAM", "agora")


def agora(*arguments, stdin="", timeout=120, **options):
    """Runs the program to its end; both outputs are text."""
    return subprocess.run([AGORA, *map(str, arguments)], input=stdin, capture_output=True, text=True,
                          timeout=timeout, **options)


class Pipe:
    """`agora pipe` for one database."""

    def __init__(self, database, *options):
        self.process = subprocess.Popen([AGORA, "pipe", str(database), *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def ask(self, query, **params):
        return self.send(json.dumps({"query": query, "params": params}))

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code


class ProgramTest(unittest.TestCase):
    """Gives each test an empty folder, self.folder, and a database path in it that does not exist yet."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.db = self.folder / "test.agora"
        self.addCleanup(self.temporary.cleanup)

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def make(self, *statements):
        """A database with what the statements write."""
        pipe = Pipe(self.db)
        for statement in statements:
            reply = pipe.ask(statement)
            self.assertNotIn("error", reply, statement)
        self.assertEqual(pipe.close(), 0)

    def expect(self, run, code, *, out=None, err=None):
        self.assertEqual(run.returncode, code, f"{run.args}\n{run.stdout}\n{run.stderr}")
        if out is not None:
            self.assertEqual(run.stdout, out)
        for part in [err] if isinstance(err, str) else err or []:
            self.assertIn(part, run.stderr)


def main():
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
