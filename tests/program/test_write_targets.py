"""Where output goes: modes, links, FIFOs, full disks and folders that can't be written (docs/output.md)."""
import os
import shutil
import stat
import subprocess
import threading
import unittest

from workspaces import KEYPLATE, WorkspaceTest, as_other_user

SECRET = "{{ secret('dev', 'token') }}\n"


def mode_of(path):
    return stat.S_IMODE(path.lstat().st_mode)


class TargetTest(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write("keyplate.toml", "")
        self.write("a.txt.tmpl", "new\n")

    def render(self, code, target, **more):
        return self.expect(code, "render", "a.txt.tmpl", "-o", str(target), **more)

    def no_leftovers(self):
        self.assertEqual(list(self.root.rglob(".keyplate-*")), [])


class Modes(TargetTest):
    def setUp(self):
        super().setUp()
        self.make_local_vault({"token": "secret"})
        self.write("secret.txt.tmpl", SECRET)

    def test_a_new_file_is_0600_whatever_the_umask(self):
        for mask in (0, 0o777, 0o022):
            before = os.umask(mask)
            try:
                self.render(0, f"new-{mask:o}")
            finally:
                os.umask(before)
            self.assertEqual(mode_of(self.work / f"new-{mask:o}"), 0o600)

    def test_a_new_folder_is_nobody_elses_to_write_whatever_the_umask(self):
        for mask, plain, secret in ((0, 0o755, 0o700), (0o002, 0o755, 0o700), (0o027, 0o750, 0o700)):
            before = os.umask(mask)
            try:
                self.render(0, f"plain-{mask:o}/deep/out")
                self.expect(0, "render", "secret.txt.tmpl", "-o", f"secret-{mask:o}/deep/out", "--trust")
            finally:
                os.umask(before)
            for made, mode in (("plain", plain), ("secret", secret)):
                for folder in (self.work / f"{made}-{mask:o}", self.work / f"{made}-{mask:o}/deep"):
                    self.assertEqual(mode_of(folder), mode, folder)

    def test_an_existing_file_keeps_its_mode(self):
        for mode in (0o644, 0o600, 0o755, 0o666):
            path = self.write("out.txt", "old\n", mode)
            self.render(0, "out.txt")
            self.assertEqual(mode_of(path), mode)
            self.assertEqual(self.read("out.txt"), b"new\n")

    def test_a_secret_takes_group_and_other_bits_away(self):
        for mode, left in ((0o644, 0o600), (0o755, 0o700), (0o600, 0o600)):
            path = self.write("out.txt", "old\n", mode)
            self.expect(0, "render", "secret.txt.tmpl", "-o", "out.txt", "--trust")
            self.assertEqual(mode_of(path), left)
            self.assertEqual(self.read("out.txt"), b"secret\n")

    def test_the_owner_of_an_existing_file_stays(self):
        as_other_user()
        path = self.write("out.txt", "old\n", 0o640)
        os.chown(path, 65534, 65534)
        self.render(0, "out.txt")
        self.assertEqual((path.stat().st_uid, path.stat().st_gid, mode_of(path)), (65534, 65534, 0o640))

    def test_other_names_of_the_file_keep_the_old_text(self):
        path = self.write("out.txt", "old\n")
        os.link(path, self.work / "other.txt")
        self.render(0, "out.txt")
        self.assertEqual(self.read("other.txt"), b"old\n")


class Kinds(TargetTest):
    def test_a_link_is_followed_and_stays(self):
        self.write("sub/real.txt", "old\n")
        os.symlink("sub/real.txt", self.work / "link.txt")
        self.render(0, "link.txt")
        self.assertTrue((self.work / "link.txt").is_symlink())
        self.assertEqual(self.read("sub/real.txt"), b"new\n")

    def test_a_link_to_nothing_makes_what_it_names(self):
        os.symlink("sub.txt", self.work / "link.txt")
        self.render(0, "link.txt")
        self.assertEqual(self.read("sub.txt"), b"new\n")

    def test_a_link_out_of_the_workspace_is_refused(self):
        (self.root / "victim").write_text("old\n")
        os.symlink("../victim", self.work / "link.txt")
        os.symlink(self.root / "victim", self.work / "absolute.txt")
        os.symlink("..", self.work / "door")
        for name in ("link.txt", "absolute.txt", "door/victim"):
            self.render(3, name)
        self.assertEqual((self.root / "victim").read_text(), "old\n")

    def test_a_person_may_write_outside_of_the_workspace(self):
        self.render(0, "../outside.txt")
        self.assertEqual((self.root / "outside.txt").read_text(), "new\n")

    def test_nothing_is_written_under_git(self):
        self.render(3, ".git/config")
        self.render(3, ".git/hooks/pre-commit")
        self.assertEqual(list((self.work / ".git").iterdir()), [])

    def test_a_fifo_gets_the_text_and_stays(self):
        fifo = self.work / "fifo"
        os.mkfifo(fifo)
        got = []
        reader = threading.Thread(target=lambda: got.append(fifo.read_bytes()))
        reader.start()
        self.render(0, "fifo")
        reader.join(10)
        self.assertEqual(got, [b"new\n"])
        self.assertTrue(stat.S_ISFIFO(fifo.stat().st_mode))

    def test_a_fifo_whose_reader_goes_is_a_failure_and_no_signal(self):
        fifo = self.work / "fifo"
        os.mkfifo(fifo)
        self.write("a.txt.tmpl", "x" * 1_000_000)

        def read_a_little():
            with open(fifo, "rb") as reading:
                reading.read(10)
        reader = threading.Thread(target=read_a_little)
        reader.start()
        self.assertIn(b"write-failed", self.render(3, "fifo").stderr)
        reader.join(10)
        self.assertTrue(stat.S_ISFIFO(fifo.stat().st_mode))

    def test_a_device_gets_the_text_and_stays(self):
        self.render(0, "/dev/null")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        self.assertIn(b"write-failed", self.render(3, "/dev/full").stderr)

    def test_standard_output_by_its_names(self):
        for name in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
            self.assertEqual(self.render(0, name).stdout, b"new\n")

    def test_a_given_descriptor(self):
        reading, writing = os.pipe()
        subprocess.run([KEYPLATE, "render", "a.txt.tmpl", "-o", f"/dev/fd/{writing}"], cwd=self.work, env=self.env,
                       pass_fds=[writing], check=True)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            self.assertEqual(pipe.read(), b"new\n")

    def test_a_folder_a_socket_and_a_path_through_a_file_are_refused(self):
        import socket
        (self.work / "folder").mkdir()
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(self.work / "socket"))
            for name in ("socket", "a.txt.tmpl/x"):
                self.render(3, name)
            for name in ("folder", "new/", "."):
                self.render(2, name)

    def test_a_template_is_never_written_over(self):
        self.render(2, "a.txt.tmpl")
        self.expect(2, "render", "a.txt.tmpl", "keyplate.toml", "--out-dir", ".")
        self.assertEqual(self.read("a.txt.tmpl"), b"new\n")


class World(TargetTest):
    def small_disk(self):
        disk = self.work / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("no small file system can be mounted")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        return disk

    def test_a_full_disk_leaves_the_old_file(self):
        as_other_user()
        disk = self.small_disk()
        self.write("a.txt.tmpl", "x" * 200_000)
        self.write("disk/out.txt", "old\n")
        for name in ("disk/out.txt", "disk/new.txt"):
            self.assertIn(b"write-failed", self.render(3, name).stderr)
        self.assertEqual(self.read("disk/out.txt"), b"old\n")
        self.assertEqual(os.listdir(disk), ["out.txt"])

    def test_a_full_disk_under_one_of_several_files_leaves_them_all(self):
        as_other_user()
        disk = self.small_disk()
        self.write("keyplate.toml", "".join(f'[[outputs]]\nfrom = "{name}"\nto = "{to}"\n' for name, to in
                                            (("a.txt.tmpl", "a.txt"), ("b.txt.tmpl", "disk/b.txt"), ("c.txt.tmpl", "c/d/c.txt"))))
        self.write("a.txt", "old\n")
        self.write("b.txt.tmpl", "x" * 200_000)
        self.write("c.txt.tmpl", "new\n")
        self.assertIn(b"write-failed", self.expect(3, "render").stderr)
        self.assertEqual(self.read("a.txt"), b"old\n")
        self.assertEqual(os.listdir(disk), [])
        self.assertFalse((self.work / "c").exists())
        self.write("b.txt.tmpl", "new\n")  # three files on two file systems
        self.expect(0, "render")
        self.assertEqual([self.read(name) for name in ("a.txt", "disk/b.txt", "c/d/c.txt")], [b"new\n"] * 3)

    def test_a_read_only_file_system_is_said_and_leaves_them_all(self):
        as_other_user()
        disk = self.work / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,ro", "tmpfs", disk], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("no file system can be mounted")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        self.write("b/b.txt", "x")
        self.write("out/b/b.txt", "old\n")
        os.symlink("../disk/a.txt.tmpl", self.work / "out/a.txt")
        result = self.expect(3, "render", "b/b.txt", "a.txt.tmpl", "--out-dir", "out")
        self.assertIn(b"Read-only", result.stderr)
        self.assertEqual(self.read("out/b/b.txt"), b"old\n")
        self.no_leftovers()

    def test_a_size_limit_leaves_the_old_file(self):
        import resource
        import signal
        self.write("a.txt.tmpl", "x" * 200_000)
        self.write("out.txt", "old\n")

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        result = subprocess.run([KEYPLATE, "render", "a.txt.tmpl", "-o", "out.txt"], cwd=self.work, env=self.env,
                                preexec_fn=limit, capture_output=True)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertEqual(self.read("out.txt"), b"old\n")
        self.no_leftovers()

    def test_a_folder_that_can_not_be_written_is_said(self):
        options = as_other_user()
        self.root.chmod(0o755)
        closed = self.work / "closed"
        closed.mkdir(mode=0o755)
        self.write("closed/out.txt", "old\n", 0o666)
        for name in ("closed/new.txt", "closed/out.txt", "closed/deep/new.txt"):
            self.assertIn(b"ermission denied", self.render(3, name, **options).stderr)
        self.assertEqual(self.read("closed/out.txt"), b"old\n")
        self.no_leftovers()

    def test_a_file_that_can_not_be_written_is_not_replaced(self):
        options = as_other_user()
        self.root.chmod(0o755)
        folder = self.work / "open"
        folder.mkdir()
        folder.chmod(0o777)
        self.write("open/out.txt", "old\n", 0o644)
        self.render(3, "open/out.txt", **options)
        self.assertEqual(self.read("open/out.txt"), b"old\n")

    def test_many_files_in_one_run(self):
        for number in range(300):
            self.write(f"many/{number}.txt", f"{number}\n")
        names = [f"many/{number}.txt" for number in range(300)]
        import resource

        def limit():
            hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        result = subprocess.run([KEYPLATE, "render", *names, "--out-dir", "out"], cwd=self.work, env=self.env,
                                preexec_fn=limit, capture_output=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(os.listdir(self.work / "out/many")), 300)
        self.assertEqual(self.read("out/many/299.txt"), b"299\n")


if __name__ == "__main__":
    unittest.main()
