#!/usr/bin/env python3
"""Writes docs/slots.md by asking keyplate what each kind of slot takes: make_page.py --keyplate PATH.
`--check` says whether it is up to date. Who reads the values back is tests/program/test_slots.py."""
import argparse
import pathlib
import sys

import engine
import places
import values

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/slots.md"
HEAD = """# Slots

A value is written as the place needs it where it is printed: with the escapes of the quotes that it
stands in, in quotes where it would else read as something different, percent-encoded in a URL, indented
in a block of YAML. So no value, a secret or not, breaks the file that it lands in, or adds to it. What
the author wrote comes out byte for byte, and what a place can't hold is an error at the tag that prints
it (`slot-cannot-hold`), with nothing written.

- What is written is what parsers of the format read back exactly: tests render random values in each of
  these places and ask parsers that are named here with each format.
- Without quotes around them, numbers, booleans, null, lists and dicts are written in the format's own
  syntax where it has one. Inside quotes a list or dict is refused; `dump` makes text of it.
- Text that the template itself spells (`{{ ', ' }}`), and what `dump`, `safe` or `raw` makes, is the
  author's: without quotes around it, it is printed as it is.
- The format is told by a file's name, `[formats]` of the workspace, or `--host-format`. In a file of
  another format a secret may hold only letters, digits and `_./+=-`.

Each table says what is printed instead of `{{ VALUE }}` for the text `it's "x" \\ #1`, and what is refused
there. A character is refused wherever it stands, unless said otherwise; what is not named comes back.
The tables are made by asking the program; tests/slots/make_page.py writes them.
"""
SAMPLE = "it's \"x\" \\ #1"
WORD = "word"


class Page:
    def __init__(self, keyplate):
        self.keyplate = keyplate

    def text(self, formats):
        parts = [HEAD]
        for each in formats:
            parts.append(f"## {each.title}\n\nRead back by {join(reader.name for reader in each.readers)}.\n\n| place | as in | prints | refuses |\n| --- | --- | --- | --- |")
            parts[-1] += "".join("\n" + self.row(each, place) for place in each.places if place.shown) + "\n"
        return "\n".join(parts)

    def row(self, host_format, place):
        """Its first value is asked for; the others are a harmless word."""
        asked = Asked(self.keyplate, host_format, place)
        note = f"; {place.rule}" if place.rule else ""
        cells = place.name + note, code(place.template), self.example(asked), refused(asked)
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    @staticmethod
    def example(asked):
        for value in (SAMPLE, WORD):
            output = asked.output(value)
            if output is not None:
                return code(asked.slot(output)) if value == SAMPLE else code(asked.slot(output)) + f" for `{WORD}`"
        return "nothing"


class Asked:
    """What a place does with each of the probes, asked at once."""

    def __init__(self, keyplate, host_format, place):
        self.place = place
        probes = [SAMPLE, WORD] + values.probes()
        jobs = [(place.template, (probe,) + ("second", "third")[: len(place.kinds) - 1]) for probe in probes]
        renderings = keyplate.render(host_format.name, jobs)
        self.outputs = {repr(probe): rendering.output for probe, rendering in zip(probes, renderings)}

    def output(self, value):
        return self.outputs[repr(value)]

    def holds(self, value):
        return self.output(value) is not None

    def slot(self, output):
        """What stands where the first value does."""
        pieces = self.place.pieces()
        begin = len(pieces[0])
        end = output.find(pieces[1], begin) if len(pieces) > 2 or pieces[1] else len(output)
        return output[begin:end]


def refused(asked):
    """In words, what the place can't hold."""
    if not any(output is not None for output in asked.outputs.values()):
        return "every value"
    bad = [character for _, characters in values.CHARACTERS for character in characters if not asked.holds(f"a{character}b")]
    told = spelled(by_place(asked))
    for name, samples in values.MEANINGS + values.KINDS:
        # Text that holds a character which is refused anyway tells nothing.
        telling = [sample for sample in samples if not isinstance(sample, str) or not any(character in sample for character in bad)]
        held = [asked.holds(sample) for sample in telling]
        if held and not all(held):
            told.append(name if not any(held) else f"some {name}")
    return ", ".join(told) or "nothing"


def by_place(asked):
    """The characters that are refused, by where."""
    found = {}
    for name, characters in values.CHARACTERS:
        where = tuple(where for where, form in values.WHERE.items() if not all(asked.holds(form.format(each)) for each in characters))
        some = any(asked.holds(form.format(each)) for each in characters for form in map(values.WHERE.get, where))
        if where:
            found.setdefault(where, []).append("some " + name if some and len(characters) > 1 else name)
    return found


def spelled(found):
    every = tuple(values.WHERE)
    found = {where: summed(names) for where, names in found.items()}
    return [*found.pop(every, []), *(f"{join(names)} {join(where, 'or')}" for where, names in found.items())]


def summed(names):
    """Fewer words for the same."""
    for whole, parts in values.SUMS:
        if set(parts) <= set(names):
            at = names.index(parts[0])
            names = names[:at] + [whole] + [name for name in names[at:] if name not in parts]
    marks = [name for name, characters in values.CHARACTERS if characters[0] in values.PUNCTUATION]
    if sum(name in marks for name in names) > len(marks) // 2:
        others = [name for name in marks if name not in names]
        names = [name for name in names if name not in marks] + ["punctuation but " + join(others) if others else "punctuation"]
    return names


def join(words, last="and"):
    words = list(words)
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def code(text):
    """Text as code of one line in a cell of a table."""
    shown = text.replace("\r\n", "\n").replace("\n", "\u23ce")
    shown = shown if len(shown) <= 110 else shown[:60] + " \u2026"
    fence = "``" if "`" in shown else "`"
    pad = " " if "`" in shown or shown != shown.strip() or not shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}" if shown else "nothing"


def made(program):
    keyplate = engine.Keyplate(program)
    try:
        return Page(keyplate).text([each for each in places.every() if keyplate.has_lexer(each.name)])
    finally:
        keyplate.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keyplate", required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    text = made(options.keyplate)
    if options.check:
        sys.exit(0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text else f"{PAGE} is stale; {sys.argv[0]} writes it")
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
