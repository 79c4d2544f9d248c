"""The completion scripts, each in its own shell: what is offered where, and what a TAB writes."""
import os
import pathlib
import pty
import re
import shlex
import shutil
import signal
import subprocess
import time
import unittest

from workspaces import WorkspaceTest

BASH_COMPLETION = pathlib.Path("/usr/share/bash-completion/bash_completion")

# The words of a line as readline splits them: `=` is one of its own.
ASK_BASH = """
source script.bash
COMP_WORDS=({words}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
[[ $(complete -p keyplate) == *"-F _keyplate keyplate" ]] || exit 1
_keyplate
printf '%s\\n' "${{COMPREPLY[@]}}"
"""

# Every match goes through `compadd`; those that ask it to fill an array are none yet.
ASK_ZSH = """
PROMPT=
autoload -Uz compinit && compinit -D -u
source ./script.zsh
compadd() {
  if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\\ * ]]; then
    typeset -a hits
    builtin compadd -A hits "$@"
    (( $#hits )) && print -rl -- $hits >> offered
  fi
  builtin compadd "$@"
}
finish() { compstate[insert]= compstate[list]= ; print -r -- '. done' >> offered }
ask() { comppostfuncs=(finish); zle complete-word; zle .kill-buffer }
zle -N ask
bindkey '^I' ask
print -r -- '. done' >> offered
"""


class Terminal:
    """A program with a terminal that is typed into."""

    def __init__(self, command, folder, env):
        self.child, self.master = pty.fork()
        if self.child == 0:
            try:
                os.chdir(folder)
                os.execve(command[0], command, env)
            finally:
                os._exit(127)

    def type(self, text):
        os.write(self.master, text.encode())

    def wait_for(self, is_there):
        end = time.monotonic() + 30
        shown = b""
        os.set_blocking(self.master, False)
        while not is_there():
            if time.monotonic() > end:
                raise AssertionError(f"nothing came; the terminal shows {shown!r}")
            try:
                shown += os.read(self.master, 65536)
            except (BlockingIOError, OSError):
                time.sleep(0.01)

    def close(self):
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.master)


class Completion:
    """What the shells have in common."""

    def setUp(self):
        if shutil.which(self.shell) is None:
            self.skipTest(f"{self.shell} is not installed; `./dev setup` installs it")
        super().setUp()
        self.env |= {"TERM": "dumb", "INPUTRC": "/dev/null", "ZDOTDIR": str(self.root)}
        self.write(f"script.{self.shell}", self.expect(0, "completion", self.shell).stdout)
        self.write("requests/pay.http", "")
        self.write("with space.txt", "")

    def offered(self, line):
        """What is offered at the end of the line."""
        raise NotImplementedError

    def commands(self):
        text = self.expect(0, "--help").stdout.decode()
        return re.findall(r"^  (\w+) ", text.split("Commands:")[1].split("\n\n")[0], flags=re.M)

    def options(self, *command):
        text = self.expect(0, *command, "--help").stdout.decode()
        return set(re.findall(r"^  (?:-\w, |    )(--[\w-]+)", text, flags=re.M))

    def test_every_command_is_offered(self):
        self.assertGreater(len(self.commands()), 10)
        self.assertEqual(self.offered("keyplate "), set(self.commands()))
        self.assertEqual(self.offered("keyplate ex"), {"explain"})

    def test_every_option_is_offered(self):
        self.assertEqual(self.long(self.offered("keyplate --")), self.options())
        for command in self.commands():
            with self.subTest(command=command):
                self.assertEqual(self.long(self.offered(f"keyplate {command} --")), self.options(command))

    @staticmethod
    def long(words):
        return {word.rstrip("=") for word in words if word.startswith("--")}

    def test_choices_of_an_option(self):
        formats = {"text", "json", "sarif", "github", "junit"}
        self.assertEqual(self.offered("keyplate check --format "), formats)
        self.assertEqual(self.offered("keyplate check --format j"), {"json", "junit"})
        self.assertEqual(self.values(self.offered("keyplate check --format=s")), {"sarif"})
        self.assertEqual(self.offered("keyplate --color "), {"auto", "always", "never"})
        self.assertEqual(self.offered("keyplate tags --color a"), {"auto", "always"})

    @staticmethod
    def values(words):
        """fish and zsh may offer the whole word."""
        return {word.split("=")[-1] for word in words}

    def test_the_words_of_an_operand(self):
        self.assertIn("unknown-tag", self.offered("keyplate explain "))
        self.assertEqual(self.offered("keyplate explain unknown-ta"), {"unknown-table", "unknown-tag"})
        self.assertIn("secret", self.offered("keyplate tags "))
        self.assertEqual(self.offered("keyplate schema "), {"workspace", "config", "check", "plan"})
        self.assertEqual(self.offered("keyplate completion "), {"bash", "zsh", "fish"})
        self.assertEqual(self.offered("keyplate local "), {"init", "set", "list", "remove", "rekey"})
        for line in ("keyplate local set ", "keyplate explain unknown-tag "):  # zsh then offers options
            self.assertEqual({word for word in self.offered(line) if not word.startswith("-")}, set())

    def test_options_before_and_between(self):
        self.assertEqual(self.offered("keyplate --env check schema "), {"workspace", "config", "check", "plan"})
        self.assertEqual(self.offered("keyplate --env=dev --quiet schema "), {"workspace", "config", "check", "plan"})
        self.assertEqual(self.offered("keyplate local --trust --timeout 5s "), {"init", "set", "list", "remove", "rekey"})
        self.assertEqual(self.offered("keyplate check --env "), set())

    def test_nothing_is_run(self):
        """The scripts are whole: completing starts no keyplate."""
        self.env["PATH"] = "/usr/bin:/bin"
        self.assertEqual(self.offered("keyplate schema w"), {"workspace"})


class Bash(Completion, WorkspaceTest):
    shell = "bash"

    def offered(self, line):
        words = [word for word in re.split(r"\s+|(=)", line) if word]
        if line.endswith(" "):
            words.append("")
        done = subprocess.run(["bash", "--norc", "-c", ASK_BASH.format(words=shlex.join(words))], cwd=self.work, env=self.env,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return set(done.stdout.split())

    def typed(self, setup, *lines):
        """The arguments that keyplate gets for each line, typed into an interactive bash."""
        programs = self.root / "bin"
        programs.mkdir(exist_ok=True)
        fake = programs / "keyplate"
        fake.write_text(f"#!/bin/sh\nprintf '<%s>' \"$@\" >> {self.root}/typed\necho >> {self.root}/typed\n")
        fake.chmod(0o755)
        log = self.root / "typed"
        log.write_text("")
        terminal = Terminal(["/bin/bash", "--norc", "--noprofile", "-i"], self.work, {**self.env, "PATH": f"{programs}:/usr/bin:/bin"})
        self.addCleanup(terminal.close)
        terminal.type(f"{setup}\n")
        for number, line in enumerate(lines, 1):
            terminal.type(f"{line}\n")
            terminal.wait_for(lambda: log.read_text().count("\n") >= number)
        return log.read_text().splitlines()

    LINES = ("keyplate ch\t--form\tjs\treq\tpay\t", "keyplate expl\tunknown-tag\t", "keyplate render --color=al\twith\t",
             "keyplate check -- req\tp\t")
    WRITTEN = ["<check><--format><json><requests/pay.http>", "<explain><unknown-tag>", "<render><--color=always><with space.txt>",
               "<check><--><requests/pay.http>"]

    def test_what_a_tab_writes(self):
        self.assertEqual(self.typed("source script.bash", *self.LINES), self.WRITTEN)

    def test_what_a_tab_writes_with_bash_completion(self):
        if not BASH_COMPLETION.exists():
            self.skipTest("bash-completion is not installed; `./dev setup` installs it")
        folder = self.root / "home/.local/share/bash-completion/completions"
        folder.mkdir(parents=True)
        shutil.copy(self.work / "script.bash", folder / "keyplate")
        self.assertEqual(self.typed(f"source {BASH_COMPLETION}", *self.LINES), self.WRITTEN)


class Zsh(Completion, WorkspaceTest):
    shell = "zsh"

    def setUp(self):
        super().setUp()
        self.write("ask.zsh", ASK_ZSH)
        self.log = self.work / "offered"
        self.log.write_text("")
        self.terminal = Terminal([shutil.which("zsh"), "-f", "-i"], self.work, self.env)
        self.addCleanup(self.terminal.close)
        self.terminal.type("source ./ask.zsh\n")
        self.take()

    def take(self):
        self.terminal.wait_for(lambda: self.log.read_text().endswith(". done\n"))
        lines = self.log.read_text().splitlines()[:-1]
        self.log.write_text("")
        return lines

    def offered(self, line):
        self.terminal.type(f"{line}\t")
        return set(self.take())

    def test_files(self):
        self.assertIn("requests", self.values_of_paths("keyplate check re"))
        self.assertIn("requests", self.values_of_paths("keyplate --workspace re"))
        self.assertEqual(self.offered("keyplate local set dev "), set())

    def values_of_paths(self, line):
        return {word.rstrip("/") for word in self.offered(line)}

    def test_what_excludes_each_other(self):
        self.assertNotIn("--out-dir", self.long(self.offered("keyplate render --output x --")))
        self.assertNotIn("--format", self.long(self.offered("keyplate check --format json --")))
        self.assertIn("--set", self.long(self.offered("keyplate check --set a=b --")))

    def test_it_is_found_in_a_folder_of_functions(self):
        folder = self.root / "functions"
        folder.mkdir()
        shutil.copy(self.work / "script.zsh", folder / "_keyplate")
        self.write("ask.zsh", ASK_ZSH.replace("source ./script.zsh", "").replace("autoload", f"fpath=({folder} $fpath)\nautoload"))
        terminal = Terminal([shutil.which("zsh"), "-f", "-i"], self.work, self.env)
        self.addCleanup(terminal.close)
        self.terminal = terminal
        terminal.type("source ./ask.zsh\n")
        self.take()
        self.assertEqual(self.offered("keyplate schema "), {"workspace", "config", "check", "plan"})
        self.assertEqual(self.offered("keyplate schema w"), {"workspace"})


class Fish(Completion, WorkspaceTest):
    shell = "fish"

    def ask(self, line):
        done = subprocess.run(["fish", "--no-config", "-c", "source script.fish; complete -C $argv[1]", line], cwd=self.work,
                              env=self.env, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [line.partition("\t") for line in done.stdout.splitlines()]

    def offered(self, line):
        return {word for word, _, _ in self.ask(line)}

    def test_files(self):
        self.assertIn("requests/", self.offered("keyplate check re"))
        self.assertIn("requests/", self.offered("keyplate --workspace re"))
        self.assertEqual(self.offered("keyplate local set dev "), set())

    def test_descriptions(self):
        self.assertIn(("--deny-warnings", "\t", "exit with 1 for warnings too"), self.ask("keyplate check --deny"))
        self.assertIn(("explain", "\t", "say what a diagnostic means and what to write instead"), self.ask("keyplate exp"))


class Installed(WorkspaceTest):
    def test_the_scripts_lie_where_the_shells_look(self):
        build = os.environ["KEYPLATE_BUILD"]
        subprocess.run(["cmake", "--install", build, "--prefix", self.root / "usr"], check=True, capture_output=True, timeout=60)
        for shell, path in (("bash", "bash-completion/completions/keyplate"), ("zsh", "zsh/vendor-completions/_keyplate"),
                            ("fish", "fish/vendor_completions.d/keyplate.fish")):
            self.assertEqual((self.root / "usr/share" / path).read_bytes(), self.expect(0, "completion", shell).stdout)


if __name__ == "__main__":
    unittest.main()
