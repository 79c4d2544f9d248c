"""What goes wrong between keyplate and a vault: each fault, met by a read and by each login.

A row is a whole run of `keyplate render` with two vaults, the one that fails and one that is well. It ends with the right
output after as many attempts as the policy has, or with exit 3, the right diagnostic at the reference, no file, and
no secret; the other vault was read all the same. Rows mostly wait, so they run side by side.
"""
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import typing
import unittest

from leaks import leaks_in
from vaults import PASSWORD, SECRET_ID, TOKEN, WAYS, certificates, diagnostics, faults, http1, http2, settings, vault
from workspaces import KEYPLATE

LIMIT = 25  # seconds for a run: its --timeout
SHORT = 2   # seconds for one read of a vault that hangs
SIDE_BY_SIDE = 32
VALUES = {"one": "v4lueOne-kC4", "two": "v4lueTwo-kC4"}

TEMPLATE = """\
well={{{{ secret('good', 'row-{row}', key='value') }}}}
one={{{{ secret('bad', '{one}', key='password') }}}}
two={{{{ secret('bad', '{two}', key='password') }}}}
"""


@dataclasses.dataclass(frozen=True)
class Target:
    """What meets the fault."""
    way: str
    pattern: str                # of its requests
    lines: tuple = (2, 3)       # of the template, which fail with it
    once: bool = False          # not to be asked again once it was sent
    dynamic: bool = False
    member: tuple = ("auth", "client_token")  # what its answer can't do without


TARGETS = {"read": Target("token", r"^GET /v1/secret/data/app/one", (2,), member=("data", "data"))}
TARGETS |= {name: Target(name, way.login) for name, way in WAYS.items() if way.login and not way.wrapped}
SINGLE_USE = {
    "dynamic": Target("token", r"^GET /v1/database/creds/ro$", (2,), True, True, ("data",)),
    "unwrap": Target("approle-wrapped", r"^POST /v1/sys/wrapping/unwrap", once=True, member=("data", "secret_id")),
    "approle-wrapped": Target("approle-wrapped", WAYS["approle-wrapped"].login, once=True),
}


@dataclasses.dataclass(frozen=True)
class Well:
    """The right output, after so many requests to the target."""
    attempts: object  # a number, or a range of them


@dataclasses.dataclass(frozen=True)
class Fails:
    """This diagnostic at each reference that needs the target, after so many requests to it."""
    code: str
    attempts: object = 1
    says: str = ""
    lines: tuple = None


@dataclasses.dataclass(frozen=True)
class Fault:
    expected: object                         # or a function of the Target
    happen: typing.Callable = None           # given the Row, before keyplate runs
    pair: str = "good"                       # the server's certificate
    server: type = http1.Server
    options: tuple = ()                      # of the faulty vault's settings
    single_use: bool = True                  # it is also met by what is asked once
    targets: tuple = ()                      # alone, else all


def always(fault):
    return lambda row: row.server.script.on(row.target.pattern, fault, always=True)


def at_first(*some):
    return lambda row: row.server.script.on(row.target.pattern, *some)


def thrice(code, most=3, **more):
    """What may pass and doesn't."""
    return lambda target: Fails(code, 1 if target.once else range(3, most + 1), **more)


def second_time(code, attempts=2):
    """What passes; what must not be asked twice fails."""
    return lambda target: Fails(code) if target.once else Well(attempts)


def refused_anew(target):
    """A read that is refused for want of a token has done nothing: it is asked once more with the token as it is then."""
    return Fails("unauthenticated", 2 if target.lines == (2,) else 1)


def name_not_found(row):
    row.url = f"https://nothing.invalid:{row.server.port}"


def refused(row):
    """A port that is held and not listened on: one that was merely free could be another row's by now."""
    row.held = socket.socket()
    row.held.bind(("127.0.0.1", 0))
    row.url = f"https://127.0.0.1:{row.held.getsockname()[1]}"


def redirect(scheme, **more):
    """To a server that would answer, by another name."""
    def happen(row):
        port = row.table.elsewhere.port if scheme == "https" else row.table.plain.port
        always(faults.redirect(f"{scheme}://localhost:{port}", **more))(row)
    return happen


def clock_off(row):
    row.server.clock = 20 * 60


def token_expires(row):
    row.server.script.on(r"/data/app/one|/creds/ro$", faults.then_expire(row.vault))


def token_expired(target):
    return Fails("unauthenticated", lines=(3,)) if target.way == "token" else Well(2)


def missing_member(row):
    always(faults.without(*row.target.member))(row)


def clock_matters(target):
    """Only a signature has a time in it."""
    return Fails("unauthenticated", says="clock") if target.way == "aws" else Well(1)


def answer(read, login, **more):
    """What a status of the server means to a read, a login, and the opening of what was wrapped (S26)."""
    return lambda target: Fails(read, **more) if target.lines == (2,) else Fails("integrity" if "wrapping" in target.pattern else login)


HANGS = Fails("timeout")
SLOW = (("timeout", f"{SHORT}s"),)

FAULTS = {
    "none": Fault(Well(1)),
    "name not found": Fault(Fails("network", 0, "nothing.invalid"), name_not_found),
    "refused": Fault(Fails("network", 0), refused),
    "reset": Fault(thrice("network", most=6), always(faults.reset)),  # libcurl may itself leave a connection that was used before
    "reset at first": Fault(second_time("network"), at_first(faults.reset)),
    "hung up at first": Fault(second_time("network"), at_first(faults.hang_up)),
    "TLS untrusted": Fault(Fails("tls", 0), pair="untrusted"),
    "TLS of the wrong host": Fault(Fails("tls", 0), pair="wrong_host"),
    "TLS expired": Fault(Fails("tls", 0), pair="expired"),
    "hang before the answer": Fault(HANGS, always(faults.hang), options=SLOW),
    "hang within the body": Fault(HANGS, always(faults.hang_in_body), options=SLOW),
    "drip": Fault(HANGS, always(faults.drip), options=SLOW),
    "cut short": Fault(thrice("network"), always(faults.cut_short)),
    "cut short at first": Fault(second_time("network"), at_first(faults.cut_short)),
    "wrong type": Fault(Fails("protocol", says="text/plain"), always(faults.typed("text/plain"))),
    "HTML": Fault(Fails("protocol", says="text/html"), always(faults.html)),
    "oversized": Fault(Fails("protocol"), always(faults.oversized)),
    "oversized without a length": Fault(Fails("protocol"), always(faults.endless), single_use=False, targets=("read", "userpass")),
    "malformed JSON": Fault(Fails("protocol"), always(faults.malformed)),
    "missing field": Fault(Fails("protocol"), missing_member),
    "400": Fault(answer("config-invalid", "unauthenticated"), always(faults.status(400, "error performing token check"))),
    "401 once": Fault(lambda target: Well(2) if target.lines == (2,) else Fails("unauthenticated"), at_first(faults.status(401, "who?"))),
    "401 always": Fault(refused_anew, always(faults.status(401, "who?"))),
    "403": Fault(answer("access-denied", "unauthenticated", says="read"), always(faults.status(403, "1 error occurred:\n\t* permission denied\n\n"))),
    "404": Fault(answer("not-found", "config-invalid"), always(faults.status(404)), single_use=False),
    "412": Fault(thrice("unavailable"), always(faults.status(412, "required index state not present"))),
    "412 at first": Fault(second_time("unavailable"), at_first(faults.status(412, "required index state not present"))),
    "429": Fault(thrice("throttled", most=6), always(faults.too_many())),  # those beside others that succeed don't count
    "429 at first": Fault(second_time("throttled"), at_first(faults.too_many())),
    "429 with Retry-After in seconds": Fault(second_time("throttled"), at_first(faults.too_many("1"))),
    "429 with Retry-After as a date": Fault(second_time("throttled"), at_first(faults.too_many_until(2))),
    "429 with an absurd Retry-After": Fault(lambda target: Fails("throttled", says="" if target.once else "86400"), always(faults.too_many("86400"))),
    "500": Fault(thrice("unavailable"), always(faults.status(500, "1 error occurred:\n\t* internal error\n\n"))),
    "501": Fault(Fails("unavailable"), always(faults.status(501))),
    "502": Fault(thrice("unavailable"), always(faults.status(502, body=faults.HTML))),
    "503 twice, then well": Fault(second_time("unavailable", 3), at_first(*[faults.status(503)] * 2)),
    "503 sealed": Fault(thrice("unavailable", says="sealed"), always(faults.status(503, "Vault is sealed"))),
    "redirect to another host": Fault(Fails("protocol", says="localhost"), redirect("https")),
    "redirect to plain http": Fault(Fails("protocol", says="localhost"), redirect("http", code=302)),
    "clock 20 minutes off": Fault(clock_matters, clock_off),
    "token expires between two reads": Fault(token_expired, token_expires, options=(("concurrency", 1),), single_use=False),
    "HTTP/2": Fault(Well(1), server=http2.Server),
    "HTTP/2 GOAWAY at first": Fault(Well(2), at_first(faults.go_away), server=http2.Server, single_use=False),
    "HTTP/2 stream reset": Fault(thrice("network"), always(faults.reset_stream), server=http2.Server),
    "HTTP/2 stream reset at first": Fault(second_time("network"), at_first(faults.reset_stream), server=http2.Server),
}


class Row:
    """One fault met by one target: what was seen of it is in `problems`, empty when all is right."""

    def __init__(self, table, number, fault_name, target_name):
        self.table, self.number = table, number
        self.name = f"{fault_name}: {target_name}"
        self.fault = FAULTS[fault_name]
        self.target = (TARGETS | SINGLE_USE)[target_name]
        self.way = WAYS[self.target.way]
        self.expected = self.fault.expected(self.target) if callable(self.fault.expected) else self.fault.expected
        self.problems = []
        self.elapsed = 0

    def check(self, right, *what):
        if not right:
            self.problems.append(" ".join(map(str, what)))

    def set_up(self):
        self.folder = self.table.folder / str(self.number)
        self.work, self.home = self.folder / "work", self.folder / "home"
        (self.work / ".git").mkdir(parents=True)
        self.home.mkdir()
        self.vault = vault.Vault().kv2("secret", {f"app/{name}": {"password": value} for name, value in VALUES.items()})
        self.vault.dynamic("database", {"ro": 3600, "rw": 3600})
        self.way.prepare(self.vault)
        for name, text in self.way.files.items():
            (self.home / name).write_text(text)
        if self.way.wrapped:
            self.wrapping = self.vault.wrap({"secret_id": SECRET_ID}, "auth/approle/role/ci/secret-id")
            (self.home / "secret_id").write_text(self.wrapping)
        if self.target.way == "cert":
            shutil.copy(certificates().client.certificate, self.home / "client.pem")
            shutil.copy(certificates().client.key, self.home / "client.key")
            (self.home / "client.key").chmod(0o600)
        self.server = self.fault.server(self.vault, getattr(certificates(), self.fault.pair), certificates().clients.certificate)
        self.url = self.server.url
        if self.fault.happen:
            self.fault.happen(self)

    def write(self):
        engine = {"engine": "dynamic", "mount": "database", "paths": ["creds/*"]} if self.target.dynamic else {}
        workspace = settings("good", self.table.good.url, '{ type = "token", token = { env = "GOOD_TOKEN" } }')
        workspace += settings("bad", self.url, self.way.auth, **engine, **dict(self.fault.options))
        (self.work / "keyplate.toml").write_text(workspace)
        one, two = ("creds/ro", "creds/rw") if self.target.dynamic else ("app/one", "app/two")
        (self.work / "config.txt").write_text(TEMPLATE.format(row=self.number, one=one, two=two))

    def run(self):
        try:
            self.set_up()
            self.write()
            begun = time.monotonic()
            self.result = subprocess.run([KEYPLATE, "render", "config.txt", "-o", "out.txt", "--trust", "--no-input", "--timeout", f"{LIMIT}s"], cwd=self.work,
                                         env={"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GOOD_TOKEN": self.table.token, **self.way.variables},
                                         stdin=subprocess.DEVNULL, capture_output=True, timeout=4 * LIMIT, start_new_session=True)
            self.elapsed = time.monotonic() - begun
            self.judge()
        except Exception as wrong:  # noqa: BLE001: a row tells of its own trouble
            self.problems.append(f"{type(wrong).__name__}: {wrong}")
        finally:
            if hasattr(self, "server"):
                self.server.close()
        if self.problems and hasattr(self, "result"):
            self.problems += [f"exit {self.result.returncode}, {self.elapsed:.1f} s", self.result.stderr.decode(errors="replace")]
        return self

    def judge(self):
        stdout, stderr = self.result.stdout, self.result.stderr
        secrets = [TOKEN, PASSWORD, self.table.token, *self.way.secrets, *VALUES.values(), *self.vault.tokens, *self.vault.wrapped, "minted-pAssw0rd"]
        self.check(leaks_in(stdout + stderr, *secrets) == [], "printed", [s for s in secrets if leaks_in(stdout + stderr, s)])
        self.check(self.server.refusals == [], "the server refused", self.server.refusals)
        asked = [request for request in self.server.requests if re.search(self.target.pattern, f"{request.method} {request.target}")]
        attempts = self.expected.attempts
        self.check(len(asked) in (attempts if isinstance(attempts, range) else [attempts]) or self.expires_in_between(), len(asked), "requests instead of", attempts)
        self.check(self.table.was_read(self.number), "the other vault was not read")
        self.check(self.elapsed < (5 * SHORT if self.fault.options == SLOW else LIMIT), "took", self.elapsed)
        if isinstance(self.expected, Well):
            self.judge_product()
        else:
            self.judge_diagnostics()

    def expires_in_between(self):
        """Then the login is what is asked twice, and a read as often as it is needed."""
        return self.fault.happen is token_expires and self.target.way == "token"

    def judge_product(self):
        self.check(self.result.returncode == 0, "failed")
        product = self.work / "out.txt"
        if self.target.dynamic:
            values = [f"minted-pAssw0rd-{n + 1}" for n in range(len(self.vault.minted))]
            self.check(product.is_file() and all(value in product.read_text() for value in values) and len(values) == 2, "another product")
            return
        right = f"well=w3ll-{self.number}\none={VALUES['one']}\ntwo={VALUES['two']}\n"
        self.check(product.is_file() and product.read_text() == right, "another product")

    def judge_diagnostics(self):
        self.check(self.result.returncode == 3, "another exit code")
        self.check(not (self.work / "out.txt").exists(), "a file was written")
        found = diagnostics(self.result.stderr)
        lines = self.expected.lines or (self.target.lines if self.expected.attempts else (2, 3))
        where = [(one.file, one.line, one.column, one.code) for one in found]
        self.check(where == [("config.txt", line, 8, self.expected.code) for line in lines], "diagnostics", where)
        for one in found:
            self.check(one.hint, "no hint in", one.message)
            self.check(re.search(self.expected.says, one.message), f"`{self.expected.says}` is not in", one.message)
            self.check("?" not in one.message.replace("who?", "").partition(";")[0], "a query in", one.message)
        self.check(b"<" not in self.result.stderr.replace(b"<br", b""), "a page of a server was shown")


class Table:
    """All rows, and the vault that is well beside each."""

    def __init__(self, wanted):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="keyplate-faults-")).resolve()
        self.rows = [Row(self, number, fault, target) for number, (fault, target) in enumerate(pairs()) if re.search(wanted, f"{fault}: {target}")]
        well = vault.Vault("well").kv2("secret", {f"row-{row.number}": {"value": f"w3ll-{row.number}"} for row in self.rows})
        self.token = well.token("hvs.kC4naryT0kenOfTheOther")
        self.good = http1.Server(well, certificates().good)
        self.elsewhere = http1.Server(well, certificates().good)
        self.plain = http1.Server(well)

    def was_read(self, number):
        return any(request.target == f"/v1/secret/data/row-{number}" for request in list(self.good.requests))

    def run(self):
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(Row.run, self.rows))

    def close(self):
        for server in (self.good, self.elsewhere, self.plain):
            server.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def pairs():
    for name, fault in FAULTS.items():
        for target in fault.targets or [*TARGETS, *(SINGLE_USE if fault.single_use else [])]:
            yield name, target


class Faults(unittest.TestCase):
    def test_every_row(self):
        table = Table(os.environ.get("KEYPLATE_FAULTS", ""))
        self.addCleanup(table.close)
        table.run()
        for row in table.rows:
            with self.subTest(row.name):
                if row.problems:
                    self.fail("\n".join(row.problems))
        self.assertEqual(table.good.refusals, [])
        self.assertEqual({request.one("x-vault-token") for request in table.good.requests}, {table.token})
        self.assertEqual((table.elsewhere.connections, table.plain.connections), (0, 0), "a redirect was followed")

    def test_the_table_has_what_it_should(self):
        self.assertGreater(len(list(pairs())), 350)
        self.assertEqual({target.way for target in (TARGETS | SINGLE_USE).values()}, set(WAYS))


if __name__ == "__main__":
    unittest.main()
