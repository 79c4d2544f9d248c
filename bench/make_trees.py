#!/usr/bin/env python3
"""Makes the inputs of the benchmark: make_trees.py FOLDER. The same bytes every time.

small/one.txt         a file with three tags
many/                 a workspace of 5,000 files of 4 KB with three tags each
huge/                 the same with 100,000 files
json/, yaml/          workspaces of 500 small files that stay JSON or YAML with their tags
large/large.txt       10 MB with 48,000 tags
outputs/              14 KB with 200 outputs, and its variables as JSON
loop/                 a loop of a million turns
unused/, plain/       one template, beside 100 variables that nobody needs, with tags or plain
render/               10 MB with 48,000 outputs of variables
slots/                14 KB of JSON and of YAML with 200 outputs, and their variables as JSON
services/             10 MB of YAML with 48,000 outputs of variables
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


def many_texts(folder, count, a_folder):
    """The bytes are those of every other file: what is measured is how many there are."""
    text = text_with_tags(4096, 3)
    for i in range(count):
        write(folder / f"{i // a_folder:03}/{i:06}.txt", text)


def service(i):
    """What a small service is configured with; each tag stands in a string."""
    return {"name": f"service-{i}", "replicas": i % 5 + 1, "public": i % 2 == 0,
            "url": "{{ host }}/v1/items", "region": "{{ region | upper }}",
            "token": "{% secret 'dev', 'payments/api', key='token' %}",
            "ports": [8000 + i, 9000 + i],
            "labels": {f"label-{n}": f"value {n} of service {i}, {LINE[:40]}" for n in range(12)}}


def yaml_text(value, indent=""):
    """Block style, every string in double quotes."""
    lines = []
    for key, item in value.items():
        if isinstance(item, dict):
            lines.append(f"{indent}{key}:\n{yaml_text(item, indent + '  ')}")
        elif isinstance(item, list):
            lines.append(f"{indent}{key}:\n" + "".join(f"{indent}  - {json.dumps(each)}\n" for each in item))
        else:
            lines.append(f"{indent}{key}: {json.dumps(item)}\n")
    return "".join(lines)


def main():
    root = pathlib.Path(sys.argv[1])
    for name in ("json", "yaml"):
        write(root / name / "keyplate.toml", WORKSPACE.replace("txt", name))
        (root / name / ".git").mkdir(exist_ok=True)
    for i in range(500):
        write(root / f"json/{i // 50}/{i:03}.json", json.dumps(service(i), indent=2) + "\n")
        write(root / f"yaml/{i // 50}/{i:03}.yaml", "---\n" + yaml_text(service(i)))
    for name in ("small", "many", "huge", "large", "secret"):
        write(root / name / "keyplate.toml", WORKSPACE)
        (root / name / ".git").mkdir(exist_ok=True)
    write(root / "small/one.txt", text_with_tags(400, 3))
    for i in range(5000):
        write(root / f"many/{i // 100:02}/{i:04}.txt", text_with_tags(4096, 3))
    many_texts(root / "huge", 100_000, 200)
    write(root / "large/large.txt", text_with_tags(10_000_000, 48_000))
    write(root / "secret/one.env", "TOKEN={{ secret('dev', 'payments/api', key='token') }}\n")
    write(root / "secret/one.txt", "token={{ secret('dev', 'payments/api', key='token') }}\n")
    names = [f"name_{i}" for i in range(50)]
    outputs = "".join(filler(48)[:-1] + " {{ " + names[i % 50] + " }}\n" if i % 4 else
                      filler(42)[:-1] + " {{ " + names[i % 50] + " | upper }}\n" for i in range(200))
    write(root / "outputs/outputs.txt", outputs)
    write(root / "outputs/context.json", json.dumps({name: f"value of {name}" for name in names}))
    language(root)


def language(root):
    """Templates for the language itself."""
    write(root / "loop/loop.txt", "{% for i in range(1000000) %}{{ i }},{% endfor %}\n")
    write(root / "loop/context.json", "{}")
    unused = "".join(f"v{i} = \"{{{{ secret('dev', 'payments/api', key='token') | upper }}}}\"\n" for i in range(100))
    for name, more in (("unused", unused), ("plain", unused.replace("{{", "((").replace("}}", "))"))):
        write(root / name / "keyplate.toml", WORKSPACE + more)
        write(root / name / "one.txt", text_with_tags(400, 3).replace(TAGS[1], TAGS[0]))
        (root / name / ".git").mkdir(exist_ok=True)
    write(root / "render/keyplate.toml", WORKSPACE)
    write(root / "render/render.txt", text_with_tags(10_000_000, 48_000).replace(TAGS[1], TAGS[0]))
    (root / "render/.git").mkdir(exist_ok=True)
    slots(root)


SHORT_SERVICE = """\
  service-{i:05}:
    image: registry.example/team/{app}:1.{minor}.3  # {name}
    replicas: {replicas}
    restart: unless-stopped
    command: [serve, --region, {region}]
    environment:
      HOST: {host}
      URL: http://{host}:{port}/v1/items
      REGION: "{region}"
      GREETING: 'it''s {name} of service {i}'
    config: |
      # written for service {i}
      listen 0.0.0.0:{port}
      upstream {host}/v1
      {line}"""
SERVICE = SHORT_SERVICE.replace("  # {name}", "").replace("      URL: http://{host}:{port}/v1/items\n", "{more}") + """\
      {line}    # {line}    healthcheck: {{interval: 30s, retries: 3, test: "curl -f http://localhost:{port}/health"}}
    labels:
      - traefik.enable=true
      - "traefik.http.routers.service-{i}.rule=Host(`service-{i}.example`)"
"""


def services(form, count, names, settings=0):
    """Services of a compose file; `names` are of their variables."""
    more = "".join(f"      SETTING_{n}: the value of setting {n}\n" for n in range(settings))
    return "services:\n" + "".join(
        form.format(i=i, line=LINE, more=more, port=8000 + i % 1000, minor=i % 30, replicas=i % 5 + 1, **{key: tag(name) for key, name in names(i).items()})
        for i in range(count))


def tag(name):
    return "{{ " + name + " }}"


def slots(root):
    """The same work in formats that are quoted for."""
    names = [f"name_{i}" for i in range(50)]
    write(root / "slots/context.json", json.dumps({name: f"value of {name}" for name in names}))
    members = ",\n".join(f'  "key {i}": "{filler(45)[:-1]} {tag(names[i % 50])}"' for i in range(200))
    write(root / "slots/slots.json", "{\n" + members + "\n}\n")
    keys = ("app", "host", "region", "name")
    write(root / "slots/slots.yaml", services(SHORT_SERVICE, 25, lambda i: {key: names[(4 * i + n) % 50] for n, key in enumerate(keys)}))
    write(root / "services/keyplate.toml", WORKSPACE.replace("txt", "yaml") + 'app = "shop"\nname = "Anna: O\'Neil"\n')
    write(root / "services/services.yaml", services(SERVICE, 8000, lambda _: {key: key for key in keys}, 10))
    (root / "services/.git").mkdir(exist_ok=True)


if __name__ == "__main__":
    main()
