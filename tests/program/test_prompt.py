"""Questions of `prompt` at a terminal, and files of `file` that only a disk can have."""
import os
import unittest

from workspaces import WorkspaceTest


class Prompt(WorkspaceTest):
    def test_each_storage_key_is_asked_once_for_all_files(self):
        self.write("a.txt", "{% prompt 'Code', 'Which code?', storage='code' %}")
        self.write("b.txt", "{{ prompt('Code again', storage='code') }} {% prompt 'Name' %}")
        answers = [("Code: Which code?", "123\n"), ("Name", "Ada\n")]
        code, shown = self.on_terminal("render", "a.txt", "b.txt", "--out-dir", "out", answers=answers)
        self.assertEqual(code, 0, shown)
        self.assertEqual(shown.count(b"Which code?"), 1)
        self.assertNotIn(b"again", shown)
        self.assertEqual((self.read("out/a.txt"), self.read("out/b.txt")), (b"123", b"123 Ada"))

    def test_an_empty_answer_takes_the_default(self):
        self.write("a.txt", "<{% prompt 'Region', default='eu' %}>")
        code, shown = self.on_terminal("render", "a.txt", "-o", "out.txt", answers=[("Region [eu]", "\n")])
        self.assertEqual((code, self.read("out.txt")), (0, b"<eu>"), shown)

    def test_a_masked_answer_is_not_shown_and_is_a_secret(self):
        self.write("a.txt", "{% prompt 'Code', mask=true %}")
        code, shown = self.on_terminal("render", "a.txt", "-o", "out.txt", answers=[("Code", "s3cret\n")])
        self.assertEqual(code, 0, shown)
        self.assertNotIn(b"s3cret", shown)
        self.assertEqual((self.work / "out.txt").stat().st_mode & 0o777, 0o600)

    def test_nothing_is_written_when_a_person_says_nothing(self):
        self.write("a.txt", "{% prompt 'Code' %}")
        code, shown = self.on_terminal("render", "a.txt", "-o", "out.txt", answers=[("Code", "\x04")])
        self.assertEqual(code, 4, shown)
        self.assertFalse((self.work / "out.txt").exists())

    def test_what_is_not_needed_is_not_asked(self):
        self.write("a.txt", "{% if ask is defined %}{% prompt 'Code' %}{% endif %}{{ 'x' or prompt('Name') }}")
        self.assertEqual(self.on_terminal("render", "a.txt"), (0, b"x"))

    def test_an_answer_is_text(self):
        self.write("a.txt", "{% prompt 'Code' %}")
        self.assertIn(b"UTF-8", self.expect(2, "render", "a.txt", "--answer", b"Code=\xff").stderr)

    def test_an_answer_nobody_asked_for_is_noted(self):
        self.write("a.txt", "x")
        self.assertIn(b"`code`", self.expect(0, "render", "a.txt", "--answer", "code=1").stderr)


class File(WorkspaceTest):
    def refused(self, path, slug):
        self.write("a.txt", "{{ file('" + path + "' ~ '') }}")
        result = self.run_keyplate("render", "a.txt", "--trust")
        self.assertEqual(result.returncode, 3, result.stderr.decode())
        self.assertIn(f"error[{slug}]".encode(), result.stderr)
        self.assertNotIn(b"outside", result.stdout)

    def setUp(self):
        super().setUp()
        self.write("keyplate.toml", "[workspace]\nname = \"x\"\n")
        (self.root / "outside.txt").write_text("outside")

    def test_no_link_leads_out(self):
        (self.work / "link").symlink_to(self.root / "outside.txt")
        (self.work / "up").symlink_to("..")
        self.refused("link", "access-denied")
        self.refused("up/outside.txt", "access-denied")

    def test_a_link_that_stays_is_followed(self):
        self.write("data/real.txt", "inside")
        (self.work / "link").symlink_to("data/real.txt")
        self.write("a.txt", "{{ file('link') }}")
        self.assertEqual(self.expect(0, "render", "a.txt", "--trust").stdout, b"inside")

    def test_only_regular_files_of_at_most_a_mebibyte(self):
        os.mkfifo(self.work / "fifo")
        self.write("large", b"a" * (1 << 20) + b"a")
        self.write("full", b"a" * (1 << 20))
        self.refused("fifo", "io-error")
        self.refused("large", "io-error")
        self.write("a.txt", "{{ file('full') | length }}")
        self.assertEqual(self.expect(0, "render", "a.txt", "--trust").stdout, b"1048576")

    def test_an_absolute_path_may_lead_inside(self):
        self.write("data.txt", "inside")
        self.write("a.txt", "{{ file('" + str(self.work / "data.txt") + "') }}")
        self.assertEqual(self.expect(0, "render", "a.txt", "--trust").stdout, b"inside")


if __name__ == "__main__":
    unittest.main()
