#!/usr/bin/env python3
"""`check --fix`: what it writes checks better, a second run writes nothing, and all else stays as it was."""
import json
import os
import shlex
import sys
import unittest

from workspaces import SOURCE, WorkspaceTest, as_other_user

sys.path.insert(0, str(SOURCE / "tests/golden"))
import run as golden  # noqa: E402

WORKSPACE = """\
[workspace]
templates = ["**/*.txt"]
[vaults.prod]
provider = "env"
prefix = "APP_"
[environments.dev.variables]
host = "a"
only = 1
[environments.prod.variables]
host = "b"
"""


class FixTest(WorkspaceTest):
    def findings(self, *arguments, code=None):
        result = self.run_keyplate("check", "--format", "json", *arguments)
        self.assertIn(result.returncode, (0, 1, 2, 3) if code is None else (code,), result)
        return json.loads(result.stdout)["diagnostics"] if result.stdout else []

    def files(self):
        return {path.relative_to(self.work).as_posix(): (path.read_bytes(), path.stat().st_ino, path.stat().st_mode)
                for path in sorted(self.work.rglob("*")) if path.is_file() and not path.is_symlink()}

    def fixed(self, text, workspace=WORKSPACE, code=0):
        """What becomes of a template."""
        self.write("keyplate.toml", workspace)
        self.write("a.txt", text)
        self.expect(code, "check", "--fix")
        return self.read("a.txt")


class Templates(FixTest):
    def test_what_is_fixed(self):
        for wrong, right in [
                ("{{ hst }}", "{{ host }}"),
                ("{{ _['hsot'] }}", "{{ _['host'] }}"),
                ('{{ secret("prd", "APP_X") | uper }}', '{{ secret("prod", "APP_X") | upper }}'),
                ("{{ secret('prod', 'APP_X', stge='a') }}", None),  # env takes no stage
                ("{% if host && host %}{% endif %}", "{% if host and host %}{% endif %}"),
                ("{% if host || host %}{% endif %}", "{% if host or host %}{% endif %}"),
                ("{% if (host)||(host) %}{% endif %}", "{% if (host) or (host) %}{% endif %}"),
                ("{% if host=1 %}{% endif %}", "{% if host==1 %}{% endif %}"),
                ("{{ host && host && hst }}", "{{ host and host and host }}"),
                ("{{ {a: {b: 1}} }}", "{{ {a: {b: 1} } }}"),
                ("x{# keyplate: ignore unknown-tag #}\r\n", "x\r\n"),
                ("{# keyplate: ignore unknown-tag unknown-filter #}\n{{ host | nofilter }}\n",
                 "{# keyplate: ignore unknown-filter #}\n{{ host | nofilter }}\n"),
                ("{# keyplate: ignore unknown-filtr #}\n{{ host | nofilter }}\n",
                 "{# keyplate: ignore unknown-filter #}\n{{ host | nofilter }}\n")]:
            with self.subTest(wrong=wrong):
                code = 0 if right else 1
                self.assertEqual(self.fixed(wrong, code=code), (right or wrong).encode())

    def test_what_could_change_a_meaning_is_left(self):
        for text, code in [
                ("{{ !host }}", 1),                  # `not` reaches further than `!`
                ("{{ host || upper }}", 1),          # a filter with one bar too many?
                ("{% if host = host = 1 %}{% endif %}", 1),
                ("{{ hosts }}", 1),                  # a plural is another thing
                ("{{ host2 }}", 1),                  # so is another number
                ("{{ onyl }}", 1),                   # known in one environment only
                ("{{ only }}", 1),                   # wrong in one environment only
                ("{% if hst %}{% endif %}", 0),      # a warning: it may be meant
                ("{#- keyplate: ignore unknown-tag -#}\n", 0),  # its marks trim
                ("{# keyplate: ignore unknown-variable #}\n{{ hst && }}\n", 1)]:
            with self.subTest(text=text):
                self.assertEqual(self.fixed(text, code=code), text.encode())

    def test_two_that_are_as_near_leave_the_choice(self):
        workspace = '[workspace]\ntemplates = ["*.txt"]\n[environments.a.variables]\nhosta = 1\nhostb = 1\n'
        self.assertEqual(self.fixed("{{ hostc }}", workspace, 1), b"{{ hostc }}")

    def test_bytes_outside_the_edits_stay(self):
        text = b"\xef\xbb\xbf\tx \r\n{{ hst }}\r\n \xc3\xa9{{ host }}"
        self.write("keyplate.toml", WORKSPACE)
        self.write("a.txt", text)
        self.expect(0, "check", "--fix")
        self.assertEqual(self.read("a.txt"), text.replace(b"hst", b"host"))

    def test_a_fix_that_uncovers_a_mistake_is_left_out_and_said(self):
        text = "{{ host && nowhere_at_all }}\n{{ hst }}\n"
        self.write("keyplate.toml", WORKSPACE)
        self.write("a.txt", text)
        result = self.expect(1, "check", "--fix")
        self.assertEqual(self.read("a.txt").decode(), text.replace("hst", "host"))
        self.assertIn("`a.txt`: a fix is left out; with it the file would not check better", result.stderr.decode())
        self.assertIn("fixed 1 finding in 1 file", result.stderr.decode())

    def test_one_bad_fix_does_not_hold_back_the_others(self):
        lines = ["{{ hst }}"] * 40 + ["{{ host && nowhere_at_all }}"] + ["{{ hst }}"] * 40
        self.assertEqual(self.fixed("\n".join(lines), code=1).decode(), "\n".join(lines).replace("hst", "host"))

    def test_many_mistakes_end(self):
        self.assertEqual(self.fixed("{{ hst }}\n" * 3000), b"{{ host }}\n" * 3000)
        chain = "{{ " + " && ".join(["host"] * 60) + " }}"
        self.assertEqual(self.fixed(chain).decode(), chain.replace("&&", "and"))

    def test_only_what_the_check_covers(self):
        self.write("keyplate.toml", WORKSPACE.replace("[vaults.prod]\n", "[vaults.prod]\ntimeuot = \"1s\"\n"))
        for name in ("a.txt", "b.txt", "c.conf"):
            self.write(name, "{{ host | uper }}")
        before = self.read("keyplate.toml")
        self.run_keyplate("check", "--fix", "a.txt")
        self.assertEqual(self.read("a.txt"), b"{{ host | upper }}")
        self.assertEqual(self.read("b.txt"), b"{{ host | uper }}")
        self.assertEqual(self.read("keyplate.toml"), before)
        self.run_keyplate("check", "--fix", "--force-exclude", "c.conf")
        self.assertEqual(self.read("c.conf"), b"{{ host | uper }}")
        self.expect(0, "check", "--fix")
        self.assertEqual(self.read("c.conf"), b"{{ host | uper }}")
        self.assertIn(b"timeout", self.read("keyplate.toml"))

    def test_one_environment_is_not_enough(self):
        self.write("keyplate.toml", WORKSPACE)
        self.assertIn(b"don't go together", self.expect(2, "check", "--fix", "--env", "dev").stderr)


class Workspaces(FixTest):
    WRONG = """\
[workspce]
templates = ["**/*.txt"]
default_environment = "dve"
[vaults.main]
provider = "env"
prefx = "APP_"
[enviroments.dev]
extnds = "bsae"
vaults = { alias = "man" }
[enviroments.dev.variables]
token = "{{ secret('mian', 'APP_T') | uper }}"
[enviroments.base.variables]
host = "x"
[check]
ignore = ["unused-suppresion"]
"""
    RIGHT = (WRONG.replace("workspce", "workspace").replace("dve", "dev").replace("prefx", "prefix")
             .replace("enviroments", "environments").replace("extnds", "extends").replace("bsae", "base")
             .replace('"man"', '"main"').replace("mian", "main").replace("uper", "upper")
             .replace("suppresion", "suppression"))

    def test_the_workspace_first_then_what_it_rules(self):
        self.write("keyplate.toml", self.WRONG.replace("\n", "\r\n"))
        self.write("a.txt", "{{ hst }} {{ tokn }}")
        self.expect(0, "check", "--fix")
        self.assertEqual(self.read("keyplate.toml").decode(), self.RIGHT.replace("\n", "\r\n"))
        self.assertEqual(self.read("a.txt"), b"{{ host }} {{ token }}")

    def test_a_quoted_key_stays_quoted(self):
        self.write("keyplate.toml", "[\"workspce\"]\n'templtes' = ['*.txt']\n")
        self.expect(0, "check", "--fix")
        self.assertEqual(self.read("keyplate.toml").decode(), "[\"workspace\"]\n'templates' = ['*.txt']\n")

    def test_a_setting_that_is_there_already_is_not_set_twice(self):
        text = '[workspace]\nname = "a"\nnaem = "b"\n'
        self.write("keyplate.toml", text)
        self.expect(1, "check", "--fix")
        self.assertEqual(self.read("keyplate.toml").decode(), text)


class Writing(FixTest):
    def setUp(self):
        super().setUp()
        self.write("keyplate.toml", WORKSPACE)

    def test_mode_stays_and_nothing_is_left_over(self):
        self.write("a.txt", "{{ hst }}", 0o640)
        self.write("b.txt", "{{ host }}")
        before = self.files()
        self.expect(0, "check", "--fix")
        after = self.files()
        self.assertEqual(after["a.txt"][2], before["a.txt"][2])
        self.assertEqual(after["b.txt"], before["b.txt"])
        self.assertEqual(after.keys(), before.keys())

    def test_a_link_inside_leads_to_its_file_and_one_outside_nowhere(self):
        self.write("sub/real.conf", "{{ hst }}")
        os.symlink("sub/real.conf", self.work / "inside.conf")
        self.expect(0, "check", "--fix", "inside.conf")
        self.assertTrue((self.work / "inside.conf").is_symlink())
        self.assertEqual(self.read("sub/real.conf"), b"{{ host }}")
        outside = self.root / "outside.conf"
        outside.write_text("{{ 1 | uper }}")
        os.symlink(outside, self.work / "leaves.conf")
        self.expect(2, "check", "--fix", "leaves.conf")
        self.assertEqual(outside.read_text(), "{{ 1 | uper }}")

    def test_a_file_that_no_workspace_rules(self):
        path = self.root / "home/x.conf"
        path.write_text("{{ 1 | uper }}")
        self.expect(0, "check", "--fix", str(path))
        self.assertEqual(path.read_text(), "{{ 1 | upper }}")

    def test_a_folder_that_is_closed_is_the_disk_s_word(self):
        other = as_other_user()
        self.root.chmod(0o755)
        self.write("a.txt", "{{ hst }}")
        result = self.run_keyplate("check", "--fix", "--format", "json", **other)
        self.assertEqual(result.returncode, 3, result)
        codes = [d["code"] for d in json.loads(result.stdout)["diagnostics"]]
        of_the_whole = {"environment-matrix", "unused-variable", "unused-vault"}
        self.assertEqual(sorted(set(codes) - of_the_whole), ["unknown-variable", "write-failed"])
        self.assertEqual(self.read("a.txt"), b"{{ hst }}")

    def test_standard_input_goes_to_standard_output(self):
        result = self.expect(0, "check", "--fix", "--stdin", "--stdin-filename", "a.txt", stdin=b"{{ hst }}\r\n")
        self.assertEqual(result.stdout, b"{{ host }}\r\n")
        result = self.expect(1, "check", "--fix", "--stdin", "--format", "json", stdin=b"{{ hst }} {{ qwertz }}")
        self.assertEqual(result.stdout, b"{{ host }} {{ qwertz }}")
        self.assertEqual([d["code"] for d in json.loads(result.stderr)["diagnostics"]], ["unknown-variable"])
        self.assertEqual(self.expect(0, "check", "--fix", "--stdin", stdin=b"plain").stdout, b"plain")
        self.assertFalse((self.work / "a.txt").exists())


class GoldenCases(FixTest):
    """Over all cases of check, syntax and workspace: no file checks worse, and a second run writes nothing."""

    def lay_out(self, sections):
        for section in sections:
            if golden.is_file(section):
                self.write(golden.flags(section.head)[0], golden.body_bytes(section))

    def arguments(self, sections):
        words = next(shlex.split(s.value()) for s in sections if s.head.startswith("run:"))[1:]
        return [word for index, word in enumerate(words)
                if word != "--env" and (index == 0 or words[index - 1] != "--env")]

    def weights(self, findings):
        counts = {}
        for finding in findings:
            counts.setdefault(finding["file"], []).append(finding["severity"])
        return {name: (given.count("error"), given.count("warning")) for name, given in counts.items()}

    def test_no_file_checks_worse_and_twice_is_once(self):
        cases = [case for topic in ("check", "syntax", "workspace")
                 for case in sorted((SOURCE / "tests/golden" / topic).glob("*.case"))]
        self.assertGreater(len(cases), 80)
        written = 0
        for case in cases:
            with self.subTest(case=case.stem):
                golden_test = FixTest()
                golden_test.setUp()
                try:
                    written += self.one(golden_test, case)
                finally:
                    golden_test.doCleanups()
        self.assertGreater(written, 10)

    def one(self, place, case):
        _, sections = golden.parse_case(case)
        GoldenCases.lay_out(place, sections)
        arguments = self.arguments(sections)
        before, files = place.findings(*arguments), place.files()
        run = place.run_keyplate("check", "--fix", "--format", "json", *arguments)
        after, fixed = place.findings(*arguments), place.files()
        self.assertEqual(json.loads(run.stdout)["diagnostics"], after)
        self.assertEqual(run.returncode, place.run_keyplate("check", *arguments).returncode)
        old, new = self.weights(before), self.weights(after)
        changed = [name for name in files if files[name] != fixed[name]]
        self.assertEqual(files.keys(), fixed.keys())
        for name in changed:
            self.assertLess(new.get(name, (0, 0)), old[name])
            self.assertLessEqual(new.get(name, (0, 0))[1], old[name][1])
            said = {(d["code"], d["message"]) for d in before if d["file"] == name}
            self.assertLessEqual({(d["code"], d["message"]) for d in after if d["file"] == name}, said)
        if "keyplate.toml" not in changed:
            for name, weight in new.items():
                self.assertLessEqual(weight, old.get(name, (0, 0)))
        place.run_keyplate("check", "--fix", *arguments)
        self.assertEqual(place.files(), fixed)
        return len(changed)


if __name__ == "__main__":
    unittest.main()
