"""The two that are compared: Nunjucks in a process of node's, and keyplate in one process for many
templates. Both answer a list of Answer, one a template, in order."""
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MODES = ("error", "empty")
LIMIT_SECONDS = 120


@dataclasses.dataclass
class Answer:
    output: str | None
    error: str = ""        # why there is no output
    codes: tuple = ()      # keyplate's, when there is no output


def missing_engine():
    """Why Nunjucks can't be asked, or nothing."""
    if not shutil.which("node"):
        return "node is not installed"
    if not (HERE / "node_modules/nunjucks/package.json").exists():
        return "Nunjucks is not installed; `./dev setup` does it"
    return None


class Nunjucks:
    def __init__(self):
        self.process = subprocess.Popen(["node", str(HERE / "oracle.js")], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def render(self, templates, context, mode):
        self.ask(templates, context, mode)
        return self.answers()

    def ask(self, templates, context, mode):
        """`answers` gives them; meanwhile there is other work to do."""
        asked = {"context": context, "undefined": mode, "templates": templates}
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()

    def answers(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("Nunjucks ended")
        return [Answer(answer.get("output"), answer.get("error", "")) for answer in json.loads(line)]

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=LIMIT_SECONDS)


class Keyplate:
    """One `keyplate render` says which of many templates fail; one more renders the others."""

    def __init__(self, program):
        self.program = str(pathlib.Path(program).resolve())
        self.folder = tempfile.TemporaryDirectory(prefix="keyplate-differential-")
        self.root = pathlib.Path(self.folder.name)
        (self.root / "home").mkdir()
        (self.root / ".git").mkdir()  # the search for a workspace ends here
        (self.root / "out").mkdir()
        self.env = {"HOME": str(self.root / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

    def close(self):
        self.folder.cleanup()

    def render(self, templates, context, mode):
        names = [f"{number}.txt" for number in range(len(templates))]
        for name, template in zip(names, templates):
            (self.root / name).write_bytes(template.encode())
        (self.root / "context.json").write_text(json.dumps(context), encoding="utf-8")
        answers, left = {}, names
        while left:
            done, errors = self.run(left, mode)
            if done == 0:
                for name in left:
                    answers[name] = Answer((self.root / "out" / name).read_bytes().decode("utf-8"))
                break
            failed = self.failures(errors)
            if not failed and len(left) > 1:  # it crashed, or hung: in one of them
                half = len(left) // 2
                for part in (left[:half], left[half:]):
                    numbers = [names.index(name) for name in part]
                    answers |= dict(zip(part, self.render([templates[n] for n in numbers], context, mode)))
                    for name, template in zip(names, templates):
                        (self.root / name).write_bytes(template.encode())
                break
            if not failed:
                failed = {left[0]: Answer(None, f"exit code {done}: {errors}", ("crash",))}
            answers |= failed
            left = [name for name in left if name not in failed]
        return [answers[name] for name in names]

    def run(self, names, mode):
        command = [self.program, "render", "--quiet", "--context", "context.json", "--undefined", mode, "--out-dir", "out", *names]
        try:
            done = subprocess.run(command, cwd=self.root, env=self.env, capture_output=True, timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            return "timeout", ""
        return done.returncode, done.stderr.decode("utf-8", "backslashreplace")

    @staticmethod
    def failures(errors):
        """The templates that errors are about, by name."""
        failed = {}
        for name, code, message in re.findall(r"^(\d+\.txt):\d+:\d+: error\[([a-z0-9-]+)\]: (.*)$", errors, flags=re.M):
            known = failed.setdefault(name, Answer(None, message))
            known.codes += (code,)
        return failed
