"""A secret shows up in the product and nowhere else.

Each test plants a canary as a secret, runs keyplate, and searches all that it left or printed, in
every spelling that a program may give it. The first test proves that the search finds a leak.
"""
import base64
import json
import os
import unittest
import urllib.parse

from workspaces import LOCAL, WorkspaceTest

CANARY = 'kC4n"ary\\K/9+7 x'


def spellings(secret):
    raw = secret.encode()
    found = {raw, json.dumps(secret)[1:-1].encode(), raw.hex().encode(), raw.hex().upper().encode(),
             urllib.parse.quote(secret).encode(), urllib.parse.quote_plus(secret).encode(),
             urllib.parse.quote(secret, safe="").encode(), secret.replace('"', '\\"').encode()}
    for shift in range(3):  # base64 of the secret wherever it begins in a longer text
        encoded = base64.b64encode(b"\0" * shift + raw)
        found.add(encoded[(0, 4, 4)[shift]:-4])
    return found


def leaks_in(data):
    return [s for s in spellings(CANARY) if s in data]


class Leaks(WorkspaceTest):
    def setUp(self):
        super().setUp()
        (self.root / "tmp").mkdir()
        self.env["TMPDIR"] = str(self.root / "tmp")
        self.make_local_vault({"canary": CANARY, "doc": json.dumps({"token": CANARY})})

    def files_with_leaks(self, product=()):
        found = []
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    if path not in {str(self.work / p) for p in product} and leaks_in(file.read()):
                        found.append(path)
        return found

    def assert_silent(self, result, product=()):
        self.assertEqual(leaks_in(result.stderr), [])
        if "stdout" not in product:
            self.assertEqual(leaks_in(result.stdout), [])
        self.assertEqual(self.files_with_leaks(product), [])

    def test_the_search_finds_a_leak(self):
        self.assertEqual(self.files_with_leaks(), [])
        for text in (CANARY, json.dumps([CANARY]), CANARY.encode().hex(), urllib.parse.quote(CANARY),
                     *(base64.b64encode(b"ab"[:n] + CANARY.encode() + b"tail").decode() for n in range(3))):
            planted = self.write("planted", f"before {text} after")
            self.assertEqual(self.files_with_leaks(), [str(planted)], text)
            planted.unlink()

    def test_a_render_to_a_file(self):
        self.write("a.json", '{"t": "{{ secret(\'dev\', \'canary\') }}"}\n')
        result = self.expect(0, "render", "a.json", "-o", "out.json", "--trust", "--verbose")
        self.assertEqual(json.loads(self.read("out.json")), {"t": CANARY})
        self.assert_silent(result, ["out.json"])

    def test_a_render_to_standard_output(self):
        self.write("a.txt", "{{ secret('dev', 'canary') }}")
        result = self.expect(0, "render", "a.txt", "--trust", "--verbose")
        self.assertEqual(result.stdout, CANARY.encode())
        self.assert_silent(result, ["stdout"])

    def test_a_render_that_fails_beside_a_secret(self):
        secret = "secret('dev', 'canary')"
        for name, text in (("slot.env", "A=x{{ %s }}" % secret), ("undefined.txt", "{{ %s }}{{ nothing }}" % secret),
                           ("missing.txt", "{{ %s }}{{ secret('dev', 'gone') }}" % secret),
                           ("reference.txt", "{{ secret('dev', %s) }}" % secret),
                           ("key.txt", "{{ secret('dev', 'doc', key=%s) }}" % secret),
                           ("filter.txt", "{{ %s | nothing }}" % secret), ("member.txt", "{{ (%s).x.y }}" % secret),
                           ("call.txt", "{{ %s() }}" % secret), ("path.txt", "{{ secret('dev', 'doc', key='gone') }}"),
                           ("form.txt", "{{ secret('dev', 'canary', key='x') }}")):
            self.write(name, text)
            with self.subTest(name=name):
                result = self.run_keyplate("render", name, "--trust")
                self.assertNotEqual(result.returncode, 0, result.stdout)
                self.assert_silent(result)

    def test_what_the_command_line_gives_as_secret(self):
        self.write("a.env", "A=x{{ given }}")
        source = self.root / "given"
        source.write_text(CANARY)
        result = self.run_keyplate("render", "a.env", "--set-file", f"given={source}")
        source.unlink()
        self.assertNotEqual(result.returncode, 0)
        self.assert_silent(result)
        self.assert_silent(self.run_keyplate("render", "a.env", "--set-env", "given=GIVEN", env={"GIVEN": CANARY}))

    def test_check_and_its_json_report(self):
        self.write("a.txt", "{{ secret('dev', 'canary') | nothing }}{{ given | nothing }}")
        for more in ([], ["--format", "json"]):
            self.assert_silent(self.run_keyplate("check", "a.txt", *more))

    def test_the_other_commands(self):
        for arguments in (["vaults"], ["local", "list", "dev", "--trust"], ["trust"],
                          ["get", "dev", "canary", "--key", "x", "--trust"], ["local", "remove", "dev", "canary", "--trust"]):
            self.assert_silent(self.run_keyplate(*arguments))
        self.assert_silent(self.expect(0, "local", "set", "dev", "canary", "--trust", "--verbose", stdin=CANARY.encode()))

    def test_get_prints_it_once_and_to_standard_output(self):
        result = self.expect(0, "get", "dev", "canary", "--trust", "--verbose")
        self.assertEqual(result.stdout, CANARY.encode())
        self.assert_silent(result, ["stdout"])

    def test_a_damaged_vault(self):
        self.write("a.txt", "{{ secret('dev', 'canary') }}")
        self.write("dev.vault", self.read("dev.vault")[:-1])
        self.assert_silent(self.expect(3, "render", "a.txt", "--trust"))

    def test_command_lines_and_environments_of_children(self):
        """A passphrase command looks at itself, at the resolver that runs it and at keyplate.

        It is granted, and is given the caller's own environment; so no variable holds the canary here.
        """
        seen = self.root / "seen"
        spy = self.root / "spy"
        spy.write_text("#!/bin/sh\nparent=$PPID\n"
                       "grand=$(sed 's/.*) . \\([0-9]*\\) .*/\\1/' /proc/$parent/stat)\n"
                       f"cat /proc/$$/cmdline /proc/$$/environ /proc/$parent/cmdline >> {seen}\n"
                       f"cat /proc/$parent/environ /proc/$grand/cmdline >> {seen} 2>/dev/null\n"
                       f"echo looked >> {seen}\necho passphrase\n")
        spy.chmod(0o755)
        self.write("keyplate.toml", LOCAL.replace('key_file = "~/dev.key"', f'passphrase = {{ command = ["{spy}"] }}')
                   .replace("dev.vault", "spied.vault"))
        self.expect(0, "local", "init", "dev", "--trust")
        self.expect(0, "local", "set", "dev", "canary", "--trust", stdin=CANARY.encode())
        self.write("a.txt", "{{ secret('dev', 'canary') }}{{ given }}")
        given = self.write("given", CANARY)
        result = self.expect(0, "render", "a.txt", "--trust", "--set-file", "given=given")
        given.unlink()
        self.assertEqual(result.stdout, 2 * CANARY.encode())
        self.assertIn(b"looked", seen.read_bytes())
        self.assert_silent(result, ["stdout"])


if __name__ == "__main__":
    unittest.main()
