"""keyplate itself: many small templates, one process to render them, one more for those that are left
when some were refused."""
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import tempfile

LIMIT_SECONDS = 120
LONGEST_SECRET = 20_000  # Linux limits what a process inherits
MOST_INHERITED = 400_000
WORDS = {"VALUE": 0, "SECOND": 1, "THIRD": 2}
PLACEHOLDER = re.compile("VALUE([0-9]+)|VALUE|SECOND|THIRD")
WORKSPACE = """[workspace]
name = "slots"

[vaults.os]
provider = "env"
prefix   = "APP_"
"""


@dataclasses.dataclass(frozen=True)
class Rendering:
    output: str | None
    code: str = ""      # of the first error, when there is no output
    message: str = ""   # all that was said of it


class Keyplate:
    def __init__(self, program):
        self.program = str(pathlib.Path(program).resolve())
        memory = pathlib.Path("/dev/shm")  # where a synced file costs nothing
        self.folder = tempfile.TemporaryDirectory(prefix="keyplate-slots-", dir=memory if os.access(memory, os.W_OK) else None)
        base = pathlib.Path(self.folder.name)
        self.root, self.home, self.out = base / "work", base / "home", base / "out"
        for folder in (self.root / ".git", self.home, self.out):
            folder.mkdir(parents=True)
        (self.root / "keyplate.toml").write_text(WORKSPACE)
        self.env = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

    def close(self):
        self.folder.cleanup()

    def has_lexer(self, host_format):
        """Whether keyplate can quote for it."""
        answer = self.render(host_format, [("{{ VALUE }}", ["\u00b6 \u00b6"])], secret=lambda _: True)[0]
        if answer.code not in ("", "usage", "slot-cannot-hold", "host-syntax"):
            raise RuntimeError(answer.message)
        return answer.code != "usage" and "until keyplate can quote" not in answer.message

    def render(self, host_format, jobs, secret=lambda number: False):
        """A Rendering of each job: a template in which VALUE, SECOND and THIRD (or VALUE0, VALUE1, ...)
        stand for its values, which come from a vault where `secret` says so of the job's number, else
        from a context."""
        self.write(jobs, secret)
        names = [f"{number}.t" for number in range(len(jobs))]
        found, left = {}, names
        while left:
            code, errors = self.run(host_format, left)
            if code == 0:
                found |= {name: self.output(name) for name in left}
                break
            refused = failures(errors)
            if not refused and len(left) > 1 and code != 2:  # it crashed or hung: in one of them
                refused = self.one_by_one(host_format, left)
                found |= refused
                break
            if not refused:
                refused = {name: Rendering(None, "usage" if code == 2 else "crash", f"exit code {code}: {errors[-2000:]}") for name in left}
            found |= refused
            left = [name for name in left if name not in refused]
        return [found[name] for name in names]

    def one_by_one(self, host_format, names):
        found = {}
        for name in names:
            code, errors = self.run(host_format, [name])
            found[name] = self.output(name) if code == 0 else failures(errors).get(name) or Rendering(None, "crash", f"exit code {code}: {errors[-2000:]}")
        return found

    def write(self, jobs, secret):
        context, inherited, size = [], {}, 0
        for number, (template, values) in enumerate(jobs):
            expressions, context_values = [], []
            for index, value in enumerate(values):
                hidden = secret(number) and isinstance(value, str) and "\0" not in value and len(value) < LONGEST_SECRET and size < MOST_INHERITED
                if hidden:
                    name = f"APP_{number}_{index}"
                    inherited[name], size = value, size + len(value.encode())
                expressions.append(f"secret('os', '{name}')" if hidden else f"v[{number}][{index}]")
                context_values.append(None if hidden else value)
            context.append(context_values)
            text = PLACEHOLDER.sub(lambda match: expressions[int(match.group(1) or WORDS[match.group()])], template)
            (self.root / f"{number}.t").write_bytes(text.encode())
        (self.root / "context.json").write_text(json.dumps({"v": context}), encoding="utf-8")
        self.inherited = inherited

    def run(self, host_format, names):
        command = [self.program, "render", "--quiet", "--trust", "--host-format", host_format, "--context", "context.json", "--out-dir", str(self.out), *names]
        try:
            done = subprocess.run(command, cwd=self.root, env=self.env | self.inherited, capture_output=True, timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            return "timeout", ""
        return done.returncode, done.stderr.decode("utf-8", "backslashreplace")

    def output(self, name):
        return Rendering((self.out / name).read_bytes().decode("utf-8"))


def failures(errors):
    """What was refused, by name; a message is all that was said about that file."""
    found, name = {}, None
    for line in errors.split("\n"):
        if told := re.match(r"(\d+\.t):\d+:\d+: (error|warning)\[([a-z0-9-]+)\]: ", line):
            name, severity, code = told.groups()
            if severity == "error":
                known = found.get(name)
                found[name] = Rendering(None, known.code if known else code, (known.message + "\n" if known else "") + line)
                continue
        if name in found:
            found[name] = Rendering(None, found[name].code, found[name].message + "\n" + line)
    return found
