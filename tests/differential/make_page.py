#!/usr/bin/env python3
"""Writes docs/nunjucks.md from the golden cases that say why keyplate differs from Nunjucks; `--check`
says whether it is up to date. What the console blocks show, tests/program/test_docs.py runs."""
import sys

import cases
import run as golden

PAGE = cases.ROOT / "docs/nunjucks.md"
HEAD = """# What differs from Nunjucks

A template gives what Nunjucks 3.2.4 gives, byte for byte, or fails where that fails: random templates
are rendered by both to see. This is what differs on purpose, and why. Besides, values are
[encoded](output.md) for where they stand, `include` and its like have no loader to ask, and a
template can't take more than the limits of the workspace.
"""


def shown(case):
    _, sections = golden.parse_case(case.path)
    stream = next((s for s in sections if s.key() in ("stdout", "stderr")), None)
    return cases.text_of(stream) if stream else ""


def theirs(case):
    if case.theirs is None:
        return "Nunjucks fails.\n"
    lines = case.theirs.rstrip("\n").split("\n")
    if lines == [""]:
        return "Nunjucks prints nothing.\n"
    return f"Nunjucks prints `{lines[0]}`.\n" if len(lines) == 1 else "Nunjucks prints\n\n```js\n" + case.theirs + "```\n"


def entry(case):
    name = case.path.stem + ".txt"
    command = f"keyplate render {name}"
    output = shown(case).replace("example.txt", name)
    blocks = [f"```text {name}\n{case.template}```\n"]
    if case.context_text:
        blocks.append(f"```json {case.path.stem}.json\n{case.context_text}```\n")
        command += f" --context {case.path.stem}.json"
    blocks.append(f"```console\n$ {command}\n{output}```\n")
    reason = case.reason[0].upper() + case.reason[1:]
    return "\n".join([f"## {case.title}\n", f"{reason}\n", *blocks, theirs(case)])


def page():
    return "\n".join([HEAD, *(entry(case) for case in cases.every() if case.reason)])


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page() else f"{PAGE} is stale; {sys.argv[0]} writes it")
    PAGE.write_text(page(), encoding="utf-8")
