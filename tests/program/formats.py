"""A database of every format that there ever was is kept in formats/, and opens: to read, to check and to write."""
import gzip
import os
import pathlib
import tarfile

from program import ProgramTest, agora, main

KEPT = sorted((pathlib.Path(__file__).resolve().parent / "formats").glob("*.tar.gz"))


class Formats(ProgramTest):
    def unpack(self, archive):
        with tarfile.open(archive) as contents:
            contents.extractall(self.db)
        contents = archive.with_name(archive.name.replace(".tar.gz", ".jsonl.gz")).read_bytes()
        return gzip.decompress(contents).decode().splitlines()

    def dump(self):
        run = agora("dump", self.db, "--json")
        self.expect(run, 0)
        return run.stdout.splitlines()

    def test_the_present_format_is_kept(self):
        self.make("CREATE (:N)")
        number = (self.db / "agora.format").read_text().split()[-1]
        self.assertIn(f"{number}.tar.gz", [path.name for path in KEPT], "formats/make.py makes it")

    def test_every_format_opens(self):
        self.assertTrue(KEPT)
        for archive in KEPT:
            with self.subTest(format=archive.name):
                expected = self.unpack(archive)
                before = sorted(path.name for path in self.db.rglob("*"))
                os.chmod(self.db, 0o500)
                try:
                    self.assertEqual(self.dump(), expected, "read-only")
                finally:
                    os.chmod(self.db, 0o700)
                self.assertEqual(sorted(path.name for path in self.db.rglob("*")), before)
                self.expect(agora("check", self.db, "--deep"), 0)
                self.expect(agora("query", self.db, "MATCH (n:Late) RETURN n.key AS k ORDER BY k"), 0,
                            out="k\nin the log\np7\n")
                self.expect(agora("query", self.db, "MATCH (p:Paper {year: 1950}) RETURN count(p) AS n"), 0, out="n\n0\n")
                self.expect(agora("query", self.db, "CREATE (:Paper {key: 'new'})-[:CITES]->(:New)"), 0)
                self.assertEqual(len(self.dump()), len(expected) + 3)
                self.expect(agora("compact", self.db), 0)
                self.assertEqual(len(self.dump()), len(expected) + 3)
                self.expect(agora("check", self.db, "--deep"), 0)


main()
