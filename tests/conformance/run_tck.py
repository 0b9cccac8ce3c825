#!/usr/bin/env python3
"""Runs openCypher's conformance scenarios and holds the line: no fewer may pass than baseline.txt says.

usage: run_tck.py AGORA [TCK-FOLDER] [OPTIONS OF tck_run.py]
The scenarios are not part of this repository. Without the folder the test is skipped (exit code 77). When more pass,
raise the number in baseline.txt; it never falls.
"""
import os
import pathlib
import re
import subprocess
import sys

SKIPPED = 77


def main():
    agora = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if folder is None or not (folder / "tck_run.py").exists():
        print(f"skipped: no conformance scenarios in {folder or 'any folder'}")
        sys.exit(SKIPPED)
    least = int(re.search(r"^\d+$", (pathlib.Path(__file__).parent / "baseline.txt").read_text(), re.M).group())
    jobs = os.environ.get("AGORA_TEST_JOBS", str(min(os.cpu_count() or 1, 4)))
    run = subprocess.run([sys.executable, str(folder / "tck_run.py"), "--tck", str(folder), "--cmd",
                          f"{agora} pipe {{db}} --allow-reset", "--jobs", jobs, *sys.argv[3:]],
                         stdout=subprocess.PIPE, text=True)
    print("\n".join(run.stdout.splitlines()[-40:]))
    counts = re.findall(r"(\d+) passed, (\d+) failed", run.stdout)
    if not counts:
        sys.exit("the runner gave no counts")
    passed = int(counts[-1][0])
    if passed < least:
        sys.exit(f"{passed} scenarios pass; at least {least} did before")
    print(f"{passed} scenarios pass; the line is at {least}" + ("" if passed == least else ": raise it"))


main()
