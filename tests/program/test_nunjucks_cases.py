"""Templates of Nunjucks' own test suite, rendered by keyplate: byte for byte what Nunjucks answers.

The cases are not part of this repository (tests/differential/README.md): without them this is
skipped. Those that need a loader are not rendered: there it says so, and of which tag.
"""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

KEYPLATE = os.environ["KEYPLATE"]
SOURCE = pathlib.Path(os.environ["KEYPLATE_SOURCE"])
CASES = SOURCE / "../shared/vectors/nunjucks/cases.json"

# Where keyplate means to differ, by template: the reason.
DIFFERENT = {}


def render(case, undefined, folder):
    """What keyplate answers: (output or None, standard error)."""
    context = folder / "context.json"
    context.write_text(json.dumps(case["context"]), encoding="utf-8")
    command = [KEYPLATE, "render", "--stdin", "--stdin-filename", "case.txt", "--context", str(context),
               "--undefined", undefined]
    done = subprocess.run(command, input=case["template"].encode(), capture_output=True, cwd=folder, timeout=60)
    errors = done.stderr.decode("utf-8", "backslashreplace")
    if done.returncode not in (0, 1):
        raise AssertionError(f"exit code {done.returncode}: {errors}")
    output = done.stdout.decode("utf-8", "backslashreplace") if done.returncode == 0 else None
    return output, errors


def rendered(needs_loader, undefined):
    """Each such case with what keyplate answers."""
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            if case["needs_loader"] == needs_loader:
                yield case, *render(case, undefined, pathlib.Path(folder))


@unittest.skipUnless(CASES.exists(), "all: ../shared/vectors/nunjucks/cases.json is absent")
class NunjucksCases(unittest.TestCase):
    def answers_alike(self, undefined, field):
        compared = 0
        for case, output, errors in rendered(False, undefined):
            if case["template"] in DIFFERENT:
                continue
            compared += 1
            with self.subTest(case["test"], template=case["template"], context=case["context"]):
                self.assertEqual(output, case[field].get("output"), errors or case[field].get("error"))
        self.assertGreater(compared, 250)

    def test_strict(self):
        self.answers_alike("error", "strict")

    def test_lenient(self):
        self.answers_alike("empty", "lenient")

    def test_loaders_are_named(self):
        for case, output, errors in rendered(True, "empty"):
            with self.subTest(case["test"], template=case["template"]):
                self.assertIsNone(output)
                named = re.findall(r"error\[needs-loader\]: `(\w+)`", errors)
                self.assertTrue(named, errors)
                for tag in named:
                    self.assertRegex(case["template"], r"\{%-?\s*" + tag)


if __name__ == "__main__":
    unittest.main()
