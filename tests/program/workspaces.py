"""A workspace in a temporary folder, and keyplate run in it with a bare environment."""
import atexit
import os
import pathlib
import pty
import select
import shutil
import subprocess
import tempfile
import unittest

NOBODY = {"user": 65534, "group": 65534, "extra_groups": []}


def for_everyone(program):
    """`program`, or a copy that somebody else can run: root's clone may lie in a closed folder."""
    if os.geteuid() != 0 or not program:
        return program
    try:
        subprocess.run([program, "--version"], capture_output=True, check=True, cwd="/", **NOBODY)
        return program
    except PermissionError:
        folder = tempfile.mkdtemp(prefix="keyplate-program-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.chmod(folder, 0o755)
        shutil.copytree(pathlib.Path(program).parent / "libexec", pathlib.Path(folder) / "libexec")
        return shutil.copy(program, folder)


KEYPLATE = for_everyone(os.environ.get("KEYPLATE", ""))
SOURCE = pathlib.Path(os.environ.get("KEYPLATE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))

LOCAL = """\
[vaults.dev]
provider = "local"
file     = "dev.vault"
key_file = "~/dev.key"
"""


class WorkspaceTest(unittest.TestCase):
    """Each test has a folder `root` with `home` and `work`; the search for a workspace ends at `work`."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="keyplate-test-")).resolve()
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        self.work = self.root / "work"
        (self.work / ".git").mkdir(parents=True)
        (self.root / "home").mkdir()
        self.env = {"HOME": str(self.root / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

    def write(self, name, text, mode=None):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if mode is not None:
            path.chmod(mode)
        return path

    def read(self, name):
        return (self.work / name).read_bytes()

    def run_keyplate(self, *arguments, stdin=b"", env=None, cwd=None, **more):
        """A CompletedProcess; a variable of `env` that is None is left out."""
        variables = {**self.env, **(env or {})}
        variables = {name: value for name, value in variables.items() if value is not None}
        given = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
        return subprocess.run([KEYPLATE, *arguments], cwd=cwd or self.work, env=variables, **given, capture_output=True,
                              timeout=60, start_new_session=True, **more)

    def expect(self, code, *arguments, **more):
        result = self.run_keyplate(*arguments, **more)
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stdout!r} {result.stderr.decode()}")
        return result

    def make_local_vault(self, secrets, workspace=LOCAL, vault="dev", env=None):
        """A workspace with a local vault that holds `secrets`; grants nothing."""
        self.write("keyplate.toml", workspace)
        self.expect(0, "local", "init", vault, "--trust", env=env)
        for name, value in secrets.items():
            value = value if isinstance(value, bytes) else value.encode()
            self.expect(0, "local", "set", vault, name, "--trust", stdin=value, env=env)

    def on_terminal(self, *arguments, answers=(), env=None):
        """Runs keyplate with a terminal; `answers` are (what is waited for, what is then typed).

        Returns the exit code and all that the terminal showed.
        """
        variables = {**self.env, "TERM": "dumb", **(env or {})}
        child, terminal = pty.fork()
        if child == 0:
            try:
                os.chdir(self.work)
                os.execve(KEYPLATE, [KEYPLATE, *arguments], variables)
            finally:
                os._exit(127)
        shown, waiting = b"", list(answers)
        seen_until = 0
        while True:
            if not select.select([terminal], [], [], 60)[0]:
                os.kill(child, 9)
                os.waitpid(child, 0)
                self.fail(f"nothing more came; so far: {shown!r}")
            try:
                chunk = os.read(terminal, 4096)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk
            while waiting and waiting[0][0].encode() in shown[seen_until:]:
                seen_until = len(shown)
                os.write(terminal, waiting.pop(0)[1].encode())
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        self.assertEqual(waiting, [], shown)
        return os.waitstatus_to_exitcode(status), shown.replace(b"\r\n", b"\n")


def as_other_user():
    """Arguments for `subprocess` that run a program as somebody else; skips where we may not."""
    if os.geteuid() != 0:
        raise unittest.SkipTest("only root can run a program as somebody else")
    return NOBODY
