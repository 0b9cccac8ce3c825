"""What docs/dataset.md shows is what the program says: the answers to its questions, and the coverage.

usage: documents.py            compares
       documents.py --write    writes the answers anew; read the difference
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from program import DATASET, ROOT, agora

PAGE = ROOT / "docs" / "dataset.md"
# A query, the table under it, and where the table is cut the number of all rows.
ANSWER = re.compile(r"^```agora\n(?P<query>.*?)^```\n\n(?P<table>(?:\|[^\n]*\n)+)"
                    r"(?:\n\(the first (?P<first>\d+) of (?P<all>\d+) rows\)\n)?", re.S | re.M)
COVERAGE = re.compile(r"(?P<sections>^\| section \| passages .*?^\(a statement that rests[^\n]*\n)|"
                      r"(?P<kinds>^\| kind \| count \|\n(?:\|[^\n]*\n)+)|"
                      r"(?P<gaps>^sections without a passage:.*?^quotes without a theme:[^\n]*\n)", re.S | re.M)


def answer(db, match):
    """The block as it should stand."""
    run = agora("query", db, match["query"], "--mode", "markdown")
    if run.returncode != 0 or run.stderr:
        raise SystemExit(f"{match['query']}\n{run.stderr}")
    lines = run.stdout.rstrip("\n").split("\n")
    lines[1] = "|" + "|".join("---" for _ in lines[1].split("|")[1:-1]) + "|"
    count = len(lines) - 2
    text = f"```agora\n{match['query']}```\n\n"
    if match["first"] and int(match["first"]) < count:
        first = int(match["first"])
        return text + "\n".join(lines[:2 + first]) + f"\n\n(the first {first} of {count} rows)\n"
    return text + "\n".join(lines) + "\n"


def coverage():
    """The parts of the printed coverage, by their names."""
    run = subprocess.run([sys.executable, ROOT / "scripts" / "check-dataset", DATASET, "--coverage"],
                         capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(run.stdout + run.stderr)
    printed = re.sub(r"^(\|.*\n)(?=\(a statement)", r"\1\n", run.stdout, flags=re.M)
    printed = re.sub(r" +$", "", printed, flags=re.M)
    return {match.lastgroup: match.group() for match in COVERAGE.finditer(printed)}


def main():
    page = PAGE.read_text()
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "page.agora"
        run = agora("import", db, DATASET)
        if run.returncode != 0:
            sys.exit(run.stderr)
        found = list(ANSWER.finditer(page))
        wanted = ANSWER.sub(lambda match: answer(db, match), page)
    parts = coverage()
    shown = list(COVERAGE.finditer(page))
    if len(found) < 10 or len(shown) != len(parts):
        sys.exit(f"{PAGE}: {len(found)} answers and {len(shown)} parts of the coverage were found")
    wanted = COVERAGE.sub(lambda match: parts[match.lastgroup], wanted)
    if wanted == page:
        print(f"{len(found)} answers and the coverage are as the program gives them")
        return
    if "--write" in sys.argv:
        PAGE.write_text(wanted)
        print(f"{PAGE} was written anew")
        return
    import difflib
    sys.stdout.writelines(difflib.unified_diff(page.splitlines(True), wanted.splitlines(True), "page", "program"))
    sys.exit(f"\n{PAGE} is not what the program says; documents.py --write writes it anew")


main()
