"""Random values in every kind of slot come back exactly from parsers that nobody here wrote, or are refused.

The places are in tests/slots/places/. A reader that isn't installed (`./dev setup` does it) is named and
does not read; `tests/slots/run.py` goes on for as long as you like.
"""
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(os.environ["KEYPLATE_SOURCE"])
KEYPLATE = os.environ["KEYPLATE"]
VECTORS = ROOT.parent / "shared/vectors"
sys.path.insert(0, str(ROOT / "tests/slots"))
import engine  # noqa: E402
import make_page  # noqa: E402
import places  # noqa: E402
import proof  # noqa: E402
import readers  # noqa: E402
import run  # noqa: E402

SEED = 2024
VALUES = 16  # for each place
HOSTILE = ("\"'\\\n{{7*7}}", ": # & * ! [ ] { } < > ]]> -->", "'; touch x; '", '", "admin": true, "x": "', "\n\n- ---\n###\n", "%(x)s ${x} $(x) `x`", "*/ 1, /*")
# What printing without a slot does no harm to, as far as these values go.
HARMLESS = ("anywhere", "dumped")


class InSlots(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keyplate = engine.Keyplate(KEYPLATE)
        cls.proof = proof.Proof(cls.keyplate)
        cls.formats, lines = run.able(cls.keyplate, places.every())
        print("\n" + "\n".join(lines))

    @classmethod
    def tearDownClass(cls):
        cls.keyplate.close()
        readers.close()

    def test_random_values_come_back_or_are_refused(self):
        for each in self.formats:
            with self.subTest(each.title):
                cases = run.cases(each, SEED, VALUES)
                findings, refused = self.proof.check(each, cases, lambda number: number % run.SECRETS == 0)
                print(f"{each.title}: {len(cases)} cases, {refused} refused, read by {', '.join(reader.name for reader in each.asked())}")
                self.assertEqual([f"{found.place.name}: {found.what}: {found.values!r:.300}: {found.details}" for found in findings], [])

    def test_a_plain_word_is_held_wherever_anything_is(self):
        for each in self.formats:
            with self.subTest(each.title):
                findings, refused = self.proof.check(each, [(place, ("word", "second", "third")[: len(place.kinds)]) for place in each.places])
                self.assertEqual(findings, [])
                self.assertLessEqual(refused, 3)

    def test_pasting_is_found_out(self):
        """The readers see it if values are printed as they are, in every place."""
        for each in self.formats:
            pasting = dataclasses.replace(each, name="text")
            with self.subTest(each.title):
                cases = [(place, (value,) * len(place.kinds)) for place in each.places for value in HOSTILE]
                findings, _ = self.proof.check(pasting, cases)
                unseen = {place.name for place in each.places} - {found.place.name for found in findings}
                self.assertLessEqual(unseen, set(HARMLESS))

    def test_changed_text_of_the_author_is_found_out(self):
        place = proof.Place("x", "a {{ VALUE }} b\n", None)
        self.assertTrue(proof.in_order(place.pieces(), "a anything b\n"))
        for output in ("a anything b", "A anything b\n", "a anything  c\n", "a b\n"):
            self.assertFalse(proof.in_order(place.pieces(), output), output)

    def test_a_refusal_that_shows_the_value_is_found_out(self):
        place = proof.Place("x", "{{ VALUE }}", None)
        told = engine.Rendering(None, "slot-cannot-hold", "1.t:1:4: error[slot-cannot-hold]: it holds hunter2hunter2")
        self.assertIsNotNone(proof.refusal(place, ("hunter2hunter2",), told))
        self.assertIsNone(proof.refusal(place, ("another secret",), told))


class Page(unittest.TestCase):
    def test_it_is_made_by_asking(self):
        self.assertEqual(make_page.PAGE.read_text(encoding="utf-8"), make_page.made(KEYPLATE), "tests/slots/make_page.py writes it anew")


@unittest.skipUnless(VECTORS.exists(), f"{VECTORS} is not there")
class Untouched(unittest.TestCase):
    """The test suites of the formats themselves, with an island that prints nothing, come out as they are."""

    def check(self, host_format, texts):
        texts = [text for text in texts if can_be_a_template(text)]
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / ".git").mkdir()
            names = []
            for number, text in enumerate(texts):
                names.append(f"{number}.t")
                (root / names[-1]).write_bytes(b"{# a comment #}" + text)
            command = [KEYPLATE, "render", "--quiet", "--host-format", host_format, "--out-dir", "out", *names]
            done = subprocess.run(command, cwd=root, env={"HOME": folder, "PATH": "/usr/bin:/bin"}, capture_output=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr.decode("utf-8", "replace")[:2000])
            self.assertEqual([name for name, text in zip(names, texts) if (root / "out" / name).read_bytes() != text], [])
        print(f"{host_format}: {len(texts)} files")

    @staticmethod
    def files(folder, suffix):
        return [path.read_bytes() for path in sorted((VECTORS / folder).rglob(f"*{suffix}"))]

    @staticmethod
    def yaml_examples(text):
        """The documents that a file of YAML's test suite is about; it has signs for what can't be seen."""
        loaded, missing = readers.module("yaml")
        for case in [] if missing else loaded.safe_load(text):
            shown = case.get("yaml", "")
            for sign, meant in (("\u2423", " "), ("\u220e\n", ""), ("\u2190", "\r"), ("\u21d4", "\ufeff"), ("\u21b5", "")):
                shown = shown.replace(sign, meant)
            yield re.sub("\u2014*\u00bb", "\t", shown).encode()

    def test_json(self):
        self.check("json", self.files("json", ".json"))

    def test_toml(self):
        self.check("toml", self.files("toml", ".toml"))

    def test_yaml(self):
        files = self.files("yaml", ".yaml")
        self.check("yaml", files + [example for file in files for example in self.yaml_examples(file)])


def can_be_a_template(text):
    """Whether it is in UTF-8 and has no islands."""
    try:
        return "\0" not in text.decode("utf-8") and not re.search(rb"\{[{%#]|[%#}]\}", text)
    except UnicodeDecodeError:
        return False


if __name__ == "__main__":
    unittest.main()
