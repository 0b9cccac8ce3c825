"""The saved questions of a dataset have the answers that stand beside them.

usage: questions.py [WORD]     only files whose name contains WORD
"""
import csv
import io
import re
import sys
import tempfile
from pathlib import Path

from program import DATASET, agora

BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.S | re.M)




def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def check(db, file):
    """None, or what is wrong."""
    blocks = {}
    for language, body in BLOCK.findall(file.read_text()):
        blocks.setdefault(language, body)
    if "agora" not in blocks or "csv" not in blocks:
        return "it needs a block agora and a block csv"
    run = agora("query", db, blocks["agora"], "--mode", "csv")
    if run.returncode != 0:
        return run.stderr.strip()
    if run.stderr:
        return "it runs, but: " + run.stderr.strip()
    expected, found = rows_of(blocks["csv"]), rows_of(run.stdout)
    if "order by" not in blocks["agora"].lower():
        expected[1:], found[1:] = sorted(expected[1:]), sorted(found[1:])
    if expected != found:
        missing = [r for r in expected if r not in found]
        extra = [r for r in found if r not in expected]
        return f"expected but not found: {missing[:5]}; found but not expected: {extra[:5]}"
    return None


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    files = sorted(f for f in (DATASET / "questions").glob("*.md") if word in f.name)
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "questions.agora"
        run = agora("import", db, DATASET, timeout=600)
        if run.returncode != 0:
            sys.exit(run.stderr)
        failed = 0
        for file in files:
            problem = check(db, file)
            if problem:
                failed += 1
                print(f"{file.name}: {problem}")
    print(f"{len(files) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not files else 0)


main()
