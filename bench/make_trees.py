#!/usr/bin/env python3
"""Makes the inputs of the benchmark: make_trees.py FOLDER. The same bytes every time.

small/one.txt         a file with three tags
many/                 a workspace of 5,000 files of 4 KB with three tags each
large/large.txt       10 MB with 48,000 tags
outputs/              14 KB with 200 outputs, and its variables as JSON
secret/               a workspace with a template that reads one secret of a local vault
"""
import json
import pathlib
import sys

WORKSPACE = """\
[workspace]
name = "bench"
templates = ["**/*.txt"]

[vaults.dev]
provider = "local"
file = "dev.vault"
key_file = "~/bench.key"

[environments.dev.variables]
host = "https://bench.example"
region = "eu-west-1"
"""
TAGS = ("{{ host }}", "{% secret 'dev', 'payments/api', key='token' %}", "{{ region | upper }}")
LINE = "The quick brown fox jumps over the lazy dog, again and again, until the line is full.\n"


def filler(size):
    return (LINE * (size // len(LINE) + 1))[:size]


def text_with_tags(size, tags):
    """`size` bytes of prose with `tags` tags spread evenly."""
    gap = (size - sum(len(TAGS[i % 3]) + 1 for i in range(tags))) // tags
    return "".join(filler(gap) + TAGS[i % 3] + "\n" for i in range(tags))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main():
    root = pathlib.Path(sys.argv[1])
    for name in ("small", "many", "large", "secret"):
        write(root / name / "keyplate.toml", WORKSPACE)
        (root / name / ".git").mkdir(exist_ok=True)
    write(root / "small/one.txt", text_with_tags(400, 3))
    for i in range(5000):
        write(root / f"many/{i // 100:02}/{i:04}.txt", text_with_tags(4096, 3))
    write(root / "large/large.txt", text_with_tags(10_000_000, 48_000))
    write(root / "secret/one.txt", "token={{ secret('dev', 'payments/api', key='token') }}\n")
    names = [f"name_{i}" for i in range(50)]
    outputs = "".join(filler(48)[:-1] + " {{ " + names[i % 50] + " }}\n" if i % 4 else
                      filler(42)[:-1] + " {{ " + names[i % 50] + " | upper }}\n" for i in range(200))
    write(root / "outputs/outputs.txt", outputs)
    write(root / "outputs/context.json", json.dumps({name: f"value of {name}" for name in names}))


if __name__ == "__main__":
    main()
