#!/usr/bin/env python3
"""Runs golden cases: run.py --keyplate PATH [--update] FOLDER_OR_FILE...

A case is one file, NAME.case. Its first line says what it shows. Sections follow:

    --- run: check app.conf          the command, arguments as in a shell; may come more than once
    --- env: NAME=VALUE              an environment variable for it (the environment is otherwise bare)
    --- secret dev api               a secret of the local vault `dev`, stored before the run; the body
                                     without its last line break is the value (`init` is run once)
    --- app.conf                     a file; a path makes its folders
    --- stdin                        what the command reads
    --- exit: 1                      the exit code (0 where there is no such line)
    --- stdout / --- stderr          what it prints, whole; absent: nothing
    --- written build/app.conf       what a file holds after the run
    --- report                       diagnostics that lie in no file of the case
    --- nunjucks: same               Nunjucks answers alike; or `differs because REASON`, and the body is what
                                     it prints, nothing when it fails (tests/differential asks it)

A file or secret section may end in `(no newline)`: the last line break is not part of it, or in
`(escaped)`: \\r, \\0, \\t, \\xNN, \\\\ and a backslash at a line's end (which joins lines) are decoded.
A line of a body that begins with `--- ` is written `\\--- `.

The diagnostics of a `check` run are written under the line they concern, as carets under the
columns (code points) of their span:

    password = {% aws_secrt "prod/db" %}
    ~             ^^^^^^^^^ unknown-tag: unknown tag `aws_secrt`; did you mean `aws_secret`?

A span that begins in column one, or crosses lines, is written with numbers after its last line:
`~ 1:1-3:4 code: message`; a whole file: `~ file code: message` at its end. A warning is
`warning code: message`, environments follow in brackets: `... [dev, prod]`.

--update rewrites the expectations; the review is the diff.
"""
import argparse
import difflib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

RUN_LIMIT_SECONDS = 60


class Section:
    def __init__(self, head):
        self.head = head
        self.lines = []

    def key(self):
        return self.head.split(":", 1)[0].split(" ", 1)[0]

    def value(self):
        return self.head.split(":", 1)[1].strip()


KEYED = ("run:", "env:", "exit:", "nunjucks:")
NAMED = ("stdin", "stdout", "stderr", "report")


def parse_case(path):
    title, sections = None, []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if title is None:
            title = line
        elif line.startswith("--- "):
            sections.append(Section(line[4:]))
        elif sections:
            sections[-1].lines.append(line)
        elif line.strip():
            raise ValueError(f"{path}: text before the first section: {line!r}")
    if sections and sections[-1].lines and sections[-1].lines[-1] == "":
        sections[-1].lines.pop()
    return title, sections


def is_file(section):
    head = section.head
    return not (head.startswith(KEYED) or head.startswith("secret ") or head.startswith("written ")
                or flags(head)[0] in NAMED)


def flags(head):
    match = re.match(r"(.*?)((?: \((?:no newline|escaped)\))*)$", head)
    return match.group(1), "(no newline)" in match.group(2), "(escaped)" in match.group(2)


def unescape(text):
    simple = {"r": "\r", "0": "\0", "t": "\t", "n": "\n", "\\": "\\"}

    def one(match):
        body = match.group(1)
        if body == "\n":
            return b""
        if body[0] == "x":
            return bytes([int(body[1:], 16)])
        return simple[body].encode()

    out, last = b"", 0
    for match in re.finditer(r"\\(x[0-9a-fA-F]{2}|[r0tn\\]|\n)", text):
        out += text[last:match.start()].encode() + one(match)
        last = match.end()
    return out + text[last:].encode()


def body_bytes(section):
    _, no_newline, escaped = flags(section.head)
    lines = [line[1:] if line.startswith("\\--- ") else line
             for line in section.lines if not line.startswith("~")]
    text = "".join(line + "\n" for line in lines)
    data = unescape(text) if escaped else text.encode("utf-8")
    return data[:-1] if no_newline and data.endswith(b"\n") else data


class Runner:
    def __init__(self, keyplate):
        self.keyplate = str(pathlib.Path(keyplate).resolve())

    def call(self, root, arguments, env, stdin=b""):
        return subprocess.run([self.keyplate, *arguments], cwd=root / "project", env=env, input=stdin,
                              capture_output=True, timeout=RUN_LIMIT_SECONDS)

    def run(self, sections):
        """Executes the case; returns what was seen: exit, stdout, stderr, diagnostics, root files."""
        with tempfile.TemporaryDirectory(prefix="keyplate-case-") as folder:
            root = pathlib.Path(folder)
            work = root / "project"
            (work).mkdir()
            (root / "home").mkdir()
            (work / ".git").mkdir()  # the search for a workspace ends here
            env = {"HOME": str(root / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
            stdin, runs = b"", []
            for section in sections:
                if is_file(section):
                    path = work / flags(section.head)[0]
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(body_bytes(section))
                elif section.key() == "env":
                    name, _, value = section.value().partition("=")
                    env[name] = value.replace("$ROOT", folder)
                elif section.head == "stdin":
                    stdin = body_bytes(section)
                elif section.head.startswith("run:"):
                    runs.append(shlex.split(section.value()))
            self.store_secrets(root, sections, env)
            seen = {"exit": [], "stdout": b"", "stderr": b"", "diagnostics": []}
            for arguments in runs:
                as_json = arguments[:1] == ["check"] and not any(a.startswith("--format") or a == "--help" for a in arguments)
                result = self.call(root, arguments + (["--format", "json"] if as_json else []), env, stdin)
                seen["exit"].append(result.returncode)
                seen["stderr"] += result.stderr
                if as_json and result.stdout:
                    seen["diagnostics"] += json.loads(result.stdout)["diagnostics"]
                else:
                    seen["stdout"] += result.stdout
            seen["stdout"] = seen["stdout"].replace(folder.encode(), b"$ROOT")
            seen["stderr"] = seen["stderr"].replace(folder.encode(), b"$ROOT")
            seen["written"] = {}
            for section in sections:
                if section.head.startswith("written "):
                    name = flags(section.head[len("written "):])[0]
                    path = work / name
                    seen["written"][name] = path.read_bytes() if path.is_file() else None
            return seen

    def store_secrets(self, root, sections, env):
        ready = set()
        for section in sections:
            if not section.head.startswith("secret "):
                continue
            _, vault, name = flags(section.head)[0].split(" ", 2)
            steps = [] if vault in ready else [(["local", "init", vault, "--trust"], b"")]
            ready.add(vault)
            value = body_bytes(section)
            if not flags(section.head)[1] and value.endswith(b"\n"):
                value = value[:-1]
            steps.append((["local", "set", vault, name, "--trust"], value))
            for arguments, data in steps:
                result = self.call(root, arguments, env, data)
                if result.returncode != 0:
                    raise RuntimeError(f"keyplate {' '.join(arguments)}: {result.stderr.decode()}")


def describe(diagnostic):
    text = f"{diagnostic['code']}: {diagnostic['message']}"
    if diagnostic["severity"] != "error":
        text = f"{diagnostic['severity']} {text}"
    if diagnostic["environments"]:
        text += f" [{', '.join(diagnostic['environments'])}]"
    return text


def caret_line(diagnostic):
    """(1-based line after which it stands, text)"""
    span = diagnostic["range"]
    if span is None:
        return None, f"~ file {describe(diagnostic)}"
    start, end = span["start"], span["end"]
    if start["line"] == end["line"] and start["column"] > 1:
        width = max(1, end["column"] - start["column"])
        return start["line"], "~" + " " * (start["column"] - 2) + "^" * width + " " + describe(diagnostic)
    where = f"{start['line']}:{start['column']}-{end['line']}:{end['column']}"
    return end["line"], f"~ {where} {describe(diagnostic)}"


def with_carets(section, diagnostics):
    lines = [line for line in section.lines if not line.startswith("~")]
    placed = {}
    for diagnostic in diagnostics:
        line, text = caret_line(diagnostic)
        line = len(lines) if line is None or line > len(lines) else line
        placed.setdefault(line, []).append(text)
    out = list(placed.get(0, []))
    for number, line in enumerate(lines, 1):
        out += [line, *placed.get(number, [])]
    return out


def shown(data):
    """Bytes of an output as the lines of a section, and the section's flags."""
    if data is None:
        return ["(no such file)"], ""
    try:
        text = data.decode("utf-8")
        plain = not re.search(r"[\x00-\x08\x0b-\x1f]", text)
    except UnicodeDecodeError:
        text, plain = "", False
    if not plain:
        escaped = "".join(chr(b) if 32 <= b < 127 and b != 92 else "\\\\" if b == 92 else "\n" if b == 10
                          else f"\\x{b:02x}" for b in data)
        text, suffix = escaped, " (escaped)"
    else:
        suffix = ""
    if not text.endswith("\n"):
        suffix = " (no newline)" + suffix
        text += "\n"
    lines = text.split("\n")[:-1]
    return [("\\" + line if line.startswith("--- ") else line) for line in lines], suffix


def expected_sections(sections, seen):
    """The case as it would read if all that was seen were expected."""
    files = {flags(s.head)[0] for s in sections if is_file(s)}
    out, exit_done = [], False
    exits = " ".join(map(str, seen["exit"]))
    for section in sections:
        new = Section(section.head)
        new.lines = list(section.lines)
        if is_file(section):
            name = flags(section.head)[0]
            new.lines = with_carets(section, [d for d in seen["diagnostics"] if d["file"] == name])
        elif section.key() == "exit" or section.head in ("report",) or flags(section.head)[0] in ("stdout", "stderr"):
            continue
        elif section.head.startswith("written "):
            name = flags(section.head[len("written "):])[0]
            new.lines, suffix = shown(seen["written"][name])
            new.head = f"written {name}{suffix}"
        out.append(new)
    strays = [d for d in seen["diagnostics"] if d["file"] not in files]
    if strays:
        section = Section("report")
        section.lines = [f"{d['file']}: {describe(d)}" for d in strays]
        out.append(section)
    for stream in ("stdout", "stderr"):
        if seen[stream]:
            lines, suffix = shown(seen[stream])
            section = Section(stream + suffix)
            section.lines = lines
            out.append(section)
    if any(seen["exit"]):
        out.append(Section(f"exit: {exits}"))
    return out


def write_case(title, sections):
    return "\n".join([title] + [line for s in sections for line in [f"--- {s.head}", *s.lines]]) + "\n"


def run_file(runner, path, update):
    title, sections = parse_case(path)
    if not any(s.head.startswith("run:") for s in sections):
        return f"{path}: has no `--- run:` section"
    seen = runner.run(sections)
    actual = write_case(title, expected_sections(sections, seen))
    wanted = path.read_text(encoding="utf-8")
    if actual == wanted:
        return None
    if update:
        path.write_text(actual, encoding="utf-8")
        print(f"updated {path}")
        return None
    diff = difflib.unified_diff(wanted.split("\n"), actual.split("\n"), f"{path} (expected)", "seen", lineterm="")
    return "\n".join(diff)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keyplate", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("paths", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    cases = sorted(c for p in options.paths for c in (p.rglob("*.case") if p.is_dir() else [p]))
    runner, failed = Runner(options.keyplate), 0
    for case in cases:
        try:
            problem = run_file(runner, case, options.update)
        except (ValueError, RuntimeError, OSError, subprocess.SubprocessError) as error:
            problem = f"{case}: {error}"
        if problem:
            failed += 1
            print(problem)
    print(f"{len(cases) - failed} passed, {failed} failed")
    if failed:
        print("if what was seen is right: ./dev golden --update")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
