#!/usr/bin/env python3
"""Writes docs/nunjucks.md from the golden cases that say why keyplate differs from Nunjucks; `--check`
says whether it is up to date. The cases are run by tests/golden/run.py, and asked of Nunjucks by
tests/program/test_differential.py."""
import re
import sys

import cases
import run as golden

PAGE = cases.ROOT / "docs/nunjucks.md"
HEAD = """# What differs from Nunjucks

A template gives what Nunjucks 3.2.4 gives, byte for byte, or fails where that fails: random templates
are rendered by both to see. This is what differs on purpose, and why; each example is a test. Besides,
values are [encoded](output.md) for where they stand, `include` and its like have no loader to ask, and
a template can't take more than the limits of the workspace.
"""


def shown(case):
    _, sections = golden.parse_case(case.path)
    stream = next((s for s in sections if s.key() in ("stdout", "stderr")), None)
    return cases.text_of(stream) if stream else ""


def code(text):
    """Text as code of one line of Markdown, as long as a line can be; a line end at its end is no news."""
    text = text.removesuffix("\n").replace("\n", "\u23ce")
    text = text if len(text) <= 100 else text[:60] + " \u2026"
    fence, pad = ("``", " ") if "`" in text else ("`", "")
    return f"{fence}{pad}{text}{pad}{fence}"


def printed(output):
    return "prints " + code(output) if output.strip("\n") else "prints nothing"


def ours(case):
    if case.output is not None:
        return printed(case.output)
    return "fails: " + code(re.search(r"error\[[a-z-]+\]: (.*)", shown(case)).group(1))


def entry(case):
    reason = case.reason[0].upper() + case.reason[1:]
    given = f", given {code(case.context_text)}," if case.context_text else ""
    theirs = "fails" if case.theirs is None else printed(case.theirs)
    return f"- **{case.title}.** {reason}\n  {code(case.template)}{given} {ours(case)}; Nunjucks {theirs}."


def page():
    return "\n".join([HEAD, *(entry(case) for case in cases.every() if case.reason), ""])


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page() else f"{PAGE} is stale; {sys.argv[0]} writes it")
    PAGE.write_text(page(), encoding="utf-8")
