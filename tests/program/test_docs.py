"""Every example in the documentation is executed.

In README.md, docs/*.md and docs/providers/*.md: a fenced block `LANGUAGE FILE` makes that file, in the page's own folder;
a `console` block runs each line that begins with `$ `, and prints exactly what stands below it. The
blocks of a page run in order. A block `LANGUAGE` alone is not executed, but may only show a language
that is not ours (`sh`, `json`, ...).

In docs/diagnostics/CODE.md the blocks below `## Example` make a workspace (a block without a file
name is `keyplate.toml` for `toml`, else `example.txt`), and `keyplate check`, or the `console`
blocks there, must give CODE; in a second folder the files below `## Instead` go over those of the
example, and must not. `FILE (escaped)` is decoded as in a golden case.
"""
import http.server
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(os.environ.get("KEYPLATE_SOURCE", pathlib.Path(__file__).parents[2]))
sys.path.insert(0, str(ROOT / "tests/golden"))
from run import unescape  # noqa: E402

FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.M | re.S)


def blocks(text):
    for match in FENCE.finditer(text):
        language, _, name = match.group(1).strip().partition(" ")
        yield language, name.strip(), match.group(2)


class Server(http.server.ThreadingHTTPServer):
    """Answers as a `server.json` says, on loopback; see docs/diagnostics/README.md."""
    daemon_threads = True

    def __init__(self, answers, folder):
        super().__init__(("127.0.0.1", 0), Answer)
        self.answers = answers
        if "tls" in answers:
            certificate, key = folder / answers["tls"], folder.parent / "server.key"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=shop",
                            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], check=True, capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that trusts nobody hangs up."""


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answer = self.server.answers.get(self.path, {"status": 404, "body": {"errors": []}})
        body = answer["body"] if isinstance(answer["body"], str) else json.dumps(answer["body"])
        self.send_response(answer.get("status", 200))
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **answer.get("headers", {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class Shell:
    """A bare environment in a folder of its own, where `keyplate` is the program under test."""

    def __init__(self, folder):
        home = pathlib.Path(folder)
        self.work = home / "shop"
        for made in (self.work, self.work / ".git"):
            made.mkdir()
        programs = pathlib.Path(os.environ["KEYPLATE"]).parent
        self.server = None
        self.env = {"HOME": str(home), "PATH": f"{programs}:/usr/bin:/bin", "LANG": "C.UTF-8"}

    def write(self, name, text):
        name, escaped, _ = name.partition(" (escaped)")
        if name == "server.json":
            self.server = Server(json.loads(text), self.work)
            return
        if self.server:
            text = text.replace("127.0.0.1:8200", f"127.0.0.1:{self.server.server_port}")
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(unescape(text) if escaped else text.encode())

    def run(self, line):
        return subprocess.run(["sh", "-c", line], cwd=self.work, env=self.env, stdin=subprocess.DEVNULL, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout

    def console(self, text):
        """The block as it really goes: each command with what it prints, at home in /home/you."""
        commands = re.findall(r"^\$ (.*(?:\\\n.*)*)", text, flags=re.M)
        shown = "".join(f"$ {command}\n{self.run(command)}" for command in commands)
        return shown.replace(self.env["HOME"], "/home/you")


class Pages(unittest.TestCase):
    """KEYPLATE_UPDATE=1 rewrites what the console blocks show."""

    def as_it_goes(self, page):
        """The page with its console blocks as they really go, and how many there are."""
        text, ran = page.read_text(), 0
        with tempfile.TemporaryDirectory() as folder:
            shell = Shell(folder)
            for language, name, body in blocks(text):
                if language == "console":
                    ran += 1
                    text = text.replace(f"```console\n{body}```", f"```console\n{shell.console(body)}```", 1)
                elif name:
                    shell.write(name, body)
        return text, ran

    def test_console_blocks_print_what_they_show(self):
        total = 0
        for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/providers").glob("*.md"))]:
            with self.subTest(page=page.name):
                text, ran = self.as_it_goes(page)
                total += ran
                if os.environ.get("KEYPLATE_UPDATE"):
                    page.write_text(text)
                self.assertEqual(page.read_text(), text)
        self.assertGreater(total, 0)


class Language(unittest.TestCase):
    """docs/language.md names all there is."""

    def test_every_name_is_on_the_page(self):
        page = (ROOT / "docs/language.md").read_text()
        filters = (ROOT / "docs/filters.md").read_text()
        tags = subprocess.run([os.environ["KEYPLATE"], "tags"], stdout=subprocess.PIPE, text=True, check=True).stdout
        limits = (ROOT / "docs/workspace.md").read_text().split("\n## [limits]\n")[1].split("\n## ")[0]
        ambient = (ROOT / "compiler/insomnia_ambient.cpp").read_text()
        names = (re.findall(r"^### (\w+)", filters, re.M) + re.findall(r"^\| `(\w+)` \|", filters + limits, re.M)
                 + re.findall(r"^(\w+)\(", tags, re.M) + re.findall(r'^    \{"(\w+)", Role::',
                   (ROOT / "grammar/tag_names.cpp").read_text(), re.M))
        self.assertGreater(len(names), 100)
        for name in names:
            with self.subTest(name=name):
                self.assertTrue(re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", page))
        for prefix, end in (("AWS_", "read_gcp_ambient"), ("GCP_", "read_hashicorp_login"), ("HASHICORP_", "AmbientRow")):
            body, ambient = ambient.split(end, 1)
            for name in re.findall(r'"([A-Z_]+)"', body):
                self.assertIn(f"`INSOMNIA_{prefix}{name}`", page)


class Diagnostics(unittest.TestCase):
    def seen(self, *sections):
        """What the files of all sections and the commands of the last lead to."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        shell, commands = Shell(folder.name), []
        for section in sections:
            commands = []
            for language, name, body in blocks(section):
                if language == "console":
                    commands.append(body)
                else:
                    shell.write(name or ("keyplate.toml" if language == "toml" else "example.txt"), body)
        if commands:
            return "".join(shell.console(body) for body in commands)
        files = [str(p.relative_to(shell.work)) for p in sorted(shell.work.rglob("*"))
                 if p.is_file() and p.name != "keyplate.toml"]
        workspace = ["keyplate.toml"] if (shell.work / "keyplate.toml").exists() else []
        return shell.run("keyplate check " + " ".join(files + workspace))

    def test_pages(self):
        """Those of `network`, `tls` and their kind speak with a server."""
        pages = sorted(set((ROOT / "docs/diagnostics").glob("*.md")) - {ROOT / "docs/diagnostics/README.md"})
        self.assertGreater(len(pages), 20)
        for page in pages:
            with self.subTest(code=page.stem):
                text = page.read_text()
                self.assertRegex(text, rf"\A# {page.stem}\n")
                self.assertIn("\n## Example\n", text)
                self.assertIn("\n## Instead\n", text)
                example, instead = text.split("\n## Example\n", 1)[1].split("\n## Instead\n", 1)
                self.assertIn(f"[{page.stem}]", self.seen(example))
                self.assertNotIn(f"[{page.stem}]", self.seen(example, instead))


class ThreatModel(unittest.TestCase):
    """Each claim of docs/threat-model.md names tests: `test_FILE.test_NAME`, a case or fuzzer by its path, or a unit test as `PATH: TITLE`."""

    def missing(self, named):
        """Those of the names that nothing has."""
        return [name for name in re.findall(r"`([^`]*)`", named) or [named] if not self.is_there(name)]

    def is_there(self, name):
        if method := re.fullmatch(r"(test_\w+)\.(test_\w+)", name):
            path = ROOT / "tests/program" / f"{method[1]}.py"
            return path.exists() and re.search(rf"^    def {method[2]}\(", path.read_text(), re.M) is not None
        path, _, title = name.partition(": ")
        there = re.match(r"tests/(golden|fuzz|compile_fail|unit)/.", path) is not None and (ROOT / path).is_file()
        return there and (bool(title) == path.startswith("tests/unit/")) and f'"{title}"' in ((ROOT / path).read_text() if title else '""')

    def test_every_test_that_a_claim_names_exists(self):
        claims = re.findall(r"^\| (.*) \| .* \| (.*) \|$", (ROOT / "docs/threat-model.md").read_text().split("\n## Who can read what", 1)[1], re.M)
        claims = [(claim, tests) for claim, tests in claims if claim not in ("claim", "---")]
        self.assertGreater(len(claims), 30)
        for claim, tests in claims:
            with self.subTest(claim=claim):
                self.assertEqual(self.missing(tests), [])

    def test_one_that_does_not_exist_is_found(self):
        for name in ("test_trust.test_nothing_of_the_kind", "test_nowhere.test_it", "tests/golden/render/nothing.case", "tests/fuzz",
                     "tests/unit/cli/trust.cpp: nothing of the kind", "tests/unit/cli/trust.cpp", "tests/program/test_trust.py", "see there"):
            with self.subTest(name=name):
                self.assertEqual(self.missing(f"`{name}`"), [name])
        self.assertEqual(self.missing("none yet"), ["none yet"])


if __name__ == "__main__":
    unittest.main()
