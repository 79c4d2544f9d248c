"""`keyplate run`: what the command gets, what its output shows, and how both ends meet: exit codes, signals, terminals."""
import base64
import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import termios
import time
import unittest
import urllib.parse

from workspaces import KEYPLATE, WorkspaceTest

MASK = "\u2022" * 6
SECRET = "hunter2/\"x\" +y"  # JSON and URLs spell it differently
PRINT = "import os, sys; w = lambda t: os.write(1, t.encode())\n"


class RunTest(WorkspaceTest):
    made = {}  # the files of a vault, which every test begins with

    def setUp(self):
        super().setUp()
        files = ("work/keyplate.toml", "work/dev.vault", "home/dev.key")
        if not self.made:
            self.make_local_vault({"api": SECRET, "pin": "123", "doc": '{"user": "admin-user", "deep": [{"key": "leaf-value"}], "n": 123456}',
                                   "plain": "abcdefgh"})
            self.made.update({name: (self.root / name).read_bytes() for name in files})
        for name in files:
            (self.root / name).write_bytes(self.made[name])
            (self.root / name).chmod(0o600)
        self.write("app.env", "PLAIN={{ secret('dev', 'plain') }}\n")

    def run_command(self, *command, options=(), **more):
        return self.run_keyplate("run", "--trust", "--env-file", "app.env", *options, "--", *command, **more)

    def python(self, script, *arguments, **more):
        return self.run_command(sys.executable, "-c", PRINT + script, *arguments, **more)

    def start(self, *command, options=(), **more):
        """Popen, with the command of its own group as a shell makes one."""
        process = subprocess.Popen([KEYPLATE, "run", "--trust", "--env-file", "app.env", *options, "--", *command], cwd=self.work,
                                   env=self.env, start_new_session=True, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more})
        self.addCleanup(process.wait)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                self.addCleanup(stream.close)
        return process


class Environment(RunTest):
    def variables(self, env=None, options=()):
        result = self.run_command(sys.executable, "-c", "import os, json; print(json.dumps(dict(os.environ)))", options=("--no-mask", *options), env=env)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return json.loads(result.stdout)

    def test_the_command_gets_the_callers_environment_and_the_files(self):
        self.write("app.env", "PLAIN={{ secret('dev', 'plain') }}\nEMPTY=\nQUOTED='two words # $x'\nLINES='a\nb'\nHOME=/elsewhere\n")
        got = self.variables(env={"OTHER": "kept", "EMPTY": "full"})
        want = {**self.env, "OTHER": "kept", "PLAIN": "abcdefgh", "EMPTY": "", "QUOTED": "two words # $x", "LINES": "a\nb", "HOME": "/elsewhere"}
        got.pop("LC_CTYPE", None)  # Python's own
        self.assertEqual(got, want)

    def test_what_opens_vaults_stays_with_keyplate(self):
        env = {"KEYPLATE_PASSPHRASE": "p", "KEYPLATE_NEW_PASSPHRASE": "p", "KEYPLATE_TRUST": "sha256:" + "0" * 64, "KEYPLATE_AUTH_DEV": "a", "KEYPLATE_X": "kept"}
        self.assertEqual([name for name in self.variables(env=env) if name.startswith("KEYPLATE_")], ["KEYPLATE_X"])
        self.write("app.env", "KEYPLATE_TRUST=meant\n")
        self.assertEqual(self.variables(env=env)["KEYPLATE_TRUST"], "meant")

    def test_a_later_file_wins(self):
        self.write("more.env", "PLAIN=later\nB=2\n")
        got = self.variables(options=("--env-file", "more.env"))
        self.assertEqual((got["PLAIN"], got["B"]), ("later", "2"))

    def test_dialects_follow_the_formats_of_the_workspace(self):
        self.write("keyplate.toml", (self.work / "keyplate.toml").read_text() + '[formats]\n"d.env" = "dotenv:docker"\n"s.env" = "dotenv:sh"\n')
        self.write("d.env", "D='as it $is\\\n")
        self.write("s.env", "export S='it'\\''s'\"\\$\"\n")
        got = self.variables(options=("--env-file", "d.env", "--env-file", "s.env"))
        self.assertEqual((got["D"], got["S"]), ("'as it $is\\", "it's$"))

    def test_values_arrive_exactly(self):
        plain = ["it is", " blanks \t", "a\nb\n", "$HOME `id` $(id)", "back\\slash", "#x; y & z", "\u00e9\U0001f511", "\"", "{{ no }}", "=", "~"]
        hard = ["'", "'\"", "\r\n", "\x01\x1b[0m", "${HOME}", "\\\\", "\\'", "'" * 9, "\\"]
        self.write("keyplate.toml", (self.work / "keyplate.toml").read_text() + '[formats]\n"s.env" = "dotenv:sh"\n')
        for file, values in (("app.env", plain), ("s.env", plain + hard)):
            self.write(file, "".join(f"V{i}={{{{ v{i} }}}}\n" for i in range(len(values))))
            given = [word for i, value in enumerate(values) for word in ("--set-env", f"v{i}=GIVEN{i}")]
            got = self.variables(env={f"GIVEN{i}": value for i, value in enumerate(values)}, options=(*given, "--env-file", file))
            self.assertEqual([got[f"V{i}"] for i in range(len(values))], values)
            self.write("app.env", "")

    def test_path_of_the_file_finds_the_command(self):
        self.write("bin/tool", "#!/bin/sh\necho found\n", 0o755)
        self.write("app.env", f"PATH={self.work}/bin:/usr/bin:/bin\n")
        self.assertEqual(self.run_command("tool").stdout, b"found\n")

    def test_words_reach_the_command_as_they_are(self):
        words = ["--env-file", "a b", "$x", "", "*", "--"]
        result = self.run_command(sys.executable, "-c", "import sys, json; print(json.dumps(sys.argv[1:]))", *words)
        self.assertEqual(json.loads(result.stdout), words)

    def test_only_the_standard_streams_and_what_was_passed_are_open(self):
        inherited, other = os.pipe()
        self.addCleanup(os.close, inherited)
        self.addCleanup(os.close, other)
        script = ("import os; listed = os.listdir('/proc/self/fd'); "
                  "print(sorted(int(fd) for fd in listed if os.path.exists(f'/proc/self/fd/{fd}')))")
        for options in ((), ("--no-mask",)):
            result = self.run_command(sys.executable, "-c", script, options=options, pass_fds=[inherited])
            self.assertEqual(result.stdout.decode().strip(), str([0, 1, 2, inherited]), result.stderr)

    def test_signals_are_as_keyplate_found_them(self):
        script = "grep -E '^Sig(Blk|Ign)' /proc/self/status"
        for options in ((), ("--no-mask",)):
            result = self.run_command("sh", "-c", script, options=options, restore_signals=True,
                                      preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
            self.assertEqual(result.stdout.decode().split(), ["SigBlk:", "0" * 16, "SigIgn:", "0" * 15 + "1"], result.stderr)

    def test_nothing_is_started_unless_everything_is_there(self):
        for text in ("A={{ secret('dev', 'none') }}\n", "A=b c\n", "{{ 'A-B' }}=1\n", "A=1\nA={{ oops }}\n", "A='\n"):
            self.write("app.env", text)
            result = self.run_command("touch", "started")
            self.assertEqual(result.returncode, 125, result)
            self.assertRegex(result.stderr.decode(), r"app\.env:\d+:\d+: error\[")
            self.assertFalse((self.work / "started").exists())

    def test_the_same_mistake_in_several_lines_is_said_of_each(self):
        self.write("app.env", 'A="$B"\nC="$D"\n{% for i in [1, 2] %}E{{ i }}="$F"\n{% endfor %}')
        errors = self.run_command("true").stderr.decode()
        self.assertEqual([line.split(": ")[0] for line in errors.splitlines() if "error[" in line], ["app.env:1:4", "app.env:2:4", "app.env:3:32"])
        self.assertNotIn("warning", errors)

    def test_no_secret_is_in_a_command_line_or_left_in_a_file(self):
        before = {path for path in self.root.rglob("*")}
        result = self.run_command("sh", "-c", "tr '\\0' ' ' < /proc/$PPID/cmdline | grep -c \"$PLAIN\"")
        self.assertEqual(result.stdout, b"0\n")
        self.assertEqual({path for path in self.root.rglob("*")}, before)


class Endings(RunTest):
    def test_exit_codes_are_the_commands(self):
        for code in (0, 1, 2, 77, 125, 255):
            for options in ((), ("--no-mask",)):
                self.assertEqual(self.run_command("sh", "-c", f"exit {code}", options=options).returncode, code)

    def test_a_signal_ends_both(self):
        for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV, signal.SIGINT):
            for options in ((), ("--no-mask",)):
                self.assertEqual(self.run_command("sh", "-c", f"kill -{int(number)} $$", options=options).returncode, -number)

    def test_what_can_not_be_started(self):
        self.write("text", "no program\n", 0o755)
        for command, code, message in (("nowhere", 127, "no `nowhere` in any folder of PATH"), ("./nowhere", 127, "No such file"),
                                       ("./keyplate.toml", 126, "Permission denied"), ("./text", 126, "neither a program nor a script"), ("", 127, "PATH")):
            for options in ((), ("--no-mask",)):
                result = self.run_command(command, options=options)
                self.assertEqual((result.returncode, result.stdout), (code, b""), result)
                self.assertIn(message, result.stderr.decode())

    def test_failures_before_the_command_are_125(self):
        for arguments in ((), ("--env-file", "app.env"), ("--env-file", "none.env", "--", "true"), ("--", "true"), ("--bad", "--", "true"),
                          ("--env-file", "app.env", "true"), ("--env-file", "app.env", "--", "true")):  # the last: no grant
            self.assertEqual(self.run_keyplate("run", *arguments).returncode, 125, arguments)

    def test_what_a_command_leaves_running_is_not_waited_for(self):
        begin = time.monotonic()
        result = self.run_command("sh", "-c", "echo before; sleep 30 & echo $!")
        self.assertLess(time.monotonic() - begin, 10)
        before, process = result.stdout.split()
        os.kill(int(process), signal.SIGKILL)
        self.assertEqual(before, b"before")

    def test_all_that_a_command_wrote_arrives_however_slow_the_reader(self):
        for blocking in (True, False):
            out, theirs = os.pipe()
            os.set_blocking(theirs, blocking)
            process = self.start("sh", "-c", "sleep 30 & head -c 300000 /dev/zero; printf abcdef; echo $! >&2", stdout=theirs)
            os.close(theirs)
            time.sleep(0.5)
            with open(out, "rb") as stream:
                self.assertEqual(stream.read(), bytes(300000) + b"abcdef")
            os.kill(int(process.stderr.read()), signal.SIGKILL)

    def test_a_stream_that_was_made_non_blocking_is_waited_for(self):
        self.write("big.txt", "x" * 300000)
        out, theirs = os.pipe()
        os.set_blocking(theirs, False)
        process = subprocess.Popen([KEYPLATE, "render", "big.txt"], cwd=self.work, env=self.env, stdout=theirs)
        os.close(theirs)
        time.sleep(0.3)
        with open(out, "rb") as stream:
            self.assertEqual(len(stream.read()), 300000)
        self.assertEqual(process.wait(20), 0)

    def ended_command_whose_reader_stands_still(self):
        process = self.start("sh", "-c", "head -c 120000 /dev/zero; echo end >&2")
        self.assertEqual(process.stderr.readline(), b"end\n")
        time.sleep(0.3)
        return process

    def test_waiting_for_a_reader_costs_nothing(self):
        process = self.ended_command_whose_reader_stands_still()
        spent = lambda: sum(map(int, pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")
        before, begin = spent(), time.monotonic()
        time.sleep(1)
        self.assertLess(spent() - before, (time.monotonic() - begin) * 0.1)
        self.assertEqual(len(process.stdout.read()), 120000)
        self.assertEqual(process.wait(20), 0)

    def test_a_signal_ends_the_wait_for_a_reader(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            process = self.ended_command_whose_reader_stands_still()
            process.send_signal(number)
            self.assertEqual(process.wait(20), -number)

    def test_a_reader_that_leaves_is_noticed(self):
        process = self.start("sh", "-c", "while echo abc; do :; done", stderr=subprocess.DEVNULL)
        process.stdout.read(10)
        process.stdout.close()
        self.assertNotEqual(process.wait(20), 0)

    def test_input_reaches_the_command(self):
        self.assertEqual(self.run_command("cat", stdin=b"x" * 200000).stdout, b"x" * 200000)

    def test_the_order_of_one_stream_for_both_is_kept(self):
        process = self.start("sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do echo o$i; echo e$i >&2; done", stderr=subprocess.STDOUT)
        self.assertEqual(process.stdout.read().split(), [f"{s}{i}".encode() for i in range(1, 10) for s in "oe"])


class Signals(RunTest):
    TRAP = PRINT + """
import signal, time
def note(number, frame):
    w(f"{signal.Signals(number).name}\\n")
    if number == signal.SIGTERM: sys.exit(9)
for s in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM, signal.SIGALRM, signal.SIGCONT):
    signal.signal(s, note)
w("ready\\n")
while True: time.sleep(0.01)
"""

    def test_signals_are_passed_on_once(self):
        process = self.start(sys.executable, "-c", self.TRAP)
        self.assertEqual(process.stdout.readline(), b"ready\n")
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM):
            process.send_signal(number)
            self.assertEqual(process.stdout.readline().decode().strip(), number.name)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.stdout.read(), b"SIGTERM\n")
        self.assertEqual(process.wait(20), 9)

    def test_a_stopped_pair_goes_on(self):
        process = self.start(sys.executable, "-c", self.TRAP)
        process.stdout.readline()
        os.kill(process.pid, signal.SIGCONT)
        self.assertEqual(process.stdout.readline(), b"SIGCONT\n")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(20), 9)

    def test_a_killed_keyplate_takes_the_command_along(self):
        process = self.start("sh", "-c", "echo $$; exec sleep 30")
        child = int(process.stdout.readline())
        process.kill()
        process.wait()
        for _ in range(100):
            if not pathlib.Path(f"/proc/{child}").exists() or "Z" in pathlib.Path(f"/proc/{child}/stat").read_text().split()[2]:
                return
            time.sleep(0.05)
        os.kill(child, signal.SIGKILL)
        self.fail("the command outlived us")


class Masking(RunTest):
    def setUp(self):
        super().setUp()
        self.write("app.env", "PLAIN={{ secret('dev', 'plain') }}\nPART='x-{{ secret('dev', 'plain') | upper }}'\n"
                              "{% set never = secret('dev', 'api') ~ secret('dev', 'doc', key='deep') %}{% if never %}OK=1{% endif %}\n"
                              "{% if secret('dev', 'doc', key='n') and secret('dev', 'doc', key='user') %}{% endif %}\n")

    def test_every_spelling_is_masked_on_both_streams(self):
        given = SECRET.encode()
        spelled = [SECRET, json.dumps(SECRET), urllib.parse.quote(SECRET), urllib.parse.quote_plus(SECRET), given.hex(), given.hex().upper()]
        for cut in range(3):
            wrapped = b"::"[:cut] + given + b":"
            spelled += [base64.b64encode(wrapped).decode(), base64.urlsafe_b64encode(wrapped).decode()]
        result = self.python("import json; a = json.loads(sys.stdin.read()); print('\\n'.join(a)); print('\\n'.join(a), file=sys.stderr)",
                             stdin=json.dumps(spelled).encode())
        for shown in (result.stdout.decode(), result.stderr.decode()):
            self.assertEqual(shown.count(MASK), len(spelled), shown)
            self.assertNotIn("hunter2", shown)

    def test_what_was_derived_and_what_was_only_read_is_masked(self):
        result = self.python("print(os.environ['PART'], 'ABCDEFGH', 'leaf-value', '123456', 'admin-user', 'user')")
        self.assertEqual(result.stdout.decode(), f"{MASK} {MASK} {MASK} {MASK} {MASK} user\n")

    def test_secrets_of_the_command_line_are_masked(self):
        self.write("token.txt", "from-a-file\n")
        self.write("app.env", "A={{ a }}\n")
        result = self.python("print('from-a-file', 'from-a-variable', 'plainly-given')", env={"V": "from-a-variable"},
                             options=("--set-file", "f=token.txt", "--set-env", "v=V", "--set", "a=plainly-given"))
        self.assertEqual(result.stdout.decode(), f"{MASK} {MASK} plainly-given\n")

    def test_a_secret_in_two_writes_is_masked(self):
        for cut in range(1, 8):
            result = self.python(f"import time; w('<abcdefgh'[:{cut + 1}]); time.sleep(0.01); w('abcdefgh'[{cut}:] + '>\\n')")
            self.assertEqual(result.stdout.decode(), f"<{MASK}>\n")

    def test_what_begins_like_a_secret_waits_no_longer_than_100_ms(self):
        process = self.start(sys.executable, "-c", PRINT + "import time; w('abc'); time.sleep(1.5); w('def gh')")
        begin = None
        self.assertEqual(process.stdout.read(3), b"abc")
        begin = time.monotonic()
        self.assertEqual(process.stdout.read(), b"def gh")
        self.assertGreater(time.monotonic() - begin, 1)  # so the prompt came long before

    def test_short_values_are_said_not_to_be_masked(self):
        self.write("app.env", "PIN={{ secret('dev', 'pin') }}\nSAME={{ secret('dev', 'pin') }}\n")
        result = self.python("print(os.environ['PIN'])")
        self.assertEqual(result.stdout, b"123\n")
        self.assertEqual(result.stderr.decode(), "keyplate: 2 values have less than 4 bytes and are not masked: `PIN`, `SAME`\n")
        self.assertEqual(self.python("", options=("--quiet",)).stderr, b"")
        self.assertEqual(self.python("", options=("--no-mask",)).stderr, b"")

    def test_more_secrets_than_can_be_masked_are_not_said_either(self):
        files = {**{name: name * (1 << 20) for name in "abcd"}, "e": "from-a-file"}
        for name, text in files.items():
            self.write(f"{name}.txt", text)
        options = [word for name in files for word in ("--set-file", f"{name}={name}.txt")]
        result = self.run_command("from-a-file", options=(*options, "--no-mask"))
        self.assertEqual(result.returncode, 127)
        self.assertIn("more than 4 MiB of secrets", result.stderr.decode())
        self.assertNotIn("from-a-file", result.stderr.decode())
        result = self.run_command("true", options=options)
        self.assertEqual(result.returncode, 125)
        self.assertIn("`--no-mask`", result.stderr.decode())

    def test_no_mask_is_the_command_itself(self):
        result = self.python("print(os.environ['PLAIN'], os.getpid())", options=("--no-mask",))
        self.assertEqual(result.stdout.split()[0], b"abcdefgh")
        process = self.start("sh", "-c", "echo $$", options=("--no-mask",))
        self.assertEqual(int(process.stdout.read()), process.pid)

    def test_without_secrets_the_command_is_started_itself(self):
        self.write("app.env", "A=1\n")
        process = self.start("sh", "-c", "echo $$")
        self.assertEqual(int(process.stdout.read()), process.pid)


class Terminal:
    """keyplate with a terminal, or a shell that starts it."""

    def __init__(self, test, command, streams=(0, 1, 2), raw=None):
        self.test = test
        self.child, self.master = pty.fork()
        if self.child == 0:
            try:
                os.chdir(test.work)
                for fd in {0, 1, 2} - set(streams):
                    os.dup2(os.open(raw or os.devnull, os.O_RDWR | os.O_CREAT), fd)
                os.execve(command[0], command, {**test.env, "TERM": "dumb", "PS1": "$ "})
            finally:
                os._exit(127)
        self.shown = b""
        self.seen = 0
        test.addCleanup(self.close)

    def close(self):
        os.close(self.master)
        try:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
        except (ProcessLookupError, ChildProcessError):
            pass

    def wait(self, text, seconds=20):
        """All that was shown up to and with `text`."""
        end = time.monotonic() + seconds
        while text.encode() not in self.shown[self.seen:]:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                self.test.fail(f"no {text!r}; so far: {self.shown!r}")
            try:
                self.shown += os.read(self.master, 4096)
            except OSError:
                self.test.fail(f"no {text!r} before the end: {self.shown!r}")
        begin = self.seen
        self.seen = self.shown.index(text.encode(), begin) + len(text.encode())
        return self.shown[begin:self.seen].decode()

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        while select.select([self.master], [], [], 20)[0]:
            try:
                self.shown += os.read(self.master, 4096)
            except OSError:
                break
        else:
            self.test.fail(f"it doesn't end: {self.shown!r}")
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])

    def settings(self):
        return termios.tcgetattr(self.master)


class Terminals(RunTest):
    def command(self, *command, options=()):
        return [KEYPLATE, "run", "--trust", "--env-file", "app.env", *options, "--", *command]

    def test_the_command_has_a_terminal_of_our_size_and_is_masked(self):
        terminal = Terminal(self, self.command("sh", "-c", "read x; stty size; test -t 0 -a -t 1 -a -t 2 && echo tty $PLAIN; exit 6"))
        termios.tcsetwinsize(terminal.master, (17, 42))
        terminal.type("\r")
        terminal.wait("17 42\r\n")
        terminal.wait(f"tty {MASK}\r\n")
        self.assertEqual(terminal.end(), 6)

    def test_a_command_may_close_its_terminal_and_open_it_again(self):
        terminal = Terminal(self, self.command("sh", "-c", "exec </dev/null >/dev/null 2>&1; sleep 0.3; exec >/dev/tty; echo again $PLAIN; exit 4"))
        terminal.wait(f"again {MASK}\r\n")
        self.assertEqual(terminal.end(), 4)

    def test_the_last_words_reach_the_terminal(self):
        for left in ("", "sleep 30 & "):
            terminal = Terminal(self, self.command("sh", "-c", f"{left}seq 3000; echo last"))
            terminal.wait("3000\r\nlast\r\n")
            self.assertEqual(terminal.end(), 0)

    def test_a_new_size_reaches_the_command(self):
        script = PRINT + "import signal\nsignal.signal(signal.SIGWINCH, lambda *a: (w(f'{os.get_terminal_size().columns}\\r\\n'), os._exit(0)))\nw('ready'); import time; time.sleep(20)"
        terminal = Terminal(self, self.command(sys.executable, "-c", script))
        terminal.wait("ready")
        termios.tcsetwinsize(terminal.master, (10, 99))
        terminal.wait("99")
        self.assertEqual(terminal.end(), 0)

    def test_keys_signals_and_end_of_input(self):
        terminal = Terminal(self, self.command("sh", "-c", "trap 'echo trapped; stop=1' INT; echo ready; while [ -z \"$stop\" ]; do sleep 0.1; done; cat; echo end"))
        terminal.wait("ready\r\n")
        terminal.type("\x03")
        terminal.wait("trapped\r\n")
        terminal.type("line\r")
        terminal.wait("line\r\nline\r\n")
        terminal.type("\x04")
        terminal.wait("end\r\n")
        self.assertEqual(terminal.end(), 0)

    def test_our_terminal_is_raw_meanwhile_and_then_as_before(self):
        terminal = Terminal(self, ["/bin/sh"])
        terminal.wait("$ ")
        before = terminal.settings()
        for ending in ("\x03", "kill"):
            terminal.type(" ".join(self.quoted(self.command("sh", "-c", "echo rea''dy; exec sleep 20"))) + "\r")
            terminal.wait("ready\r\n")
            self.assertFalse(terminal.settings()[3] & (termios.ECHO | termios.ICANON))
            if ending == "kill":
                [process] = self.children(terminal.child)
                os.kill(process, signal.SIGKILL)
            else:
                terminal.type(ending)
            terminal.wait("$ ")
            for _ in range(100):
                if terminal.settings() == before:
                    break
                time.sleep(0.02)
            self.assertEqual(terminal.settings(), before, ending)
        terminal.type("exit\r")
        terminal.end()

    def shell(self):
        terminal = Terminal(self, ["/bin/bash", "--norc", "--noediting"])
        terminal.wait("$ ")
        return terminal

    def type_command(self, terminal, *command, behind=""):
        terminal.type(" ".join(self.quoted(self.command(*command))) + behind + "\r")

    def until(self, reached):
        for _ in range(250):
            if reached():
                return
            time.sleep(0.02)
        self.fail("it never came to that")

    def stop_and_go_on(self, behind=""):
        """A command that is stopped and continued; what the shell has in between, for it."""
        terminal = self.shell()
        before = terminal.settings()
        self.type_command(terminal, "sh", "-c", "echo rea''dy >&2; read x; echo got $x >&2", behind=behind)
        terminal.wait("ready\r\n")
        terminal.type("\x1a")
        terminal.wait("Stopped")
        terminal.wait("$ ")
        self.assertEqual(terminal.settings(), before)
        terminal.type("fg\r")
        terminal.wait("'run' '--trust'")
        yield terminal
        terminal.type("typed\r")
        terminal.wait("got typed\r\n")
        terminal.wait("$ ")
        terminal.type("exit\r")
        terminal.end()

    def test_a_command_is_stopped_and_continued_from_the_keyboard(self):
        for terminal in self.stop_and_go_on():
            self.until(lambda: not terminal.settings()[3] & termios.ECHO)

    def test_so_is_one_that_has_pipes(self):
        for _ in self.stop_and_go_on(behind=" >out"):
            pass

    def test_a_command_in_the_background_leaves_the_terminal_alone(self):
        terminal = self.shell()
        before = terminal.settings()
        self.type_command(terminal, "sh", "-c", "echo rea''dy; read x; echo got $x", behind=" &")
        terminal.wait("ready\r\r\n")  # each terminal has added to the line break
        self.assertEqual(terminal.settings(), before)
        terminal.type("echo so''me\r")
        terminal.wait("some\r\n")
        terminal.type("fg\r")
        self.until(lambda: not terminal.settings()[3] & termios.ECHO)
        terminal.type("typed\r")
        terminal.wait("got typed\r\n")
        terminal.wait("$ ")
        terminal.type("exit\r")
        terminal.end()

    def test_what_the_keyboard_sends_arrives_once(self):
        script = PRINT + """
import signal, time
count = 0
def note(number, frame):
    global count
    count += 1
signal.signal(signal.SIGINT, note)
os.write(2, b"rea" + b"dy")
end = time.monotonic() + 20
while not count and time.monotonic() < end: time.sleep(0.01)
time.sleep(0.3)
os.write(2, b"<%d>" % count)
"""
        for behind in ("", " >out"):
            terminal = self.shell()
            self.type_command(terminal, sys.executable, "-c", f"exec({script!r})", behind=behind)
            terminal.wait("ready")
            terminal.type("\x03")
            terminal.wait("<1>")
            terminal.wait("$ ")
            terminal.type("exit\r")
            terminal.end()

    def test_only_the_output_is_a_terminal(self):
        terminal = Terminal(self, self.command("sh", "-c", "test -t 0; echo $?; test -t 1; echo $?; echo $PLAIN; read x </dev/tty; echo got $x"), streams=(1, 2))
        terminal.wait(f"1\r\n0\r\n{MASK}\r\n")
        terminal.type("key\r")
        terminal.wait("got key\r\n")
        self.assertEqual(terminal.end(), 0)

    def test_errors_go_to_a_file_masked(self):
        log = self.work / "log"
        terminal = Terminal(self, self.command("sh", "-c", "echo out $PLAIN; test -t 2; echo $? $PLAIN >&2"), streams=(0, 1), raw=str(log))
        terminal.wait(f"out {MASK}\r\n")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(log.read_text(), f"1 {MASK}\n")

    def test_several_lines_are_masked_though_a_terminal_adds_to_them(self):
        self.expect(0, "local", "set", "dev", "plain", "--trust", stdin=b"ab\ncd\nef")
        self.write("app.env", "{% set x = secret('dev', 'plain') %}A={{ 1 if x else 2 }}\n")
        terminal = Terminal(self, self.command("sh", "-c", "echo '[ab'; echo cd; echo 'ef]'"))
        terminal.wait(f"[{MASK}]\r\n")
        self.assertEqual(terminal.end(), 0)

    def test_a_prompt_without_a_line_break_is_shown(self):
        terminal = Terminal(self, self.command("sh", "-c", "printf 'abcde'; read x; echo got"))
        terminal.wait("abcde")
        terminal.type("\r")
        terminal.wait("got\r\n")
        self.assertEqual(terminal.end(), 0)

    @staticmethod
    def quoted(words):
        return ["'" + word.replace("'", "'\\''") + "'" for word in words]

    @staticmethod
    def children(process):
        return [int(pid) for pid in pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()]


if __name__ == "__main__":
    unittest.main()
