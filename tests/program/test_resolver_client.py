"""keyplate when its resolver is missing, crashes, hangs or talks nonsense: always exit 3 and a cause,
never a hang, never a process left behind. The resolvers here are small scripts."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from resolver_wire import KEYPLATE, RESOLVER

FAKE = """#!{python}
import os, signal, socket, struct, sys, time
sys.path.insert(0, {here!r})
from resolver_wire import frame, many, text
open({log!r}, "a").write(str(os.getpid()) + "\\n")
client = socket.socket(fileno=3)
def receive():
    head = client.recv(4, socket.MSG_WAITALL)
    return client.recv(struct.unpack("<I", head)[0], socket.MSG_WAITALL) if len(head) == 4 else b""
def greet(version=1):
    receive()
    client.sendall(frame(0, struct.pack("<H", version) + text("0"), version))
def answer(*values):
    receive()
    client.sendall(frame(1, many([b"\\0" + text(value) for value in values])))
{body}
"""

WORKSPACE = """\
[vaults.os]
provider = "env"
prefix   = "APP_"
"""

# What the fake does, and a part of what keyplate says.
FAULTS = {
    "ends at once": ("sys.exit(7)", "ended with status 7"),
    "crashes at once": ("os.kill(os.getpid(), signal.SIGSEGV)", "signal 11"),
    "crashes after the greeting": ("greet(); receive(); os.abort()", "signal 6"),
    "ends in the middle of an answer": ("greet(); receive(); client.sendall(b'\\x20\\0\\0\\0\\1\\0')", "ended with status 0"),
    "talks nonsense": ("client.sendall(b'\\x05\\0\\0\\0hello'); receive()", "another protocol version"),
    "prints text": ("client.sendall(b'HTTP/1.1 400 Bad Request\\r\\n\\r\\n')", "more than a message may have"),
    "answers nonsense": ("greet(); receive(); client.sendall(b'\\4\\0\\0\\0\\1\\0\\x77\\0'); receive()", "not a message"),
    "sends a frame that is too large": ("greet(); receive(); client.sendall(b'\\xff\\xff\\xff\\x7f'); time.sleep(60)",
                                        "more than a message may have"),
    "is of another version": ("greet(2); receive()", "version 2 of the protocol"),
    "answers too little": ("greet(); answer(); receive()", "something else than was asked"),
    "answers too much": ("greet(); answer('a', 'b'); receive()", "something else than was asked"),
    "answers something else": ("greet(); receive(); client.sendall(frame(2, many([]) + many([]))); receive()",
                               "something else than was asked"),
    "never greets": ("time.sleep(60)", "does not answer"),
    "hangs after the greeting": ("greet(); receive(); time.sleep(60)", "does not answer"),
    "hangs in the middle of an answer": ("greet(); receive(); client.sendall(b'\\x20\\0\\0\\0\\1'); time.sleep(60)",
                                         "does not answer"),
    "hangs up and stays": ("client.close(); time.sleep(60)", "did not end by itself"),
}


class ResolverClient(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="keyplate-test-")).resolve()
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        self.work = self.root / "work"
        (self.work / ".git").mkdir(parents=True)
        (self.work / "keyplate.toml").write_text(WORKSPACE)
        self.program = self.root / "keyplate"
        self.folder = self.root / "libexec/keyplate"
        self.resolver = self.folder / "keyplate-resolver"
        self.folder.mkdir(parents=True)
        shutil.copy(KEYPLATE, self.program)
        self.log = self.root / "log"

    def install(self, body):
        self.resolver.write_text(FAKE.format(python=sys.executable, here=str(pathlib.Path(__file__).parent),
                                             log=str(self.log), body=body))
        self.resolver.chmod(0o755)

    def get(self, program=None, **more):
        env = {"HOME": str(self.root), "APP_X": "from-here", "SECRET_OF_MINE": "hidden"}
        return subprocess.run([program or self.program, "get", "os", "APP_X", "--trust", "--timeout", "1s"],
                              cwd=self.work, env=env, capture_output=True, timeout=50,
                              stdin=subprocess.DEVNULL, **more)

    def check_failure(self, result, said):
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertEqual(result.stdout, b"")
        self.assertIn(said, result.stderr.decode())
        self.assertIn("keyplate-resolver", result.stderr.decode())

    def check_reaped(self):
        for pid in self.log.read_text().split():
            self.assertFalse(pathlib.Path("/proc", pid).exists(), f"process {pid} is still there")

    def test_faults(self):
        for what, (body, said) in FAULTS.items():
            with self.subTest(what):
                self.log.write_text("")
                self.install(body)
                begun = time.monotonic()
                self.check_failure(self.get(), said)
                self.assertLess(time.monotonic() - begun, 20)
                self.assertNotEqual(self.log.read_text(), "")
                self.check_reaped()

    def test_it_is_missing(self):
        self.check_failure(self.get(), "No such file")

    def test_it_cannot_be_run(self):
        self.resolver.write_text("#!/bin/sh\n")
        self.check_failure(self.get(), "Permission denied")
        self.resolver.unlink()
        self.resolver.mkdir()
        self.check_failure(self.get(), "Permission denied")

    def test_it_is_no_program(self):
        self.resolver.write_bytes(b"\x7fELF nothing")
        self.resolver.chmod(0o755)
        self.check_failure(self.get(), "Exec format error")

    def test_a_fake_that_behaves(self):
        self.install("greet(); answer('from-the-fake'); receive()")
        result = self.get()
        self.assertEqual((result.returncode, result.stdout), (0, b"from-the-fake"), result.stderr)
        self.check_reaped()

    def test_it_is_found_beside_bin(self):
        (self.root / "prefix/bin").mkdir(parents=True)
        shutil.copytree(self.root / "libexec", self.root / "prefix/libexec")
        shutil.copy(RESOLVER, self.root / "prefix/libexec/keyplate/keyplate-resolver")
        shutil.copy(KEYPLATE, self.root / "prefix/bin/keyplate")
        result = self.get(self.root / "prefix/bin/keyplate")
        self.assertEqual((result.returncode, result.stdout), (0, b"from-here"), result.stderr)

    def test_what_it_inherits(self):
        """No variable, no descriptor but its own, and of the environment what was asked for."""
        self.install("greet()\n"
                     "seen = receive()\n"
                     "report = [os.environ.get('SECRET_OF_MINE'), sorted(os.listdir('/proc/self/fd'))[:5],\n"
                     "          b'APP_X' in seen, b'SECRET_OF_MINE' in seen, b'hidden' in seen]\n"
                     f"open({str(self.root / 'report')!r}, 'w').write(repr(report))\n"
                     "client.sendall(frame(1, many([b'\\0' + text('v')])))\n")
        with open("/dev/null") as extra:
            os.set_inheritable(extra.fileno(), True)
            result = self.get(close_fds=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        # Descriptor 4 is the folder that listdir reads.
        self.assertEqual((self.root / "report").read_text(), repr([None, ["0", "1", "2", "3", "4"], True, False, False]))


if __name__ == "__main__":
    unittest.main()
