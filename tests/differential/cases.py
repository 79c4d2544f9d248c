"""The golden cases that say how Nunjucks answers: tests/golden/nunjucks/*.case."""
import dataclasses
import json
import pathlib
import shlex
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests/golden/nunjucks"
sys.path.insert(0, str(ROOT / "tests/golden"))
import run as golden  # noqa: E402

DIFFERS = "differs because "


@dataclasses.dataclass
class Case:
    path: pathlib.Path
    title: str
    template: str
    context: dict
    context_text: str    # as the case spells it; empty: none
    mode: str
    output: str | None   # what keyplate prints, or that it fails
    reason: str | None   # why it differs; none: it doesn't
    theirs: str | None   # then, what Nunjucks prints


def text_of(section):
    return golden.body_bytes(section).decode()


def read(path):
    title, sections = golden.parse_case(path)
    files = {golden.flags(s.head)[0]: text_of(s) for s in sections if golden.is_file(s)}
    by_key = {s.key(): s for s in sections}
    [name, *options] = shlex.split(by_key["run"].value())[1:]
    options = dict(zip(options[::2], options[1::2]))
    context = files.get(options.get("--context"), "")
    output = text_of(by_key["stdout"]) if "stdout" in by_key else "" if "exit" not in by_key else None
    verdict = by_key["nunjucks"]
    reason = verdict.value().removeprefix(DIFFERS) if verdict.value() != "same" else None
    theirs = text_of(verdict) if verdict.lines else None
    return Case(path, title, files[name], json.loads(context or "{}"), context, options.get("--undefined", "error"), output, reason, theirs)


def every():
    return [read(path) for path in sorted(FOLDER.glob("*.case"))]


def mistaken(case, nunjucks):
    """What the case says of Nunjucks that isn't so, or nothing."""
    answer = nunjucks.render([case.template], case.context, case.mode)[0]
    if case.reason is None:
        same = answer.output == case.output
        return None if same else f"{case.path.name}: Nunjucks answers {answer.output!r} {answer.error}, keyplate {case.output!r}"
    if answer.output == case.output:
        return f"{case.path.name}: it does not differ"
    return None if answer.output == case.theirs else f"{case.path.name}: Nunjucks answers {answer.output!r} {answer.error}"
