"""What keyplate and keyplate-resolver leave in memory: in what they free, at their end, in core files.

memory_shim.c writes it down, with dumps that both programs forbid forced on. Each place is first
shown to be searched: a canary that the shim plants there is found.
"""
import base64
import pathlib
import signal
import unittest

from leaks import CANARY, NAMED, PASSPHRASE, SHORT, MemoryTest, leaks_in

PROGRAMS = ("keyplate", "keyplate-resolver")
ALL = (CANARY, SHORT, NAMED)


class Left(MemoryTest):
    """After a run that worked, nothing is left of any secret."""

    def expect_clean(self, *arguments, secrets=ALL, programs=PROGRAMS, code=0, env=None, **more):
        result = self.expect(code, *arguments, env={**self.shim_env(), **(env or {})}, **more)
        self.assertEqual(self.left_in_memory(*secrets, programs=programs), [])
        return result

    def test_the_search_finds_what_is_planted(self):
        self.make_local_vault({"canary": "x"})
        self.write("a.txt", "{{ secret('dev', 'canary') }}")
        for program in PROGRAMS:
            for where, part in (("heap", "exit"), ("stack", "exit"), ("freed", "freed")):
                for secret in (CANARY, SHORT):
                    with self.subTest(program=program, where=where):
                        self.expect(0, "render", "a.txt", "--trust", env=self.shim_env(plant=(program, where, secret)))
                        self.assertIn((f"{program}.{part}", "raw"), self.left_in_memory(secret))

    def test_the_stack_is_wiped_before_the_end(self):
        self.make_local_vault({"canary": "x"})
        self.write("a.txt", "{{ secret('dev', 'canary') }}")
        for program in PROGRAMS:
            self.expect(0, "render", "a.txt", "--trust", env=self.shim_env(plant=(program, "dead", CANARY)))
            self.assertEqual(self.left_in_memory(CANARY), [], program)
        # A check that is given no secret wipes nothing: so the canary was there.
        self.write("a.txt", "x")
        self.expect(0, "check", "a.txt", env=self.shim_env(plant=("keyplate", "dead", CANARY)))
        self.assertIn(("keyplate.exit", "raw"), self.left_in_memory(CANARY, programs=["keyplate"]))

    def test_a_local_vault(self):
        self.make_canaries()
        key = base64.b64decode((self.root / "home/dev.key").read_text())
        self.write("a.json", '{"a": "{{ secret(\'dev\', \'canary\') }}", "b": "{{ secret(\'dev\', \'short\') }}"}\n')
        for more in ([], ["-o", "out.json"]):
            self.expect_clean("render", "a.json", "--trust", *more, secrets=(*ALL, key))
        self.expect_clean("get", "dev", "short", "--trust")
        self.expect_clean("get", "dev", "doc", "--key", "token", "--trust")
        self.expect_clean("get", "dev", "doc", "--path", "list.0", "--trust")
        self.expect_clean("get", "dev", "canary", "--binary", "base64", "--trust")
        self.expect_clean("local", "list", "dev", "--trust", secrets=(*ALL, key))
        self.expect_clean("local", "set", "dev", "short", "--trust", stdin=SHORT.encode())
        self.expect_clean("local", "rekey", "dev", "--trust")

    def test_what_a_template_does_with_secrets(self):
        self.make_canaries()
        for text in ("{{ secret('dev', 'short') | upper | lower | replace('t', 't') | trim }}",
                     "{% for c in secret('dev', 'short') %}{{ c }}{% endfor %}",
                     "{{ secret('dev', 'doc', path='list') | dump }}{{ secret('dev', 'doc', path='list')[0] }}",
                     "{{ secret('dev', 'canary') | urlencode }}{% base64 'encode', 'normal', secret('dev', 'canary') %}",
                     "{% set x = secret('dev', 'canary') %}{% set y %}{{ x }}!{{ x }}{% endset %}{{ y }}",
                     "{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m(secret('dev', 'short')) }}",
                     "{% if secret('dev', 'named') == '" + NAMED[:-1] + "' ~ '7' %}{{ secret('dev', 'short') }}{% endif %}",
                     "{{ secret('dev', 'short').split('/').join('/') }}{{ r/t.C/.test(secret('dev', 'short')) }}",
                     "{{ [secret('dev', 'short'), secret('dev', 'named')] | sort | join(',') }}",
                     "{{ ' ' * 3 ~ secret('dev', 'short') }}" + "{{ secret('dev', 'canary') }}\n" * 3000):
            self.write("a.txt", text)
            # In the last case a name is compared with a text of the template, which isn't a secret.
            secrets = (CANARY, SHORT) if NAMED[:-1] in text else ALL
            with self.subTest(text=text[:60]):
                self.expect_clean("render", "a.txt", "-o", "out.txt", "--trust", secrets=secrets)

    def test_a_run_that_fails(self):
        self.make_canaries()
        for text in ("{{ secret('dev', 'short') }}{{ secret('dev', 'gone') }}", "{{ secret('dev', 'doc', key='gone') }}",
                     "{{ secret('dev', 'canary') }}{{ (secret('dev', 'short')).x.y }}"):
            self.write("a.txt", text)
            result = self.run_keyplate("render", "a.txt", "--trust", env=self.shim_env())
            self.assertNotEqual(result.returncode, 0)
            self.assertEqual(self.left_in_memory(*ALL), [])

    def test_what_the_command_line_gives(self):
        self.write("a.txt", "{{ f }}{{ g }}{{ e }}")
        (self.root / "f").write_text(CANARY)
        (self.root / "g").write_text(SHORT)
        given = ["--set-file", f"f={self.root}/f", "--set-file", f"g={self.root}/g", "--set-env", "e=E"]
        for command in (["render"], ["check"]):
            self.expect_clean(*command, "a.txt", *given, env={"E": NAMED}, programs=["keyplate"])

    def test_the_env_provider(self):
        self.write("keyplate.toml", '[vaults.e]\nprovider = "env"\nnames = ["C", "S"]\n')
        self.write("a.txt", "{{ secret('e', 'C') }}{{ secret('e', 'S') }}")
        self.expect_clean("render", "a.txt", "--trust", env={"C": CANARY, "S": SHORT})

    def test_a_passphrase(self):
        spy = self.root / "passphrase"
        spy.write_text(f"#!/bin/sh\nprintf '%s' '{PASSPHRASE}'\n")
        spy.chmod(0o755)
        for name, setting, env in (("variable", "", {"KEYPLATE_PASSPHRASE": PASSPHRASE}),
                                   ("command", f'passphrase = {{ command = ["{spy}"] }}', {})):
            self.write("keyplate.toml", f'[vaults.{name}]\nprovider = "local"\nfile = "{name}.vault"\n{setting}\n')
            self.write("a.txt", "{{ secret('%s', 'short') }}" % name)
            for arguments, stdin in ((["local", "init", name], b""), (["local", "set", name, "short"], SHORT.encode()),
                                     (["render", "a.txt"], b"")):
                self.expect_clean(*arguments, "--trust", stdin=stdin, env=env, secrets=(PASSPHRASE, SHORT))

    def test_what_a_person_types(self):
        self.write("keyplate.toml", '[vaults.typed]\nprovider = "local"\nfile = "typed.vault"\n')
        self.expect(0, "local", "init", "typed", "--trust", env={"KEYPLATE_PASSPHRASE": PASSPHRASE})
        typed = [("assphrase", PASSPHRASE + "\n")]
        self.write("a.txt", "{% prompt 'Code', mask=true %}")
        for arguments, answers, programs in (
                (["local", "set", "typed", "short", "--trust"], [("Value", SHORT + "\n"), ("Again", SHORT + "\n"), *typed], PROGRAMS),
                (["get", "typed", "short", "--trust"], typed, PROGRAMS),
                (["render", "a.txt", "-o", "out.txt"], [("Code", SHORT + "\n")], ["keyplate"])):
            code, shown = self.on_terminal(*arguments, answers=answers, env=self.shim_env())
            self.assertEqual(code, 0, shown)
            self.assertEqual(self.left_in_memory(PASSPHRASE, SHORT, programs=programs), [], arguments)


class Core(MemoryTest):
    """A core file, made while secrets are live, with all that forbids it lifted, holds none."""

    def setUp(self):
        super().setUp()
        pattern = pathlib.Path("/proc/sys/kernel/core_pattern").read_text().strip()
        if "/" in pattern or pattern.startswith("|") or "%" in pattern:
            self.skipTest("core files are not written to the current folder")
        self.make_canaries()
        self.write("a.txt", "{{ secret('dev', 'canary') }}{{ secret('dev', 'short') }}" + "x" * 100)

    def core_of(self, program, plant=None):
        for old in self.work.glob("core*"):
            old.unlink()
        import resource

        def allow():
            hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
            resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
        result = self.run_keyplate("render", "a.txt", "--trust", env=self.shim_env(plant, abort=program), preexec_fn=allow)
        if program == "keyplate":
            self.assertEqual(result.returncode, -signal.SIGABRT)
        cores = list(self.work.glob("core*"))
        if not cores:
            self.skipTest("this system writes no core file")
        data = cores[0].read_bytes()
        cores[0].unlink()
        return data

    def test_the_search_finds_what_a_whole_core_file_holds(self):
        for program in PROGRAMS:
            self.assertIn("raw", leaks_in(self.core_of(program, (program, "core", NAMED)), NAMED), program)

    def test_a_core_file_holds_no_secret(self):
        for program in PROGRAMS:
            data = self.core_of(program)
            self.assertEqual(data[:4], b"\x7fELF")
            self.assertEqual(leaks_in(data, *ALL), [], program)

    def test_a_live_secret_would_be_in_it(self):
        """So there was something to leave out when it was made."""
        for program in PROGRAMS:
            self.assertIn("raw", leaks_in(self.core_of(program, (program, "core", "irrelevant")), CANARY), program)


if __name__ == "__main__":
    unittest.main()
