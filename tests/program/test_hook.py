"""The pre-commit hook, run by the real pre-commit on a repository made here.

Every commit is made without a network, where the machine lets us take it away, and keyplate runs
under a filter that kills it when it makes a socket, connects, or runs a program.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest

from workspaces import KEYPLATE, SOURCE, WorkspaceTest

GOOD = "{{ greeting }}\n"
BAD = "{% sekret 'dev', 'api' %}\n"
WORKSPACE = """\
[workspace]
templates = ["config/*.tmpl"]

[environments.dev.variables]
greeting = "hello"
"""
UNUSED = "{# keyplate: ignore unknown-variable #}\n" + GOOD
# What other programs mean by the same brackets; no glob of the workspace names these.
FOREIGN = {
    "chart/templates/deployment.yaml": 'image: {{ .Values.image | quote }}\n{{- include "app.labels" . | nindent 4 }}\n',
    "site/base.html": "{% extends 'layout.html' %}{% block body %}{{ super() }}{% endblock %}\n",
    ".github/workflows/ci.yaml": "env: { TOKEN: ${{ secrets.TOKEN }} }\nif: ${{ github.ref == 'refs/heads/main' }}\n",
}


def works(*command):
    return subprocess.run(command, capture_output=True).returncode == 0


def setUpModule():
    global folder, CONFINE, OFFLINE
    if shutil.which("cc") is None:
        raise unittest.SkipTest("no C compiler for the filter")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="keyplate-confine-"))
    unittest.addModuleCleanup(shutil.rmtree, folder)
    CONFINE = folder / "confine"
    subprocess.run(["cc", "-O1", "-o", CONFINE, pathlib.Path(__file__).with_name("confine.c")], check=True)
    OFFLINE = next((way for way in (["unshare", "-n"], ["unshare", "-rn"]) if works(*way, "true")), None)


class Filter(unittest.TestCase):
    """The filter kills: otherwise the tests below prove nothing."""

    def ends(self, *command):
        return subprocess.run([CONFINE, *command], capture_output=True).returncode

    def test_it_kills(self):
        for deed in ("import socket; socket.socket()", "import socket; socket.socket(socket.AF_UNIX)",
                     "import os; os.execv('/bin/true', ['true'])", "import os; os.execve(os.open('/bin/true', 0), ['true'], {})",
                     # The number behind `connect`: without a socket only the call itself can be tried.
                     "import ctypes, platform; ctypes.CDLL(None).syscall({'x86_64': 42, 'aarch64': 203}[platform.machine()], 0, 0, 0)"):
            with self.subTest(deed=deed):
                self.assertEqual(self.ends(sys.executable, "-c", deed), -signal.SIGSYS)

    def test_it_lets_the_rest_be(self):
        self.assertEqual(self.ends(sys.executable, "-c", "open('/dev/null').read()"), 0)
        self.assertEqual(self.ends(KEYPLATE, "--version"), 0)

    def test_no_network_is_none(self):
        if OFFLINE is None:
            self.skipTest("this machine lets nobody make a network namespace: the hook is tested with the filter alone")
        listed = subprocess.run([*OFFLINE, "cat", "/proc/net/dev"], capture_output=True, text=True, check=True).stdout
        self.assertEqual(re.findall(r"^ *(\w+):", listed, flags=re.M), ["lo"])



class Plan(WorkspaceTest):
    def test_a_plan_asks_nobody(self):
        """Under the filter, without a grant; neither the vault's file nor the one that is named is there."""
        self.write("keyplate.toml", '[vaults.v]\nprovider = "hashicorp"\naddress = "https://127.0.0.1:1"\n'
                                    '[vaults.dev]\nprovider = "local"\nfile = "gone.vault"\n[vaults.os]\nprovider = "env"\nprefix = "A_"\n')
        self.write("a.txt", "{{ secret('v', 'a') }}{{ secret('dev', 'b') }}{{ secret('os', 'A_C') }}{{ file('gone.txt') }}{{ prompt('q') }}")
        done = subprocess.run([CONFINE, KEYPLATE, "plan", "a.txt"], cwd=self.work, env=self.env, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"3 secrets of 3 vaults", done.stdout)

class HookTest(WorkspaceTest):
    """A repository with a good workspace, committed before the hook is there."""

    def setUp(self):
        super().setUp()
        programs = self.root / "bin"
        programs.mkdir()
        wrapper = programs / "keyplate"
        wrapper.write_text(f'#!/bin/sh\necho "$@" >> {self.root}/calls\nexec {CONFINE} {KEYPLATE} "$@"\n')
        wrapper.chmod(0o755)
        self.env |= {"PATH": f"{programs}:/usr/bin:/bin", "PRE_COMMIT_HOME": str(self.root / "cache")}
        (self.root / "home/.gitconfig").write_text("[user]\nname = You\nemail = you@example.com\n"
                                                   "[init]\ndefaultBranch = main\n[safe]\ndirectory = *\n")
        (self.work / ".git").rmdir()
        self.git("init", "-q")
        self.write("keyplate.toml", WORKSPACE)
        self.write("config/app.tmpl", GOOD)
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "Begin")

    def run_offline(self, *command, cwd=None):
        return subprocess.run([*(OFFLINE or []), *command], cwd=cwd or self.work, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)

    def git(self, *arguments, cwd=None):
        done = self.run_offline("git", *arguments, cwd=cwd)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stdout}")
        return done.stdout

    def commit(self, *paths):
        """Stages the paths and commits: the exit code, and what was printed."""
        if paths:
            self.git("add", "--all", "--", *paths)
        done = self.run_offline("git", "commit", "-m", "Change")
        return done.returncode, done.stdout

    def assert_passes(self, *paths):
        code, shown = self.commit(*paths)
        self.assertEqual(code, 0, shown)
        return shown

    def assert_blocked(self, *paths, by):
        code, shown = self.commit(*paths)
        self.assertNotEqual(code, 0, shown)
        for text in by:
            self.assertIn(text, shown)
        return shown

    def calls(self):
        """The arguments of each run of keyplate."""
        log = self.root / "calls"
        return log.read_text().splitlines() if log.exists() else []


class PreCommit(HookTest):
    def setUp(self):
        if shutil.which("pre-commit") is None:
            self.skipTest("pre-commit is not installed; `./dev setup` installs it")
        super().setUp()
        hooks = self.root / "hooks"
        hooks.mkdir()
        shutil.copy(SOURCE / ".pre-commit-hooks.yaml", hooks)
        self.git("init", "-q", cwd=hooks)
        self.git("add", "--all", cwd=hooks)
        self.git("commit", "-q", "-m", "Hooks", cwd=hooks)
        self.write(".pre-commit-config.yaml", textwrap.dedent(f"""\
            repos:
              - repo: {hooks}
                rev: {self.git("rev-parse", "HEAD", cwd=hooks).strip()}
                hooks:
                  - id: keyplate
                  - id: keyplate-fmt
            """))
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "Configure pre-commit")
        installed = self.run_offline("pre-commit", "install")
        self.assertEqual(installed.returncode, 0, installed.stdout)

    def test_a_bad_tag_blocks_and_a_good_one_passes(self):
        self.write("config/bad.tmpl", BAD)
        self.assert_blocked("config/bad.tmpl", by=["config/bad.tmpl:1:4: error[unknown-tag]", "did you mean `secret`?"])
        self.assertEqual(self.git("log", "--format=%s", "-1").strip(), "Configure pre-commit")
        self.write("config/bad.tmpl", GOOD)
        self.assertIn("Passed", self.assert_passes("config/bad.tmpl"))

    def test_files_that_no_glob_names_are_left_alone(self):
        for name, text in FOREIGN.items():
            self.write(name, text)
        self.assertIn("Passed", self.assert_passes(*FOREIGN))
        # Named on the command line they would be checked: it is the hook that leaves them alone.
        self.assertNotEqual(self.run_keyplate("check", *FOREIGN).returncode, 0)

    def test_every_text_file_gets_there(self):
        self.write("keyplate.toml", WORKSPACE.replace("config/*.tmpl", "{config/*.tmpl,odd/**}"))
        self.assert_passes("keyplate.toml")
        for name in ("odd/no-suffix", "odd/a.http", "odd/.env", "odd/insomnia.json", "odd/with space.yaml", "odd/-dash", "-x"):
            with self.subTest(name=name):
                self.write(name, BAD)
                if name.startswith("odd/"):
                    self.assert_blocked(name, by=[f"{name}:1:4: error[unknown-tag]"])
                self.write(name, GOOD)
                self.assert_passes(name)

    def test_a_changed_workspace_file_means_the_whole_workspace(self):
        self.write("keyplate.toml", WORKSPACE.replace("greeting", "welcome"))
        self.assert_blocked("keyplate.toml", by=["config/app.tmpl:1:4: error[unknown-variable]"])
        self.write("config/app.tmpl", GOOD.replace("greeting", "welcome"))
        self.assert_passes("config/app.tmpl")

    def test_unused_is_not_said_on_a_partial_run(self):
        config = self.write(".pre-commit-config.yaml", (self.work / ".pre-commit-config.yaml").read_text()
                            .replace("- id: keyplate\n", "- id: keyplate\n        args: [--deny-warnings, --]\n"))
        self.assert_passes(config.name)
        self.write("config/unused.tmpl", UNUSED)
        self.assert_passes("config/unused.tmpl")
        self.write("keyplate.toml", WORKSPACE + "\n")
        self.assert_blocked("keyplate.toml", by=["config/unused.tmpl:1:21: warning[unused-suppression]"])

    def test_deleted_files(self):
        self.write("config/gone.tmpl", GOOD)
        self.assert_passes("config/gone.tmpl")
        (self.work / "config/gone.tmpl").unlink()
        self.write("config/app.tmpl", GOOD + GOOD)
        self.assert_passes("config")
        self.assertNotIn("gone", "".join(self.calls()[-2:]))
        for name in ("config/app.tmpl", "keyplate.toml"):
            (self.work / name).unlink()
            self.assert_passes(name)

    def test_what_is_formatted_blocks_until_it_is_staged(self):
        self.write("config/app.tmpl", "{{greeting}}\n")
        self.write("foreign.yaml", "{{greeting}}\n")
        self.assert_blocked(".", by=["files were modified by this hook", "formatted 1 file"])
        self.assertEqual((self.read("config/app.tmpl"), self.read("foreign.yaml")), (GOOD.encode(), b"{{greeting}}\n"))
        self.write("keyplate.toml", WORKSPACE + "\n")
        self.write("config/other.tmpl", "{{greeting}}\n")
        self.git("add", "config/app.tmpl", "keyplate.toml")
        self.assert_passes()  # a changed workspace file formats nothing

    def test_what_is_committed_is_checked(self):
        """pre-commit puts aside what is not staged."""
        self.write("config/app.tmpl", BAD)
        self.git("add", "config/app.tmpl")
        self.write("config/app.tmpl", GOOD)
        self.assert_blocked(by=["error[unknown-tag]"])
        self.write("config/app.tmpl", GOOD + GOOD)
        self.git("add", "config/app.tmpl")
        self.write("config/app.tmpl", BAD)
        self.assert_passes()
        self.assertEqual(self.read("config/app.tmpl"), BAD.encode())

    def test_one_run_sees_all_files(self):
        for number in range(200):
            self.write(f"config/{number}.tmpl", GOOD)
        before = len(self.calls())
        self.assert_passes("config")
        self.assertEqual(len(self.calls()), before + 2)

    def test_all_files_as_ci_runs_them(self):
        self.assertEqual(self.run_offline("pre-commit", "run", "--all-files").returncode, 0)
        self.write("config/bad.tmpl", BAD)
        self.git("add", "--all")
        done = self.run_offline("pre-commit", "run", "--all-files", "keyplate")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("error[unknown-tag]", done.stdout)

    def test_keyplate_that_is_not_installed_blocks(self):
        (self.root / "bin/keyplate").unlink()
        self.write("config/app.tmpl", GOOD + GOOD)
        self.assert_blocked("config/app.tmpl", by=["`keyplate` not found"])


class PlainHook(HookTest):
    """The shell script of docs/pre-commit.md, as a hook of git's own."""

    def setUp(self):
        super().setUp()
        page = (SOURCE / "docs/pre-commit.md").read_text()
        script = re.search(r"^```sh \.git/hooks/pre-commit\n(.*?)^```$", page, re.M | re.S).group(1)
        self.write(".git/hooks/pre-commit", script, 0o755)

    def test_it_blocks_and_passes(self):
        for name, text in FOREIGN.items():
            self.write(name, text)
        self.write("config/with space.tmpl", GOOD)
        self.assert_passes(".")
        self.write("config/bad.tmpl", BAD)
        self.assert_blocked("config/bad.tmpl", by=["config/bad.tmpl:1:4: error[unknown-tag]"])
        (self.work / "config/bad.tmpl").unlink()
        (self.work / "config/with space.tmpl").unlink()
        self.assert_passes("config")


if __name__ == "__main__":
    unittest.main()
