"""What keyplate says about itself shows no secret that it has read, even where an author wrote it in clear.

A template that holds the same text as a secret has it shown in messages, related places, fixes and
excerpts; once the run has read that secret, each of these is scrubbed, in every format.
"""
import base64
import json
import subprocess
import unittest

from leaks import CANARY, NAMED, PASSPHRASE, SHORT, LeakTest, leaks_in, spellings
from workspaces import KEYPLATE

MASK = "\u2022" * 6
FORMATS = ("text", "json", "sarif", "github", "junit")


class Check(LeakTest):
    """`check` reads nothing, but knows what it is given."""

    def check(self, text, *more, secret=NAMED):
        self.write("a.txt", text)
        given = self.root / "given"
        given.write_text(secret)
        self.addCleanup(given.unlink, missing_ok=True)
        return self.run_keyplate("check", "a.txt", *more, "--set-file", f"given={given}")

    def both(self, text, *more, secret=NAMED):
        """What is printed without the secret, which must show it, and with it."""
        before = self.run_keyplate("check", self.write("a.txt", text).name, *more)
        self.assertNotEqual(leaks_in(before.stdout, secret), [], "nothing to scrub here")
        after = self.check(text, *more, secret=secret)
        self.assertEqual(after.returncode, before.returncode)
        self.assertEqual(leaks_in(after.stdout + after.stderr, secret), [], after.stdout)
        return before.stdout.decode(), after.stdout.decode()

    def test_a_message_in_every_format(self):
        for output in FORMATS:
            with self.subTest(output=output):
                before, after = self.both("{%% %s %%}" % NAMED, "--format", output)
                self.assertIn(MASK, after)
                self.assertEqual(before.count("unknown-tag"), after.count("unknown-tag"))

    def test_a_json_report_stays_json_and_its_places_stay(self):
        before, after = (json.loads(text)["diagnostics"] for text in
                         self.both("{%% %s %%} {%% %s %%}" % (NAMED, NAMED[:-1]), "--format", "json"))
        self.assertEqual([one["range"] for one in before], [one["range"] for one in after])
        self.assertEqual([one["code"] for one in before], [one["code"] for one in after])

    def test_an_excerpt_beside_the_mistake(self):
        before, after = self.both("key = %s {{ x | nothing }}\n" % NAMED)
        self.assertIn("^", before)
        self.assertIn(f"key = {MASK} {{{{ x | nothing }}}}", after)
        self.assertNotIn("^", after)  # its columns would lie

    def test_related_places(self):
        """A cycle of variables names each link; so does the excerpt of each."""
        self.write("keyplate.toml", '[environments.dev.variables]\na = "{{ %s }}"\n%s = "{{ a }}"\n' % (NAMED, NAMED))
        for output in FORMATS:
            before, after = self.both("{{ a }}", "--format", output)
            self.assertIn("variable-cycle", after)
            self.assertEqual(before.count(NAMED), after.count(MASK))

    def test_a_fix(self):
        """Its text is scrubbed where it is shown, not where it is written."""
        text = "{% set " + NAMED + " = 1 %}{{ " + NAMED + " && 1 }}"
        for output in ("json", "sarif"):
            self.assertEqual(leaks_in(self.check(text, "--format", output).stdout, NAMED), [])
        self.check(text, "--fix")
        self.assertEqual(self.read("a.txt").decode(), text.replace("&&", "and"))

    def test_each_spelling(self):
        for name, spelled in spellings(CANARY).items():
            if name.startswith(("utf-16", "base64")):
                continue  # holds NUL bytes, which no text has; is but the part that never changes: see below
            with self.subTest(name=name):
                line = spelled.decode()
                after = self.check("key = %s {{ x | nothing }}\n" % line, secret=CANARY)
                self.assertEqual(leaks_in(after.stdout + after.stderr), [], after.stdout)
                self.assertIn(MASK, after.stdout.decode())
        for before in range(3):
            encoded = base64.b64encode(b"ab"[:before] + CANARY.encode() + b"tail").decode()
            after = self.check("key = %s {{ x | nothing }}\n" % encoded, secret=CANARY)
            self.assertEqual(leaks_in(after.stdout), [], after.stdout)

    def test_what_a_document_holds(self):
        document = json.dumps({"a": {"token": NAMED}, "list": [SHORT, 123456]})
        for text in (NAMED, SHORT, "123456"):
            after = self.check("key = %s {{ x | nothing }}\n" % text, secret=document)
            self.assertNotIn(text.encode(), after.stdout)
            self.assertIn(MASK, after.stdout.decode())

    def test_a_value_of_fewer_than_4_bytes_stays(self):
        after = self.check("key = abc {{ x | nothing }}\n", secret="abc")
        self.assertIn(b"key = abc", after.stdout)

    def test_a_secret_with_control_characters_as_messages_show_it(self):
        secret = "one\x1b[31mtwo"
        after = self.check("key = %s {{ x | nothing }}\n" % secret, secret=secret)
        self.assertNotIn(b"[31m", after.stdout)
        self.assertIn(MASK, after.stdout.decode())


class Read(LeakTest):
    """What a run has read by the time that it says something."""

    def setUp(self):
        super().setUp()
        self.make_canaries()

    def fails_with(self, text, *arguments, env=None, code=None):
        self.write("a.txt", text)
        result = self.run_keyplate("render", "a.txt", "--trust", *arguments, env=env)
        self.assertNotEqual(result.returncode, 0)
        return result.stderr.decode()

    def test_a_secret_of_a_vault(self):
        mistake = "{{ none.%s.x }}\n" % NAMED
        self.assertIn(NAMED, self.fails_with(mistake))
        said = self.fails_with("{{ secret('dev', 'named') }}" + mistake)
        self.assertNotIn(NAMED, said)
        self.assertIn(MASK, said)

    def test_a_key_of_a_secret(self):
        said = self.fails_with("{{ secret('dev', 'doc', key='token') }}{{ secret('dev', '" + SHORT.replace('"', "") + "') }}")
        self.assertIn(SHORT.replace('"', ""), said)  # another text
        said = self.fails_with("{{ secret('dev', 'doc', path='list') | dump }}{{ secret('dev', '" + NAMED + "') }}")
        self.assertNotIn(NAMED, said)

    def test_a_variable_that_the_env_provider_read(self):
        self.write("keyplate.toml", '[vaults.e]\nprovider = "env"\nprefix = "K"\n')
        said = self.fails_with("{{ secret('e', 'KX') }}{{ secret('e', '%s') }}" % ("K" + NAMED), env={"KX": "K" + NAMED})
        self.assertIn("not-found", said)
        self.assertNotIn(NAMED, said)

    def test_a_hidden_answer(self):
        self.write("a.txt", "{%% prompt 'Code', mask=true %%}{{ none.%s.x }}" % NAMED)
        code, shown = self.on_terminal("render", "a.txt", answers=[("Code", NAMED + "\n")])
        self.assertNotEqual(code, 0)
        self.assertNotIn(NAMED.encode(), shown)

    def test_a_passphrase(self):
        self.write("keyplate.toml", '[vaults.p]\nprovider = "local"\nfile = "p.vault"\n')
        env = {"KEYPLATE_PASSPHRASE": NAMED}
        self.expect(0, "local", "init", "p", "--trust", env=env)
        said = self.fails_with("{{ secret('p', '%s') }}" % NAMED, env=env)
        self.assertNotIn(NAMED, said)
        self.assertIn(MASK, said)

    def test_a_sentence_of_local(self):
        self.expect(0, "local", "set", "dev", PASSPHRASE.split('"')[0] + "-1", "--trust", stdin=b"x")
        said = self.expect(0, "local", "set", "dev", NAMED, "--trust", stdin=NAMED.encode()).stderr.decode()
        self.assertEqual(said, f"keyplate: stored `{MASK}` in `dev`\n")

    def test_a_file_is_named_all_the_same(self):
        self.write(NAMED + ".txt", "{{ secret('dev', 'named') }}{{ none.x.y }}")
        said = self.run_keyplate("render", NAMED + ".txt", "--trust").stderr
        self.assertTrue(said.startswith(NAMED.encode() + b".txt:1:"), said)


class GithubMask(LeakTest):
    """`--github-mask`, undone as the runner undoes it (ActionCommand.UnescapeData)."""

    def setUp(self):
        super().setUp()
        self.env["GITHUB_ACTIONS"] = "true"

    def masks(self, result):
        lines = [line[len(b"::add-mask::"):] for line in result.stderr.split(b"\n") if line.startswith(b"::add-mask::")]
        return [line.replace(b"%0D", b"\r").replace(b"%0A", b"\n").replace(b"%25", b"%").decode() for line in lines]

    def test_the_runner_gets_each_value_back(self):
        secrets = {"a": CANARY, "b": "100%0A of %25", "c": "\u00fc::add-mask::x%", "d": "l1ne\nl2ne\r\nx\n"}
        self.make_local_vault(secrets)
        self.write("a.txt", "".join("{{ secret('dev', '%s') }}" % name for name in secrets))
        result = self.expect(0, "render", "a.txt", "--trust", "--github-mask")
        self.assertEqual(self.masks(result), [CANARY, secrets["b"], secrets["c"], secrets["d"], "l1ne", "l2ne"])
        self.assertEqual(result.stdout.decode(), "".join(secrets.values()))

    def test_the_masks_come_before_the_product(self):
        self.make_local_vault({"a": CANARY})
        self.write("a.txt", "{{ secret('dev', 'a') }}")
        for arguments in (["render", "a.txt"], ["get", "dev", "a"]):
            code, shown = self.on_terminal(*arguments, "--trust", "--github-mask")
            self.assertEqual(code, 0)
            self.assertTrue(shown.startswith(f"::add-mask::{CANARY}\n{CANARY}".encode()), shown)

    def test_nothing_is_written_when_the_masks_can_not_be(self):
        self.make_local_vault({"a": CANARY})
        self.write("a.txt", "{{ secret('dev', 'a') }}")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([KEYPLATE, "render", "a.txt", "--trust", "--github-mask", "-o", "out.txt"],
                                  cwd=self.work, env=self.env, stderr=full)
        self.assertEqual(done.returncode, 3)
        self.assertFalse((self.work / "out.txt").exists())

    def test_a_failed_run_prints_none(self):
        self.make_local_vault({"a": CANARY})
        self.write("a.txt", "{{ secret('dev', 'a') }}{{ none.x.y }}")
        self.assertEqual(self.masks(self.run_keyplate("render", "a.txt", "--trust", "--github-mask")), [])

    def test_a_passphrase_is_not_printed(self):
        self.write("keyplate.toml", '[vaults.p]\nprovider = "local"\nfile = "p.vault"\n')
        env = {"KEYPLATE_PASSPHRASE": PASSPHRASE}
        self.expect(0, "local", "init", "p", "--trust", env=env)
        self.expect(0, "local", "set", "p", "a", "--trust", env=env, stdin=CANARY.encode())
        result = self.expect(0, "get", "p", "a", "--trust", "--github-mask", env=env)
        self.assertEqual(self.masks(result), [CANARY])

    def test_elsewhere_it_is_refused(self):
        self.write("a.txt", "x")
        for value in (None, "", "false", "True", "1"):
            self.expect(2, "render", "a.txt", "--github-mask", env={"GITHUB_ACTIONS": value})


if __name__ == "__main__":
    unittest.main()
