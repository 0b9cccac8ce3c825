"""Makes N.tar.gz, a small database of the present format N, and N.jsonl.gz, what it has. To be run once, when a format
number is new (or before it is first released), and kept for ever: formats.py opens every one that was ever made.

    AGORA_PROGRAM=build/agora python3 tests/program/formats/make.py
"""
import gzip
import io
import pathlib
import re
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from program import Pipe, agora  # noqa: E402

STATEMENTS = (
    "CREATE ORDERED ENUM Level ('local', 'national', 'global')",
    "CREATE CONSTRAINT paper_key FOR (p:Paper) REQUIRE p.key IS UNIQUE",
    "CREATE CONSTRAINT paper_level FOR (p:Paper) REQUIRE p.level IS :: Level",
    "CREATE INDEX paper_year FOR (p:Paper) ON (p.year)",
    "CREATE (:Source {key: 's'})",
    r"""CREATE (a:Paper:`odd ``label` {key: 'a', title: 'It\'s "quoted" \\ and\nbroken', level: 'national', year: 2020,
        f: 1.0, tiny: 1.0e-300, big: 9223372036854775807, small: -9223372036854775808, yes: true, nan: 0.0 / 0.0,
        inf: -1.0 / 0.0, list: [1, 2, 3], texts: ['a', 'ü\'', ''], none: [], `odd key`: '💡',
        d: date('2024-02-29'), t: time('12:31:14.645876123+01:00'), lt: localtime('23:59:59.999999999'),
        ldt: localdatetime('0001-01-01T00:00:00'), du: duration('P1Y2M3DT4H5M6.789S'),
        dt: datetime('2015-07-21T21:40:32.142+02:00[Europe/Berlin]')})
        CREATE (b:Paper {key: 'b'}), (c), (d {only: 'properties'}),
        (b)-[:CITES {page: 7}]->(a), (b)-[:CITES]->(a), (a)-[:`odd type`]->(a), (c)-[:CITES {w: 0.5}]->(d)""",
    # More than one run of ids, a hub, and holes.
    "UNWIND range(1, 1500) AS i CREATE (:Paper {key: 'p' + i, year: 1900 + i % 100})",
    "MATCH (p:Paper), (b:Paper {key: 'b'}) WHERE p.year < 1940 CREATE (p)-[:CITES {page: p.year}]->(b)",
    "MATCH (p:Paper) WHERE p.year = 1950 DETACH DELETE p",
)
# After the tables are written: these stay in the log.
LATER = (
    "MATCH (p:Paper {key: 'p7'}) SET p.title = 'later', p:Late",
    "MATCH (p:Paper {key: 'p8'}) DETACH DELETE p",
    "CREATE (:Late {key: 'in the log'})",
)


def write(database):
    pipe = Pipe(database)
    for statement in STATEMENTS:
        reply = pipe.ask(statement)
        assert "error" not in reply, reply
    assert pipe.close() == 0
    text = database.parent / "text"
    text.write_text("Some words of a source.\n")
    assert agora("attach", database, "s", text, "--unchecked").returncode == 0
    assert agora("compact", database).returncode == 0
    pipe = Pipe(database)
    for statement in LATER:
        reply = pipe.ask(statement)
        assert "error" not in reply, reply
    pipe.process.kill()
    pipe.process.wait()


def pack(database, target):
    """The same bytes from the same files; without what the program does not read."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(database.rglob("*")):
            if path.name == "LOCK" or path.name.startswith("OPTIONS"):
                continue
            info = archive.gettarinfo(path, str(path.relative_to(database)))
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            info.mtime = 0
            with open(path, "rb") if path.is_file() else io.BytesIO() as contents:
                archive.addfile(info, contents if path.is_file() else None)
    target.write_bytes(gzip.compress(plain.getvalue(), 9, mtime=0))


def main():
    with tempfile.TemporaryDirectory() as folder:
        database = pathlib.Path(folder) / "database"
        write(database)
        number = re.search(r"(\d+)", (database / "agora.format").read_text()).group(1)
        if (HERE / f"{number}.tar.gz").exists():
            sys.exit(f"a database of format {number} is kept already")
        pack(database, HERE / f"{number}.tar.gz")
        dump = agora("dump", database, "--json").stdout.encode()
        (HERE / f"{number}.jsonl.gz").write_bytes(gzip.compress(dump, 9, mtime=0))


if __name__ == "__main__":
    main()
