#!/usr/bin/env python3
"""Runs the main job on the samples in a temporary copy, showing each command and what came out.

demo.py PATH_OF_KEYPLATE. tests/program/test_samples.py runs the same steps and compares.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SAMPLES = pathlib.Path(__file__).resolve().parent

# Each sample: its secrets, then what to run. `$` stands for keyplate.
STEPS = {
    "requests": {
        "secrets": [("dev", "shop/api", '{"token": "dev-t0ken", "merchant": "m-81"}'),
                    ("staging", "shop/api", '{"token": "staging-t0ken", "merchant": "m-07"}')],
        "run": [["check"],
                ["render", "--trust", "requests/create-payment.http"],
                ["render", "--trust", "--env", "staging", "requests/create-payment.http"],
                ["render", "--trust"]],
    },
    "service": {
        "secrets": [("app", "orders/database", '{"password": "s3cr3t-pa55"}'),
                    ("app", "orders/api-key", "k-4711"),
                    ("app", "orders/signature", 'She said "no\\yes"\nTwice.')],
        "run": [["check"],
                ["render", "--trust", "--set", "build_id=1042"]],
    },
}


def environment(home):
    """Nothing of the caller's but the search path, so that a demo reads no real key."""
    return {"HOME": str(home), "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"}


def play(keyplate, sample, folder, run):
    """Copies a sample to `folder`, stores its secrets and calls run(arguments, stdin) for each step."""
    work = pathlib.Path(folder) / sample
    shutil.copytree(SAMPLES / sample, work)
    (work / ".git").mkdir()  # the search for a workspace ends here
    home = pathlib.Path(folder) / "home"
    home.mkdir(exist_ok=True)
    steps = STEPS[sample]
    for vault in dict.fromkeys(vault for vault, _, _ in steps["secrets"]):
        run(work, home, ["local", "init", "--trust", vault], "")
    for vault, name, value in steps["secrets"]:
        run(work, home, ["local", "set", "--trust", vault, name], value)
    for arguments in steps["run"]:
        run(work, home, arguments, "")
    return work


def main():
    keyplate = str(pathlib.Path(sys.argv[1]).resolve())

    def run(work, home, arguments, stdin):
        print(f"$ keyplate {' '.join(arguments)}" + (f"   # {len(stdin)} bytes from standard input" if stdin else ""), flush=True)
        subprocess.run([keyplate, *arguments], cwd=work, env=environment(home), input=stdin.encode(), check=True)

    for sample in STEPS:
        print(f"\n--- samples/{sample} ---")
        with tempfile.TemporaryDirectory(prefix="keyplate-demo-") as folder:
            work = play(keyplate, sample, folder, run)
            for path in sorted((work / "build").glob("*")):
                print(f"\n--- {path.relative_to(work)}\n{path.read_text()}", end="", flush=True)


if __name__ == "__main__":
    main()
