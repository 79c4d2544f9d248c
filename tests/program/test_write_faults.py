"""Output is never half there: a failure or kill at each call by which it reaches the disk.

A shim counts the calls and fails, or kills the program at, the n-th, for every n until the run
succeeds without being hit.
"""
import errno
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from workspaces import WorkspaceTest

CALLS = ["write", "fchmod", "fsync", "linkat", "renameat", "renameat2", "mkdirat"]
MOST = 200
OLD = b"old\n"
TEXT = b"new\n" * 3000


def setUpModule():
    global PRELOAD, folder
    compiler = shutil.which("cc")
    if compiler is None:
        raise unittest.SkipTest("no C compiler for the shim")
    folder = tempfile.mkdtemp(prefix="keyplate-shim-")
    shim = str(pathlib.Path(folder) / "fault_shim.so")
    source = pathlib.Path(__file__).with_name("fault_shim.c")
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", shim, str(source), "-ldl"], check=True)
    PRELOAD = " ".join([*sanitizers(), shim])


def sanitizers():
    """The runtimes of sanitizers that keyplate was built with: they insist on coming first."""
    listed = subprocess.run(["ldd", os.environ["KEYPLATE"]], capture_output=True, text=True).stdout
    return re.findall(r"=> (\S*/lib[at]san\.so\S*)", listed)


def tearDownModule():
    shutil.rmtree(folder)


class Faults(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write("keyplate.toml", "[[outputs]]\nfrom = \"*.tmpl\"\nto = \"build/{name}\"\n"
                                    "[workspace]\ntemplates = [\"*.tmpl\"]\n")
        self.write("a.txt.tmpl", TEXT)

    def render(self, *arguments, at=0, how="kill", calls=CALLS, tmpfile=True, exchange=True):
        env = {"LD_PRELOAD": PRELOAD, "FAULT_CALLS": ",".join(calls), "FAULT_AT": str(at),
               "FAULT_HOW": str(how), "FAULT_LOG": str(self.root / "log"),
               "FAULT_NO_TMPFILE": None if tmpfile else "1", "FAULT_NO_EXCHANGE": None if exchange else "1"}
        return self.run_keyplate("render", *arguments, env=env)

    def calls_seen(self):
        log = self.root / "log"
        seen = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return seen

    def leftovers(self):
        return sorted(p.name for p in self.work.rglob(".keyplate-*"))

    def each_fault(self, arguments, how, prepare, inspect, **more):
        """Runs with a fault at the first call, the second, ... until none is hit; returns how many."""
        for at in range(1, MOST):
            prepare()
            self.calls_seen()
            result = self.render(*arguments, at=at, how=how, **more)
            seen = self.calls_seen()
            if len(seen) < at:
                self.assertEqual(result.returncode, 0, result.stderr)
                return at - 1
            with self.subTest(at=at, call=seen[at - 1], how=how):
                inspect(result, seen[at - 1])
        self.fail("the faults never end")

    def check_failure(self, result, call):
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn(b"write-failed", result.stderr)
        self.assertEqual(self.leftovers(), [])

    def check_kill(self, result, call):
        self.assertEqual(result.returncode, -signal.SIGKILL)
        for name in self.work.rglob(".keyplate-*"):
            self.assertEqual(name.stat().st_mode & 0o777 & ~0o644, 0, "looser than its target")

    def one_file(self, existing):
        target = self.work / "out.txt"

        def prepare():
            target.unlink(missing_ok=True)
            for name in self.work.glob(".keyplate-*"):
                name.unlink()
            if existing:
                target.write_bytes(OLD)

        def old_or_new():
            if target.exists():
                self.assertIn(target.read_bytes(), [TEXT, OLD] if existing else [TEXT])
            else:
                self.assertFalse(existing, "the old file is gone")
        return prepare, old_or_new

    def test_one_file_fails_at_each_call(self):
        for existing in (False, True):
            for tmpfile in (True, False):
                for how in (errno.EIO, errno.ENOSPC):
                    prepare, old_or_new = self.one_file(existing)

                    def inspect(result, call):
                        old_or_new()
                        if call == "linkat" and result.returncode == 0:
                            return  # a new file's first link may fail: it is then renamed into place
                        self.check_failure(result, call)
                    count = self.each_fault(["a.txt.tmpl", "-o", "out.txt"], how, prepare, inspect, tmpfile=tmpfile)
                    self.assertGreaterEqual(count, 4)
                    self.assertEqual((self.work / "out.txt").read_bytes(), TEXT)

    def test_one_file_is_killed_at_each_call(self):
        for existing in (False, True):
            for tmpfile in (True, False):
                for how in ("kill", "kill-after"):
                    prepare, old_or_new = self.one_file(existing)

                    def inspect(result, call):
                        old_or_new()
                        self.check_kill(result, call)
                        if tmpfile and (call not in ("linkat", "renameat") or not existing):
                            self.assertEqual(self.leftovers(), [], call)
                    self.each_fault(["a.txt.tmpl", "-o", "out.txt"], how, prepare, inspect, tmpfile=tmpfile)

    def test_a_short_write_then_a_full_disk_leaves_the_old_file(self):
        prepare, _ = self.one_file(True)
        prepare()
        result = self.render("a.txt.tmpl", "-o", "out.txt", at=1, how="short", calls=["write"])
        self.check_failure(result, "write")
        self.assertEqual(self.read("out.txt"), OLD)

    def several(self):
        for name in ("b.txt.tmpl", "c.txt.tmpl"):
            self.write(name, TEXT)
        build = self.work / "build"

        def prepare():
            shutil.rmtree(build, ignore_errors=True)
            build.mkdir()
            (build / "b.txt").write_bytes(OLD)
        return build, prepare

    def test_several_files_are_written_all_or_none(self):
        """Whatever fails, and when: what was put in place is taken back."""
        build, prepare = self.several()

        def inspect(result, call):
            if result.returncode == 0 and call == "linkat":
                return
            self.check_failure(result, call)
            self.assertEqual((build / "b.txt").read_bytes(), OLD)
            self.assertEqual([p.name for p in build.iterdir()], ["b.txt"])
        for tmpfile in (True, False):
            count = self.each_fault([], errno.EIO, prepare, inspect, tmpfile=tmpfile)
            self.assertGreaterEqual(count, 12)

    def test_where_names_can_not_be_exchanged_each_is_old_or_new(self):
        build, prepare = self.several()

        def inspect(result, call):
            if result.returncode == 0 and call == "linkat":
                return
            self.check_failure(result, call)
            if call in ("write", "fchmod"):
                self.assertEqual((build / "b.txt").read_bytes(), OLD)
                self.assertEqual([p.name for p in build.iterdir()], ["b.txt"])
            for path in build.iterdir():
                self.assertIn(path.read_bytes(), [OLD, TEXT] if path.name == "b.txt" else [TEXT])
        self.each_fault([], errno.EIO, prepare, inspect, exchange=False)

    def test_no_target_changes_before_every_file_is_written(self):
        build, prepare = self.several()
        prepare()
        self.assertEqual(self.render().returncode, 0)
        seen = self.calls_seen()
        self.assertEqual(seen.count("write"), 3)
        first_visible = min(seen.index(call) for call in ("linkat", "renameat", "renameat2") if call in seen)
        self.assertNotIn("write", seen[first_visible:])
        self.assertEqual(seen[:first_visible].count("fsync"), 3)

    def test_several_files_killed_at_each_call_are_each_old_or_new(self):
        build, prepare = self.several()

        def inspect(result, call):
            self.check_kill(result, call)
            for name in ("a.txt", "b.txt", "c.txt"):
                if name == "b.txt" or (build / name).exists():
                    self.assertIn((build / name).read_bytes(), [OLD, TEXT] if name == "b.txt" else [TEXT])
        for how in ("kill", "kill-after"):
            self.each_fault([], how, prepare, inspect)

    def test_folders_made_for_a_failed_run_go_again(self):
        def prepare():
            shutil.rmtree(self.work / "deep", ignore_errors=True)

        def inspect(result, call):
            if result.returncode == 0:
                return
            self.check_failure(result, call)
            written = self.work / "deep/er/a.txt"
            if written.exists():
                self.assertEqual(written.read_bytes(), TEXT)
            else:
                self.assertFalse((self.work / "deep").exists())
        for tmpfile in (True, False):
            self.write("b.txt.tmpl", TEXT)
            self.each_fault(["a.txt.tmpl", "b.txt.tmpl", "--out-dir", "deep/er"], errno.EIO, prepare, inspect,
                            tmpfile=tmpfile)


if __name__ == "__main__":
    unittest.main()
