"""The security rules that providers are built by: one class for each that applies by now.

Secrets in memory, logs and processes (S13 to S18), files (S24 to S26), what is checked before use (S27, S28). Those of transport
(S1 to S12), and what S26 and S28 say of servers, are in test_network_rules.py; those of OAuth (S19 to S23) wait for its
providers. A rule about how code is written is looked up in the sources.
"""
import json
import os
import pathlib
import re
import stat
import subprocess
import unittest

from leaks import CANARY, PASSPHRASE, LeakTest, leaks_in
from resolver_wire import RESOLVER
from workspaces import KEYPLATE, LOCAL, SOURCE, as_other_user


def sources(*folders):
    for folder in folders:
        for path in sorted((SOURCE / folder).rglob("*")):
            if path.suffix in (".cpp", ".h") and path.is_file():
                yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")


def calls(pattern, *folders):
    """`file: line` of what matches, comments aside."""
    found = []
    for name, text in sources(*folders):
        for line in text.split("\n"):
            if re.search(pattern, line.split("//")[0]):
                found.append(f"{name}: {line.strip()}")
    return found


class S13(unittest.TestCase):
    """A secret has a type of its own, without a stream operator, that wipes itself."""

    def test_s13_each_way_to_print_one_is_refused_by_the_compiler(self):
        text = (SOURCE / "tests/compile_fail/secret.cpp").read_text()
        cases = sorted({int(case) for case in re.findall(r"CASE == (\d+)", text)})
        listed = re.search(r"foreach\(case RANGE (\d+)\)", (SOURCE / "tests/CMakeLists.txt").read_text())
        self.assertEqual(cases, list(range(int(listed.group(1)) + 1)))

    def test_s13_no_exception_carries_one(self):
        """None that is thrown by us says anything but its type."""
        self.assertEqual([call for call in calls(r"\bthrow\b", "cli", "runtime", "compiler", "grammar", "lsp")
                          if not re.search(r"throw std::bad_alloc\(\);", call)], [])

    def test_s13_credentials_of_the_protocol_are_secrets(self):
        text = (SOURCE / "runtime/protocol/message.h").read_text()
        for name, member in (("Variable", "value"), ("LocalRequest", "value"), ("QuestionAnswer", "value"),
                             ("Text", "value"), ("Number", "spelling"), ("Document", "json")):
            struct = re.search(r"struct %s \{(.*?)\n\};" % name, text, re.S).group(1)
            self.assertRegex(struct, r"(?:Secret|std::optional<Secret>) %s;" % member, name)


class S14(LeakTest):
    """Nothing secret in arguments and environments of children, nor in core dumps."""

    def test_s14_nothing_secret_in_arguments_of_children(self):
        seen = self.root / "seen"
        git = self.root / "bin/git"
        git.parent.mkdir()
        git.write_text(f"#!/bin/sh\ncat /proc/$$/cmdline /proc/$$/environ >> {seen}\necho looked >> {seen}\nexit 1\n")
        git.chmod(0o755)
        spy = self.root / "spy"
        spy.write_text(f"#!/bin/sh\ncat /proc/$$/cmdline /proc/$PPID/cmdline /proc/$PPID/environ >> {seen}\n"
                       f"echo asked >> {seen}\nprintf '%s' '{PASSPHRASE}'\n")
        spy.chmod(0o755)
        subprocess.run(["git", "init", "-q"], cwd=self.work, env=self.env, check=True)
        self.write("keyplate.toml", LOCAL.replace('key_file = "~/dev.key"', f'passphrase = {{ command = ["{spy}"] }}'))
        self.expect(0, "local", "init", "dev", "--trust")
        self.expect(0, "local", "set", "dev", "canary", "--trust", stdin=CANARY.encode())
        self.write("a.txt", "{{ secret('dev', 'canary') }}")
        self.expect(0, "render", "a.txt", "-o", "out.txt", "--trust", env={"PATH": f"{git.parent}:/usr/bin:/bin"})
        for mark in (b"looked\n", b"asked\n"):
            self.assertIn(mark, seen.read_bytes())
        self.assertEqual(leaks_in(seen.read_bytes(), CANARY, PASSPHRASE), [])

    def test_s14_nothing_secret_in_core_dumps(self):
        """Both forbid them before they read anything; test_leaks_memory.py looks into one made by force."""
        for program, early in (("cli/main.cpp", "protect_memory()"), ("runtime/resolve/main.cpp", "resolve::harden(")):
            text = (SOURCE / program).read_text()
            self.assertLess(text.index(early), text.index("serve(" if "resolve" in program else "dispatch(words"), program)
        limits = (SOURCE / "runtime/protocol/hardening.cpp").read_text()
        for part in ("RLIMIT_CORE, &none", "PR_SET_DUMPABLE, 0"):
            self.assertIn(part, limits)


class S15(LeakTest):
    """Children are run without a shell, by an absolute path, with a null input, bounded in output and time."""

    def test_s15_no_shell_runs_anything(self):
        self.assertEqual(calls(r"\b(?:std::)?system\s*\(|\bpopen\s*\(|\bexec[lv]p?e?p\s*\(|wordexp\s*\(|posix_spawnp\s*\(",
                               "cli", "runtime", "compiler", "lsp"), [])

    def test_s15_what_is_opened_is_not_inherited(self):
        """Each descriptor is made close-on-exec, but /dev/null in the place of a closed standard stream."""
        opened = calls(r"[^\w]::(?:open|openat)\(", "cli", "runtime", "compiler", "lsp")
        text = dict(sources("cli", "runtime", "compiler", "lsp"))
        for call in opened:
            name, line = call.split(": ", 1)
            at = text[name].index(line)
            statement = text[name][at:at + 200].split(";")[0]
            flags = "folder_flags" in statement or "flags" in statement or "O_CLOEXEC" in statement
            self.assertTrue(flags or "/dev/null" in statement, call)

    def test_s15_a_command_gets_no_input_and_no_descriptors(self):
        seen = self.root / "seen"
        spy = self.root / "spy"
        spy.write_text("#!/usr/bin/python3\nimport os\n"  # a shell opens some of its own
                       "held = [n for n in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' + n)]\n"
                       f"open({str(seen)!r}, 'w').write('\\n'.join([os.readlink('/proc/self/fd/0'), os.getcwd(), *sorted(held)]))\n"
                       "print('right')\n")
        spy.chmod(0o755)
        self.write("keyplate.toml", LOCAL.replace('key_file = "~/dev.key"', f'passphrase = {{ command = ["{spy}"] }}'))
        self.expect(0, "local", "init", "dev", "--trust")
        lines = seen.read_text().split("\n")
        self.assertEqual(lines, ["/dev/null", "/", "0", "1", "2"])  # `/`: not the caller's folder


class S16(unittest.TestCase):
    """Secrets are compared in constant time, after their lengths."""

    def test_s16_no_value_is_compared_as_text(self):
        """`Secret` has one comparison, which takes the same time wherever two differ."""
        self.assertEqual(calls(r"reveal\(\)\s*[!=]=|[!=]=\s*[\w.>()-]+reveal\(\)|compare\([\w.>()-]*reveal\(\)|(?<!CRYPTO_)memcmp\(",
                               "runtime/protocol", "runtime/resolve", "cli"), [])
        text = (SOURCE / "runtime/protocol/secret.cpp").read_text()
        compare = text[text.index("bool operator==(const Secret& a"):]
        compare = compare[:compare.index("\n}\n")]
        self.assertEqual(compare.count("return"), 2)  # of the lengths, and at the end
        self.assertNotIn("break", compare)

    def test_s16_two_typed_values_are_compared_as_secrets(self):
        self.assertIn("*value != *again", (SOURCE / "cli/command_local.cpp").read_text())


class S17(unittest.TestCase):
    """Randomness comes from the system, and its result is looked at."""

    def test_s17_every_result_of_the_system_is_checked(self):
        found = calls(r"getrandom\(|RAND_bytes\(|getentropy\(", "cli", "runtime", "compiler")
        self.assertGreaterEqual(len(found), 3)
        for call in found:
            self.assertRegex(call, r"if \(|const ssize_t got =", call)

    def test_s17_nothing_secret_is_made_of_another_source(self):
        """The seeded one is for made-up data alone."""
        self.assertEqual(calls(r"\b(?:std::)?(?:rand|srand|random_device|mt19937\w*|minstd_rand\w*|drand48)\b\s*[({ ]",
                               "runtime/resolve", "runtime/protocol", "cli"), [])

    def test_s17_no_random_bytes_no_vault(self):
        """`fill_random` of the resolver is believed only when it says that it worked."""
        used = [call for call in calls(r"fill_random\(", "runtime/resolve") if "bool fill_random" not in call]
        self.assertTrue(used)
        for call in used:
            self.assertRegex(call, r"if \(!|&&|\|\||return", call)


class S18(LeakTest):
    """Text of others is data: control characters are shown, 1 KiB at most, no hint is a shell line made of it."""

    HOSTILE = "a\x1b]0;t\x07b\x1b[2Jc\u202ed\u2066e\x9bf\rg\bh\x7fi"

    def assert_harmless(self, data):
        text = data.decode()  # is UTF-8
        for bad in set(text):
            code = ord(bad)
            self.assertFalse(bad != "\n" and (code < 32 or 127 <= code < 160) or bad in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f",
                             f"{bad!r} in {text!r}")

    def each_format(self, *arguments):
        for output in ("text", "json", "sarif", "github", "junit"):
            with self.subTest(output=output):
                result = self.run_keyplate("check", "--format", output, *arguments)
                self.assertNotEqual(result.returncode, 0)
                shown = result.stdout
                if output in ("json", "sarif"):
                    json.loads(shown)
                self.assert_harmless(shown)
                yield result

    def test_s18_text_of_a_template(self):
        self.write("a.txt", "{{ x | " + "f" + self.HOSTILE.replace("\r", "") + " }} {{ 'u" + self.HOSTILE + "' | nothing }}\n{% " + self.HOSTILE + " %}")
        for result in self.each_format("a.txt"):
            pass
        self.write("b.txt", "{{ none['" + self.HOSTILE + "'].x }}")
        self.assert_harmless(self.run_keyplate("render", "b.txt").stderr)

    def test_s18_names_of_files(self):
        name = self.HOSTILE + ".txt"
        self.write(name, "{{ x | nothing }}")
        for output in ("text", "github", "junit"):  # json and sarif give names as data, escaped as JSON has it
            self.assert_harmless(self.run_keyplate("check", name, "--format", output).stdout)
        for arguments in (["render", name], ["render", name + "gone"], ["render", name, "-o", "no/" + self.HOSTILE + "/../x/"],
                          ["check", name + "gone"], [self.HOSTILE], ["render", "--" + self.HOSTILE]):
            self.assert_harmless(self.run_keyplate(*arguments).stderr)

    def test_s18_names_of_a_workspace(self):
        quoted = json.dumps(self.HOSTILE)
        self.write("keyplate.toml", f'[vaults.{quoted}]\nprovider = {quoted}\n[environments.{quoted}.variables]\n{quoted} = "{{{{ x | y }}}}"\n')
        self.write("a.txt", "{{ secret('gone', 'x') }}")
        for result in self.each_format("a.txt", "keyplate.toml"):
            pass
        for arguments in (["vaults"], ["trust"], ["render", "a.txt"], ["get", self.HOSTILE, "x"]):
            result = self.run_keyplate(*arguments)
            self.assert_harmless(result.stderr)
            self.assert_harmless(result.stdout)

    def test_s18_text_of_the_resolver(self):
        """A resolver that says what no vault of ours would, at length."""
        fake = self.root / "fake"
        (fake / "libexec/keyplate").mkdir(parents=True)
        program = fake / "keyplate"
        program.write_bytes(pathlib.Path(KEYPLATE).read_bytes())
        program.chmod(0o755)
        resolver = fake / "libexec/keyplate/keyplate-resolver"
        message = json.dumps(self.HOSTILE * 300 + "the end")
        resolver.write_text(f"#!/usr/bin/python3\nimport sys\nsys.path.insert(0, {str(pathlib.Path(__file__).parent)!r})\n"
                            "import socket, struct\nfrom resolver_wire import frame, text, many\n"
                            "s = socket.socket(fileno=3)\n"
                            "def take():\n    size = struct.unpack('<I', s.recv(4, socket.MSG_WAITALL))[0]\n    return s.recv(size, socket.MSG_WAITALL)\n"
                            "take()\ns.sendall(frame(0, struct.pack('<H', 1) + text('x')))\ntake()\n"
                            f"said = {message}\ns.sendall(frame(1, many([bytes([5, 8]) + text(said) + text(said)])))\ntake()\n")
        resolver.chmod(0o755)
        self.make_local_vault({"a": "x"})
        self.write("a.txt", "{{ secret('dev', 'a') }}")
        for arguments in (["render", "a.txt"], ["get", "dev", "a"]):
            result = subprocess.run([program, *arguments, "--trust"], cwd=self.work, env=self.env, capture_output=True, timeout=60)
            self.assertIn(b"unavailable", result.stderr)
            self.assert_harmless(result.stderr)
            sentence = max(result.stderr.split(b"\n"), key=len)
            self.assertLessEqual(len(sentence), 1024 + 80)  # a place and a code go before it
            self.assertIn(b" ... ", sentence)

    def test_s18_a_sentence_of_more_than_1_kib_is_cut(self):
        self.write("a.txt", "{% " + "t" * 50_000 + " %}{{ x | " + "\u00e4" * 30_000 + " }}")
        for output in ("text", "json", "sarif", "github", "junit"):
            result = self.run_keyplate("check", "a.txt", "--format", output)
            if output == "text":
                self.assertLess(max(map(len, result.stdout.split(b"\n"))), 1024 + 80)
            self.assertLess(result.stdout.count(b"t" * 100), 200, output)
            result.stdout.decode()
        said = self.run_keyplate("explain", "c" * 5000).stderr
        self.assertLess(max(map(len, said.split(b"\n"))), 1024 + 80)

    def test_s18_known_secrets_are_taken_out(self):
        """test_scrubbing.py is the long form."""
        self.make_local_vault({"word": "kC4naryWord"})
        self.write("a.txt", "{{ secret('dev', 'word') }}{{ none.kC4naryWord.x }}")
        said = self.run_keyplate("render", "a.txt", "--trust").stderr
        self.assertNotIn(b"kC4naryWord", said)
        self.assertIn("\u2022".encode(), said)


class S24(LeakTest):
    """Credential files may be links; what runs as a program may not be everybody's to write."""

    def setUp(self):
        super().setUp()
        self.spy = self.root / "bin/spy"
        self.spy.parent.mkdir()
        self.spy.write_text("#!/bin/sh\necho right\n")
        self.spy.chmod(0o755)
        self.write("keyplate.toml", LOCAL.replace('key_file = "~/dev.key"', f'passphrase = {{ command = ["{self.spy}"] }}'))
        self.expect(0, "local", "init", "dev", "--trust")

    def test_s24_a_program_that_everybody_may_write_is_not_run(self):
        for path, mode in ((self.spy, 0o757), (self.spy.parent, 0o777)):
            before = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode)
            self.assertIn(b"can be changed by everybody", self.expect(3, "local", "list", "dev", "--trust").stderr)
            path.chmod(before)
            self.expect(0, "local", "list", "dev", "--trust")
        self.spy.parent.chmod(0o1777)  # sticky, as /tmp: nobody else may put another in its place
        self.expect(0, "local", "list", "dev", "--trust")

    def test_s24_a_credential_file_may_be_a_link(self):
        self.make_local_vault({"a": "x"}, vault="dev", workspace=LOCAL.replace("dev.vault", "key.vault"))
        os.rename(self.root / "home/dev.key", self.root / "real.key")
        os.symlink("../real.key", self.root / "home/dev.key")
        self.expect(0, "get", "dev", "a", "--trust")
        (self.root / "real.key").chmod(0o644)
        self.assertIn(b"can be read or written by others", self.expect(3, "get", "dev", "a", "--trust").stderr)


class S25(LeakTest):
    """Files of ours are 0600 in folders that are 0700, replaced at once, and no secret is in a temporary folder."""

    def test_s25_what_we_write_for_ourselves_is_ours_alone(self):
        self.make_local_vault({})
        (self.work / "dev.vault").unlink()
        (self.root / "home/dev.key").unlink()
        before = os.umask(0)
        self.addCleanup(os.umask, before)
        self.expect(0, "local", "init", "dev", "--trust")
        self.expect(0, "local", "set", "dev", "a", "--trust", stdin=b"x")
        self.expect(0, "init", cwd=self.other_folder())
        code, shown = self.on_terminal("trust", answers=[("[y/N]", "y\n")])
        self.assertEqual(code, 0, shown)
        private = [self.work / "dev.vault", self.root / "home/dev.key"]
        for folder in (".local/state/keyplate", ".config/keyplate"):
            place = self.root / "home" / folder
            self.assertEqual(stat.S_IMODE(place.stat().st_mode), 0o700, place)
            private += [path for path in place.rglob("*") if path.is_file()]
        self.assertGreater(len(private), 3)
        for path in private:
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path)

    def other_folder(self):
        other = self.root / "other"
        other.mkdir(mode=0o755)
        return other

    def test_s25_no_secret_is_in_a_temporary_folder(self):
        """None is opened at all: an output's temporary file is in its target's folder."""
        self.make_local_vault({"a": CANARY})
        self.write("a.txt", "{{ secret('dev', 'a') }}")
        trace = self.root / "tmp"
        os.chmod(trace, 0)
        options = as_other_user() if os.geteuid() == 0 else {}
        if options:
            for path in (self.root, *self.root.rglob("*")):
                if path != trace:
                    os.chown(path, 65534, 65534)
        self.expect(0, "render", "a.txt", "-o", "out.txt", "--trust", **options)
        os.chmod(trace, 0o700)
        self.assertEqual(list(trace.iterdir()), [])
        self.assertEqual(calls(r"\bmkstemp|\btmpfile\(|\btmpnam|TMPDIR|temp_directory_path|\"/tmp", "cli", "runtime", "compiler", "lsp"), [])

    def test_s25_they_are_replaced_at_once(self):
        """test_resolver_vault.py kills at each call; here that no file of ours is opened to be cut."""
        self.assertEqual(calls(r"O_TRUNC|ofstream|fopen\(", "cli", "runtime/resolve", "runtime/protocol"), [])


class S26(LeakTest):
    """What was tampered with is told as that: loudly, and with nothing of it used."""

    def test_s26_a_vault_file_that_was_changed(self):
        self.make_local_vault({"a": CANARY})
        self.write("a.txt", "{{ secret('dev', 'a') }}")
        data = bytearray(self.read("dev.vault"))
        data[len(data) // 2] ^= 1
        self.write("dev.vault", bytes(data))
        result = self.expect(3, "render", "a.txt", "-o", "out.txt", "--trust", "--quiet")
        self.assertIn(b"error[integrity]", result.stderr)
        self.assertFalse((self.work / "out.txt").exists())


class S27(LeakTest):
    """Names that become part of a host, path or header are whole-string checked, capped first, without std::regex."""

    SETTINGS = (("aws", "region"), ("aws", "account"), ("aws", "profile"), ("gcp", "project"), ("gcp", "location"),
                ("hashicorp", "mount"), ("hashicorp", "namespace"), ("azure", "vault"), ("azure", "tenant"))
    BAD = ("a\\nb", "a\\u0000b", "a\\u001bb", "a\\u007fb", "a" * 3000, "a/../b", "\\n", "us-east-1\\n", "us-east-1\\r\\nX: y")

    def test_s27_a_name_that_is_none_is_an_error(self):
        lines, expected = [], set()
        for provider, setting in self.SETTINGS:
            for bad in self.BAD:
                lines += [f"[vaults.v{len(lines)}]", f'provider = "{provider}"', f'{setting} = "{bad}"']
                expected.add((len(lines), setting, bad[:20]))
        self.write("keyplate.toml", "\n".join(lines))
        report = json.loads(self.expect(1, "check", "--format", "json").stdout)["diagnostics"]
        found = {one["range"]["start"]["line"] for one in report if one["severity"] == "error"}
        self.assertEqual([one for one in sorted(expected) if one[0] not in found], [])

    def test_s27_no_regular_expression_of_the_standard_library(self):
        self.assertEqual(calls(r"std::regex|#include <regex>", "compiler", "runtime", "cli", "grammar", "lsp"), [])


class S28(unittest.TestCase):
    """Parts of a URL are percent-encoded by us, in the one place that opens connections; test_network_rules.py looks at the paths."""

    def test_s28_one_place_opens_connections(self):
        found = calls(r"#include <(?:curl|netdb|netinet)|\bgetaddrinfo\(|AF_INET", "cli", "runtime", "compiler", "lsp")
        self.assertEqual([call for call in found if not re.match(r"runtime/resolve/http/(curl_library\.h|ip_address\.cpp): ", call)], [])
        for program in (KEYPLATE, RESOLVER):  # which opens the library when a vault needs it
            listed = subprocess.run(["ldd", str(program)], capture_output=True, text=True).stdout
            self.assertNotRegex(listed, r"libcurl|libssl")


if __name__ == "__main__":
    unittest.main()
