#!/usr/bin/env python3
"""What it costs when nothing is at hand yet, and when not all of it can be kept.

  cold.py [--program agora] [--rounds 3] [--cache MIB] DATABASE

DATABASE holds what variations.py asks about. First each group's base query as the first of a process: "cold" with
nothing of the database in the system's page cache, "warm" with all of it there; milliseconds on the clock from the
start of the process to its end. Then all of them in turn, some rounds, in one process whose cache of decoded data is a
quarter of what the database takes on the disk (or MIB), and in one that keeps everything: milliseconds on the clock
of the last round, and the memory of both processes after each round, in MiB, which should stay where it is.
"""

import argparse
import json
import os
import pathlib
import subprocess
import time

from variations import GROUPS, Pipe, parameters


def forget(database):
    """Drops the database's files out of the page cache. What another process has mapped stays."""
    for path in pathlib.Path(database).rglob("*"):
        if path.is_file():
            file = os.open(path, os.O_RDONLY)
            os.fsync(file)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)


def first(program, database, query, params):
    command = [program, "query", database, query]
    for name, value in params.items():
        if "$" + name in query:
            command += ["--param", f"{name}={json.dumps(value)}"]
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1e3


def resident(pipe):
    status = pathlib.Path(f"/proc/{pipe.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def timed(pipe, query, params):
    begin = time.perf_counter()
    pipe.ask(query, params)
    return (time.perf_counter() - begin) * 1e3


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("database")
    arguments.add_argument("--program", default="agora")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--cache", type=int, help="MiB; unless told a quarter of the database's size")
    options = arguments.parse_args()
    queries = {group: variations[0][1] for group, variations in GROUPS.items()}
    large = Pipe(options.program, options.database, "--readonly", "--cache", "16384")
    params = parameters(large)

    print(f"{'first of a process, ms':24} {'cold':>9} {'warm':>9}")
    for group, query in queries.items():
        forget(options.database)
        cold = first(options.program, options.database, query, params)
        warm = min(first(options.program, options.database, query, params) for _ in range(3))
        print(f"{group:24} {cold:9.1f} {warm:9.1f}", flush=True)

    size = sum(path.stat().st_size for path in pathlib.Path(options.database).rglob("*") if path.is_file()) / 2**20
    cache = options.cache or max(1, int(size / 4))
    small = Pipe(options.program, options.database, "--readonly", "--cache", str(cache))
    memory = []
    for _ in range(options.rounds):
        times = {group: (timed(small, query, params), timed(large, query, params)) for group, query in queries.items()}
        memory.append((resident(small), resident(large)))
    print(f"\n{f'{size:.0f} MiB, ms':24} {f'{cache} MiB':>9} {'all kept':>9}")
    for group, (of_small, of_large) in times.items():
        print(f"{group:24} {of_small:9.1f} {of_large:9.1f}")
    for i, (of_small, of_large) in enumerate(memory):
        print(f"{f'MiB after round {i + 1}':24} {of_small:9.0f} {of_large:9.0f}")


if __name__ == "__main__":
    main()
