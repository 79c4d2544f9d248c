"""`keyplate fmt`: what it writes reads and renders as before, a second run changes nothing, and nothing else is touched.

The templates are all that the project has (golden cases, samples), Nunjucks' own cases where they are there,
and random ones; each also with its blanks made more, and fewer, than anybody would write.
"""
import json
import os
import pathlib
import random
import re
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import unittest

from workspaces import KEYPLATE, SOURCE, WorkspaceTest

sys.path.insert(0, str(SOURCE / "tests/differential"))
sys.path.insert(0, str(SOURCE / "tests/golden"))
import run as golden  # noqa: E402
import engines  # noqa: E402
import shrink  # noqa: E402
import templates  # noqa: E402

CASES = SOURCE / "../shared/vectors/nunjucks/cases.json"
REPLAY = pathlib.Path(os.environ.get("KEYPLATE_BUILD", "")) / "tests/fuzz_replay"
ISLAND = re.compile(r"(\{\{-?|\{%-?)((?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|(?!\{\{|\{%|\{#|[%}]\}).)*?)(-?[%}]\})", re.S)
RAW = re.compile(r"\{%\s*(raw|verbatim)|\{#|\br/")


def respaced(text, change):
    """With `change` applied to the tokens of each island; as it is where a blank may be more than that."""
    if RAW.search(text):
        return text
    return ISLAND.sub(lambda m: m[1] + "".join(change(shrink.TOKEN.findall(m[2]))) + m[3], text)


def widened(text, rng):
    """More blanks where there are some."""
    def change(tokens):
        return [token if not token.isspace() or "\n" in token else "".join(rng.choice((" ", "\t", "\u00a0")) for _ in range(rng.randint(1, 4)))
                for token in tokens]
    return respaced(text, change)


def narrowed(text, _):
    """None where they part nothing."""
    def change(tokens):
        parts = [" "] + tokens + [" "]
        return [token for before, token, behind in zip(parts, parts[1:], parts[2:])
                if not token.isspace() or "\n" in token or not (before in (",", "|", "(", "~") or behind in (",", "|", ")", "~"))]
    return respaced(text, change)


def written_templates():
    """What people wrote, as bytes."""
    for path in sorted((SOURCE / "tests/golden").rglob("*.case")):
        for section in golden.parse_case(path)[1]:
            if golden.is_file(section) or section.head == "stdin":
                yield golden.body_bytes(section)
    for path in sorted((SOURCE / "samples").rglob("*")) + sorted((SOURCE / "tests/fuzz/corpus").rglob("*")):
        if path.is_file():
            yield path.read_bytes()
    if CASES.exists():
        for case in json.loads(CASES.read_text(encoding="utf-8")):
            yield case["template"].encode()


def setUpModule():
    if os.access("/dev/shm", os.W_OK):
        tempfile.tempdir = "/dev/shm"  # hundreds of files are synced, which a disk takes long for


class FmtTest(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write("keyplate.toml", '[workspace]\ntemplates = ["**/*.txt"]\n')

    def formatted(self, texts):
        """What becomes of texts that lie in files; one with mistakes stays."""
        for number, text in enumerate(texts):
            self.write(f"t/{number}.txt", text if isinstance(text, bytes) else text.encode())
        self.assertIn(self.run_keyplate("fmt", "--quiet", "t").returncode, (0, 1))
        return [self.read(f"t/{number}.txt") for number in range(len(texts))]


class EveryTemplate(FmtTest):
    def test_the_tree_and_the_authors_text_stay(self):
        if not REPLAY.exists():
            self.skipTest("all: fuzz_replay isn't built")
        count = 0
        for count, text in enumerate(written_templates(), 1):
            self.write(f"corpus/{count}", text)
        self.assertGreater(count, 500)
        generator = templates.Templates(7)
        for number in range(400):
            text = generator.template()
            self.write(f"corpus/r{number}", text)
            self.write(f"corpus/w{number}", widened(text, generator.rng))
            self.write(f"corpus/n{number}", narrowed(text, generator.rng))
        done = subprocess.run([REPLAY, "format", self.work / "corpus"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_blanks_that_were_there_say_nothing(self):
        rng = random.Random(3)
        texts = [text.decode("utf-8", "replace") for text in written_templates() if b"{{" in text or b"{%" in text]
        generator = templates.Templates(5)
        texts = rng.sample(texts, 200) + [generator.template() for _ in range(100)]
        plain = self.formatted(texts)
        for change in (widened, narrowed):
            other = [change(text, rng) for text in texts]
            self.assertGreater(sum(a != b for a, b in zip(texts, other)), 100)
            for text, crumpled, once, again in zip(texts, other, plain, self.formatted(other)):
                if once == text.encode() and again == crumpled.encode():
                    continue  # a text with mistakes
                with self.subTest(crumpled=crumpled):
                    self.assertEqual(again.decode(), once.decode())

    def test_random_templates_render_alike(self):
        keyplate = engines.Keyplate(KEYPLATE)
        self.addCleanup(keyplate.close)
        changed = alike = 0
        for seed in range(2):
            generator = templates.Templates(seed)
            context = templates.context(generator.rng)
            texts = [narrowed(generator.template(), None) for _ in range(100)]
            after = [text.decode() for text in self.formatted(texts)]
            changed += sum(a != b for a, b in zip(texts, after))
            for text, before, behind in zip(texts, keyplate.render(texts, context, "empty"), keyplate.render(after, context, "empty")):
                alike += before.output is not None
                with self.subTest(template=text):
                    self.assertEqual((before.output, before.codes), (behind.output, behind.codes))
        self.assertGreater(changed, 150)
        self.assertGreater(alike, 100)


class Files(FmtTest):
    UGLY, NEAT = b"a  {{x|f( 1 )}}  b\r\n", b"a  {{ x | f(1) }}  b\r\n"

    def test_a_file_keeps_its_mode_and_one_that_is_formatted_is_not_written(self):
        path = self.write("a.txt", self.UGLY, mode=0o640)
        self.write("b.txt", self.NEAT)
        inode = (self.work / "b.txt").stat().st_ino
        done = self.expect(0, "fmt")
        self.assertEqual((done.stdout, done.stderr), (b"", b"keyplate: formatted 1 file\n"))
        self.assertEqual(path.read_bytes(), self.NEAT)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o640)
        self.assertEqual((self.work / "b.txt").stat().st_ino, inode)
        self.assertEqual(self.expect(0, "fmt").stderr, b"")
        self.assertEqual(sorted(os.listdir(self.work)), [".git", "a.txt", "b.txt", "keyplate.toml"])

    def test_a_link_stays_one_and_none_leads_out(self):
        self.write("sub/a.txt", self.UGLY)
        outside = self.root / "outside.txt"
        outside.write_bytes(self.UGLY)
        (self.work / "link.txt").symlink_to("sub/a.txt")
        (self.work / "out.txt").symlink_to(outside)
        self.expect(0, "fmt", "link.txt")
        self.assertEqual(self.read("sub/a.txt"), self.NEAT)
        self.assertTrue((self.work / "link.txt").is_symlink())
        self.assertIn(b"unreadable-file", self.expect(2, "fmt", "out.txt").stderr)
        self.assertEqual(outside.read_bytes(), self.UGLY)

    def test_what_can_not_be_written_is_said(self):
        def full_disk():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

        self.write("a.txt", self.UGLY)
        done = subprocess.run([KEYPLATE, "fmt"], cwd=self.work, env=self.env, capture_output=True, preexec_fn=full_disk)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual((self.read("a.txt"), sorted(os.listdir(self.work))), (self.UGLY, [".git", "a.txt", "keyplate.toml"]))

    def test_it_needs_no_grant(self):
        self.write("keyplate.toml", '[workspace]\ntemplates = ["*.txt"]\n[vaults.prod]\nprovider = "env"\nprefix = "APP_"\n')
        self.write("a.txt", b"{{secret('prod','APP_X')}}")
        self.expect(0, "fmt", "--no-input")
        self.assertEqual(self.read("a.txt"), b"{{ secret('prod', 'APP_X') }}")


if __name__ == "__main__":
    unittest.main()
