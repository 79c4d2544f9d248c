"""Templates of Nunjucks' own test suite, rendered by keyplate: byte for byte what Nunjucks answers.

The cases are not part of this repository (tests/differential/README.md): without them this is
skipped. A case that uses what this version says is not there yet (`not-yet`) is counted, not failed.
"""
import collections
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


def missing(errors):
    """What keyplate says is not there yet, or nothing."""
    found = re.search(r"error\[not-yet\]: (.*)", errors)
    return found.group(1) if found else None


@unittest.skipUnless(CASES.exists(), "all: ../shared/vectors/nunjucks/cases.json is absent")
class NunjucksCases(unittest.TestCase):
    def answers_alike(self, undefined, field):
        cases = [case for case in json.loads(CASES.read_text(encoding="utf-8")) if not case["needs_loader"]]
        absent = collections.Counter()
        agreed = 0
        with tempfile.TemporaryDirectory() as folder:
            for case in cases:
                if case["template"] in DIFFERENT:
                    continue
                output, errors = render(case, undefined, pathlib.Path(folder))
                if missing(errors):
                    absent[missing(errors)] += 1
                    continue
                agreed += 1
                with self.subTest(case["test"], template=case["template"], context=case["context"]):
                    self.assertEqual(output, case[field].get("output"), errors or case[field].get("error"))
        self.assertGreater(agreed, len(cases) // 2)
        names = ", ".join(f"{what} ({count})" for what, count in absent.most_common())
        print(f"\nNunjucks cases, undefined={undefined}: {agreed} of {len(cases)} compared; "
              f"{sum(absent.values())} not there yet: {names}")

    def test_strict(self):
        self.answers_alike("error", "strict")

    def test_lenient(self):
        self.answers_alike("empty", "lenient")


if __name__ == "__main__":
    unittest.main()
