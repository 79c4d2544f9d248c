"""A secret shows up in the product and nowhere else: not in what is printed, nor in files, nor in what
children are given. Memory is test_leaks_memory.py's, what we say about ourselves test_scrubbing.py's.

Each test plants canaries as secrets, runs keyplate, and searches all that it left or printed, in
every spelling that a program may give them.
"""
import json
import subprocess
import unittest

from language_client import Client, span
from leaks import CANARY, NAMED, PASSPHRASE, SHORT, LeakTest, leaks_in, planted
from workspaces import LOCAL, SOURCE

ALL = (CANARY, SHORT, NAMED)


class Search(LeakTest):
    def test_the_search_finds_a_leak(self):
        for secret in (*ALL, PASSPHRASE):
            self.assertEqual(self.files_with_leaks(secret), [])
            for text in planted(secret):
                file = self.write("planted", b"before " + text + b" after")
                self.assertEqual(self.files_with_leaks(secret), [str(file)], text)
                file.unlink()


class Local(LeakTest):
    def setUp(self):
        super().setUp()
        self.make_canaries()

    def test_a_render_to_a_file(self):
        self.write("a.json", '{"t": "{{ secret(\'dev\', \'canary\') }}"}\n')
        result = self.expect(0, "render", "a.json", "-o", "out.json", "--trust", "--verbose")
        self.assertEqual(json.loads(self.read("out.json")), {"t": CANARY})
        self.assert_silent(result, *ALL, product=["out.json"])

    def test_a_render_to_standard_output(self):
        self.write("a.txt", "{{ secret('dev', 'canary') }}")
        result = self.expect(0, "render", "a.txt", "--trust", "--verbose")
        self.assertEqual(result.stdout, CANARY.encode())
        self.assert_silent(result, *ALL, product=["stdout"])

    def test_a_render_that_fails_beside_a_secret(self):
        secret = "secret('dev', 'canary')"
        for name, text in (("slot.env", "A=x{{ %s }}" % secret), ("undefined.txt", "{{ %s }}{{ nothing }}" % secret),
                           ("missing.txt", "{{ %s }}{{ secret('dev', 'gone') }}" % secret),
                           ("reference.txt", "{{ secret('dev', %s) }}" % secret),
                           ("key.txt", "{{ secret('dev', 'doc', key=%s) }}" % secret),
                           ("filter.txt", "{{ %s | nothing }}" % secret), ("member.txt", "{{ (%s).x.y }}" % secret),
                           ("call.txt", "{{ %s() }}" % secret), ("path.txt", "{{ secret('dev', 'doc', key='gone') }}"),
                           ("form.txt", "{{ secret('dev', 'canary', key='x') }}"),
                           ("pattern.txt", "{{ 'x' | replace(%s, 1) }}{{ nothing }}" % secret),
                           ("file.txt", "{{ file(%s) }}" % secret), ("number.txt", "{{ %s | round }}{{ none.x }}" % secret),
                           ("loop.txt", "{%% for c in %s %%}{{ c.x.y }}{%% endfor %%}" % secret),
                           ("slot.yaml", "a: &{{ %s }} b" % secret), ("broken.json", "{\"a\": \"{{ %s }}" % secret)):
            self.write(name, text)
            with self.subTest(name=name):
                result = self.run_keyplate("render", name, "--trust")
                self.assertNotEqual(result.returncode, 0, result.stdout)
                self.assert_silent(result, *ALL)

    def test_the_other_commands(self):
        for arguments in (["vaults"], ["local", "list", "dev", "--trust"], ["trust"],
                          ["get", "dev", "canary", "--key", "x", "--trust"], ["local", "remove", "dev", "canary", "--trust"]):
            self.assert_silent(self.run_keyplate(*arguments), *ALL)
        self.assert_silent(self.expect(0, "local", "set", "dev", "canary", "--trust", "--verbose", stdin=CANARY.encode()))

    def test_get_prints_it_once_and_to_standard_output(self):
        result = self.expect(0, "get", "dev", "canary", "--trust", "--verbose")
        self.assertEqual(result.stdout, CANARY.encode())
        self.assert_silent(result, *ALL, product=["stdout"])

    def test_a_damaged_vault(self):
        self.write("a.txt", "{{ secret('dev', 'canary') }}")
        self.write("dev.vault", self.read("dev.vault")[:-1])
        self.assert_silent(self.expect(3, "render", "a.txt", "--trust"), *ALL)

    def test_the_key_file_is_never_shown(self):
        key = (self.root / "home/dev.key").read_text().strip()
        (self.root / "home/dev.key").unlink()
        self.write("moved.key", key)
        self.write("keyplate.toml", LOCAL.replace('"~/dev.key"', f'"{self.work}/moved.key"'))
        (self.work / "moved.key").chmod(0o600)
        self.write("a.txt", "{{ secret('dev', 'canary') }}")
        for arguments in (["render", "a.txt", "--trust"], ["vaults"], ["check"], ["local", "list", "dev", "--trust"]):
            self.assert_silent(self.run_keyplate(*arguments, "--verbose"), key, product=["stdout", "moved.key"])
        self.write("moved.key", key[:-1])  # and not where it can't be used
        (self.work / "moved.key").chmod(0o600)
        for arguments in (["render", "a.txt", "--trust"], ["local", "list", "dev", "--trust"]):
            self.assert_silent(self.expect(3, *arguments), key[4:-4], product=["moved.key"])

    def test_the_language_server_never_speaks_of_values(self):
        text = "{{ secret('dev', 'canary') }} {{ secret('dev', 'doc', key='token') }} {{ nothing }}{{ secret('dev', "
        uri = self.write("a.txt", text).as_uri()
        self.expect(0, "render", "--trust", "--stdin", "--stdin-filename", "b.txt", stdin=b"{{ secret('dev', 'canary') }}")  # all is granted and works
        client = Client(self.env, self.work)
        traffic = [client.start()]
        client.open(uri, text)
        traffic.append(client.published(uri))
        where = {"textDocument": {"uri": uri}}
        for character in range(0, len(text) + 1, 4):
            at = {**where, "position": {"line": 0, "character": character}}
            traffic += [client.request("textDocument/hover", at), client.request("textDocument/completion", at),
                        client.request("textDocument/definition", at)]
        traffic.append(client.request("textDocument/codeAction",
                                      {**where, "range": span(0, 0, 0, len(text)), "context": {"diagnostics": []}}))
        client.change(uri, 2, "{{ secret('dev', 'canary') | nothing }}{% " + NAMED + " %}")
        planted_here = client.published(uri)
        self.assertEqual(client.stop(), 0)
        self.assertTrue(any("nothing" in json.dumps(message) for message in traffic))
        self.assertEqual(leaks_in(json.dumps(traffic).encode(), *ALL), [])
        self.assertIn("raw", leaks_in(json.dumps(planted_here).encode(), NAMED))  # the author's own: the search works


class Given(LeakTest):
    """What the command line gives, and what a person types."""

    def test_what_the_command_line_gives_as_secret(self):
        self.write("a.env", "A=x{{ given }}")
        source = self.root / "given"
        source.write_text(CANARY)
        result = self.run_keyplate("render", "a.env", "--set-file", f"given={source}")
        source.unlink()
        self.assertNotEqual(result.returncode, 0)
        self.assert_silent(result)
        self.assert_silent(self.run_keyplate("render", "a.env", "--set-env", "given=GIVEN", env={"GIVEN": CANARY}))

    def test_a_hidden_answer(self):
        self.write("a.txt", "{% prompt 'Code', mask=true %}{{ nothing }}")
        code, shown = self.on_terminal("render", "a.txt", "--verbose", answers=[("Code", CANARY + "\n")])
        self.assertNotEqual(code, 0)
        self.assertEqual(leaks_in(shown), [])
        self.assertEqual(self.files_with_leaks(), [])
        self.write("a.txt", "{% prompt 'Code', mask=true %}")
        code, shown = self.on_terminal("render", "a.txt", "-o", "out.txt", answers=[("Code", CANARY + "\n")])
        self.assertEqual((code, self.read("out.txt"), leaks_in(shown)), (0, CANARY.encode(), []))

    def test_a_variable_of_the_env_provider(self):
        self.write("keyplate.toml", '[vaults.e]\nprovider = "env"\nnames = ["CANARY"]\n')
        for text in ("{{ secret('e', 'CANARY') | nothing }}", "{{ secret('e', 'CANARY') }}{{ secret('e', 'OTHER') }}",
                     "{{ secret('e', 'CANARY', key='x') }}"):
            self.write("a.txt", text)
            result = self.run_keyplate("render", "a.txt", "--trust", "--verbose", env={"CANARY": CANARY, "OTHER": SHORT})
            self.assertNotEqual(result.returncode, 0)
            self.assert_silent(result, CANARY, SHORT)

    def test_a_passphrase_from_everywhere(self):
        spy = self.root / "passphrase"
        spy.write_text(f"#!/bin/sh\nprintf '%s' '{PASSPHRASE}'\n")
        spy.chmod(0o755)
        for name, setting, env in (("variable", "", {"KEYPLATE_PASSPHRASE": PASSPHRASE}),
                                   ("named", 'passphrase = { env = "P" }', {"P": PASSPHRASE}),
                                   ("command", f'passphrase = {{ command = ["{spy}"] }}', {})):
            self.write("keyplate.toml", f'[vaults.{name}]\nprovider = "local"\nfile = "{name}.vault"\n{setting}\n')
            self.write("a.txt", "{{ secret('%s', 'canary') }}" % name)
            with self.subTest(name=name):
                spied = {"product": ["../passphrase"]}
                self.assert_silent(self.expect(0, "local", "init", name, "--trust", env=env), PASSPHRASE, **spied)
                stored = self.expect(0, "local", "set", name, "canary", "--trust", stdin=CANARY.encode(), env=env)
                self.assert_silent(stored, PASSPHRASE, CANARY, **spied)
                self.assert_silent(self.expect(0, "render", "a.txt", "--trust", env=env), PASSPHRASE, **spied)
                self.assert_silent(self.run_keyplate("vaults", env=env), PASSPHRASE, **spied)
                wrong = self.run_keyplate("get", name, "gone", "--trust", env=env)
                self.assertNotEqual(wrong.returncode, 0)
                self.assert_silent(wrong, PASSPHRASE, **spied)

    def test_a_typed_passphrase(self):
        self.write("keyplate.toml", '[vaults.typed]\nprovider = "local"\nfile = "typed.vault"\n')
        self.expect(0, "local", "init", "typed", "--trust", env={"KEYPLATE_PASSPHRASE": PASSPHRASE})
        code, shown = self.on_terminal("local", "list", "typed", "--trust", answers=[("assphrase", PASSPHRASE + "\n")])
        self.assertEqual((code, leaks_in(shown, PASSPHRASE)), (0, []), shown)
        self.assertEqual(self.files_with_leaks(PASSPHRASE), [])

    def test_every_report_format_of_check(self):
        self.write("a.txt", "{{ given | nothing }}{{ given.x.y }}{% nothing given %}{{ nothing }}")
        source = self.root / "given"
        for output in ("text", "json", "sarif", "github", "junit"):
            source.write_text(CANARY)
            result = self.run_keyplate("check", "a.txt", "--format", output, "--set-file", f"given={source}")
            source.unlink()
            self.assertEqual(result.returncode, 1, output)
            self.assert_silent(result)


class Children(LeakTest):
    """What is started is given no secret: the resolver, a command, git."""

    ITSELF = "#!/bin/sh\ncat /proc/$$/cmdline /proc/$$/environ >> {seen}\necho looked >> {seen}\n"
    # The resolver, which runs it, and keyplate; not the environment of that, which the caller made.
    PARENTS = ("parent=$PPID\ngrand=$(sed 's/.*) . \\([0-9]*\\) .*/\\1/' /proc/$parent/stat)\n"
               "cat /proc/$parent/cmdline >> {seen}\n"
               "cat /proc/$parent/environ /proc/$grand/cmdline >> {seen} 2>/dev/null\n")

    def setUp(self):
        super().setUp()
        self.seen = self.root / "seen"

    def spy(self, path, more):
        path.parent.mkdir(exist_ok=True)
        path.write_text((self.ITSELF + more).format(seen=self.seen))
        path.chmod(0o755)
        return path

    def test_command_lines_and_environments_of_children(self):
        """A passphrase command looks at itself, at the resolver that runs it and at keyplate.

        It is granted, and is given the caller's own environment; so no variable holds the canary here.
        """
        spy = self.spy(self.root / "spy", self.PARENTS + f"printf '%s' '{PASSPHRASE}'\n")
        self.write("keyplate.toml", LOCAL.replace('key_file = "~/dev.key"', f'passphrase = {{ command = ["{spy}"] }}'))
        self.expect(0, "local", "init", "dev", "--trust")
        self.expect(0, "local", "set", "dev", "canary", "--trust", stdin=CANARY.encode())
        self.write("a.txt", "{{ secret('dev', 'canary') }}{{ given }}")
        given = self.write("given", SHORT)
        result = self.expect(0, "render", "a.txt", "--trust", "--set-file", "given=given")
        given.unlink()
        self.assertEqual(result.stdout, (CANARY + SHORT).encode())
        self.assertIn(b"looked", self.seen.read_bytes())
        self.assertEqual(leaks_in(self.seen.read_bytes(), CANARY, SHORT, PASSPHRASE), [])
        self.assert_silent(result, CANARY, SHORT, product=["stdout"])

    def test_the_passphrase_variables_are_kept_from_a_command(self):
        spy = self.spy(self.root / "spy", self.PARENTS + "echo other\n")
        self.write("keyplate.toml", LOCAL.replace('key_file = "~/dev.key"', f'passphrase = {{ command = ["{spy}"] }}'))
        self.expect(0, "local", "init", "dev", "--trust", env={"KEYPLATE_PASSPHRASE": PASSPHRASE, "SEEN": "by the command"})
        seen = self.seen.read_bytes()
        self.assertIn(b"SEEN=by the command", seen)
        self.assertEqual(leaks_in(seen, PASSPHRASE), [])

    def test_git_is_given_none(self):
        self.make_canaries()
        subprocess.run(["git", "init", "-q"], cwd=self.work, env=self.env, check=True)
        self.spy(self.root / "bin/git", "exit 1\n")
        self.write("a.txt", "{{ secret('dev', 'canary') }}{{ given }}{{ typed }}")
        given = self.write("given", SHORT)
        result = self.expect(0, "render", "a.txt", "-o", "out.txt", "--trust", "--set-file", "given=given",
                             "--set-env", "typed=TYPED", env={"PATH": f"{self.root}/bin:/usr/bin:/bin", "TYPED": NAMED})
        given.unlink()
        seen = self.seen.read_bytes()
        self.assertIn(b"check-ignore", seen)
        self.assertEqual(leaks_in(seen, CANARY, SHORT, NAMED), [])
        self.assert_silent(result, CANARY, SHORT, NAMED, product=["out.txt"])

    def test_the_spy_would_see_a_leak(self):
        spy = self.spy(self.root / "spy", "")
        subprocess.run([spy, CANARY], env={"SHORT": SHORT}, check=True)
        self.assertEqual(leaks_in(self.seen.read_bytes(), CANARY), ["raw"])
        self.assertEqual(leaks_in(self.seen.read_bytes(), SHORT), ["raw"])


class Fixtures(unittest.TestCase):
    def test_no_canary_is_in_the_sources(self):
        """A spelling that stood in a message of ours would be found everywhere, or prove nothing."""
        for folder in ("cli", "runtime", "compiler", "grammar", "lsp"):
            for path in sorted((SOURCE / folder).rglob("*.*")):
                if path.is_file():
                    self.assertEqual(leaks_in(path.read_bytes(), CANARY, SHORT, NAMED, PASSPHRASE), [], path)


if __name__ == "__main__":
    unittest.main()
