#!/usr/bin/env python3
"""Holds the includes of engine/ and repl/ to the table of layers in engine/CMakeLists.txt.

usage: check_layers.py ROOT      checks a source tree; prints each broken rule as FILE:LINE and exits 1
       check_layers.py --self    checks the check: each rule must catch its own small wrong tree

The rules:
- a layer includes itself, what it stands on directly or through others, and the public headers;
- the table closes no cycle, and no header includes itself through others;
- public headers include public headers and the standard library only;
- repl/ includes public headers and its own;
- RocksDB stays in storage, ANTLR in syntax; the JSON library in .cpp files.
"""
import pathlib
import re
import sys
import tempfile

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
QUOTED_LIBRARIES = ("absl/",)  # Abseil's own way of including it.
HOME = {"rocksdb/": "storage", "antlr4": "syntax"}


def read_table(engine):
    """The layers with those they name in USES; a layer of its own CMakeLists names them as agora::NAME."""
    table = {}
    for line in (engine / "CMakeLists.txt").read_text().splitlines():
        match = re.match(r"\s*agora_layer\((\w+)(.*)\)", line)
        if match:
            uses = re.search(r"\bUSES\b(.*?)(?:\bLIBS\b|$)", match.group(2))
            table[match.group(1)] = set(uses.group(1).split()) if uses else set()
        match = re.match(r"\s*add_subdirectory\((\w+)\)", line)
        if match:
            name = match.group(1)
            text = (engine / name / "CMakeLists.txt").read_text()
            links = re.findall(rf"target_link_libraries\(agora_{name}\s+([^)]*)\)", text)
            used = set(re.findall(r"agora::(\w+)", " ".join(links)))
            table[name] = used - {"warnings"}
    return table


def closure(table, name, seen=None):
    seen = set() if seen is None else seen
    for used in table.get(name, ()):
        if used not in seen:
            seen.add(used)
            closure(table, used, seen)
    return seen


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            quoted, angled = match.groups()
            if quoted and quoted.startswith(QUOTED_LIBRARIES):
                quoted, angled = None, quoted
            yield number, quoted, angled


def sources(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in (".h", ".cpp"))


def check_table(table):
    for name, uses in table.items():
        for used in sorted(uses - table.keys()):
            yield f"engine/CMakeLists.txt: {name} stands on {used}, which is no layer"
        if name in closure(table, name):
            yield f"engine/CMakeLists.txt: {name} stands on itself through others"


def check_layer(root, engine, table, name):
    allowed = closure(table, name) | {name}
    for path in sources(engine / name):
        where = path.relative_to(root)
        for number, quoted, angled in includes(path):
            if quoted and "/" in quoted:
                target = quoted.split("/")[0]
                if target == "agora":
                    if not (engine / "include" / quoted).exists():
                        yield f"{where}:{number}: there is no public header {quoted}"
                elif target not in table:
                    yield f"{where}:{number}: {quoted} is in no layer"
                elif target not in allowed:
                    yield f"{where}:{number}: {name} may not include {quoted}: it does not stand on {target}"
            if angled:
                yield from check_library(f"{where}:{number}", path, name, angled)


def check_library(where, path, layer, header):
    for prefix, home in HOME.items():
        if header.startswith(prefix) and layer != home:
            yield f"{where}: <{header}> is for {home} alone"
    if header.startswith("nlohmann/") and path.suffix == ".h":
        yield f"{where}: <{header}> is heavy, include it in .cpp files"


def check_public(root, engine):
    for path in sources(engine / "include"):
        where = path.relative_to(root)
        for number, quoted, angled in includes(path):
            if quoted and not quoted.startswith("agora/"):
                yield f"{where}:{number}: a public header may not include {quoted}"
            if angled and not re.fullmatch(r"[a-z_]+", angled):
                yield f"{where}:{number}: a public header includes the standard library only, not <{angled}>"


def check_program(root):
    for path in sources(root / "repl"):
        where = path.relative_to(root)
        for number, quoted, _ in includes(path):
            if quoted and not quoted.startswith("agora/") and not (path.parent / quoted).exists():
                yield f"{where}:{number}: the program may not include {quoted}: public headers only"


def check_cycles(root, engine):
    """Headers that include each other, found by walking depth first."""
    graph = {}
    for path in sources(engine) + sources(root / "repl"):
        if path.suffix == ".h":
            places = (engine, engine / "include", path.parent)
            found = [p / q for _, q, _ in includes(path) if q for p in places if (p / q).exists()]
            graph[path.resolve()] = [f.resolve() for f in found]
    state = {}

    def walk(node, trail):
        state[node] = "open"
        for target in graph.get(node, ()):
            if state.get(target) == "open":
                ring = trail[trail.index(target):] + [target]
                yield "a ring of includes: " + " -> ".join(str(p.relative_to(root.resolve())) for p in ring)
            elif target not in state:
                yield from walk(target, trail + [target])
        state[node] = "done"

    for node in graph:
        if node not in state:
            yield from walk(node, [node])


def check(root):
    engine = root / "engine"
    table = read_table(engine)
    problems = list(check_table(table))
    for name in table:
        problems += check_layer(root, engine, table, name)
    for folder in sorted(p.name for p in engine.iterdir() if p.is_dir()):
        if folder not in table and folder not in ("include", "cmake"):
            problems.append(f"engine/{folder}: a folder that is no layer")
    problems += check_public(root, engine)
    problems += check_program(root)
    problems += check_cycles(root, engine)
    return problems


RIGHT = {
    "engine/CMakeLists.txt": "agora_layer(low LIBS x)\nagora_layer(mid USES low)\nagora_layer(storage USES low)\n"
                             "add_subdirectory(syntax)\nagora_layer(top USES mid LIBS y)\n",
    "engine/syntax/CMakeLists.txt": "target_link_libraries(agora_syntax PUBLIC agora::low PRIVATE agora::warnings)\n",
    "engine/include/agora/face.h": "#include <string>\n",
    "engine/low/a.h": '#include "agora/face.h"\n',
    "engine/mid/b.h": '#include "low/a.h"\n',
    "engine/top/c.cpp": '#include "low/a.h"\n#include "mid/b.h"\n#include <nlohmann/json.hpp>\n',
    "engine/storage/s.cpp": "#include <rocksdb/db.h>\n",
    "engine/syntax/p.h": '#include "generated.h"\n#include <antlr4-runtime.h>\n',
    "repl/main.cpp": '#include "agora/face.h"\n#include "shell.h"\n',
    "repl/shell.h": "",
}
WRONG = [  # what is changed, and what must be said about it
    ({"engine/low/a.h": '#include "mid/b.h"\n'}, "low may not include mid/b.h"),
    ({"engine/mid/b.h": '#include "storage/s.h"\n'}, "mid may not include storage/s.h"),
    ({"engine/syntax/p.h": '#include "mid/b.h"\n'}, "syntax may not include mid/b.h"),
    ({"engine/low/a.h": '#include "nowhere/b.h"\n'}, "nowhere/b.h is in no layer"),
    ({"engine/low/a.h": '#include "agora/nothing.h"\n'}, "no public header agora/nothing.h"),
    ({"engine/CMakeLists.txt": "agora_layer(low USES top)\nagora_layer(mid USES low)\nagora_layer(storage)\n"
                               "add_subdirectory(syntax)\nagora_layer(top USES mid)\n"}, "stands on itself"),
    ({"engine/low/x.h": '#include "low/y.h"\n', "engine/low/y.h": '#include "low/x.h"\n'}, "a ring of includes"),
    ({"engine/include/agora/face.h": '#include "low/a.h"\n'}, "a public header may not include low/a.h"),
    ({"engine/include/agora/face.h": "#include <rocksdb/db.h>\n"}, "the standard library only"),
    ({"repl/main.cpp": '#include "low/a.h"\n'}, "the program may not include low/a.h"),
    ({"engine/top/c.cpp": "#include <rocksdb/db.h>\n"}, "is for storage alone"),
    ({"engine/mid/b.h": "#include <nlohmann/json.hpp>\n"}, "include it in .cpp files"),
    ({"engine/stray/z.h": ""}, "a folder that is no layer"),
]


def check_itself():
    failures = 0
    for change, expected in [({}, None)] + WRONG:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {**RIGHT, **change}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            problems = check(root)
            good = any(expected in p for p in problems) if expected else not problems
            if not good:
                failures += 1
                print(f"expected {expected or 'no problem'}, found {problems}")
    print(f"{len(WRONG) + 1 - failures} passed, {failures} failed")
    return failures


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] == "--self":
        sys.exit(1 if check_itself() else 0)
    problems = check(pathlib.Path(sys.argv[1]))
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


main()
