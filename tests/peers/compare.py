#!/usr/bin/env python3
"""The same accidents for Agora and for other embedded engines: kill -9 while writing, two processes at once, damaged
files. README.md says what is done and what counts as what.

usage: compare.py [--engines agora,kuzu,duckdb,sqlite] [--rounds N] [--cases N] [--seed N] [--parts kill,two,damage]
                  [--out FILE]

AGORA_PROGRAM names the program agora, AGORA_PEERS the folder with the other engines' packages.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
AGORA = os.environ.get("AGORA_PROGRAM", "agora")
TIMEOUT = 300  # Seconds; a busy machine is no crash.


class Died(Exception):
    """The process ended by a signal or without an answer."""


class Refused(Exception):
    """The engine said no, in words."""


class Engine:
    """A process with one database open. Raises Refused if it cannot be opened, Died if the process is gone."""

    def __init__(self, name, database, readonly=False):
        self.name = name
        self.process = subprocess.Popen(self.command(name, database, readonly), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.waiting = b""
        try:
            self.opened()
        except Exception:
            self.kill()
            raise

    @staticmethod
    def command(name, database, readonly):
        if name == "agora":
            return [AGORA, "pipe", str(database), *(["--readonly"] if readonly else [])]
        return ["node", str(HERE / "engine.mjs"), name, str(database), *(["readonly"] if readonly else [])]

    def opened(self):
        if self.name == "agora":
            self.query("RETURN 1")
        else:
            self.receive()

    def send(self, message):
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self.ended() from None

    def receive(self):
        end = time.monotonic() + TIMEOUT
        while b"\n" not in self.waiting:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise Died("no answer")
            part = os.read(self.process.stdout.fileno(), 1 << 20)
            if not part:
                raise self.ended()
            self.waiting += part
        line, self.waiting = self.waiting.split(b"\n", 1)
        reply = json.loads(line)
        if "error" in reply:
            error = reply["error"]
            raise Refused(error if isinstance(error, str) else error["message"])
        return reply["rows"]

    def ended(self):
        """What it means that the process is gone."""
        code = self.process.wait(timeout=TIMEOUT)
        words = self.process.stderr.read().decode(errors="replace").strip()
        if code > 0 and words and self.name == "agora":
            return Refused(words)  # The program says on standard error why it cannot open.
        return Died(f"exit code {code}: {words[-300:]}")

    def query(self, statement, **params):
        self.send({"query": statement, "params": params})
        return self.receive()

    def ask(self, do, **more):
        if self.name == "agora":
            return getattr(self, "agora_" + do)(**more)
        self.send({"do": do, **more})
        return self.receive()

    def begin_write(self, n, text):
        """Sends a write and does not wait for its answer."""
        if self.name == "agora":
            self.send({"query": PAIR, "params": {"n": n, "text": text}})
        else:
            self.send({"do": "write", "n": n, "text": text})

    def agora_make(self, count):
        self.query("CREATE CONSTRAINT entry FOR (e:Entry) REQUIRE e.id IS UNIQUE")
        self.query("UNWIND range(1, $count) AS n WITH n, 'text ' + n AS text, right('000000' + n, 7) AS digits "
                   + BOTH, count=count)

    def agora_write(self, n, text):
        return self.query(PAIR, n=n, text=text)

    def agora_read(self):
        found = [self.query("MATCH (e:Entry {id: $id}) RETURN e.n, e.text", id=f"first-{n:07}")
                 for n in range(1, 2001, 97)]
        return [self.query("MATCH (e:Entry) RETURN e.id, e.n, e.half, e.text ORDER BY e.id"),
                self.query("MATCH (a:Entry)-[p:PAIR]->(b:Entry) RETURN a.id, p.n, b.id ORDER BY a.id, p.n, b.id"), found]

    def agora_count(self):
        return [self.query("MATCH (e:Entry) RETURN count(e)")[0][0],
                self.query("MATCH ()-[p:PAIR]->() RETURN count(p)")[0][0]]

    def agora_version(self):
        return subprocess.run([AGORA, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                stream.close()
            except BrokenPipeError:
                pass

    def close(self):
        """Lets the process end by itself, so that the engine closes its database."""
        self.process.stdin.close()
        self.process.wait(timeout=TIMEOUT)
        self.process.stdout.close()
        self.process.stderr.close()


BOTH = ("CREATE (:Entry {id: 'first-' + digits, n: n, half: 'first', text: text})-[:PAIR {n: n}]->"
        "(:Entry {id: 'second-' + digits, n: n, half: 'second', text: text})")
PAIR = "WITH $n AS n, $text AS text, right('000000' + $n, 7) AS digits " + BOTH


def attempt(action):
    """What it gives and "", or nothing and what went wrong."""
    try:
        return action(), ""
    except Refused as refused:
        return None, f"refused: {refused}"
    except Died as died:
        return None, f"died: {died}"


def state_of(name, database, readonly=False):
    engine = Engine(name, database, readonly)
    try:
        return engine.ask("read")
    finally:
        engine.kill()


class Place:
    """A database in a folder of its own, whatever the engine makes of it: a file, several, a folder."""

    def __init__(self, parent, name):
        self.folder = pathlib.Path(parent) / name
        self.folder.mkdir()
        self.database = self.folder / "db"

    def copy(self, parent, name):
        target = pathlib.Path(parent) / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target)
        place = Place.__new__(Place)
        place.folder, place.database = target, target / "db"
        return place

    def files(self):
        """Those with contents; marks of who has the database open are none."""
        return sorted(p for p in self.folder.rglob("*") if p.is_file() and p.stat().st_size > 0
                      and p.name not in ("agora.lock", "LOCK"))


# ---- kill -9

def whole(state, last):
    """Whether a state is exactly the pairs 1 to `last`."""
    entries, pairs, _ = state
    ids = [f"first-{n:07}" for n in range(1, last + 1)]
    others = [f"second-{n:07}" for n in range(1, last + 1)]
    return ([row[0] for row in entries] == ids + others
            and [list(row) for row in pairs] == [[ids[n - 1], n, others[n - 1]] for n in range(1, last + 1)])


def kill_loop(name, folder, rounds, rng):
    result = collections.Counter()
    notes = collections.Counter()
    place, count = Place(folder, f"{name}-kill-0"), 0
    engine = Engine(name, place.database)
    engine.ask("make", count=0)
    engine.close()
    commits = 0
    for number in range(1, rounds + 1):
        engine = Engine(name, place.database)
        acknowledged = sent = count
        end = time.monotonic() + rng.uniform(0.05, 0.6)
        while time.monotonic() < end:
            sent += 1
            engine.begin_write(sent, "x" * rng.choice((10, 1000, 4000)))
            engine.receive()
            acknowledged = sent
        sent += 1
        engine.begin_write(sent, "y" * 1000)
        time.sleep(rng.uniform(0, 0.004))
        engine.kill()
        commits += acknowledged - count
        state, problem = attempt(lambda: state_of(name, place.database))
        if problem:
            result["will not open, or crashes"] += 1
            notes[problem[:200]] += 1
        else:
            last = len(state[0]) // 2
            if last in (acknowledged, sent) and whole(state, last):
                result["right"] += 1
                count = last
            else:
                result["lost or torn"] += 1
                notes[f"{len(state[0])} entries, {len(state[1])} pairs, {acknowledged} acknowledged, {sent} sent"] += 1
                problem = "lost"
        if problem or count > 4000:  # Anew, so that reading everything does not grow slow.
            shutil.rmtree(place.folder)
            place, count = Place(folder, f"{name}-kill-{number}"), 0
            engine = Engine(name, place.database)
            engine.ask("make", count=0)
            engine.close()
    return {"rounds": rounds, "commits": commits, **result, "notes": notes}


# ---- two processes

def two_processes(name, folder):
    place = Place(folder, f"{name}-two")
    engine = Engine(name, place.database)
    engine.ask("make", count=10)
    engine.ask("write", n=11, text="t")
    result = {}

    def other(do, readonly, **more):
        def action():
            second = Engine(name, place.database, readonly)
            try:
                return second.ask(do, **more)
            finally:
                second.kill()
        rows, problem = attempt(action)
        return problem[:160] or f"works: {rows}"
    # `engine` has the database open for writing and does nothing.
    result["another process reads"] = other("count", False)
    result["another process reads, opened read-only"] = other("count", True)
    result["another process writes"] = other("write", False, n=12, text="t")
    result["the first writes after that"] = (attempt(lambda: engine.ask("write", n=13, text="t"))[1] or "works")[:160]
    # `engine` writes without a pause.
    stop = threading.Event()
    written = []

    def write():
        n = 100
        while not stop.is_set():
            n += 1
            problem = attempt(lambda: engine.ask("write", n=n, text="x" * 1000))[1]
            if problem:
                written.append(problem)
                return
    thread = threading.Thread(target=write)
    thread.start()
    reads = collections.Counter()
    last = 0
    for number in range(40):
        def action():
            second = Engine(name, place.database, True)
            try:
                return second.ask("count")
            finally:
                second.kill()
        rows, problem = attempt(action)
        if problem:
            reads["refused" if problem.startswith("refused") else "died"] += 1
        else:
            entries, pairs = rows
            # Two questions of one process that was just opened: the second may see more than the first.
            reads["consistent" if entries % 2 == 0 and entries // 2 <= pairs and entries >= last else "WRONG"] += 1
            last = entries
    stop.set()
    thread.join()
    result["40 read-only opens beside a busy writer"] = dict(reads)
    if written:
        result["the busy writer"] = written[0][:160]
    engine.kill()
    result["after the writer was killed, another writes"] = other("write", False, n=99999, text="t")
    return result


# ---- damaged files

def damage(path, rng):
    """Changes a file in one of four ways; says which."""
    data = bytearray(path.read_bytes())
    at = rng.randrange(len(data))
    how = rng.choice(("flipped bit", "random bytes", "zeros", "cut off"))
    if how == "flipped bit":
        data[at] ^= 1 << rng.randrange(8)
    elif how == "random bytes":
        data[at:at + 64] = bytes(rng.randrange(256) for _ in data[at:at + 64])
    elif how == "zeros":
        data[at:at + 4096] = bytes(len(data[at:at + 4096]))
    else:
        del data[at:]
    path.write_bytes(data)
    return how


def damaged_files(name, folder, cases, rng):
    """Half of the cases on a database that was closed, half on one whose process was killed."""
    places, rights, earlier = [], [], []
    for closed in (True, False):
        place = Place(folder, f"{name}-{'closed' if closed else 'killed'}")
        engine = Engine(name, place.database)
        engine.ask("make", count=2000)
        engine.close()
        engine = Engine(name, place.database)
        states = [engine.ask("read")]
        for n in range(2001, 2041):
            engine.ask("write", n=n, text="x" * 300)
            states.append(engine.ask("read"))
        engine.close() if closed else engine.kill()
        places.append(place)
        rights.append(json.dumps(states.pop()))
        earlier.append({json.dumps(each) for each in states})
        if json.dumps(state_of(name, place.copy(folder, "whole").database)) != rights[-1]:
            raise SystemExit(f"{name}: the undamaged database does not read as it was written")
    result = collections.Counter()
    by_kind = collections.Counter()
    notes = collections.Counter()
    for case in range(cases):
        which = case % 2
        broken = places[which].copy(folder, f"{name}-broken")
        files = broken.files()
        # As likely as they are large in half of the cases, so that small files get their share in the others.
        sizes = [p.stat().st_size if case % 4 < 2 else 1 for p in files]
        victim = rng.choices(files, sizes)[0]
        how = damage(victim, rng)
        # An open for writing first, as after any accident: it may have to work off a log.
        state, problem = attempt(lambda: state_of(name, broken.database))
        if not problem:
            answer = json.dumps(state)
            outcome = ("right answer" if answer == rights[which] else
                       "earlier state, no error" if answer in earlier[which] else "wrong answer, no error")
        else:
            outcome = "error" if problem.startswith("refused") else "crash or no answer"
        result[outcome] += 1
        by_kind[f"{how}: {outcome}"] += 1
        if outcome not in ("right answer", "error"):
            notes[f"{how}, {victim.relative_to(broken.folder)}: {outcome} {problem[:120]}"] += 1
        elif problem:
            notes[f"says: {problem[:110]}"] += 1
    return {"cases": cases, **result, "by kind": dict(sorted(by_kind.items())), "notes": dict(notes.most_common(40))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", default="agora,kuzu,duckdb,sqlite")
    parser.add_argument("--parts", default="two,damage,kill")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", help="a file for all figures, as JSON")
    options = parser.parse_args()
    figures = {}
    for name in options.engines.split(","):
        with tempfile.TemporaryDirectory() as folder:
            probe = Engine(name, Place(folder, "version").database)
            figures[name] = {"version": probe.ask("version")}
            probe.kill()
            for part in options.parts.split(","):
                rng = random.Random(options.seed)  # The same for every engine.
                begin = time.monotonic()
                if part == "kill":
                    figures[name][part] = kill_loop(name, folder, options.rounds, rng)
                elif part == "two":
                    figures[name][part] = two_processes(name, folder)
                else:
                    figures[name][part] = damaged_files(name, folder, options.cases, rng)
                print(name, figures[name]["version"], part, f"({time.monotonic() - begin:.0f} s)",
                      json.dumps(figures[name][part], indent=1, ensure_ascii=False), flush=True)
                if options.out:
                    pathlib.Path(options.out).write_text(json.dumps(figures, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
