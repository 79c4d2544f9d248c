"""The samples render as tests/samples/NAME/ holds; KEYPLATE_UPDATE=1 rewrites those files."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(os.environ.get("KEYPLATE_SOURCE", pathlib.Path(__file__).parents[2]))
sys.path.insert(0, str(ROOT / "samples"))
import demo  # noqa: E402

EXPECTED = ROOT / "tests" / "samples"


class Samples(unittest.TestCase):
    def rendered(self, sample):
        """Everything that a sample's steps printed and wrote, by name."""
        seen = {}

        def run(work, home, arguments, stdin):
            result = subprocess.run([os.environ["KEYPLATE"], *arguments], cwd=work, input=stdin.encode(),
                                    env=demo.environment(home), capture_output=True)
            self.assertEqual(result.returncode, 0, f"{arguments}: {result.stderr.decode()}")
            if arguments[0] != "local" and result.stdout:
                seen[" ".join(arguments).replace("/", "_") + ".stdout"] = result.stdout

        with tempfile.TemporaryDirectory() as folder:
            work = demo.play(os.environ["KEYPLATE"], sample, folder, run)
            for path in (work / "build").glob("*"):
                seen[path.name] = path.read_bytes()
                self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        return seen

    def compare(self, sample):
        seen = self.rendered(sample)
        folder = EXPECTED / sample
        if os.environ.get("KEYPLATE_UPDATE"):
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in seen.items():
                (folder / name).write_bytes(data)
        self.assertEqual({path.name: path.read_bytes() for path in folder.glob("*")}, seen)

    def test_requests(self):
        self.compare("requests")

    def test_service(self):
        self.compare("service")


if __name__ == "__main__":
    unittest.main()
