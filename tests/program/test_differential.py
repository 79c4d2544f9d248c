"""keyplate beside Nunjucks itself: a fixed batch of random templates, and what golden cases say of it.

Without node, or without the package that `./dev setup` installs, only the page that is made from the
cases is looked at.
"""
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(os.environ["KEYPLATE_SOURCE"])
DIFFERENTIAL = ROOT / "tests/differential"
sys.path.insert(0, str(DIFFERENTIAL))
import cases  # noqa: E402
import engines  # noqa: E402
import make_page  # noqa: E402

MISSING = engines.missing_engine()


class Page(unittest.TestCase):
    def test_it_is_made_from_the_cases(self):
        self.assertEqual(make_page.PAGE.read_text(encoding="utf-8"), make_page.page(), "tests/differential/make_page.py writes it anew")


@unittest.skipIf(MISSING, MISSING)
class BesideNunjucks(unittest.TestCase):
    def test_cases_are_right_about_it(self):
        nunjucks = engines.Nunjucks()
        self.addCleanup(nunjucks.close)
        known = cases.every()
        self.assertGreater(sum(case.reason is None for case in known), 5)
        self.assertGreater(sum(case.reason is not None for case in known), 5)
        self.assertEqual([wrong for case in known if (wrong := cases.mistaken(case, nunjucks))], [])

    def test_random_templates_agree(self):
        command = [sys.executable, DIFFERENTIAL / "run.py", "--keyplate", os.environ["KEYPLATE"], "--seed", "1", "--count", "400"]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=300)
        print("\n" + ran.stdout)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.assertIn("same output", ran.stdout)


if __name__ == "__main__":
    unittest.main()
