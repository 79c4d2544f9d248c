"""The documents of the YAML test suite, their scalars replaced by tags: what comes back is the same document with
the values in it. And long blocks, whose time grows as their length does.

The suite is not part of this repository (tests/differential/README.md): without it, or without PyYAML, that is skipped.
Documents that PyYAML's libyaml doesn't read are left out.
"""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import unittest

try:
    import yaml
except ImportError:
    yaml = None

KEYPLATE = os.environ["KEYPLATE"]
SOURCE = pathlib.Path(os.environ["KEYPLATE_SOURCE"])
SUITE = SOURCE / "../shared/vectors/yaml/src"

NASTY = ["a: b #c", "- x", "yes", "one\ntwo\n", "  lead ", "it's \"q\" \\", "", "null", "0x1F", "\u00e9\u2028\x07 \U0001f600", "[a, b]", "%TAG",
         "--- x", "{{ x }}", "&a", "1e3", "2001-01-01", "x: ", "#", "?", ":", "-", "<<", "\ttab", "a,b]"]
LINES = ["one\ntwo\n\nthree", "x: y # z", "---", "word"]
WORDS = ["word", "w-1", "a.b", "x/y"]
# Documents that readers don't all read alike, or that need quotes or their absence.
LEFT_OUT = {
    "Y2GN/0": "`:` in the name of an anchor",
    "DK95/5": "a line of tabs, which libyaml takes behind a scalar without quotes only",
    "9HCY/0": "a directive behind a scalar without a document's end",
    "652Z/0": "`?` before a word in brackets",
    "HM87/1": "`?` before a word in brackets",
}


def decoded(text):
    """The suite's visible signs as what they stand for."""
    text = text.replace("\u2423", " ").replace("\u21b5", "").replace("\u220e\n", "").replace("\u2190", "\r").replace("\u21d4", "\ufeff")
    while "\u2014\u00bb" in text:
        text = text.replace("\u2014\u00bb", "\u00bb")
    return text.replace("\u00bb", "\t")


def documents():
    for path in sorted(SUITE.glob("*.yaml")):
        cases = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
        for number, case in enumerate(cases):
            text = decoded(case["yaml"]) if "yaml" in case else ""
            if f"{path.stem}/{number}" in LEFT_OUT:
                continue
            if text and not any(sign in text for sign in ("{{", "{%", "{#")):
                yield f"{path.stem}/{number}", text


def events(text):
    """What a reader sees, but for the style of scalars; an empty scalar that isn't written is None."""
    found = []
    for event in yaml.parse(text, yaml.CLoader):
        kind = type(event).__name__
        if kind == "ScalarEvent":
            written = event.style is not None and event.style != "" or event.value != ""
            found.append((kind, event.anchor, event.value if written else None))
        else:
            found.append((kind, getattr(event, "anchor", None), None))
    return found


def scalars(text):
    return [(token.start_mark.index, token.end_mark.index, token.style or "") for token in yaml.scan(text, yaml.CLoader)
            if isinstance(token, yaml.ScalarToken)]


def whole(source, style, behind, name):
    """A tag in the place of a scalar."""
    if style in ("|", ">"):
        return None
    if style in ("'", '"') and behind not in ("", " ", "\n", "\t", "\r", ",", "]", "}"):
        return f"{style}{name}{style}"  # JSON's `"key":value`
    return name


def within(source, style, behind, name):
    return f"{style}{name}{style}" if style in ("'", '"') else None


def part(source, style, behind, name):
    if style or "\n" in source or len(source) < 2 or not source[1].isalnum():
        return None
    return source[:1] + name + source[1:]


def block(source, style, behind, name):
    """The lines of a block become one tag; its header and indentation stay."""
    header, _, body = source.partition("\n")
    first = next((line for line in body.split("\n") if line.strip()), None)
    if style not in ("|", ">") or first is None or any(digit in header.split("#")[0] for digit in "123456789"):
        return None
    return header + "\n" + " " * (len(first) - len(first.lstrip(" "))) + name + "\n"


def templates(kind, values):
    """(name, template, variables, expected events) of each document where `kind` finds a place."""
    for name, text in documents():
        try:
            expected, found = events(text), scalars(text)
        except yaml.YAMLError:
            continue
        replaced, variables, behind = text, {}, {}
        for number, (begin, end, style) in reversed(list(enumerate(found))):
            variable = f"v{number}"
            new = kind(text[begin:end], style, text[end:end + 1], "{{ %s }}" % variable)
            if new is not None:
                variables[variable] = values[number % len(values)]
                replaced = replaced[:begin] + new + replaced[end:]
                behind[number] = (text[begin:end], style)
        if variables:
            yield name, replaced.replace("{{{", "{ {{"), variables, with_values(kind, expected, found, text, variables)


def with_values(kind, expected, found, text, variables):
    numbers = iter(range(len(found)))
    changed = []
    for event in expected:
        if event[0] == "ScalarEvent" and event[2] is not None:
            number = next(numbers)
            if f"v{number}" in variables:
                begin, end, style = found[number]
                event = (*event[:2], value_of(kind, variables[f"v{number}"], text[begin:end]))
        changed.append(event)
    return changed


def value_of(kind, value, source):
    if kind is part:
        return source[:1] + value + source[1:]
    if kind is block:
        header = source.split("\n")[0].split("#")[0]
        return value if "-" in header else value + "\n"
    return value


def render(template, variables, folder):
    context = folder / "context.json"
    context.write_text(json.dumps(variables), encoding="utf-8")
    done = subprocess.run([KEYPLATE, "render", "--stdin", "--stdin-filename", "a.yaml", "--context", str(context)],
                          input=template.encode(), capture_output=True, cwd=folder, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@unittest.skipUnless(yaml and getattr(yaml, "__with_libyaml__", False), "all: PyYAML with libyaml is absent")
@unittest.skipUnless(SUITE.exists(), "all: ../shared/vectors/yaml is absent")
class Suite(unittest.TestCase):
    def come_back(self, kind, values, least):
        compared = 0
        with tempfile.TemporaryDirectory() as folder:
            for name, template, variables, expected in templates(kind, values):
                code, output, errors = render(template, variables, pathlib.Path(folder))
                with self.subTest(name, template=template, variables=variables, output=output):
                    self.assertEqual(code, 0, errors)
                    compared += 1
                    self.assertEqual(events(output), expected)
        self.assertGreaterEqual(compared, least)

    def test_whole_scalars(self):
        self.come_back(whole, NASTY, 220)

    def test_within_quotes(self):
        self.come_back(within, ["one 'two' \"three\" \\", "x: #", "word"], 60)

    def test_parts_of_plain_scalars(self):
        self.come_back(part, WORDS, 140)

    def test_blocks(self):
        self.come_back(block, LINES, 40)


def processor_time(template, variables, folder):
    """Of one render, in seconds: this process waits for no other meanwhile."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    render(template, variables, folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Time(unittest.TestCase):
    """What a value in a block ends in is settled where the block ends."""

    def grows_with_length(self, template, value):
        with tempfile.TemporaryDirectory() as folder:
            few, many = (statistics.median(processor_time(template.replace("N", str(count)), {"x": value}, pathlib.Path(folder)) for _ in range(3))
                         for count in (25_000, 100_000))
        self.assertLess(many, 8 * few, template)  # 16 if it grew with the square

    def test_values_that_are_line_breaks(self):
        self.grows_with_length("a: |+\n  w{% for i in range(N) %}{{ x }}{% endfor %}\nb: 1\n", "\n")

    def test_line_breaks_behind_them(self):
        self.grows_with_length("a: |+\n  w{% for i in range(N) %}{{ x }}{% endfor %}{% for i in range(N) %}\n{% endfor %}\nb: 1\n", "\n")

    def test_blanks_behind_lines_of_blanks(self):
        self.grows_with_length("a: |+\n  w{% for i in range(N) %}{{ x }}{% endfor %}{% for i in range(N) %} {% endfor %}\nb: 1\n", "\n ")

    def test_blanks_between_lines_of_blanks(self):
        self.grows_with_length("a: |+\n  w{% for i in range(N) %}{{ x }} {{ '\\n' }}{% endfor %}\nb: 1\n", "\n ")


if __name__ == "__main__":
    unittest.main()
