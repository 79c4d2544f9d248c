"""keyplate-resolver by its own protocol: the local vault, the environment, and the process itself."""
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import unittest

from resolver_wire import KEYPLATE, RESOLVER, Resolver, frame, reference, sanitized, vault
import workspaces

KEYED = dict(file="dev.vault", key_file="../home/dev.key")
CANARY = b"canary-" + b"x9Qd71Lm" * 4


class ResolverTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="keyplate-test-")).resolve()
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        self.work = self.root / "work"
        self.home = self.root / "home"
        self.work.mkdir()
        self.home.mkdir()
        self.dev = vault("dev", "local", **KEYED)

    def local(self, verb, *arguments, settings=None, **caller):
        with Resolver() as resolver:
            return resolver.local(verb, self.work, settings or self.dev, *arguments, **caller)

    def read(self, *names, settings=None, **caller):
        with Resolver() as resolver:
            return resolver.read(self.work, [settings or self.dev], [reference(0, n) for n in names], **caller)

    def fails(self, kind, answer, said=""):
        if isinstance(answer, list):
            answer = answer[0]
        self.assertEqual(answer[:2], ("failure", kind), answer)
        self.assertIn(said, answer[2] + answer[3])

    def make(self, **secrets):
        self.assertEqual(self.local("init")[0], "local")
        for name, value in secrets.items():
            self.assertEqual(self.local("set", name, value), ("local", [], []))


class LocalVault(ResolverTest):
    def test_init_set_list_read_remove(self):
        made = self.local("init")
        self.assertEqual(made[2][0], str(self.work / "dev.vault"))
        self.assertEqual(len(made[2]), 2)
        for path in (self.work / "dev.vault", self.home / "dev.key"):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.local("set", "b", b"\x00\xff")
        self.local("set", "a/b c", "text")
        self.local("set", "b", "newer")
        self.assertEqual(self.local("list"), ("local", ["a/b c", "b"], []))
        self.assertEqual(self.read("b", "a/b c", "b"), [("text", b"newer"), ("text", b"text"), ("text", b"newer")])
        self.assertEqual(self.local("remove", "b"), ("local", [], []))
        self.fails("not-found", self.local("remove", "b"), "`b`")
        self.fails("not-found", self.read("b"))
        self.assertNotIn(b"a/b c", (self.work / "dev.vault").read_bytes())

    def test_init_twice_changes_nothing(self):
        self.make(a="1")
        before = (self.work / "dev.vault").read_bytes()
        self.fails("config-invalid", self.local("init"), "exists already")
        self.assertEqual((self.work / "dev.vault").read_bytes(), before)

    def test_two_vaults_share_a_key_file_and_survive_rekeying_one(self):
        self.make(a="1")
        other = vault("other", "local", file="other.vault", key_file=KEYED["key_file"])
        self.assertEqual(self.local("init", settings=other)[2], [str(self.work / "other.vault")])
        self.local("set", "o", "2", settings=other)
        key = (self.home / "dev.key").read_text()
        self.assertEqual(self.local("rekey")[0], "local")
        self.assertTrue((self.home / "dev.key").read_text().endswith(key))
        self.assertNotEqual((self.home / "dev.key").read_text(), key)
        self.assertEqual(self.read("a"), [("text", b"1")])
        self.assertEqual(self.read("o", settings=other), [("text", b"2")])
        (self.home / "dev.key").write_text(key)
        self.fails("unauthenticated", self.read("a"), "does not fit")

    def test_key_file_trouble(self):
        self.make(a="1")
        key = self.home / "dev.key"
        key.chmod(0o640)
        self.fails("config-invalid", self.read("a"), "chmod 600")
        key.chmod(0o600)
        good = key.read_text()
        for text_ in ("", "c2hvcnQ=\n", good.strip()[:-1] + "\n", "x" + good, good * 17):
            key.write_text(text_)
            self.fails("config-invalid", self.read("a"), "is no key file")
        key.write_text(good.strip() + "\r\n\n")
        self.assertEqual(self.read("a"), [("text", b"1")])
        key.unlink()
        self.fails("config-invalid", self.read("a"), "does not exist")
        key.mkdir(mode=0o700)
        self.fails("io-error", self.read("a"), "regular")
        key.rmdir()
        os.mkfifo(key, 0o600)
        self.fails("io-error", self.read("a"), "regular")

    def test_passphrase(self):
        plain = vault("dev", "local", file="dev.vault")
        self.fails("needs-person", self.local("init", settings=plain))
        with Resolver() as resolver:
            asked = resolver.local("init", self.work, plain, interactive=True)
            self.assertEqual(asked[0], "question")
            self.assertEqual(resolver.answer("one")[0], "question")
            self.assertEqual(resolver.answer("other")[:3], ("failure", "needs-person", "the two passphrases differ"))
        self.assertFalse((self.work / "dev.vault").exists())
        right = {"KEYPLATE_PASSPHRASE": "one"}
        self.assertEqual(self.local("init", settings=plain, environment=right)[0], "local")
        self.local("set", "a", "1", settings=plain, environment=right)
        self.assertEqual(self.read("a", settings=plain, environment=right), [("text", b"1")])
        self.fails("unauthenticated", self.read("a", settings=plain, environment={"KEYPLATE_PASSPHRASE": "no"}),
                   "the passphrase does not fit")
        self.fails("needs-person", self.read("a", settings=plain))
        with Resolver() as resolver:
            asked = resolver.read(self.work, [plain], [reference(0, "a"), reference(0, "a")], interactive=True)
            self.assertEqual(asked, ("question", "Passphrase of the vault `dev`:", True))
            self.assertEqual(resolver.answer("one"), [("text", b"1")] * 2)
            self.assertEqual(resolver.read(self.work, [plain], [reference(0, "a")]), [("text", b"1")])
        with Resolver() as resolver:
            resolver.read(self.work, [plain], [reference(0, "a")], interactive=True)
            self.fails("needs-person", resolver.answer(None))
        renewed = {**right, "KEYPLATE_NEW_PASSPHRASE": "two"}
        self.assertEqual(self.local("rekey", settings=plain, environment=renewed)[0], "local")
        self.fails("unauthenticated", self.read("a", settings=plain, environment=right))
        self.assertEqual(self.read("a", settings=plain, environment={"KEYPLATE_PASSPHRASE": "two"}), [("text", b"1")])

    def test_whom_a_question_without_a_person_sends_where(self):
        plain = vault("dev", "local", file="dev.vault")
        self.fails("needs-person", self.local("init", settings=plain), "nobody to ask: New passphrase for the vault `dev`")
        self.local("init", settings=plain, environment={"KEYPLATE_PASSPHRASE": "one"})
        answer = self.read("a", settings=plain)[0]
        self.assertEqual(answer[2], "nobody to ask: Passphrase of the vault `dev`")
        self.assertEqual(answer[3], "run it on a terminal, set KEYPLATE_PASSPHRASE, or name a source in the workspace")
        self.fails("needs-person", self.local("rekey", settings=plain, environment={"KEYPLATE_PASSPHRASE": "one"}),
                   "set KEYPLATE_NEW_PASSPHRASE")

    def test_the_other_kind_of_key(self):
        plain = vault("dev", "local", file="dev.vault")
        right = {"KEYPLATE_PASSPHRASE": "one"}
        self.local("init", settings=plain, environment=right)
        self.local("set", "a", "1", settings=plain, environment=right)
        self.fails("config-invalid", self.read("a"), "passphrase, not with a key file")
        self.assertEqual(self.local("rekey", environment=right)[0], "local")
        self.assertEqual(self.read("a"), [("text", b"1")])
        self.fails("config-invalid", self.read("a", settings=plain, environment=right), "key file, not with a passphrase")

    def test_a_data_folder_behind_a_link_of_the_repository(self):
        self.make(a="1")
        repository, outside = self.root / "repository", self.root / "outside"
        (repository / "work").mkdir(parents=True)
        (repository / ".git").mkdir()
        (repository / "beside").mkdir()
        outside.mkdir()
        self.work = repository / "work"
        for folder in (outside, repository / "beside"):
            shutil.copy(self.root / "work/dev.vault", folder)
        (repository / "link").symlink_to(outside)
        (repository / "deep").symlink_to("..")
        (self.root / "own").symlink_to("repository/link")
        (self.root / "alias").symlink_to("outside")
        for folder, refused in (("../link", True), ("../deep/outside", True), (self.root / "own", True),
                                (self.root / "repository/link", True), ("../beside", False), (outside, False),
                                (self.root / "alias", False), ("../../alias", False)):
            with self.subTest(folder=folder):
                at = vault("dev", "local", file=f"{folder}/dev.vault", key_file=str(self.home / "dev.key"))
                answer = self.read("a", settings=at, data_folders=[folder])
                if refused:
                    self.fails("config-invalid", answer, "through a link")
                else:
                    self.assertEqual(answer, [("text", b"1")])

    def test_where_a_vault_may_lie(self):
        self.make(a="1")
        outside = self.root / "outside"
        outside.mkdir()
        shutil.copy(self.work / "dev.vault", outside / "dev.vault")
        (self.work / "out").symlink_to("../outside")
        (self.work / "in").symlink_to(".")
        (self.work / ".git").mkdir()
        os.mkfifo(self.work / "fifo")
        (self.work / "loop").symlink_to("loop")
        (self.work / "large").write_bytes(b"KEYPLATE" + bytes(1 << 20))

        def at(path):
            return vault("dev", "local", file=path, key_file=KEYED["key_file"])

        self.assertEqual(self.read("a", settings=at("in/dev.vault")), [("text", b"1")])
        self.assertEqual(self.read("a", settings=at(str(self.work / "dev.vault"))), [("text", b"1")])
        self.assertEqual(self.read("a", settings=at("../outside/dev.vault"), data_folders=["../outside"]), [("text", b"1")])
        for path, kind in (("../outside/dev.vault", "config-invalid"), ("out/dev.vault", "io-error"),
                           (".git/dev.vault", "io-error"), ("fifo", "io-error"), ("loop", "io-error"),
                           ("large", "io-error"), (".", "io-error"), ("nothing/here", "config-invalid")):
            with self.subTest(path):
                self.fails(kind, self.read("a", settings=at(path)))
        self.fails("io-error", self.local("init", settings=at("out/new.vault")))
        self.fails("io-error", self.local("init", settings=at(".git/new.vault")))
        self.assertEqual(sorted(p.name for p in outside.iterdir()), ["dev.vault"])

    def test_names(self):
        self.make()
        for name in ("", "a\nb", "x" * 513, b"\xff"):
            self.fails("config-invalid", self.local("set", name, "v"), "can't be a secret's name")
        self.assertEqual(self.local("set", "x" * 512, "v")[0], "local")

    def test_a_vault_has_a_limit(self):
        self.make(a="1")
        self.fails("config-invalid", self.local("set", "b", bytes(1 << 20)))
        self.assertEqual(self.local("list"), ("local", ["a"], []))

    def test_changes_at_once_are_all_kept(self):
        self.make()
        names = [f"n{i}" for i in range(12)]
        threads = [threading.Thread(target=self.local, args=("set", name, "v")) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.local("list")[1], sorted(names))
        self.assertEqual([p.name for p in self.work.iterdir()], ["dev.vault"])

    def test_a_folder_that_cannot_be_written(self):
        self.make(a="1")
        if os.geteuid() == 0:
            self.skipTest("root may write anywhere")
        self.work.chmod(0o500)
        self.addCleanup(self.work.chmod, 0o700)
        self.fails("io-error", self.local("set", "b", "2"))


class Faults(ResolverTest):
    """A failure or kill at each call by which a vault reaches the disk."""

    CALLS = ["write", "fchmod", "fsync", "linkat", "renameat"]
    SOURCE = pathlib.Path(__file__).with_name("fault_shim.c")

    def setUp(self):
        super().setUp()
        compiler = shutil.which("cc")
        if compiler is None or not self.SOURCE.exists():
            self.skipTest("no compiler for the shim")
        if sanitized(RESOLVER):
            self.skipTest("nothing can be preloaded over a sanitizer")
        self.shim = self.root / "shim.so"
        subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", self.shim, self.SOURCE, "-ldl"], check=True)
        self.make(a="1")
        self.files = {path: path.read_bytes() for path in (self.work / "dev.vault", self.home / "dev.key")}

    def start_again(self):
        for left in self.root.rglob(".keyplate-*"):
            left.unlink()
        for path, data in self.files.items():
            path.write_bytes(data)

    def change(self, verb, at, how):
        """What came back, and whether the fault was reached."""
        log = self.root / "log"
        log.unlink(missing_ok=True)
        env = {"LD_PRELOAD": str(self.shim), "FAULT_CALLS": ",".join(self.CALLS), "FAULT_AT": str(at),
               "FAULT_HOW": str(how), "FAULT_LOG": str(log)}
        try:
            with Resolver(env=env) as resolver:
                answer = resolver.local(verb, self.work, self.dev, "b", "2")
        except (EOFError, ConnectionError):
            answer = ("killed",)
        return answer, log.exists() and len(log.read_text().split()) >= at

    def test_the_vault_opens_whatever_happens(self):
        for verb in ("set", "rekey"):
            for how in ("kill", "kill-after", "28", "5"):
                for at in range(1, 40):
                    self.start_again()
                    with self.subTest(verb=verb, how=how, at=at):
                        answer, reached = self.change(verb, at, how)
                        self.assertEqual(self.read("a"), [("text", b"1")])
                        if not reached:
                            self.assertEqual(answer[0], "local")
                            break
                        if how in ("28", "5"):
                            self.assertEqual(answer[:2], ("failure", "io-error"))
                            self.assertEqual(list(self.root.rglob(".keyplate-*")), [])
                else:
                    self.fail("the faults never end")


class Environment(ResolverTest):
    def test_what_is_permitted(self):
        both = vault("os", "env", prefix="APP_", names=["HOME", "NONE"])
        answers = self.read("APP_X", "HOME", "PATH", "NONE", "APP", settings=both,
                            environment={"APP_X": "x", "HOME": "/h", "PATH": "/bin", "APP": "no"})
        self.assertEqual(answers[:2], [("text", b"x"), ("text", b"/h")])
        self.fails("access-denied", answers[2:], "`PATH`")
        self.fails("not-found", answers[3:], "is not set")
        self.fails("access-denied", answers[4:])
        self.fails("config-invalid", self.read("A", settings=vault("os", "env")), "neither")

    def test_each_request_has_its_own_environment(self):
        os_vault = vault("os", "env", prefix="A")
        with Resolver() as resolver:
            for value in (b"1", b"2"):
                self.assertEqual(resolver.read(self.work, [os_vault], [reference(0, "A")], environment={"A": value}),
                                 [("text", value)])
            self.fails("not-found", resolver.read(self.work, [os_vault], [reference(0, "A")]))


class Vaults(ResolverTest):
    def test_one_vault_that_fails_does_not_hold_back_others(self):
        self.make(a="1")
        vaults = [vault("gone", "local", file="gone.vault", key_file="k"), self.dev, vault("prod", "aws")]
        with Resolver() as resolver:
            answers = resolver.read(self.work, vaults, [reference(i, "a") for i in (0, 1, 2, 1, 9)])
        self.fails("config-invalid", answers, "keyplate local init gone")
        self.assertEqual(answers[1], ("text", b"1"))
        self.fails("unsupported", answers[2:], "later version")
        self.assertEqual(answers[3], ("text", b"1"))
        self.fails("protocol", answers[4:])

    def test_a_vault_file_is_read_once_a_run(self):
        self.make(a="1")
        with Resolver() as resolver:
            self.assertEqual(resolver.read(self.work, [self.dev], [reference(0, "a")] * 3), [("text", b"1")] * 3)
            (self.work / "dev.vault").unlink()
            self.assertEqual(resolver.read(self.work, [self.dev], [reference(0, "a")]), [("text", b"1")])

    def test_allow(self):
        self.make(a="1")
        allowed = vault("dev", "local", allow=["app/*", "b"], **KEYED)
        self.fails("access-denied", self.read("a", settings=allowed), "`allow`")
        self.fails("not-found", self.read("app/x", settings=allowed))


class Process(ResolverTest):
    def test_it_is_not_for_people(self):
        for arguments in ([], ["--help"]):
            result = subprocess.run([RESOLVER, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
            self.assertEqual(result.returncode, 2)
            self.assertIn(b"started by keyplate", result.stderr)

    def test_versions(self):
        with Resolver() as resolver:
            self.assertEqual(resolver.hello()[:2], ("hello", 1))
            self.assertEqual(resolver.hello(version=7)[:2], ("hello", 1))

    def test_nonsense_ends_the_conversation(self):
        for data in (frame(77, b""), frame(1, b"xx"), frame(3, b"\0"), frame(1, b"", version=2)):
            with self.subTest(data), Resolver() as resolver:
                resolver.send(data)
                self.fails("protocol", resolver.receive())
        for data in (b"\xff\xff\xff\xff", b"\5\0\0\0a"):
            with self.subTest(data), Resolver() as resolver:
                resolver.send(data)
                resolver.socket.shutdown(1)
                self.assertEqual(resolver.socket.recv(1), b"")
            self.assertEqual(resolver.status, 3)

    def test_it_ends_when_the_client_does(self):
        with Resolver() as resolver:
            resolver.hello()
        self.assertEqual(resolver.status, 0)

    def test_an_interrupt_is_the_clients(self):
        with Resolver() as resolver:
            resolver.hello()
            resolver.process.send_signal(signal.SIGINT)
            self.assertEqual(resolver.hello()[0], "hello")

    def test_hardening(self):
        with open("/dev/null") as extra, Resolver() as resolver:
            os.set_inheritable(extra.fileno(), True)
            resolver.hello()
            proc = pathlib.Path(f"/proc/{resolver.process.pid}")
            limits = [line for line in (proc / "limits").read_text().splitlines() if "core file" in line]
            self.assertEqual(limits[0].split()[4:6], ["0", "0"])
            if os.geteuid() == 0:
                self.assertEqual((proc / "coredump_filter").read_text(), "00000000\n")
                self.assertEqual(sorted(os.listdir(proc / "fd")), ["0", "1", "2", "3"])
                self.assertEqual(os.readlink(proc / "cwd"), "/")

    def test_nobody_else_may_look_into_it(self):
        somebody = workspaces.as_other_user() if os.geteuid() == 0 else {}  # what is root's says nothing
        program = pathlib.Path(workspaces.KEYPLATE).parent / "libexec/keyplate/keyplate-resolver"
        with Resolver(program, **somebody) as resolver:
            resolver.hello()
            maps = pathlib.Path(f"/proc/{resolver.process.pid}/maps")
            self.assertEqual(maps.stat().st_uid, 0)  # not dumpable: its files are root's

    def test_both_programs_hold_the_wiping_allocator(self):
        for program in (KEYPLATE, RESOLVER):
            if sanitized(program):
                self.skipTest("a sanitizer has its own allocator")
            self.assertIn(b"malloc_usable_size", pathlib.Path(program).read_bytes())
        # The resolver loads libraries that hold credentials: what they free goes through it, too.
        self.assertIn(b"__libc_free", pathlib.Path(RESOLVER).read_bytes())

    def test_what_it_has_freed_it_has_wiped(self):
        if sanitized(RESOLVER):
            self.skipTest("a sanitizer keeps what is freed")
        self.make(c=CANARY)
        with Resolver() as resolver:
            self.assertEqual(resolver.read(self.work, [self.dev], [reference(0, "c")]), [("text", CANARY)])
            # A local verb closes what is open; only freed memory can hold the value now.
            resolver.local("set", self.work, self.dev, "d", "other")
            resolver.local("remove", self.work, self.dev, "c")
            memory = self.memory(resolver.process.pid)
        self.assertGreater(len(memory), 1 << 16)
        self.assertEqual(memory.count(CANARY[:24]), 0)

    def memory(self, pid):
        found = b""
        try:
            with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb") as mem:
                for line in maps:
                    if not line.split()[1].startswith("rw") or "[v" in line:
                        continue
                    begin, end = (int(one, 16) for one in line.split()[0].split("-"))
                    mem.seek(begin)
                    found += mem.read(end - begin)
        except PermissionError:
            self.skipTest("this user can't look into the process, as it should be")
        return found


if __name__ == "__main__":
    unittest.main()
