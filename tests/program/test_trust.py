"""Trust: one test for each promise of docs/trust.md, named after it."""
import os
import re
import shutil
import signal
import stat
import subprocess
import unittest

from workspaces import LOCAL, WorkspaceTest, as_other_user

BASE = LOCAL + """
[workspace]
default_environment = "dev"

[environments.dev.variables]
host   = "example.org"
unused = "{{ secret('dev', 'token') }}"
"""
READS = "{{ secret('dev', 'token') }}\n"
SECRET = b"s3cret-value"


class TrustTest(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.make_local_vault({"token": SECRET}, BASE)
        self.write("reads.txt", READS)

    def digest(self, cwd=None):
        result = self.run_keyplate("render", "reads.txt", cwd=cwd)
        self.assertEqual(result.returncode, 4, result.stderr)
        return re.search(rb"sha256:[0-9a-f]{64}", result.stderr).group().decode()

    def grant(self):
        code, shown = self.on_terminal("trust", answers=[("[y/N]", "y\n")])
        self.assertEqual(code, 0, shown)

    def assert_renders(self, *more, **options):
        result = self.expect(0, "render", "reads.txt", *more, **options)
        self.assertEqual(result.stdout, SECRET + b"\n")

    def assert_untrusted(self, *more, **options):
        result = self.expect(4, "render", "reads.txt", *more, **options)
        self.assertIn(b"untrusted-workspace", result.stderr)
        self.assertEqual(result.stdout, b"")
        return result


class Grants(TrustTest):
    def test_a_read_needs_a_grant_and_names_the_settings_and_the_digest(self):
        result = self.assert_untrusted()
        for name in (b"vaults.dev.file", b"vaults.dev.key_file", b"vaults.dev.provider"):
            self.assertIn(name, result.stderr)
        self.assertRegex(result.stderr, rb"--trust=sha256:[0-9a-f]{64}")
        self.assertEqual(result.stderr.count(b"untrusted-workspace"), 1)
        self.assertNotIn(b"read-failed", result.stderr)

    def test_a_template_that_reads_nothing_needs_no_grant(self):
        self.write("plain.txt", "host={{ host }}\n")
        self.assertEqual(self.expect(0, "render", "plain.txt").stdout, b"host=example.org\n")

    def test_a_file_needs_the_same_grant(self):
        self.write("note.txt", "text")
        self.write("file.txt", "{{ file('note.txt') }}")
        self.assertIn(b"untrusted-workspace", self.expect(4, "render", "file.txt").stderr)
        self.grant()
        self.assertEqual(self.expect(0, "render", "file.txt").stdout, b"text")

    def test_an_untaken_branch_asks_nothing(self):
        self.write("branch.txt", "{% if host == 'x' %}" + READS.strip() + "{% else %}none{% endif %}\n")
        self.assertEqual(self.expect(0, "render", "branch.txt").stdout, b"none\n")
        self.expect(4, "render", "branch.txt", "--set", "host=x")

    def test_an_unused_variable_asks_nothing(self):
        self.write("host.txt", "{{ host }}\n")
        self.expect(0, "render", "host.txt")
        self.write("used.txt", "{{ unused }}\n")
        self.expect(4, "render", "used.txt")

    def test_the_commands_that_read_nothing_need_no_grant(self):
        for arguments in (["check"], ["vaults"], ["tags"], ["explain", "untrusted-workspace"], ["trust", "--list"],
                          ["untrust"]):
            self.expect(0, *arguments)

    def test_get_and_local_need_a_grant(self):
        for arguments in (["get", "dev", "token"], ["local", "list", "dev"]):
            self.assertIn(b"untrusted-workspace", self.expect(4, *arguments).stderr)

    def test_a_stored_grant_lasts(self):
        self.grant()
        self.assert_renders()
        self.assert_renders()

    def test_editing_variables_and_templates_asks_nothing(self):
        self.grant()
        self.write("keyplate.toml", BASE.replace("example.org", "other.org"))
        self.write("reads.txt", READS + "{{ host }}\n")
        self.assertEqual(self.expect(0, "render", "reads.txt").stdout, SECRET + b"\nother.org\n")

    def test_editing_a_vault_setting_asks_again(self):
        self.grant()
        for old, new in (("~/dev.key", "~/./dev.key"), ('provider = "local"', 'provider = "local"\nallow = ["*"]')):
            self.write("keyplate.toml", BASE.replace(old, new))
            self.assert_untrusted()
        self.write("keyplate.toml", BASE + '[vaults.more]\nprovider = "env"\nprefix = "X_"\n')
        self.assert_untrusted()
        self.write("keyplate.toml", BASE)
        self.assert_renders()

    def test_timeout_concurrency_and_layout_are_not_in_the_grant(self):
        self.grant()
        text = BASE.replace('provider = "local"', '# said\nprovider="local"\ntimeout = "9s"\nconcurrency = 2')
        self.write("keyplate.toml", text)
        self.assert_renders()

    def test_data_folders_are_in_the_grant(self):
        self.grant()
        self.write("keyplate.toml", BASE.replace("[workspace]", '[workspace]\ndata_folders = ["/tmp"]'))
        self.assertIn(b"data_folders", self.assert_untrusted().stderr)

    def test_the_trust_flag_grants_for_this_run_only(self):
        self.assert_renders("--trust")
        self.assert_untrusted()

    def test_a_digest_grants_only_exactly_that_grant(self):
        digest = self.digest()
        self.assert_renders(f"--trust={digest}")
        self.assert_renders(env={"KEYPLATE_TRUST": digest})
        other = "sha256:" + "0" * 64
        self.assert_untrusted(f"--trust={other}")
        self.assert_untrusted(env={"KEYPLATE_TRUST": other})
        self.write("keyplate.toml", BASE.replace("~/dev.key", "~/other.key"))
        self.assert_untrusted(f"--trust={digest}")

    def test_a_digest_of_another_form_is_wrong_usage(self):
        for text in ("yes", "sha256:abc", "sha256:" + "G" * 64, self.digest().upper()):
            self.expect(2, "render", "reads.txt", f"--trust={text}")
            self.expect(2, "render", "reads.txt", env={"KEYPLATE_TRUST": text})

    def test_ci_grants_nothing(self):
        self.assert_untrusted(env={"CI": "true"})

    def test_the_digest_is_the_same_on_every_path_and_machine(self):
        shutil.copytree(self.work, self.root / "elsewhere")
        env = {"HOME": str(self.root / "elsewhere"), "LANG": "C", "CI": "true"}
        result = self.run_keyplate("render", "reads.txt", cwd=self.root / "elsewhere", env=env)
        self.assertIn(self.digest().encode(), result.stderr)

    def test_a_grant_holds_for_the_real_path_alone(self):
        self.grant()
        shutil.copytree(self.work, self.root / "copy")
        self.assert_untrusted(cwd=self.root / "copy")
        os.symlink(self.work, self.root / "link")
        self.assert_renders(cwd=self.root / "link")

    def test_nothing_in_the_repository_can_grant(self):
        digest = self.digest()
        for name in (".keyplate/grants", "keyplate/grants", ".local/state/keyplate/grants"):
            self.write(f"{name}/x", f"keyplate-trust 1\n{digest}\n{self.work}\n")
        self.write(".env", f"KEYPLATE_TRUST={digest}\n")
        self.assert_untrusted()
        self.assert_untrusted(env={"XDG_STATE_HOME": "."})


class Store(TrustTest):
    def state(self):
        return self.root / "home/.local/state/keyplate"

    def test_the_store_is_its_owners_alone(self):
        self.grant()
        self.assertEqual(stat.S_IMODE(self.state().stat().st_mode), 0o700)
        entries = [p for p in self.state().rglob("*") if p.is_file()]
        self.assertEqual(len(entries), 1)
        self.assertEqual(stat.S_IMODE(entries[0].stat().st_mode), 0o600)

    def test_a_store_that_others_can_write_grants_nothing(self):
        self.grant()
        self.state().chmod(0o777)
        result = self.assert_untrusted()
        self.assertIn(b"trust-store", result.stderr)

    def test_the_store_follows_xdg_state_home(self):
        env = {"XDG_STATE_HOME": str(self.root / "state")}
        code, shown = self.on_terminal("trust", answers=[("[y/N]", "yes\n")], env=env)
        self.assertEqual(code, 0, shown)
        self.assert_renders(env=env)
        self.assert_untrusted()

    def test_trust_shows_the_settings_and_the_digest_and_asks(self):
        digest = self.digest()
        code, shown = self.on_terminal("trust", answers=[("[y/N]", "n\n")])
        self.assertEqual(code, 4, shown)
        for text in ('vaults.dev.key_file = "~/dev.key"', 'vaults.dev.provider = "local"', digest, str(self.work)):
            self.assertIn(text.encode(), shown)
        self.assert_untrusted()

    def test_trust_without_a_person_grants_nothing(self):
        for arguments in (["trust"], ["trust", "--no-input"]):
            result = self.expect(4, *arguments)
            self.assertIn(self.digest().encode(), result.stdout)
        self.assert_untrusted()

    def test_grants_are_listed_and_taken_back(self):
        self.assertEqual(self.expect(0, "trust", "--list").stdout, b"")
        digest = self.digest()
        self.grant()
        self.assertEqual(self.expect(0, "trust", "--list").stdout.decode(), f"{digest}  {self.work}\n")
        self.expect(0, "untrust")
        self.assertEqual(self.expect(0, "trust", "--list").stdout, b"")
        self.assert_untrusted()

    def test_a_grant_of_a_workspace_that_is_gone_can_be_taken_back(self):
        self.grant()
        shutil.rmtree(self.work)
        self.expect(0, "untrust", str(self.work), cwd=self.root)
        self.assertEqual(self.expect(0, "trust", "--list", cwd=self.root).stdout, b"")


class Ownership(TrustTest):
    def assert_unsafe(self, said, **options):
        result = self.expect(4, "render", "reads.txt", "--trust", **options)
        self.assertIn(b"unsafe-workspace", result.stderr)
        self.assertIn(said, result.stderr)
        self.assertEqual(result.stdout, b"")

    def test_a_workspace_that_everybody_can_write_is_refused(self):
        for path in (self.work, self.work / "keyplate.toml"):
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | 0o002)
            self.assert_unsafe(b"can be written by everybody")
            path.chmod(mode)
        self.assert_renders("--trust")

    def test_an_unsafe_workspace_can_not_be_granted(self):
        (self.work / "keyplate.toml").chmod(0o666)
        self.assertIn(b"unsafe-workspace", self.expect(4, "trust").stderr)

    def test_what_needs_no_grant_works_in_an_unsafe_workspace(self):
        (self.work / "keyplate.toml").chmod(0o666)
        self.expect(0, "check")

    def as_nobody(self):
        """The workspace belongs to root; a caller who is nobody has a home of their own."""
        options = as_other_user()
        self.root.chmod(0o755)
        home = self.root / "nobody"
        home.mkdir()
        shutil.copy(self.root / "home/dev.key", home / "dev.key")
        for path in (home, home / "dev.key"):
            os.chown(path, 65534, 65534)
        os.chmod(self.work / "dev.vault", 0o644)
        return {**options, "env": {"HOME": str(home)}}

    def test_a_workspace_of_root_is_safe_for_others(self):
        options = self.as_nobody()
        result = self.expect(0, "render", "reads.txt", "--trust", **options)
        self.assertEqual(result.stdout, SECRET + b"\n")

    def test_a_workspace_of_somebody_else_is_refused(self):
        options = self.as_nobody()
        for path in (self.work, self.work / "keyplate.toml"):
            os.chown(path, 12345, 12345)
            self.assert_unsafe(b"belongs to user 12345", **options)
            os.chown(path, 0, 0)

    def test_a_workspace_that_its_group_can_write_is_refused(self):
        options = self.as_nobody()
        for path in (self.work, self.work / "keyplate.toml"):
            mode = stat.S_IMODE(path.stat().st_mode)
            os.chown(path, 0, 65534)
            path.chmod(mode | 0o020)
            self.assert_unsafe(b"can be written by its group", **options)
            path.chmod(mode)

    def test_the_callers_own_private_group_is_excepted(self):
        import grp
        import pwd
        user = pwd.getpwuid(os.geteuid())
        group = grp.getgrgid(user.pw_gid)
        if group.gr_name != user.pw_name or any(m != user.pw_name for m in group.gr_mem):
            self.skipTest("the caller has no private group")
        os.chown(self.work, -1, group.gr_gid)
        self.work.chmod(0o770)
        self.assert_renders("--trust")


class DataPaths(TrustTest):
    def setUp(self):
        super().setUp()
        outside = self.root / "outside"
        outside.mkdir()
        (outside / "file.txt").write_text("outside\n")
        shutil.copy(self.work / "dev.vault", outside / "dev.vault")

    def test_a_template_reached_through_a_link_that_leaves_the_workspace_is_refused(self):
        os.symlink("../outside/file.txt", self.work / "link.txt")
        os.symlink(self.root / "outside/file.txt", self.work / "absolute.txt")
        for name in ("link.txt", "absolute.txt"):
            self.expect(2, "render", name)

    def test_a_link_that_stays_in_the_workspace_is_followed(self):
        self.write("sub/plain.txt", "plain\n")
        os.symlink("sub/plain.txt", self.work / "link.txt")
        self.assertEqual(self.expect(0, "render", "link.txt").stdout, b"plain\n")

    def test_a_template_under_git_is_refused(self):
        self.write(".git/plain.txt", "plain\n")
        self.expect(2, "render", ".git/plain.txt", "--workspace", ".")

    def test_a_vault_file_outside_of_the_workspace_is_refused(self):
        os.symlink("../outside/dev.vault", self.work / "link.vault")
        os.symlink("../outside", self.work / "door")
        self.write(".git/dev.vault", self.read("dev.vault"))
        for path in ("../outside/dev.vault", f"{self.root}/outside/dev.vault", "link.vault", "door/dev.vault",
                     ".git/dev.vault", "sub/../../outside/dev.vault"):
            self.write("keyplate.toml", BASE.replace('"dev.vault"', f'"{path}"'))
            with self.subTest(path=path):
                result = self.run_keyplate("render", "reads.txt", "--trust")
                self.assertIn(result.returncode, (2, 3), result.stderr)
                self.assertEqual(result.stdout, b"")

    def test_an_output_rule_can_not_leave_the_workspace(self):
        os.symlink("../outside", self.work / "door")
        self.write("plain.tmpl", "plain\n")
        for to in ("../outside/{name}", f"{self.root}/outside/{{name}}", "door/{name}", ".git/{name}", ".git/hooks/x"):
            self.write("keyplate.toml", f'[[outputs]]\nfrom = "plain.tmpl"\nto = "{to}"\n')
            with self.subTest(to=to):
                self.expect(2, "render")
                self.assertEqual(sorted(p.name for p in (self.root / "outside").iterdir()), ["dev.vault", "file.txt"])
                self.assertEqual(list((self.work / ".git").iterdir()), [])

    def test_a_program_of_the_repository_is_never_run(self):
        script = self.write("pass.sh", f"#!/bin/sh\ntouch {self.root}/sprung\necho x\n", 0o755)
        for command in (str(script), "./pass.sh", "pass.sh"):
            self.write("keyplate.toml", '[vaults.dev]\nprovider = "local"\nfile = "dev.vault"\n'
                                        f'passphrase = {{ command = ["{command}"] }}\n')
            result = self.run_keyplate("render", "reads.txt", "--trust")
            self.assertIn(result.returncode, (2, 3), result.stderr)
        self.assertFalse((self.root / "sprung").exists())

    def test_a_data_folder_behind_a_link_of_the_repository_is_refused(self):
        outside = self.root / "shared"
        outside.mkdir()
        (outside / "note.txt").write_text("text")
        (self.work / "link").symlink_to(outside)
        self.write("reads.txt", "{{ file('link/note.txt') }}")
        self.write("keyplate.toml", '[workspace]\ndata_folders = ["link"]\n')
        self.assertIn(b"access-denied", self.expect(3, "render", "reads.txt", "--trust").stderr)
        absolute = outside / "note.txt"
        self.write("reads.txt", "{{ file('" + str(absolute) + "') }}")
        self.write("keyplate.toml", f'[workspace]\ndata_folders = ["{outside}"]\n')
        self.assertEqual(self.expect(0, "render", "reads.txt", "--trust").stdout, b"text")
        (self.work / "sub").mkdir()
        self.write("sub/keyplate.toml", f'[workspace]\ndata_folders = ["{self.work}/link"]\n')
        self.write("sub/reads.txt", "{{ file('" + str(self.work) + "/link/note.txt') }}")
        self.assertIn(b"config-invalid", self.expect(3, "render", "sub/reads.txt", "--trust").stderr)

    def test_a_secret_can_not_name_a_file(self):
        self.write("reads.txt", "{% set path = secret('dev', 'token') %}{{ file(path) }}\n")
        self.assertIn(b"secret-in-reference", self.expect(1, "render", "reads.txt", "--trust").stderr)

    def test_a_secret_can_not_name_another_secret(self):
        self.write("reads.txt", "{{ secret('dev', secret('dev', 'token')) }}\n")
        result = self.expect(1, "render", "reads.txt", "--trust")
        self.assertIn(b"secret-in-reference", result.stderr)


class Git(TrustTest):
    def setUp(self):
        super().setUp()
        if shutil.which("git") is None:
            self.skipTest("no git")
        self.git("init", "-q")

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.work, env=self.env, check=True, capture_output=True)

    def test_a_secret_is_not_written_where_git_tracks_the_file(self):
        self.write("out.txt", "old\n")
        self.git("add", "out.txt")
        result = self.expect(1, "render", "reads.txt", "-o", "out.txt", "--trust")
        self.assertIn(b"tracked-output", result.stderr)
        self.assertEqual(self.read("out.txt"), b"old\n")
        self.expect(0, "render", "reads.txt", "-o", "out.txt", "--trust", "--force-tracked")
        self.assertEqual(self.read("out.txt"), SECRET + b"\n")

    def assert_tracked(self, **more):
        result = self.expect(1, "render", "reads.txt", "-o", "out.txt", "--trust", **more)
        self.assertIn(b"tracked-output", result.stderr)
        self.assertEqual(self.read("out.txt"), b"old\n")

    def test_git_is_heard_whatever_signals_a_parent_ignores(self):
        self.write("out.txt", "old\n")
        self.git("add", "out.txt")
        self.assert_tracked(preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))

    def test_the_repository_can_not_say_where_its_files_are(self):
        self.write("out.txt", "old\n")
        self.git("add", "out.txt")
        for key, value in (("core.worktree", "/tmp"), ("core.worktree", "../.."), ("core.bare", "true")):
            with self.subTest(key=key, value=value):
                self.git("config", key, value)
                self.assert_tracked()
                subprocess.run(["git", "config", "--file", ".git/config", "--unset", key], cwd=self.work, check=True)
        self.git("config", "extensions.worktreeConfig", "true")
        self.write(".git/config.worktree", "[core]\nworktree = /tmp\n")
        self.assert_tracked()

    def test_a_linked_worktree_and_a_submodule_are_repositories(self):
        who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always")
        for name in ("keyplate.toml", "reads.txt", "dev.vault"):
            self.git("add", name)
        self.write("out.txt", "old\n")
        self.git("add", "out.txt")
        self.git(*who, "commit", "-qm", "all")
        self.git("worktree", "add", "-q", "../linked")
        self.git("init", "-q", "../outer")
        self.git("-C", "../outer", *who, "submodule", "add", "-q", str(self.work), "sub")
        for folder in (self.root / "linked", self.root / "outer/sub"):
            self.work = folder
            with self.subTest(folder=folder):
                self.assertTrue((folder / ".git").is_file())
                self.assert_tracked(cwd=folder)
                other = self.expect(0, "render", "reads.txt", "-o", "new.txt", "--trust", cwd=folder)
                self.assertIn(b"unignored-output", other.stderr)

    def test_a_git_that_fails_is_no_leave_to_write(self):
        self.write(".git/HEAD", "nonsense")
        result = self.expect(1, "render", "reads.txt", "-o", "out.txt", "--trust")
        self.assertIn(b"git-unknown", result.stderr)
        self.assertFalse((self.work / "out.txt").exists())
        self.assertEqual(self.expect(0, "render", "reads.txt", "-o", "out.txt", "--trust", "--force-tracked").stderr, b"")

    def test_a_repository_further_up_does_not_answer_for_a_broken_one(self):
        self.work.joinpath(".git/objects").rename(self.work / ".git/gone")
        subprocess.run(["git", "init", "-q"], cwd=self.root, env=self.env, check=True)
        self.assertIn(b"git-unknown", self.expect(1, "render", "reads.txt", "-o", "out.txt", "--trust").stderr)

    def test_without_a_git_there_is_a_warning(self):
        result = self.expect(0, "render", "reads.txt", "-o", "out.txt", "--trust", env={"PATH": "/nonexistent"})
        self.assertIn(b"git-missing", result.stderr)

    def test_a_secret_that_git_does_not_ignore_is_warned_about(self):
        self.assertIn(b"unignored-output", self.expect(0, "render", "reads.txt", "-o", "out.txt", "--trust").stderr)
        self.write(".gitignore", "out.txt\n")
        self.assertEqual(self.expect(0, "render", "reads.txt", "-o", "out.txt", "--trust").stderr, b"")

    def test_output_without_a_secret_may_be_tracked(self):
        self.write("plain.txt", "plain\n")
        self.write("out.txt", "old\n")
        self.git("add", "out.txt")
        self.assertEqual(self.expect(0, "render", "plain.txt", "-o", "out.txt").stderr, b"")

    def test_nothing_of_the_repositorys_git_configuration_is_run(self):
        trap = self.root / "trap"
        trap.write_text(f"#!/bin/sh\ntouch '{self.root}/sprung'\n")
        trap.chmod(0o755)
        hooks = self.work / ".git/hooks"
        hooks.mkdir(exist_ok=True)
        for name in ("post-index-change", "pre-commit", "fsmonitor-watchman"):
            shutil.copy(trap, hooks / name)
        for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass"):
            self.git("config", key, str(trap))
        self.expect(0, "render", "reads.txt", "-o", "out.txt", "--trust")
        self.assertFalse((self.root / "sprung").exists())
        subprocess.run(["git", "status"], cwd=self.work, env=self.env, capture_output=True)
        self.assertTrue((self.root / "sprung").exists(), "the trap does not work at all")


if __name__ == "__main__":
    unittest.main()
