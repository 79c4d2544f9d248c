"""A repository whose own configuration would run programs runs none: output that holds a secret asks git all the same.

Each way to have git run something is a trap that leaves a mark. Git itself, run by hand, springs it; keyplate doesn't.
"""
import os
import shutil
import subprocess
import unittest

from workspaces import WorkspaceTest

WHO = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


@unittest.skipUnless(shutil.which("git"), "no git")
class HostileGit(WorkspaceTest):
    def setUp(self):
        super().setUp()
        shutil.rmtree(self.work / ".git")
        self.git("init", "-q")
        self.make_local_vault({"token": "s3cret-value"})
        self.write("reads.txt", "{{ secret('dev', 'token') }}\n")
        self.write("tracked.txt", "old\n")
        self.git(*WHO, "add", ".")
        self.git(*WHO, "commit", "-qm", "all")
        self.mark = self.root / "sprung"
        self.trap = self.root / "trap"
        self.trap.write_text(f"#!/bin/sh\ntouch '{self.mark}'\ncat\n")
        self.trap.chmod(0o755)

    def git(self, *words, check=True, cwd=None):
        return subprocess.run(["git", *words], cwd=cwd or self.work, env=self.env, capture_output=True, check=check,
                              stdin=subprocess.DEVNULL, timeout=60)

    def config(self, *pairs):
        for key, value in pairs:
            self.git("config", key, value)

    def assert_not_sprung(self, *by_hand, cwd=None):
        """keyplate springs nothing; `git BY_HAND` does, so the trap works."""
        # Whatever is cached about these files is old.
        for name in ("tracked.txt", "reads.txt"):
            os.utime(self.work / name, (1, 1))
        for target in ("tracked.txt", "new.txt", "sub/new.txt"):
            result = self.run_keyplate("render", "reads.txt", "-o", target, "--trust", cwd=cwd)
            self.assertFalse(self.mark.exists(), target)
            expected = 1 if target == "tracked.txt" else 0
            self.assertEqual(result.returncode, expected, result.stderr)
            self.assertIn(b"tracked-output" if expected else b"unignored-output", result.stderr)
        if by_hand:
            self.git(*by_hand, check=False, cwd=cwd)
            self.assertTrue(self.mark.exists(), "the trap does not work at all")

    def test_hooks(self):
        hooks = self.work / ".git/hooks"
        hooks.mkdir(exist_ok=True)
        for name in ("post-index-change", "pre-commit", "fsmonitor-watchman", "reference-transaction", "post-checkout"):
            shutil.copy(self.trap, hooks / name)
        self.assert_not_sprung("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--allow-empty", "-qm", "x")

    def test_a_folder_of_hooks(self):
        shutil.copytree(self.root / "home", self.work / "hooks", dirs_exist_ok=True)
        for name in ("post-index-change", "pre-commit"):
            shutil.copy(self.trap, self.work / "hooks" / name)
        self.config(("core.hooksPath", "hooks"))
        self.assert_not_sprung("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--allow-empty", "-qm", "x")

    def test_a_monitor(self):
        self.config(("core.fsmonitor", str(self.trap)), ("core.untrackedCache", "true"))
        self.assert_not_sprung("status")

    def test_a_filter(self):
        self.write(".gitattributes", "* filter=trap diff=trap merge=trap\n")
        self.config(("filter.trap.clean", str(self.trap)), ("filter.trap.smudge", str(self.trap)),
                    ("filter.trap.process", str(self.trap)), ("filter.trap.required", "true"))
        self.assert_not_sprung("add", "reads.txt", "new.txt")

    def test_a_differ(self):
        self.write(".gitattributes", "* diff=trap\n")
        self.config(("diff.trap.textconv", str(self.trap)), ("diff.trap.command", str(self.trap)), ("diff.external", str(self.trap)))
        self.write("reads.txt", self.read("reads.txt") + b"\n")
        self.assert_not_sprung("diff")

    def test_an_included_file_and_its_alias(self):
        self.write("evil.config", f"[core]\nfsmonitor = {self.trap}\n[alias]\nls-files = !{self.trap}\ncheck-ignore = !{self.trap}\n"
                                  f"x = !{self.trap}\n[core]\nhooksPath = hooks\n")
        self.config(("include.path", "../evil.config"), ("includeIf.gitdir:**.path", "../evil.config"))
        self.assert_not_sprung("status")
        self.mark.unlink()
        self.git("x", check=False)
        self.assertTrue(self.mark.exists())

    def test_programs_of_all_kinds(self):
        names = ("core.sshCommand", "core.pager", "core.editor", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
                 "sequence.editor", "gpg.program", "credential.helper", "pager.ls-files", "pager.check-ignore", "uploadpack.packObjectsHook")
        self.config(*((name, str(self.trap)) for name in names))
        self.assert_not_sprung()
        self.git("credential", "fill", check=False)
        subprocess.run(["git", "credential", "fill"], cwd=self.work, env=self.env, input=b"protocol=https\nhost=x\n\n",
                       capture_output=True, timeout=60)
        self.assertTrue(self.mark.exists(), "the trap does not work at all")

    def test_a_missing_object_is_not_fetched(self):
        self.trap.write_text(f"#!/bin/sh\ntouch '{self.mark}'\n")  # one that ends at once: git talks with it
        self.config(("remote.origin.url", f"ext::{self.trap}"), ("remote.origin.promisor", "true"),
                    ("extensions.partialClone", "origin"), ("protocol.ext.allow", "always"))
        self.assert_not_sprung("fetch", "origin")

    def test_another_folder_of_files(self):
        other = self.root / "other"
        other.mkdir()
        self.config(("core.worktree", str(other)), ("core.fsmonitor", str(self.trap)))
        self.assert_not_sprung("status")

    def test_a_bare_repository_within(self):
        """As a clone may bring along: its folder looks like any other, its configuration is the trap."""
        self.git("init", "-q", "--bare", "inner")
        self.git("config", "--file", "inner/config", "core.fsmonitor", str(self.trap))
        self.git("config", "--file", "inner/config", "core.bare", "false")
        self.git("config", "--file", "inner/config", "core.worktree", str(self.work))
        inner = self.work / "inner"
        for target in ("inner/out.txt", "inner/objects/out.txt"):
            self.run_keyplate("render", "reads.txt", "-o", target, "--trust")
            self.run_keyplate("render", "../reads.txt", "-o", "../" + target, "--trust", cwd=inner)
            self.assertFalse(self.mark.exists(), target)
        self.git("status", check=False, cwd=inner)
        self.assertTrue(self.mark.exists(), "the trap does not work at all")

    def test_variables_that_would_point_git_elsewhere(self):
        config = self.write("evil.config", f"[core]\nfsmonitor = {self.trap}\n")
        self.env.update({"GIT_DIR": str(self.work / "inner"), "GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_COUNT": "1",
                         "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": str(self.trap),
                         "GIT_EXTERNAL_DIFF": str(self.trap), "GIT_INDEX_FILE": "/nonexistent", "GIT_EXEC_PATH": str(self.root)})
        self.assert_not_sprung()

    def test_a_git_that_the_repository_brings_along(self):
        (self.work / "bin").mkdir()
        shutil.copy(self.trap, self.work / "bin/git")
        self.env["PATH"] = f"{self.work}/bin:.:bin:{self.env['PATH']}"
        self.assert_not_sprung("version")


if __name__ == "__main__":
    unittest.main()
