"""What is asked of a place where a value is printed, and whether keyplate's answer is right."""
import dataclasses
import json
import re

import readers

ISLAND = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)


# t: text, or a number or boolean as its text; a list or dict must be refused.  c: the same, but a list
# does no harm.  h: the same as t, not very long.  s: text only.  k: text that is not very long, and no
# other key.  a: a value of any kind.
KINDS = "tchska"


@dataclasses.dataclass(frozen=True)
class Place:
    """A kind of slot. In the template VALUE, SECOND and THIRD stand for values; `means` gives, for them,
    what every reader must make of the output."""
    name: str
    template: str
    means: object
    kinds: str = "t"          # of each value: see KINDS
    flow: tuple = None        # the author's pieces in the order they come out; None: as in the template, once each
    codes: tuple = ("slot-cannot-hold",)  # what a refusal may be
    rule: str = ""            # what else than the value itself comes back, for the page
    shown: bool = True        # has a row on the page

    def pieces(self):
        return self.flow or tuple(ISLAND.split(self.template))


@dataclasses.dataclass(frozen=True)
class Format:
    name: str                 # as `--host-format` takes it
    title: str
    readers: tuple
    places: tuple

    def asked(self):
        return [reader for reader in self.readers if not reader.missing]

    def place(self, name):
        return next(place for place in self.places if place.name == name)


@dataclasses.dataclass(frozen=True)
class Finding:
    """A value that neither came back nor was refused."""
    host_format: str
    place: Place
    values: tuple
    what: str                 # in a few words, the same for the same mistake
    details: str
    secret: bool


def text_of(value):
    """As it prints inside quotes; a number as it is spelled."""
    return value if isinstance(value, str) else json.dumps(value)


class Proof:
    """Renders cases, reads them back and counts."""

    def __init__(self, keyplate):
        self.keyplate = keyplate

    def check(self, host_format, cases, secret=lambda number: False):
        """Findings and the number of refusals of cases: pairs of a place and its values."""
        jobs = [(place.template, values) for place, values in cases]
        renderings = self.keyplate.render(host_format.name, jobs, secret)
        findings, refused = [], 0
        held = [number for number, rendering in enumerate(renderings) if rendering.output is not None]
        answers = {reader.name: dict(zip(held, reader.read([renderings[number].output for number in held]))) for reader in host_format.asked()}
        for number, ((place, values), rendering) in enumerate(zip(cases, renderings)):
            wrong = self.judge(place, values, rendering, {name: given.get(number) for name, given in answers.items()})
            refused += rendering.output is None
            if wrong:
                findings.append(Finding(host_format.name, place, values, *wrong, secret(number)))
        return findings, refused

    def judge(self, place, values, rendering, answers):
        """What is wrong, in short and in detail, or nothing."""
        if rendering.output is None:
            return refusal(place, values, rendering)
        if any(kind in "thk" and isinstance(value, (list, dict)) for kind, value in zip(place.kinds, values)):
            return "a list or dict is printed as text", shown(rendering.output)
        if not in_order(place.pieces(), rendering.output):
            return "the author's text changed", shown(rendering.output)
        expected = place.means(*(value if kind == "a" else text_of(value) for kind, value in zip(place.kinds, values)))
        for name, answer in answers.items():
            wanted = expected.get(name, expected[None]) if isinstance(expected, ByReader) else expected
            if isinstance(answer, readers.Failure):
                return f"{name} can't read it", f"{answer.reason[:300]} in {shown(rendering.output)}"
            if not readers.same(wanted, answer):
                return f"{name} reads something else", f"{shown(answer)} instead of {shown(wanted)} in {shown(rendering.output)}"
        return None


class ByReader(dict):
    """What readers make of it that don't agree, by name; None: all others."""


def shown(value):
    text = repr(value)
    return text if len(text) < 400 else text[:200] + " ... " + text[-80:]


def refusal(place, values, rendering):
    if rendering.code not in place.codes:
        return f"fails with {rendering.code}", rendering.message[:600]
    for value in values:
        for line in str(value).split("\n"):
            if len(line) > 7 and line.strip() not in place.template and line in re.sub(r"`(secret\('os'.*?|v\[[0-9]+\]\[[0-9]\])`", "", rendering.message):
                return "the refusal shows the value", rendering.message[:600]
    return None


def in_order(pieces, output):
    """Whether the author's pieces are there, the first and the last at their ends, and all in order."""
    if not output.startswith(pieces[0]) or not output.endswith(pieces[-1]) or len(output) < sum(map(len, pieces)):
        return False
    at, end = len(pieces[0]), len(output) - len(pieces[-1])
    for piece in pieces[1:-1]:
        found = output.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return len(pieces) > 1 or output == pieces[0]


def smaller(value):
    """Values like it, but smaller."""
    if isinstance(value, str):
        size = len(value)
        for width in sorted({size // 2, size // 4, size // 8, 1} - {0}, reverse=True):
            for at in range(0, min(size, 64 * width), width):
                yield value[:at] + value[at + width:]
    elif isinstance(value, list):
        yield from value
        yield from (value[:at] + value[at + 1:] for at in range(len(value)))
        for at, item in enumerate(value):
            yield from (value[:at] + [less] + value[at + 1:] for less in smaller(item))
    elif isinstance(value, dict):
        yield from value.values()
        for key, item in value.items():
            rest = {name: other for name, other in value.items() if name != key}
            yield rest
            yield from ({**rest, less: item} for less in smaller(key))
            yield from ({**rest, key: less} for less in smaller(item))


def shrink(proof, host_format, finding, rounds=60):
    """The finding with values that are as small as can be found soon."""
    for _ in range(rounds):
        tries = [finding.values[:at] + (less,) + finding.values[at + 1:] for at, value in enumerate(finding.values) for less in smaller(value)][:400]
        found, _ = proof.check(host_format, [(finding.place, values) for values in tries], lambda _: finding.secret)
        found = [each for each in found if each.what == finding.what]
        if not found:
            return finding
        finding = min(found, key=lambda each: len(repr(each.values)))
    return finding
