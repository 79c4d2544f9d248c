"""Rows of the benchmark that read a vault of HashiCorp's kind over 30 ms: bench/vault_server.js is that vault."""
import http.client
import json
import pathlib
import shutil
import ssl
import statistics
import subprocess
import sys
import time

BENCH = pathlib.Path(__file__).resolve().parent
NEIGHBOURS = BENCH.parent / ".cache/bench-go"  # filled by `./dev bench`, where there is Go
DELAY_MS = 30
TOKEN = "hvs.benchmark"
MANY = 1000


def secret(name):
    return "{{ secret('corp', '" + name + "', key='value') }}"


def names(count):
    return [f"app/{i:04}" for i in range(count)]


class Vault:
    """The server, while the `with` lasts."""

    def __init__(self, folder):
        self.certificate, key = folder / "server.pem", folder / "server.key"
        if not self.certificate.exists():
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
                            "-keyout", key, "-out", self.certificate, "-subj", "/CN=benchmark", "-addext", "subjectAltName=IP:127.0.0.1"],
                           check=True, capture_output=True)
        self.process = subprocess.Popen(["node", BENCH / "vault_server.js", self.certificate, key, str(DELAY_MS)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.address = f"https://127.0.0.1:{self.port}"
        self.environment = {"VAULT_ADDR": self.address, "VAULT_TOKEN": TOKEN, "VAULT_CACERT": str(self.certificate)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def counted(self, **limit):
        """What was asked since this was called last; `limit` holds from now on."""
        self.process.stdin.write(json.dumps(limit) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def round_trip(self):
        """Milliseconds of one request on an open connection: the delay, and what this machine adds today."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=ssl.create_default_context(cafile=self.certificate))
        times = []
        for _ in range(20):
            begin = time.perf_counter()
            connection.request("GET", "/v1/secret/data/warm", headers={"X-Vault-Token": TOKEN})
            connection.getresponse().read()
            times.append(1000 * (time.perf_counter() - begin))
        connection.close()
        return statistics.median(times[1:])


def prepare(folder):
    """The workspace, and the same 1,000 secrets as the neighbours name them."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    (folder / "keyplate.toml").write_text('[workspace]\ntemplates = ["**/*.txt"]\n\n[vaults.corp]\nprovider = "hashicorp"\n')
    pinned = folder / "pinned"
    (pinned / ".git").mkdir(parents=True, exist_ok=True)
    (pinned / "keyplate.toml").write_text((folder / "keyplate.toml").read_text() + "kv_version = 2\n")
    for place in (folder, pinned):
        (place / "one.txt").write_text(secret("app/0001") + "\n")
    (folder / "many.txt").write_text("".join(secret(name) + "\n" for name in names(MANY)))
    (folder / "repeated.txt").write_text("".join(secret(name) + "\n" for name in names(20) * 5))
    (folder / "gomplate.txt").write_text("".join('{{ (ds "vault" "' + name + '").value }}\n' for name in names(MANY)))
    (folder / "vals.yaml").write_text("".join(f"v{i}: ref+vault://secret/{name}#/value\n" for i, name in enumerate(names(MANY))))


class Network:
    """Adds its rows to those of a Bench."""

    def __init__(self, bench):
        self.bench = bench
        self.folder = bench.trees / "network"

    def render(self, vault, template, work, goal, runs, place="."):
        """Times a render beside `true`; returns its milliseconds, and what the server counted in each."""
        folder = self.folder / place
        command = [self.bench.keyplate, "render", "--trust", template]
        environment, self.bench.env = self.bench.env, self.bench.env | vault.environment
        vault.counted()
        expected = subprocess.run(command, cwd=folder, env=self.bench.env, capture_output=True, check=True, text=True).stdout
        counted = vault.counted()
        wrong = [line for line in expected.split() if not line.startswith("value")]
        assert "value of app/" in expected and "{{" not in expected, wrong[:3]
        self.bench.pair(work, goal, command, ["/bin/true"], str(folder), runs, memory_goal_mib=48)
        self.bench.env = environment
        work, goal, _, ours, _, memory = self.bench.rows.pop()
        return float(ours.split()[0]), counted, memory

    def row(self, work, goal, measured, ours, other, memory="-"):
        self.bench.rows.append((work, goal, measured, f"{ours:.1f} ms", other, memory))

    def one_secret(self, vault, place, pinned):
        work = "`render` with one secret of Vault, TLS 1.3" + pinned
        ours, counted, memory = self.render(vault, "one.txt", work, "", 5 * self.bench.runs, place)
        # A connection's own two, TCP's and TLS 1.3's, then one for each request, as each needs the last one's answer.
        trips = 2 * counted["connections"] + counted["http2"] + counted["http1"]
        ideal = trips * DELAY_MS
        self.row(work, f"at most 20 ms over its {trips} round trips", f"{ours - ideal:.1f} ms over", ours, f"{ideal} ms", memory)

    def many_secrets(self, vault):
        work = f"`render` with {MANY:,} secrets of Vault, HTTP/2 with 100 streams"
        ours, counted, memory = self.render(vault, "many.txt", work, "", self.bench.runs)
        assert counted["reads"] == MANY and counted["http1"] == 0, counted
        reading = MANY // 100 * DELAY_MS
        opening = (2 + min(1, counted["mounts"])) * DELAY_MS
        self.row(work, "at most 1.5 x ten round trips", f"{(ours - opening) / reading:.2f} x", ours - opening, f"{reading} ms", memory)
        self.row("the same, with the connection's opening and the question for the mount", "-", f"{ours / (opening + reading):.2f} x",
                 ours, f"{opening + reading} ms", f"{counted['connections']} connections, {counted['streams']} streams")
        return ours

    def neighbour(self, vault, name, arguments, ours):
        work, goal = f"the same with `{name}`", "keyplate at least 10 x"
        program = NEIGHBOURS / name
        if not program.exists():
            self.bench.rows.append((work, goal, "not here", "-", "-", "-"))
            return
        vault.counted()
        begin = time.perf_counter()
        done = subprocess.run([program, *arguments], cwd=self.folder, env=self.bench.env | vault.environment, capture_output=True, text=True)
        theirs = 1000 * (time.perf_counter() - begin)
        if done.returncode != 0 or done.stdout.count("value of app/") != MANY:
            self.bench.rows.append((work, goal, "it failed: " + done.stderr.strip()[-80:], "-", "-", "-"))
            return
        counted = vault.counted()
        self.row(work, goal, f"{theirs / ours:.1f} x", ours, f"{theirs:.0f} ms", f"{counted['http1'] + counted['http2']} requests")

    def throttled(self, vault, retry_after):
        work = f"{MANY:,} secrets where more than 200/s are answered 429, with{'' if retry_after else 'out'} `Retry-After`"
        times = []
        for _ in range(min(3, self.bench.runs)):
            vault.counted(rate=200, retry_after=retry_after)
            begin = time.perf_counter()
            done = subprocess.run([self.bench.keyplate, "render", "--trust", "many.txt"], cwd=self.folder,
                                  env=self.bench.env | vault.environment, capture_output=True, text=True)
            times.append(1000 * (time.perf_counter() - begin))
            counted = vault.counted()
            resolved = len(set(done.stdout.split("\n")) - {""})
            if done.returncode != 0 or resolved != MANY:
                self.bench.rows.append((work, "all, within 1.3 x 5 s", f"{counted['names']} resolved, exit {done.returncode}", f"{times[-1]:.0f} ms",
                                        "5000 ms", f"{counted['throttled']} answers were 429"))
                return
        ours = statistics.median(times)
        self.row(work, "all, within 1.3 x 5 s", f"{ours / 5000:.2f} x", ours, "5000 ms", f"{counted['throttled']} answers were 429")

    def repeated(self, vault):
        work = "100 outputs over 20 secrets"
        ours, counted, memory = self.render(vault, "repeated.txt", work, "", self.bench.runs)
        self.row(work, "20 reads", f"{counted['reads']} reads", ours, "-", memory)

    def run(self):
        if not shutil.which("node") or not shutil.which("openssl"):
            self.bench.rows.append(("secrets of Vault", "-", "no node or no openssl here", "-", "-", "-"))
            return
        prepare(self.folder)
        with Vault(self.folder) as vault:
            print(f"bench: a request on an open connection takes {vault.round_trip():.1f} ms where {DELAY_MS} ms are meant", file=sys.stderr)
            self.one_secret(vault, ".", "")
            self.one_secret(vault, "pinned", ", `kv_version` written")
            ours = self.many_secrets(vault)
            self.neighbour(vault, "vals", ["eval", "-f", "vals.yaml"], ours)
            self.neighbour(vault, "gomplate", ["-d", "vault=vault+" + vault.address + "/secret/", "-f", "gomplate.txt"], ours)
            self.throttled(vault, True)
            self.throttled(vault, False)
            self.repeated(vault)
