#!/usr/bin/env python3
"""Micro benchmarks of this commit beside another one.

  compare.py [--against COMMIT] [--work FOLDER] [-- ARGUMENTS OF GOOGLE BENCHMARK]

Builds the program micro_benchmarks of the working tree and of COMMIT (default: the commit before, HEAD~1) as
releases below FOLDER, runs both, and prints each benchmark's time in nanoseconds and the ratio new / old. The
benchmarks' source is that of the working tree in both, so that what is compared is the engine.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def build(source, folder):
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DAGORA_BUILD_BENCHMARKS=ON", "-DAGORA_BUILD_TESTS=OFF"]
    if shutil.which("ccache"):
        options.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
    subprocess.run(["cmake", "-S", source, "-B", folder, "-G", "Ninja", *options], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "--target", "micro_benchmarks"], check=True)
    return next(folder.rglob("micro_benchmarks"))


def run(program, arguments):
    output = subprocess.run([program, "--benchmark_format=json", *arguments], check=True, capture_output=True, text=True)
    return {entry["name"]: entry["cpu_time"] for entry in json.loads(output.stdout)["benchmarks"]}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--against", default="HEAD~1")
    arguments.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "agora-micro")
    arguments.add_argument("rest", nargs="*")
    options = arguments.parse_args()
    old_source = options.work / "source"
    subprocess.run(["git", "-C", ROOT, "worktree", "prune"], check=True)
    if not old_source.exists():
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--detach", old_source, options.against], check=True)
    subprocess.run(["git", "-C", old_source, "checkout", "-q", "--detach", options.against], check=True)
    shutil.copytree(ROOT / "tests/benchmark", old_source / "tests/benchmark", dirs_exist_ok=True)
    old = run(build(old_source, options.work / "old"), options.rest)
    new = run(build(ROOT, options.work / "new"), options.rest)
    for name, time in new.items():
        before = old.get(name)
        print(f"{name:32} {time:12.0f} ns" + (f" {before:12.0f} ns {time / before:6.2f}" if before else ""))


if __name__ == "__main__":
    main()
