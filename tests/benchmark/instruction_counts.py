#!/usr/bin/env python3
"""The instructions that kernels take, counted by callgrind, are what instructions.txt says, within 5 %.

  instruction_counts.py COUNTED_KERNELS [--record]

COUNTED_KERNELS: the program of that name, a release build. --record writes instructions.txt anew, for the kernels
that it names: after a change that is worth what it costs, or that made something faster. Exit code 77: valgrind is
not there, nothing was counted.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

PINNED = pathlib.Path(__file__).with_name("instructions.txt")
TOLERANCE = 0.05


def pinned():
    lines = [line.split() for line in PINNED.read_text().splitlines() if line and not line.startswith("#")]
    return {name: int(count) for name, count in lines}


def count(program, kernel):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=counted_run", program, kernel]
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if done.returncode != 0 or not found or found[1] == "0":
        raise SystemExit(f"{kernel} was not counted:\n{done.stderr}")
    return int(found[1])


def record(counts):
    head = [line for line in PINNED.read_text().splitlines() if line.startswith("#")]
    PINNED.write_text("\n".join(head + [f"{name:28} {n}" for name, n in counts.items()]) + "\n")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("--record", action="store_true")
    options = arguments.parse_args()
    if not shutil.which("valgrind"):
        print("valgrind is not installed: nothing was counted")
        return 77
    expected = pinned()
    with ThreadPoolExecutor(2) as pool:
        counts = dict(zip(expected, pool.map(lambda kernel: count(options.program, kernel), expected)))
    if options.record:
        record(counts)
        return 0
    wrong = 0
    for name, n in counts.items():
        ratio = n / expected[name]
        off = abs(ratio - 1) > TOLERANCE
        wrong += off
        print(f"{name:28} {n:12} instructions, {expected[name]:12} pinned, {ratio:6.3f}" + ("  <-- not within 5 %" if off else ""))
    if wrong:
        print("If that is meant, pin what it is now: instruction_counts.py COUNTED_KERNELS --record")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
