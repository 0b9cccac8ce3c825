#!/usr/bin/env python3
"""Writes each statement of the language scripts as a file of its own, for a fuzzer to begin with.

usage: seeds.py FOLDER_OF_SCRIPTS FOLDER
"""
import hashlib
import pathlib
import sys


def statements(script):
    for block in script.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if not lines:
            continue
        head, rest = lines[0], lines[1:]
        if head.split()[0] == "values":
            for line in rest:
                yield f"{head[7:]} RETURN {line.rsplit(' => ', 1)[0]}".strip()
        else:
            end = rest.index("----") if "----" in rest else len(rest)
            yield "\n".join(line for line in rest[:end] if not line.startswith("params "))


def main():
    folder = pathlib.Path(sys.argv[2])
    for script in sorted(pathlib.Path(sys.argv[1]).glob("*.test")):
        for text in statements(script):
            name = hashlib.sha1(text.encode()).hexdigest()[:16]
            (folder / name).write_text(text, encoding="utf-8")


main()
