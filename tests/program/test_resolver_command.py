"""Where a passphrase comes from: a variable, a file, a command; and what a command may not do."""
import os
import pathlib
import shutil
import tempfile
import time
import unittest

from resolver_wire import Resolver, reference, vault

RIGHT = {"KEYPLATE_PASSPHRASE": "right"}


class Credentials(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="keyplate-test-")).resolve()
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        self.work = self.root / "shop"
        self.work.mkdir()
        plain = vault("dev", "local", file="dev.vault")
        with Resolver() as resolver:
            resolver.local("init", self.work, plain, environment=RIGHT)
            resolver.local("set", self.work, plain, "a", "1", environment=RIGHT)

    def read(self, passphrase, **caller):
        settings = vault("dev", "local", file="dev.vault", passphrase=passphrase)
        with Resolver() as resolver:
            return resolver.read(self.work, [settings], [reference(0, "a")], **caller)[0]

    def opens(self, passphrase, **caller):
        self.assertEqual(self.read(passphrase, **caller), ("text", b"1"))

    def fails(self, kind, said, passphrase, **caller):
        answer = self.read(passphrase, **caller)
        self.assertEqual(answer[:2], ("failure", kind), answer)
        self.assertIn(said, answer[2] + answer[3])
        return answer

    def script(self, text, name="helper", mode=0o755):
        path = self.root / name
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(mode)
        return str(path)

    def test_a_variable(self):
        self.opens({"env": "PASS"}, environment={"PASS": "right", "KEYPLATE_PASSPHRASE": "wrong"})
        self.fails("unauthenticated", "passphrase", {"env": "PASS"}, environment={"PASS": "wrong"})
        self.fails("config-invalid", "`PASS` is not set", {"env": "PASS"}, environment=RIGHT)
        self.fails("config-invalid", "gave nothing", {"env": "PASS"}, environment={"PASS": ""})

    def test_a_file(self):
        (self.root / "pass").write_text("right\n")
        (self.work / "link").symlink_to("../pass")
        for path in (str(self.root / "pass"), "~/pass", "link", "../pass"):
            self.opens({"file": path}, environment={"HOME": str(self.root)})
        self.fails("config-invalid", "HOME", {"file": "~/pass"})
        self.fails("config-invalid", "does not exist", {"file": "/nonexistent/pass"})
        self.fails("io-error", "regular", {"file": "."})
        os.mkfifo(self.root / "fifo")
        self.fails("io-error", "regular", {"file": "../fifo"})
        (self.root / "pass").write_bytes(b"x" * 70000)
        self.fails("config-invalid", "more than", {"file": "../pass"})

    def test_a_command(self):
        self.opens({"command": [self.script('printf "%s\\n" "$1"'), "right"]})
        self.opens({"command": ["/bin/echo", "right"]})
        self.opens({"command": ["/usr/bin/printenv", "PASS"]}, environment={"PASS": "right"})

    def test_arguments_are_not_for_a_shell(self):
        self.fails("unauthenticated", "passphrase does not fit", {"command": ["/bin/echo", "right; echo right"]})
        self.fails("unauthenticated", "passphrase does not fit", {"command": ["/bin/echo", "$(echo right)"]})

    def test_a_command_that_is_not_run(self):
        inside = self.work / "helper"
        shutil.copy(self.script("echo right"), inside)
        (self.root / "link").symlink_to(inside)
        (self.work / "out").symlink_to("/bin/echo")
        for program, said in (("echo", "no absolute path"), ("./helper", "no absolute path"), ("", "no absolute path"),
                              (str(inside), "lies in the workspace"), (str(self.root / "link"), "lies in the workspace"),
                              (str(self.work / "out"), "lies in the workspace"),
                              (f"{self.root}/../{self.root.name}/shop/helper", "lies in the workspace")):
            with self.subTest(program):
                self.fails("config-invalid", said, {"command": [program, "right"]})
        self.fails("io-error", "No such file", {"command": ["/nonexistent/helper"]})

    def test_a_command_that_fails(self):
        self.fails("unauthenticated", "status 3", {"command": [self.script("echo right; exit 3")]})
        self.fails("unauthenticated", "signal 9", {"command": [self.script("kill -9 $$")]})
        self.fails("unauthenticated", "status 127", {"command": [self.script("", mode=0o644)]})
        self.fails("config-invalid", "gave nothing", {"command": ["/bin/true"]})
        self.fails("config-invalid", "more than 65536", {"command": ["/usr/bin/yes"]})
        answer = self.fails("unauthenticated", "status 1", {"command": [self.script("echo leaked >&2; exit 1")]})
        self.assertNotIn("leaked", "".join(answer))

    def test_a_command_that_takes_too_long(self):
        pid = self.root / "pid"
        hang = self.script(f"sleep 50 & echo $! > {pid}; wait")
        begun = time.monotonic()
        self.fails("timeout", "too long", {"command": [hang]}, deadline_ms=500)
        self.assertLess(time.monotonic() - begun, 20)
        self.assert_gone(pid)
        quiet = self.script("exec >&-; sleep 50", name="quiet")
        self.fails("timeout", "too long", {"command": [quiet]}, deadline_ms=500)

    def test_nothing_that_a_command_left_behind_goes_on(self):
        pid = self.root / "pid"
        self.opens({"command": [self.script(f"sleep 50 >/dev/null 2>&1 & echo $! > {pid}; echo right")]})
        self.assert_gone(pid)

    def test_a_command_ends_with_the_client(self):
        pid = self.root / "pid"
        hang = self.script(f"sleep 50 & echo $! > {pid}; wait")
        settings = vault("dev", "local", file="dev.vault", passphrase={"command": [hang]})
        resolver = Resolver()
        resolver.receive = lambda: None
        resolver.read(self.work, [settings], [reference(0, "a")])
        for _ in range(2000):
            if pid.exists() and pid.read_text():
                break
            time.sleep(0.01)
        resolver.socket.close()
        resolver.process.wait(20)
        self.assert_gone(pid)

    def assert_gone(self, pid):
        path = pathlib.Path("/proc", pid.read_text().strip(), "stat")
        for _ in range(200):
            if not path.exists() or path.read_text().split(")")[-1].split()[0] == "Z":
                return
            time.sleep(0.01)
        self.fail("the command's child is still running")

    def test_what_a_command_gets(self):
        report = self.root / "report"
        spy = self.script(f"{{ ls /proc/self/fd; cat; env; pwd; }} > {report}; echo right")
        self.opens({"command": [spy]}, environment={"PASS": "x", "KEYPLATE_PASSPHRASE": "wrong", "PATH": "/usr/bin:/bin"})
        seen = report.read_text()
        self.assertIn("PASS=x", seen)
        self.assertNotIn("KEYPLATE_", seen)
        self.assertEqual(seen.split("PA")[0].split()[:4], ["0", "1", "2", "3"])  # 3: the folder that ls reads


if __name__ == "__main__":
    unittest.main()
