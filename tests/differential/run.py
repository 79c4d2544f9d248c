#!/usr/bin/env python3
"""Random templates, rendered by Nunjucks and by keyplate: run.py --keyplate PATH [--seed N]
[--count N | --seconds N] [--no-methods] [--mutate]. Prints the seed, and each disagreement made small."""
import argparse
import collections
import json
import random
import sys
import time

import compare
import engines
import shrink
import templates

BATCH = 100
MOST_SHOWN = 20
AGREED = ("same", "both fail", "refused", "joined")


class Run:
    def __init__(self, keyplate, methods=True, mutate=False):
        self.keyplate = engines.Keyplate(keyplate)
        self.nunjucks = engines.Nunjucks()
        self.methods, self.mutate = methods, mutate
        self.counts = {mode: collections.Counter() for mode in engines.MODES}
        self.refused = collections.Counter()
        self.shown = {}

    def close(self):
        self.nunjucks.close()
        self.keyplate.close()

    def batch(self, seed):
        """Templates that share a context, under both ways to take undefined values."""
        rng = random.Random(seed)
        context = templates.context(rng)
        generator = templates.Templates(rng.random(), self.methods, self.mutate)
        made = [generator.template() for _ in range(BATCH)]
        ours, theirs = {}, {}
        for mode in engines.MODES:
            self.nunjucks.ask(made, context, mode)
            ours[mode] = self.keyplate.render(made, context, mode)
            theirs[mode] = self.nunjucks.answers()
        for mode in engines.MODES:
            for template, our, their, lenient in zip(made, ours[mode], theirs[mode], ours["empty"]):
                self.count(template, context, mode, our, their, lenient)

    def count(self, template, context, mode, ours, theirs, lenient):
        verdict = compare.verdict(ours, theirs, lenient if mode == "error" else None)
        if verdict == "refused":
            self.refused.update(set(ours.codes))
        if verdict == "same" and theirs.output is None:
            verdict = "both fail"
        self.counts[mode][verdict] += 1
        if verdict not in AGREED and len(self.shown) < MOST_SHOWN:
            self.explain(template, context, mode, verdict)

    def verdict(self, template, context, mode):
        lenient = self.keyplate.render([template], context, "empty")[0] if mode == "error" else None
        return compare.verdict(*self.ask(template, context, mode), lenient)

    def ask(self, template, context, mode):
        return self.keyplate.render([template], context, mode)[0], self.nunjucks.render([template], context, mode)[0]

    def explain(self, template, context, mode, verdict):
        fails = lambda text, given: self.verdict(text, given, mode) == verdict
        if not fails(template, context):
            small, given = template, context  # it needs its neighbours: shown as it is
        else:
            small, given = shrink.shrink(template, context, fails)
        ours, theirs = self.ask(small, given, mode)
        if small in self.shown:
            return
        self.shown[small] = verdict
        print(f"\n{verdict}, undefined={mode}\n  template  {small!r}\n  context   {json.dumps(given, ensure_ascii=False)}\n  made from {template!r}")
        print(f"  Nunjucks  {theirs.output!r} {theirs.error[-200:]!r}\n  keyplate  {ours.output!r} {ours.codes} {ours.error}", flush=True)

    def summary(self, seed, seconds):
        disagreed = 0
        for mode, counts in self.counts.items():
            wrong = {verdict: n for verdict, n in counts.items() if verdict not in AGREED}
            disagreed += sum(wrong.values())
            print(f"seed {seed}, undefined={mode}: {sum(counts.values())} templates: {counts['same']} same output, "
                  f"{counts['both fail']} fail in both, {counts['refused']} refused by check, {counts['joined']} join undefined, {sum(wrong.values())} disagree {wrong or ''}")
        refused = ", ".join(f"{code} {count}" for code, count in self.refused.most_common())
        print(f"refused by check: {refused or 'none'}; {seconds:.0f} s")
        return disagreed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keyplate", required=True)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--methods", action=argparse.BooleanOptionalAction, default=True, help="also methods of values, and regular expressions")
    parser.add_argument("--mutate", action="store_true", help="break every other template somewhere")
    options = parser.parse_args()
    if missing := engines.missing_engine():
        print(f"not compared with Nunjucks: {missing}")
        return 0
    print(f"seed {options.seed}", flush=True)
    run, started, made = Run(options.keyplate, options.methods, options.mutate), time.monotonic(), 0
    try:
        while (time.monotonic() - started < options.seconds) if options.seconds else made < options.count:
            run.batch(f"{options.seed}/{made}")
            made += BATCH
    finally:
        run.close()
    return 1 if run.summary(options.seed, time.monotonic() - started) else 0


if __name__ == "__main__":
    sys.exit(main())
