#!/usr/bin/env python3
"""The benchmark: bench/run.py BUILD_FOLDER [--runs N] [--only network]. Ratios of medians in one run.

Whole processes are timed in pairs with a program of their own (time_pairs), since a Python parent
would add more than keyplate takes. Nothing here is a test: machines differ, ratios less so.
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys

import network

BENCH = pathlib.Path(__file__).resolve().parent
NUNJUCKS = "nunjucks@3.2.4"
BIOME = "@biomejs/biome@1.9.4"


class Bench:
    def __init__(self, build, runs):
        self.build = pathlib.Path(build).resolve()
        self.keyplate = str(self.build / "keyplate")
        self.trees = self.build / "bench-trees"
        self.runs = runs
        self.rows = []
        (self.trees / "home").mkdir(parents=True, exist_ok=True)
        self.env = {"HOME": str(self.trees / "home"), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}

    def prepare_trees(self):
        last = [self.trees / name for name in ("many/49/4999.txt", "huge/499/099999.txt", "yaml/9/499.yaml", "outputs/context.json", "plain/one.txt", "render/render.txt", "secret/one.env", "services/services.yaml")]
        if not all(path.exists() for path in last):
            subprocess.run([sys.executable, BENCH / "make_trees.py", self.trees], check=True)
        if not (self.trees / "secret/dev.vault").exists():
            for arguments, stdin in ((["local", "init", "--trust", "dev"], ""),
                                     (["local", "set", "--trust", "dev", "payments/api"], '{"token": "t0ken"}')):
                subprocess.run([self.keyplate, *arguments], cwd=self.trees / "secret", env=self.env,
                               input=stdin.encode(), check=True)

    def pair(self, work, goal, command, baseline, folder, runs=None, memory_goal_mib=None):
        result = json.loads(subprocess.run(
            [self.build / "bench/time_pairs", str(runs or self.runs), *command, "--", *baseline],
            cwd=self.trees / folder, env=self.env, check=True, capture_output=True).stdout)
        self.ratio = result["ratio"]
        if result["exit"] != 0:
            sys.exit(f"bench: {' '.join(command)} ended with {result['exit']}")
        memory = f"{result['peak_kib'] / 1024:.1f} MiB"
        if memory_goal_mib:
            memory += f" (under {memory_goal_mib})"
        self.rows.append((work, goal, f"{result['ratio']:.2f} x", f"{result['a'] / 1000:.2f} ms",
                          f"{result['b'] / 1000:.2f} ms", memory))

    def times_faster(self, work, goal, command, baseline, folder, runs=None):
        """How many times as long `baseline` takes; None: it isn't there."""
        if baseline is None:
            self.rows.append((work, goal, "not here", "-", "-", "-"))
            return
        subprocess.run(baseline, cwd=self.trees / folder, env=self.env, check=True, capture_output=True)
        self.pair(work, goal, command, baseline, folder, runs)
        row = self.rows.pop()
        self.rows.append((*row[:2], f"{1 / self.ratio:.1f} x", *row[3:]))

    def node_module(self, package, path):
        """A file of an npm package, installed below the build folder; None without npm."""
        if not shutil.which("node") or not shutil.which("npm"):
            return None
        modules = self.build / "bench-node"
        modules.mkdir(exist_ok=True)
        if not (modules / "node_modules" / path).exists():
            subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", package], cwd=modules, check=True)
        return modules / "node_modules" / path

    def biome(self):
        """The program itself: npm's `biome` is a script that starts it."""
        machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
        found = machine and self.node_module(BIOME, f"@biomejs/cli-linux-{machine}/biome")
        return found and [str(found), "lint", "."]

    def in_process(self, work, goal, template, iterations):
        """The same template, parsed and rendered again and again, here and in Nunjucks."""
        arguments = [str(self.trees / template), str((self.trees / template).parent / "context.json"), str(iterations)]
        ours = float(subprocess.run([self.build / "bench/render_bench", *arguments], check=True,
                                    capture_output=True, text=True).stdout.split()[0])
        nunjucks = self.node_module(NUNJUCKS, "nunjucks")
        if nunjucks is None:
            self.rows.append((work, goal, "no node here", f"{ours / 1e6:.3f} ms", "-", "-"))
            return
        theirs = float(subprocess.run(["node", BENCH / "nunjucks_bench.js", *arguments], check=True, capture_output=True,
                                      text=True, env=os.environ | {"NODE_PATH": str(nunjucks.parent)}).stdout)
        self.rows.append((work, goal, f"{theirs / ours:.1f} x", f"{ours / 1e6:.3f} ms", f"{theirs / 1e6:.3f} ms", "-"))

    def with_slots(self, work, goal, template, host_format, iterations):
        """The same template, rendered as its format and as text, in turns."""
        path = self.trees / template
        command = [self.build / "bench/render_bench", str(path), str(path.parent / "context.json"), str(iterations), host_format, "text"]
        ours, text = map(float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
        self.rows.append((work, goal, f"{ours / text:.2f} x", f"{ours / 1e6:.3f} ms", f"{text / 1e6:.3f} ms", "-"))

    def throughput(self, work, goal, template):
        """A render of 10 MB, start and output of the process included."""
        path = self.trees / template
        self.pair(work, goal, [self.keyplate, "render", "--env", "dev", path.name], ["/bin/true"], path.parent)
        work, goal, _, ours, theirs, memory = self.rows.pop()
        size = path.stat().st_size
        self.rows.append((work, goal, f"{size / 1e3 / float(ours.split()[0]):.0f} MB/s", ours, "-", memory))

    def keystroke(self):
        """On a machine that is busy with other things the 99th percentile is theirs."""
        median, rare = map(float, subprocess.run([self.build / "bench/keystroke", "2000", self.keyplate, "lsp"], check=True,
                                                 capture_output=True, text=True).stdout.split())
        self.rows.append(("keystroke to diagnostics, 5,000-line file, 200 tags: p50 / p99 over 2,000 edits", "under 1 ms / 2 ms",
                          f"{median / 1000:.2f} ms / {rare / 1000:.2f} ms", "-", "-", "-"))

    def run(self):
        keyplate, rg = self.keyplate, ["rg", "-uuu", "-F", "-c", "{%"]
        self.pair("`check` of one small file", "at most 2.5 x `/bin/true`", [keyplate, "check", "one.txt"], ["/bin/true"], "small", 20 * self.runs)
        self.pair("`check` of 5,000 files of 4 KB", "at most 1 x `rg`", [keyplate, "check"], [*rg, "."], "many", memory_goal_mib=48)
        self.pair("`check` of 100,000 files of 4 KB", "at most 22 x the 5,000", [keyplate, "check", "huge"], [keyplate, "check", "many"], ".", runs=min(5, self.runs), memory_goal_mib=48)
        yamllint = shutil.which("yamllint")
        self.times_faster("`check` of 500 small JSON files", "at least 5 x `biome lint`", [keyplate, "check"], self.biome(), "json")
        self.times_faster("`check` of 500 small YAML files", "at least 40 x `yamllint`", [keyplate, "check"],
                          yamllint and [yamllint, "-d", "relaxed", "."], "yaml", min(5, self.runs))
        self.pair("`check` of one 10 MB file, 48,000 tags", "at most 4 x `rg`", [keyplate, "check"], [*rg, "."], "large")
        # A file that is named rg maps into memory, which is faster: no goal, but good to know.
        self.pair("the same, both given the file's name", "-", [keyplate, "check", "large.txt"], [*rg, "large.txt"], "large")
        self.in_process("parse + render of 200 outputs in 14 KB, in process", "at least 20 x Nunjucks", "outputs/outputs.txt", 2000)
        self.in_process("a `for` loop of 1,000,000 turns, in process", "at least 10 x Nunjucks", "loop/loop.txt", 15)
        self.pair("`render` beside 100 unused variables with tags", "no measurable cost beside plain ones", [keyplate, "render", "--workspace", "unused", "--env", "dev", "unused/one.txt"],
                  [keyplate, "render", "--workspace", "plain", "--env", "dev", "plain/one.txt"], ".", 20 * self.runs)
        self.throughput("`render` of 10 MB with 48,000 outputs", "at least 100 MB/s", "render/render.txt")
        self.throughput("`render` of 10 MB of YAML with 48,000 outputs", "at least 60 MB/s", "services/services.yaml")
        for name in ("JSON", "YAML"):
            render = [keyplate, "render", "--context", "context.json", f"slots.{name.lower()}", "--host-format"]
            self.pair(f"`render` of 14 KB of {name} with 200 outputs", "at most 1.5 x as text", [*render, name.lower()], [*render, "text"], "slots", 20 * self.runs)
            # Less the program's start, which is most of it: no goal, but good to know.
            self.with_slots("the same in process, parse included", "-", f"slots/slots.{name.lower()}", name.lower(), 2000)
        self.keystroke()
        self.pair("`render` with one local secret", "at most 20 x `/bin/true`", [keyplate, "render", "--trust", "one.txt"], ["/bin/true"], "secret", 5 * self.runs)

        self.pair("`run true` with one local secret", "at most 15 ms over `true`", [keyplate, "run", "--trust", "--env-file", "one.env", "--", "/bin/true"], ["/bin/true"], "secret", 5 * self.runs)
        work, goal, _, ours, theirs, memory = self.rows.pop()
        over = float(ours.split()[0]) - float(theirs.split()[0])
        self.rows.append((work, goal, f"{over:.1f} ms over", ours, theirs, memory))

    def print(self):
        model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
        print(f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; medians of whole processes\n")
        print("| work | goal | measured | keyplate | other | peak memory |\n| --- | --- | --- | --- | --- | --- |")
        for row in self.rows:
            print("| " + " | ".join(row) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build")
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--only", choices=["network"], help="leave out what reads no vault over a network")
    options = parser.parse_args()
    bench = Bench(options.build, options.runs)
    if not options.only:
        bench.prepare_trees()
        bench.run()
    network.Network(bench).run()
    bench.print()


if __name__ == "__main__":
    main()
