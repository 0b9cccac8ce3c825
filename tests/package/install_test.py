#!/usr/bin/env python3
"""Installs a build into a folder of its own, then configures, builds and runs the example there.

usage: install_test.py CMAKE BUILD-FOLDER
"""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main():
    cmake, build = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    example = (HERE / "library.cpp").read_text().splitlines()
    assert len(example) < 40, "the example is to be short"
    cache = (build / "CMakeCache.txt").read_text()
    settings = [f"-D{name}={line.split('=', 1)[1]}" for line in cache.splitlines()
                for name in ("CMAKE_CXX_COMPILER", "CMAKE_BUILD_TYPE", "CMAKE_CXX_FLAGS", "CMAKE_CXX_COMPILER_LAUNCHER")
                if line.startswith(name + ":")]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        prefix, example_build = folder / "prefix", folder / "build"
        run(cmake, "--install", build, "--prefix", prefix)
        for name in "bin/agora", "include/agora/agora.h":
            assert (prefix / name).exists(), f"{name} was not installed"
        run(prefix / "bin" / "agora", "--version")
        run(cmake, "-S", HERE, "-B", example_build, f"-DCMAKE_PREFIX_PATH={prefix}", *settings)
        run(cmake, "--build", example_build)
        out = run(example_build / "library", folder / "library.agora")
        expected = "On queries cites On graphs\n"
        assert out.startswith(expected) and "papr" in out[len(expected):], out
        # And once more: the database is there, MERGE adds nothing.
        assert run(example_build / "library", folder / "library.agora") == out


main()
