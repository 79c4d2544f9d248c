"""The local vault from the command line, and `get`."""
import fcntl
import json
import os
import pathlib
import shutil
import stat
import subprocess
import termios
import time
import unittest

from workspaces import KEYPLATE, LOCAL, WorkspaceTest, as_other_user

PASSPHRASE = '[vaults.dev]\nprovider = "local"\nfile = "dev.vault"\n'


class LocalTest(WorkspaceTest):
    def get(self, *arguments, **more):
        return self.expect(0, "get", "dev", *arguments, "--trust", **more).stdout


class WithKeyFile(LocalTest):
    def setUp(self):
        super().setUp()
        self.make_local_vault({"api": "v1"})

    def test_init_makes_a_vault_and_a_key_that_are_the_callers_alone(self):
        for path in (self.work / "dev.vault", self.root / "home/dev.key"):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path)

    def test_init_never_replaces_a_vault(self):
        before = self.read("dev.vault")
        self.expect(3, "local", "init", "dev", "--trust")
        self.assertEqual(self.read("dev.vault"), before)

    def test_set_stores_standard_input_exactly(self):
        for value in (b"", b"x", b"line\n", b"\n", "\u00fc\U0001f511".encode(), b"a" * 100_000):
            self.expect(0, "local", "set", "dev", "odd name/\u00fc", "--trust", stdin=value)
            self.assertEqual(self.get("odd name/\u00fc"), value)

    def test_a_secret_of_any_bytes_needs_binary(self):
        self.expect(0, "local", "set", "dev", "bytes", "--trust", stdin=b"\xff\x00\xfe")
        self.assertIn(b"wrong-form", self.expect(3, "get", "dev", "bytes", "--trust").stderr)

    def test_no_standard_input_is_nobody_and_not_an_empty_value(self):
        result = self.expect(4, "local", "set", "dev", "api", "--trust", stdin=None, preexec_fn=lambda: os.close(0))
        self.assertIn(b"the value comes from standard input, or from a person", result.stderr)
        self.assertEqual(self.get("api"), b"v1")

    def test_the_process_that_holds_a_value_is_closed_to_others(self):
        self.root.chmod(0o755)
        somebody = as_other_user() if os.geteuid() == 0 else {}  # what is root's says nothing
        process = subprocess.Popen([KEYPLATE, "local", "set", "dev", "api", "--trust"], cwd=self.work, env=self.env,
                                   stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, **somebody)
        proc = pathlib.Path(f"/proc/{process.pid}")
        try:
            process.stdin.write(b"v2")
            process.stdin.flush()
            deadline = time.monotonic() + 20
            while not self.waits_for_input(process.stdin) and time.monotonic() < deadline:
                time.sleep(0.01)
            limits = [line for line in (proc / "limits").read_text().splitlines() if "core file" in line]
            self.assertEqual(limits[0].split()[4:6], ["0", "0"])
            self.assertIsNone(process.poll())
            if os.geteuid() == 0:  # nobody else may see it: a core file would hold none of its memory
                self.assertEqual((proc / "coredump_filter").read_text(), "00000000\n")
            self.assertEqual((proc / "maps").stat().st_uid, 0)  # not dumpable: its files are root's
        finally:
            process.stdin.close()
            process.wait(20)

    def waits_for_input(self, pipe):
        """Whether all that was written has been read."""
        left = fcntl.ioctl(pipe, termios.FIONREAD, b"\0\0\0\0")
        return left == b"\0\0\0\0"

    def test_names_are_listed_in_order(self):
        for name in ("b", "a"):
            self.expect(0, "local", "set", "dev", name, "--trust", stdin=b"x")
        self.assertEqual(self.expect(0, "local", "list", "dev", "--trust").stdout, b"a\napi\nb\n")

    def test_set_replaces_and_remove_removes(self):
        self.expect(0, "local", "set", "dev", "api", "--trust", stdin=b"v2")
        self.assertEqual(self.get("api"), b"v2")
        self.expect(0, "local", "remove", "dev", "api", "--trust")
        self.assertIn(b"not-found", self.expect(3, "get", "dev", "api", "--trust").stderr)
        self.assertIn(b"not-found", self.expect(3, "local", "remove", "dev", "api", "--trust").stderr)

    def test_rekey_keeps_the_secrets_and_changes_the_key(self):
        old_key, old_vault = (self.root / "home/dev.key").read_bytes(), self.read("dev.vault")
        self.expect(0, "local", "rekey", "dev", "--trust")
        self.assertNotEqual((self.root / "home/dev.key").read_bytes(), old_key)
        self.assertNotEqual(self.read("dev.vault"), old_vault)
        self.assertEqual(self.get("api"), b"v1")
        (self.root / "home/dev.key").write_bytes(old_key)
        self.expect(3, "get", "dev", "api", "--trust")

    def test_two_vaults_that_share_a_key_file_are_rekeyed_at_once(self):
        other = self.work / "other"
        names = [("dev", self.work), ("dev", other)]
        self.write("other/keyplate.toml", LOCAL)
        self.expect(0, "local", "init", "dev", "--trust", cwd=other)
        self.expect(0, "local", "set", "dev", "api", "--trust", stdin=b"v1", cwd=other)
        key = self.root / "home/dev.key"
        for _ in range(40):
            at_once = [subprocess.Popen([KEYPLATE, "local", "rekey", vault, "--trust"], cwd=folder, env=self.env,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                       for vault, folder in names]
            for process in at_once:
                self.assertEqual((process.communicate(timeout=60)[1], process.returncode)[1], 0)
            for vault, folder in names:
                self.assertEqual(self.expect(0, "get", vault, "api", "--trust", cwd=folder).stdout, b"v1")
            key.write_text("".join(key.read_text().splitlines(keepends=True)[:4]))  # a file has up to 16

    def test_two_vaults_that_share_a_key_file_are_made_at_once(self):
        folders = [self.work / name for name in ("one", "two")]
        for folder in folders:
            self.write(f"{folder.name}/keyplate.toml", LOCAL)
        for _ in range(20):
            (self.root / "home/dev.key").unlink()
            at_once = [subprocess.Popen([KEYPLATE, "local", "init", "dev", "--trust"], cwd=folder, env=self.env,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for folder in folders]
            self.assertEqual([process.wait(60) for process in at_once], [0, 0])
            for folder in folders:
                self.expect(0, "local", "list", "dev", "--trust", cwd=folder)
                (folder / "dev.vault").unlink()

    def test_a_key_file_beside_the_vault(self):
        self.write("keyplate.toml", LOCAL.replace("~/dev.key", "beside.key").replace("dev.vault", "beside.vault"))
        self.expect(0, "local", "init", "dev", "--trust")
        self.expect(0, "local", "rekey", "dev", "--trust")
        self.expect(0, "local", "list", "dev", "--trust")

    def test_a_wrong_key_is_refused(self):
        other = pathlib.Path(self.root / "home/other.key")
        self.write("keyplate.toml", LOCAL.replace("~/dev.key", "~/other.key").replace("dev.vault", "other.vault"))
        self.expect(0, "local", "init", "dev", "--trust")
        shutil.copy(other, self.root / "home/dev.key")
        self.write("keyplate.toml", LOCAL)
        result = self.expect(3, "get", "dev", "api", "--trust")
        self.assertEqual(result.stdout, b"")
        self.assertIn(b"dev.vault", result.stderr)

    def test_no_key_file_or_no_vault_is_said(self):
        os.rename(self.root / "home/dev.key", self.root / "home/moved")
        self.assertIn(b"dev.key", self.expect(3, "get", "dev", "api", "--trust").stderr)
        os.rename(self.root / "home/moved", self.root / "home/dev.key")
        os.unlink(self.work / "dev.vault")
        self.assertIn(b"dev.vault", self.expect(3, "get", "dev", "api", "--trust").stderr)

    def test_a_truncated_vault_is_refused(self):
        whole = self.read("dev.vault")
        for size in [0, 1, 7, 8, 16, len(whole) // 2, len(whole) - 17, len(whole) - 1]:
            self.write("dev.vault", whole[:size])
            with self.subTest(size=size):
                self.assertEqual(self.expect(3, "get", "dev", "api", "--trust").stdout, b"")

    def test_a_tampered_vault_is_refused(self):
        whole = self.read("dev.vault")
        step = max(1, len(whole) // 24)
        for at in [*range(0, len(whole), step), len(whole) - 1]:
            changed = bytearray(whole)
            changed[at] ^= 1
            self.write("dev.vault", bytes(changed))
            with self.subTest(at=at):
                self.assertEqual(self.expect(3, "get", "dev", "api", "--trust").stdout, b"")
        self.write("dev.vault", whole + b"x")
        self.expect(3, "get", "dev", "api", "--trust")

    def test_names_and_values_are_not_readable_in_the_file(self):
        self.expect(0, "local", "set", "dev", "a-telling-name", "--trust", stdin=b"a-telling-value")
        for text in (b"a-telling-name", b"a-telling-value"):
            self.assertNotIn(text, self.read("dev.vault"))

    def test_wrong_use(self):
        for arguments in (["local"], ["local", "init"], ["local", "make", "dev"], ["local", "set", "dev"],
                          ["local", "list", "dev", "name"], ["local", "list", "nowhere"], ["get", "dev"],
                          ["get", "nowhere", "x"], ["get", "dev", "x", "--key", "a", "--path", "b"]):
            self.expect(2, *arguments, "--trust")
        self.write("keyplate.toml", '[vaults.dev]\nprovider = "env"\nprefix = "APP_"\n')
        self.expect(2, "local", "list", "dev", "--trust")

    def test_a_missing_resolver_is_said(self):
        alone = self.root / "alone"
        alone.mkdir()
        shutil.copy(KEYPLATE, alone / "keyplate")
        result = subprocess.run([alone / "keyplate", "get", "dev", "api", "--trust"], cwd=self.work, env=self.env,
                                capture_output=True)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn(b"resolver-unavailable", result.stderr)


class WithPassphrase(LocalTest):
    def setUp(self):
        super().setUp()
        self.env["KEYPLATE_PASSPHRASE"] = "correct horse"
        self.make_local_vault({"api": "v1"}, PASSPHRASE)
        del self.env["KEYPLATE_PASSPHRASE"]

    def test_a_passphrase_from_the_environment(self):
        self.assertEqual(self.get("api", env={"KEYPLATE_PASSPHRASE": "correct horse"}), b"v1")

    def test_a_wrong_passphrase_is_refused(self):
        result = self.expect(3, "get", "dev", "api", "--trust", env={"KEYPLATE_PASSPHRASE": "wrong horse"})
        self.assertNotIn(b"horse", result.stderr)

    def test_a_passphrase_from_a_variable_a_file_or_a_command(self):
        secret = self.root / "home/pass"
        secret.write_text("correct horse\n")
        secret.chmod(0o600)
        for source in ('{ env = "MY_PASS" }', '{ file = "~/pass" }', f'{{ command = ["/bin/cat", "{secret}"] }}'):
            self.write("keyplate.toml", PASSPHRASE + f"passphrase = {source}\n")
            with self.subTest(source=source):
                self.assertEqual(self.get("api", env={"MY_PASS": "correct horse"}), b"v1")

    def test_a_literal_passphrase_is_an_error_that_does_not_show_it(self):
        self.write("keyplate.toml", PASSPHRASE + 'passphrase = "correct horse"\n')
        result = self.expect(2, "get", "dev", "api", "--trust")
        self.assertNotIn(b"horse", result.stdout + result.stderr)

    def test_a_person_is_asked_without_echo(self):
        code, shown = self.on_terminal("get", "dev", "api", "--trust", answers=[("assphrase", "correct horse\n")])
        self.assertEqual(code, 0, shown)
        self.assertNotIn(b"horse", shown)
        self.assertTrue(shown.endswith(b"v1\n"), shown)

    def test_without_a_person_it_is_exit_4(self):
        for more in ([], ["--no-input"]):
            result = self.expect(4, "get", "dev", "api", "--trust", *more)
            self.assertIn(b"needs-person", result.stderr)


class Get(LocalTest):
    DOCUMENT = '{"user": "u\\u00fc", "port": 1.50, "on": true, "none": null, "list": [1, {"a b": "deep"}], "a.b": "dotted"}'

    def setUp(self):
        super().setUp()
        self.make_local_vault({"doc": self.DOCUMENT, "text": "plain"})

    def test_a_newline_is_added_on_a_terminal_only(self):
        self.assertEqual(self.get("text"), b"plain")
        self.assertEqual(self.on_terminal("get", "dev", "text", "--trust"), (0, b"plain\n"))

    def test_the_text_of_a_secret_is_given_as_it_is(self):
        self.assertEqual(self.get("doc"), self.DOCUMENT.encode())

    def test_a_key_is_exact(self):
        for key, value in (("user", "u\u00fc"), ("port", "1.50"), ("on", "true"), ("none", "null"), ("a.b", "dotted")):
            self.assertEqual(self.get("doc", "--key", key).decode(), value)
        self.assertIn(b"key-not-found", self.expect(3, "get", "dev", "doc", "--key", "a", "--trust").stderr)

    def test_objects_and_lists_are_compact_json(self):
        self.assertEqual(self.get("doc", "--key", "list"), b'[1,{"a b":"deep"}]')
        self.assertEqual(json.loads(self.get("doc", "--path", "list.1")), {"a b": "deep"})

    def test_a_path_is_dotted_or_a_json_pointer(self):
        self.assertEqual(self.get("doc", "--path", "/list/1/a b"), b"deep")
        self.assertEqual(self.get("doc", "--path", "list.0"), b"1")

    def test_a_closed_output_is_an_error(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([KEYPLATE, "get", "dev", "text", "--trust"], cwd=self.work, env=self.env,
                                    stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, 3, result.stderr)


class SetAtATerminal(LocalTest):
    def setUp(self):
        super().setUp()
        self.make_local_vault({})

    def test_the_value_is_asked_for_twice_without_echo(self):
        answers = [("Value", "typed value\n"), ("Again", "typed value\n")]
        code, shown = self.on_terminal("local", "set", "dev", "api", "--trust", answers=answers)
        self.assertEqual(code, 0, shown)
        self.assertNotIn(b"typed", shown)
        self.assertEqual(self.get("api"), b"typed value")

    def test_two_different_values_store_nothing(self):
        code, shown = self.on_terminal("local", "set", "dev", "api", "--trust",
                                       answers=[("Value", "one\n"), ("Again", "two\n")])
        self.assertEqual(code, 4, shown)
        self.expect(3, "get", "dev", "api", "--trust")

    def test_what_is_said_after_a_prompt_begins_a_line(self):
        code, shown = self.on_terminal("local", "set", "dev", "api", "--trust", answers=[("Value", "\x04")])
        self.assertEqual(code, 4, shown)
        self.assertIn(b"\nkeyplate: the value", shown)

    def test_an_interrupt_restores_the_echo(self):
        code, shown = self.on_terminal("local", "set", "dev", "api", "--trust", answers=[("Value", "\x03")])
        self.assertEqual(code, -2, shown)


if __name__ == "__main__":
    unittest.main()
