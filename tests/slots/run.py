#!/usr/bin/env python3
"""Random values in every kind of slot, read back: run.py --keyplate PATH [--seed N] [--count N | --seconds N]
[--format NAME] [--place PART]. Prints the seed, who reads, and each mistake made small."""
import argparse
import collections
import random
import re
import sys
import time

import documents
import engine
import places
import proof
import readers
from values import LONG, LONG_KEY, Values

MOST_SHOWN = 12
SECRETS = 5  # every so many values come from a vault


def cases(host_format, seed, count):
    """As many random cases for each of its places."""
    made = Values(f"{host_format.title}/{seed}")
    return [(place, chosen(made, place)) for place in host_format.places for _ in range(count)]


def chosen(made, place):
    found = []
    while len(found) < len(place.kinds):
        value = one(made, place.kinds[len(found)])
        if "k" not in place.kinds or value not in found:
            found.append(value)
    return tuple(found)


def one(made, kind):
    if kind == "a":
        return made.any()
    if kind in "tch" and made.rng.random() < 0.03:
        return made.rng.choice((7, 1.5, True, False) + ((["a"], {"a": 1}) if kind != "c" else ()))
    return made.text(LONG_KEY if kind in "hk" else LONG)


def held(values, rendering):
    """The values with a word for each that was refused."""
    told = {int(index) for index in re.findall(r"`v\[[0-9]+\]\[([0-9]+)\]` can't be printed here", rendering.message)}
    return tuple(f"word{index}" if index in told else value for index, value in enumerate(values))


class Run:
    def __init__(self, keyplate):
        self.keyplate = engine.Keyplate(keyplate)
        self.proof = proof.Proof(self.keyplate)
        self.counts = collections.Counter()
        self.shown = collections.Counter()
        self.findings = 0

    def close(self):
        self.keyplate.close()

    def batch(self, host_format, seed, count):
        self.examine(host_format, cases(host_format, seed, count))

    def examine(self, host_format, made):
        findings, refused = self.proof.check(host_format, made, lambda number: number % SECRETS == 0)
        self.counts += collections.Counter({"cases": len(made), "refused": refused})
        self.findings += len(findings)
        for finding in findings:
            self.explain(host_format, finding)

    def documents(self, host_format, seed, count):
        """Whole documents, in which a harmless word takes the place of what is refused."""
        writer = documents.WRITERS.get(host_format.title)
        made = Values(f"documents/{host_format.title}/{seed}")
        todo = [(place, chosen(made, place)) for number in range(count if writer else 0) for place in [writer(f"{seed}/{number}").place()]]
        for attempt in range(4):
            renderings = self.keyplate.render(host_format.name, [(place.template, values) for place, values in todo])
            todo = [(place, values if rendering.output is not None else held(values, rendering)) for (place, values), rendering in zip(todo, renderings)]
        self.examine(host_format, todo)

    def explain(self, host_format, finding):
        """Each kind of mistake of a place once."""
        known = (finding.host_format, finding.place.name, finding.what)
        self.shown[known] += 1
        if self.shown[known] > 1 or len(self.shown) > MOST_SHOWN:
            return
        small = proof.shrink(self.proof, host_format, finding)
        print(f"\n{host_format.title}, {small.place.name}: {small.what}\n  template  {small.place.template!r}\n"
              f"  values    {', '.join(map(proof.shown, small.values))}{'  (secrets)' if small.secret else ''}\n  {small.details}", flush=True)

    def summary(self, seconds):
        print(f"{self.counts['cases']} cases: {self.counts['cases'] - self.counts['refused'] - self.findings} read back exactly, "
              f"{self.counts['refused']} refused, {self.findings} mistaken; {seconds:.0f} s")
        for (name, place, what), number in sorted(self.shown.items()):
            print(f"  {number:5} {name}, {place}: {what}")
        return self.findings


def able(keyplate, formats):
    """The formats that keyplate can quote for, and lines about those that it can't and readers that aren't here."""
    found, lines = [], []
    for each in formats:
        lines += [f"{each.title} is not read by {reader.name}: {reader.missing}" for reader in each.readers if reader.missing]
        if not keyplate.has_lexer(each.name):
            lines.append(f"{each.title}: keyplate can't quote for it yet")
        elif each.asked():
            found.append(each)
    return found, lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keyplate", required=True)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--count", type=int, default=100, help="values for each place")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--format", help="only formats whose title begins so")
    options = parser.parse_args()
    run, started, made = Run(options.keyplate), time.monotonic(), 0
    print(f"seed {options.seed}", flush=True)
    try:
        wanted = [each for each in places.every() if each.title.lower().startswith((options.format or "").lower())]
        formats, lines = able(run.keyplate, wanted)
        print("\n".join(lines), flush=True)
        while (time.monotonic() - started < options.seconds) if options.seconds else made < options.count:
            step = min(20, options.count - made) if not options.seconds else 20
            for each in formats:
                run.batch(each, f"{options.seed}/{made}", step)
                run.documents(each, f"{options.seed}/{made}", step)
            made += step
    finally:
        run.close()
        readers.close()
    return 1 if run.summary(time.monotonic() - started) else 0


if __name__ == "__main__":
    sys.exit(main())
