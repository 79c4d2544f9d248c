#!/usr/bin/env python3
"""`check` on what a file tree may hold beside files: FIFOs, links, folders, and files without permission."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

KEYPLATE = os.environ["KEYPLATE"]
WORKSPACE = '[workspace]\ntemplates = ["**/*.txt"]\n'
NOBODY = 65534


class CheckFiles(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="keyplate-check-"))
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder])  # rmtree recurses: too shallow for us
        (self.folder / ".git").mkdir()

    def write(self, name, text=""):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def check(self, *arguments, stdin=b"", stdout=subprocess.PIPE, **options):
        environment = {"HOME": str(self.folder / "home"), "PATH": "/usr/bin:/bin"}
        return subprocess.run([KEYPLATE, "check", *arguments], cwd=self.folder, env=environment, input=stdin,
                              stdout=stdout, stderr=subprocess.PIPE, timeout=60, **options)

    def found(self, *arguments, expect, **options):
        """(file, code) of each diagnostic."""
        result = self.check("--format", "json", *arguments, **options)
        self.assertEqual(result.returncode, expect, result)
        return [(d["file"], d["code"]) for d in json.loads(result.stdout)["diagnostics"]]

    def test_a_fifo_in_the_tree_is_skipped(self):
        self.write("keyplate.toml", WORKSPACE)
        self.write("good.txt", "{{ 1 }}")
        os.mkfifo(self.folder / "pipe.txt")
        self.assertEqual(self.found(expect=0), [("pipe.txt", "skipped-file")])
        self.assertEqual(self.found("--deny-warnings", expect=1), [("pipe.txt", "skipped-file")])

    def test_a_named_fifo_folder_or_missing_file_is_wrong_usage(self):
        os.mkfifo(self.folder / "pipe.txt")
        self.assertEqual(self.found("pipe.txt", "none.txt", expect=2),
                         [("none.txt", "unreadable-file"), ("pipe.txt", "unreadable-file")])

    def test_links_are_not_followed_by_a_walk(self):
        self.write("keyplate.toml", WORKSPACE)
        self.write("a/good.txt", "{{ 1 }}")
        os.symlink("..", self.folder / "a/up")
        os.symlink("loop.txt", self.folder / "loop.txt")
        os.symlink("/etc/passwd", self.folder / "outside.txt")
        self.assertEqual(self.found(expect=0), [("loop.txt", "skipped-file"), ("outside.txt", "skipped-file")])
        self.assertEqual(self.found("loop.txt", expect=2), [("loop.txt", "unreadable-file")])

    def test_a_named_link_is_followed(self):
        self.write("real.txt", "{{ }}")
        os.symlink("real.txt", self.folder / "link.txt")
        self.assertEqual(self.found("link.txt", expect=1), [("link.txt", "expected-expression")])

    def refused(self, path, *options):
        """By `check` and `render` alike, with nothing of what lies outside."""
        said = []
        for command in (["check", *options], ["render"]):
            result = subprocess.run([KEYPLATE, *command, path], cwd=self.folder, env={"PATH": "/usr/bin:/bin"},
                                    capture_output=True, timeout=60)
            self.assertEqual(result.returncode, 2, result)
            self.assertNotIn(b"hidden", result.stdout + result.stderr)
            said.append(result.stdout + result.stderr)
        self.assertEqual(*said)
        self.assertIn(b"leads out of the workspace", said[0])

    def outside(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="keyplate-outside-"))
        self.addCleanup(shutil.rmtree, folder)
        (folder / "private.txt").write_text("hidden words {{ }}")
        return folder

    def test_a_path_in_a_workspace_does_not_lead_out_of_it(self):
        outside = self.outside()
        self.write("keyplate.toml", WORKSPACE)
        self.write("a/b.txt", "b")
        os.symlink(outside / "private.txt", self.folder / "link.txt")
        os.symlink(outside, self.folder / "a/door")
        os.symlink("a", self.folder / "inside")
        self.refused("link.txt")
        self.refused("link.txt", "--force-exclude")
        self.refused("a/door/private.txt")
        self.refused("a/door/../" + outside.name + "/private.txt")
        self.refused("a/door")
        self.assertEqual(self.found("inside/b.txt", expect=0), [])

    def test_a_file_outside_of_all_workspaces_is_the_persons_affair(self):
        outside = self.outside()
        self.write("keyplate.toml", WORKSPACE)
        os.symlink("private.txt", outside / "link.txt")
        self.assertEqual([code for _, code in self.found(outside / "link.txt", expect=1)], ["expected-expression"])

    def test_a_workspace_file_does_not_lead_out_of_its_folder(self):
        os.symlink(self.outside() / "private.txt", self.folder / "keyplate.toml")
        self.write("good.txt", "{{ 1 }}")
        for command in (["check"], ["check", "good.txt"], ["render", "good.txt"], ["vaults"], ["trust"]):
            result = subprocess.run([KEYPLATE, *command], cwd=self.folder, env={"PATH": "/usr/bin:/bin"},
                                    capture_output=True, timeout=60)
            self.assertEqual(result.returncode, 2, result)
            self.assertIn(b"`keyplate.toml` leads out of", result.stdout + result.stderr)
            self.assertNotIn(b"hidden", result.stdout + result.stderr)
        os.remove(self.folder / "keyplate.toml")
        self.write("config/real.toml", WORKSPACE)
        os.symlink("config/real.toml", self.folder / "keyplate.toml")
        self.assertEqual(self.found(expect=0), [])

    def test_a_workspace_that_is_a_folder_a_fifo_or_a_loop(self):
        (self.folder / "a/keyplate.toml").mkdir(parents=True)
        (self.folder / "b").mkdir()
        os.mkfifo(self.folder / "b/keyplate.toml")
        (self.folder / "c").mkdir()
        os.symlink("keyplate.toml", self.folder / "c/keyplate.toml")
        for name in "abc":
            self.write(f"{name}/good.txt", "{{ 1 }}")
            for path in (f"{name}/keyplate.toml", f"{name}/good.txt"):
                self.assertEqual(self.found(path, expect=2), [(f"{name}/keyplate.toml", "unreadable-file")])

    @unittest.skipUnless(os.geteuid() == 0, "only root can run keyplate as somebody else")
    def test_files_without_permission(self):
        self.write("keyplate.toml", WORKSPACE)
        self.write("good.txt", "{{ 1 }}")
        self.write("secret.txt", "{{ 1 }}").chmod(0)
        self.write("closed/x.txt", "{{ 1 }}")
        (self.folder / "closed").chmod(0)
        self.folder.chmod(0o755)
        copy = pathlib.Path(shutil.copy(KEYPLATE, self.folder / "keyplate"))
        copy.chmod(0o755)

        def run(*arguments, expect):
            result = subprocess.run([copy, "check", "--format", "json", *arguments], cwd=self.folder, user=NOBODY,
                                    group=NOBODY, extra_groups=[], env={}, capture_output=True, timeout=60)
            self.assertEqual(result.returncode, expect, result)
            return [(d["file"], d["code"]) for d in json.loads(result.stdout)["diagnostics"]]

        self.assertEqual(run(expect=0), [("closed", "skipped-file"), ("secret.txt", "skipped-file")])
        self.assertEqual(run("secret.txt", expect=2), [("secret.txt", "unreadable-file")])
        (self.folder / "keyplate.toml").chmod(0)
        self.assertEqual(run("good.txt", expect=2), [("keyplate.toml", "unreadable-file")])

    def test_a_deep_tree_costs_neither_stack_nor_descriptors(self):
        self.write("keyplate.toml", WORKSPACE)
        deep = self.folder
        for _ in range(1500):
            deep = deep / "d"
            os.mkdir(deep)
        (deep / "bad.txt").write_text("{{ }}")
        self.assertEqual(self.found(expect=1), [("d/" * 1500 + "bad.txt", "expected-expression")])

    def test_many_files_give_the_same_sorted_report_every_time(self):
        self.write("keyplate.toml", WORKSPACE)
        for i in range(300):
            self.write(f"{i % 7}/{i}.txt", "{{ }}\n" * (i % 3))
        first = self.found(expect=1)
        self.assertEqual(len(first), 300)
        self.assertEqual(first, sorted(first))
        for _ in range(3):
            self.assertEqual(self.found(expect=1), first)

    def test_output_that_can_not_be_written(self):
        self.write("bad.txt", "{{ }}")
        with open("/dev/full", "wb") as full:
            result = self.check("bad.txt", stdout=full)
        self.assertEqual((result.returncode, b"cannot write the output" in result.stderr), (3, True))
        reader, writer = os.pipe()
        os.close(reader)
        result = self.check("bad.txt", stdout=writer)
        os.close(writer)
        self.assertEqual((result.returncode, b"cannot write the output" in result.stderr), (3, True))
        result = self.check("bad.txt", stdout=None, preexec_fn=lambda: os.close(1))
        self.assertEqual((result.returncode, b"cannot write the output" in result.stderr), (3, True))

    def test_a_report_of_a_long_line_and_many_diagnostics_is_linear(self):
        self.write("keyplate.toml", WORKSPACE)
        self.write("long.txt", "{{ nothing }}" * 20_000)  # one line
        self.assertEqual(len(self.found(expect=1)), 20_000)
        self.assertLess(len(self.check().stdout), 20_000 * 800)


if __name__ == "__main__":
    unittest.main()
